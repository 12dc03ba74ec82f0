#include "model/catalog.hpp"

namespace viginti::model {

ObjectPtr Catalog::by_plural(std::string_view name) const
{
    auto const found = directory->by_plural.find(std::string(name));
    if (found == directory->by_plural.end())
        return nullptr;
    ObjectPtr object = load(found->second);
    /* Renamed since the directory was read: an answer would bear a name nobody asked for. */
    if (object && object->name_plural != name)
        throw Overtaken();
    return object && object->is_active ? object : nullptr;
}

std::string Catalog::plural_of_singular(std::string_view name) const
{
    auto const found = directory->by_singular.find(std::string(name));
    if (found == directory->by_singular.end())
        return {};
    ObjectPtr const object = load(found->second);
    return object && object->is_active ? object->name_plural : std::string();
}

} // namespace viginti::model
