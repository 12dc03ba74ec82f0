#include "base/json.hpp"
#include "graphql/lower.hpp"

#include <array>

namespace viginti::graphql {

namespace {

using model::Object;

constexpr std::array operations{"create", "connect", "disconnect"};

bool asks_for_nothing(const char *operation, const json_t *value)
{
    return json_is_null(value) ||
           (json_is_false(value) && std::string_view(operation) == "disconnect");
}

/* Nests as deep as the literal or the variables did, which limits bound. */
void drop_idle(const RecordSchema &schema, const Object &object, json_t *data)
{
    if (json_is_array(data)) {
        for (std::size_t i = 0; i < json_array_size(data); ++i)
            drop_idle(schema, object, json_array_get(data, i));
        return;
    }
    if (!json_is_object(data))
        return;
    for (const model::Field &field : object.fields) {
        if (!field.relation)
            continue;
        std::string const name(schema.name_of(field));
        json_t *const relation = json_object_get(data, name.c_str());
        if (!json_is_object(relation))
            continue;
        bool const keeps_as_it_is = json_is_false(json_object_get(relation, "disconnect"));
        for (const char *const operation : operations)
            if (asks_for_nothing(operation, json_object_get(relation, operation)))
                json_object_del(relation, operation);
        if (keeps_as_it_is && json_object_size(relation) == 0)
            json_object_del(data, name.c_str());
        else if (model::ObjectPtr const target = schema.find_object(field.relation->target))
            drop_idle(schema, *target, json_object_get(relation, "create"));
    }
}

bool has_relation(const Object &object, const RecordSchema &schema, const json_t *data)
{
    if (json_is_array(data)) {
        for (std::size_t i = 0; i < json_array_size(data); ++i)
            if (has_relation(object, schema, json_array_get(data, i)))
                return true;
        return false;
    }
    for (const model::Field &field : object.fields)
        if (field.relation &&
            json_is_object(json_object_get(data, std::string(schema.name_of(field)).c_str())))
            return true;
    return false;
}

} // namespace

Json lower_data(const RecordSchema &schema, const Object &object, const json_t *data)
{
    if (!has_relation(object, schema, data))
        return Json(json_incref(const_cast<json_t *>(data)));
    /* What variables hold may be another field's data as well. */
    Json own(json_deep_copy(data));
    drop_idle(schema, object, own.get());
    return own;
}

} // namespace viginti::graphql
