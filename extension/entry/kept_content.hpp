/*
 * What a root field of a kept document asks of its records, resolved once: it depends on the document
 * and on the model as the caller's role sees it, and on no variable.
 */
#pragma once

#include "model/catalog.hpp"
#include "plan/read_plan.hpp"

#include <utility>
#include <vector>

namespace viginti::entry {

class KeptContent {
  public:
    /*
     * The content `resolve` makes of the object and a catalog. Kept while each object it was made of
     * is, in the caller's eyes, the same: views of another role or version are other objects. What
     * `resolve` throws is not kept.
     */
    template <class Resolve>
    plan::ContentPtr find_or(const model::Catalog &catalog, const model::ObjectPtr &object,
                             const Resolve &resolve)
    {
        if (is_of(catalog, object))
            return content_;
        std::vector<model::ObjectPtr> met{object};
        plan::ContentPtr content = resolve(watched(catalog, met));
        met_ = std::move(met);
        return content_ = std::move(content);
    }

  private:
    bool is_of(const model::Catalog &catalog, const model::ObjectPtr &object) const;
    /* The catalog, which puts down in `met` each object it is asked for. */
    static model::Catalog watched(const model::Catalog &catalog,
                                  std::vector<model::ObjectPtr> &met);

    plan::ContentPtr content_;          /* null: not yet */
    std::vector<model::ObjectPtr> met_; /* the root's first, each once */
};

} // namespace viginti::entry
