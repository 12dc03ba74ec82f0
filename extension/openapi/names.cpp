#include "openapi/names.hpp"

#include "base/text.hpp"
#include "openapi/schemas.hpp"

namespace viginti::openapi {

const Described *find(const View &view, const Uuid &id)
{
    for (const Described &described : view.objects)
        if (described.object->id == id)
            return &described;
    return nullptr;
}

std::string Taken::take(std::string name)
{
    while (!names_.insert(name).second)
        name += '_';
    return name;
}

SchemaNamesById name_schemas(const View &view)
{
    Taken taken;
    for (const std::string &name : shared_schema_names())
        taken.take(name);
    SchemaNamesById names;
    for (const Described &described : view.objects) {
        std::string const base = capitalize(described.object->name_singular);
        names[to_string(described.object->id)] = {taken.take(base), taken.take(base + "ForUpdate"),
                                                  taken.take(base + "ForResponse")};
    }
    return names;
}

ObjectWords::ObjectWords(const model::Object &object)
    : capital_plural(capitalize(object.name_plural)),
      capital_singular(capitalize(object.name_singular)), words{Word{"plural", object.name_plural},
                                                                Word{"Plural", capital_plural},
                                                                Word{"singular",
                                                                     object.name_singular},
                                                                Word{"Singular", capital_singular},
                                                                Word{"objects", object.name_plural}}
{}

} // namespace viginti::openapi
