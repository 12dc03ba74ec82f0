#include "entry/kept_content.hpp"

#include <algorithm>

namespace viginti::entry {

/* Asking the catalog tells the attempt of each object, too, as resolving would (current_model.hpp). */
bool KeptContent::is_of(const model::Catalog &catalog, const model::ObjectPtr &object) const
{
    return content_ && met_.front() == object &&
           std::all_of(met_.begin() + 1, met_.end(), [&](const model::ObjectPtr &each) {
               return catalog.by_id(each->id) == each;
           });
}

model::Catalog KeptContent::watched(const model::Catalog &catalog,
                                    std::vector<model::ObjectPtr> &met)
{
    model::Catalog out = catalog;
    out.load = [&catalog, &met](const Uuid &id) {
        model::ObjectPtr object = catalog.by_id(id);
        if (object && std::find(met.begin(), met.end(), object) == met.end())
            met.push_back(object);
        return object;
    };
    return out;
}

} // namespace viginti::entry
