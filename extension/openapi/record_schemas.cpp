#include "openapi/schemas.hpp"

#include "base/json.hpp"
#include "openapi/field_schema.hpp"
#include "openapi/text.hpp"

namespace viginti::openapi {

namespace {

using model::Field;

/* Who wrote a record last is the caller, whatever a body says (spec/core-rest.md §16.5). */
bool is_overwritten(const Field &field)
{
    return field.is_system && field.name == "updatedBy";
}

bool is_id(const Field &field)
{
    return field.is_system && field.name == "id";
}

bool is_written(const Described &described, std::size_t place, Use use)
{
    const Field &field = described.object->fields[place];
    if (!field.is_active || field.type == model::FieldType::TsVector || is_overwritten(field) ||
        (use == Use::Update && is_id(field)))
        return false;
    const std::vector<bool> &allowed =
        use == Use::Create ? described.creatable : described.updatable;
    return allowed[place];
}

/* Whether a relation is there whose key is at its other end: the caller sees that. */
bool has_inverse(const Field &field, const model::Object &target)
{
    const Field *const inverse = target.find_field_by_id(field.relation->inverse);
    return inverse != nullptr && inverse->is_active && inverse->is_to_one();
}

void append_relation_input(std::string &out, const Field &field, const View &view)
{
    if (field.is_to_one()) {
        append_json_key(out, field.foreign_key_name());
        append_foreign_key_schema(out, field);
    } else {
        const Described *const target = find(view, field.relation->target);
        if (target == nullptr || !has_inverse(field, *target->object))
            return;
    }
    append_raw_member(out, wire_name(field, *view.dialect),
                      schema_reference(field.is_to_many() ? "RelationListInput" : "RelationInput"));
}

void append_input(std::string &out, const Described &described, const View &view, Use use)
{
    const model::Dialect &dialect = *view.dialect;
    const model::Object &object = *described.object;
    out += R"({"type":"object")";
    append_json_member(out, "title", object.label_singular);
    if (!object.description.empty())
        append_json_member(out, "description", object.description);
    append_json_key(out, "properties");
    out += '{';
    std::string required;
    for (std::size_t i = 0; i < object.fields.size(); ++i) {
        const Field &field = object.fields[i];
        if (!is_written(described, i, use))
            continue;
        if (field.relation) {
            append_relation_input(out, field, view);
            continue;
        }
        append_json_key(out, wire_name(field, dialect));
        append_field_schema(out, field, use);
        if (use == Use::Create && is_required(field)) {
            required += required.empty() ? "" : ",";
            append_json_string(required, wire_name(field, dialect));
        }
    }
    out += '}';
    if (!required.empty())
        append_raw_member(out, "required", "[" + required + "]");
    append_raw_member(out, "additionalProperties", "false");
    out += '}';
}

void append_embedded(std::string &out, const Field &field, const View &view,
                     const SchemaNamesById &names)
{
    const Described *const target = find(view, field.relation->target);
    if (target == nullptr || (!field.is_to_one() && !has_inverse(field, *target->object)))
        return;
    std::string const record = schema_reference(
        target->is_chosen ? names.at(to_string(target->object->id)).response : "Record");
    append_json_key(out, wire_name(field, *view.dialect));
    if (field.is_to_many())
        out += R"({"type":"array","items":)" + record;
    else
        out += "{\"anyOf\":[" + record + R"(,{"type":"null"}])";
    append_labels(out, field);
    out += '}';
}

void append_response(std::string &out, const Described &described, const View &view,
                     const SchemaNamesById &names)
{
    const model::Object &object = *described.object;
    out += R"({"type":"object")";
    append_json_member(out, "title", object.label_singular);
    append_json_key(out, "properties");
    out += '{';
    std::string required;
    auto const require = [&](std::string_view name) {
        required += required.empty() ? "" : ",";
        append_json_string(required, name);
    };
    for (const Field &field : object.fields) {
        if (!field.is_active || field.type == model::FieldType::TsVector)
            continue;
        if (!field.relation) {
            append_json_key(out, wire_name(field, *view.dialect));
            append_field_schema(out, field, Use::Read);
            require(wire_name(field, *view.dialect));
        }
        if (field.is_to_one()) {
            append_json_key(out, field.foreign_key_name());
            append_foreign_key_schema(out, field);
            require(field.foreign_key_name());
        }
        if (field.relation)
            append_embedded(out, field, view, names);
    }
    out += '}';
    append_raw_member(out, "required", "[" + required + "]");
    out += '}';
}

} // namespace

std::string_view wire_name(const Field &field, const model::Dialect &dialect)
{
    return dialect.uses_twenty_names && !field.twenty_name.empty() ? field.twenty_name : field.name;
}

void append_record_schemas(std::string &out, const Described &described, const View &view,
                           const SchemaNamesById &names)
{
    const SchemaNames &name = names.at(to_string(described.object->id));
    if (described.may_create) {
        append_json_key(out, name.create);
        append_input(out, described, view, Use::Create);
    }
    if (described.may_update) {
        append_json_key(out, name.update);
        append_input(out, described, view, Use::Update);
    }
    append_json_key(out, name.response);
    append_response(out, described, view, names);
}

} // namespace viginti::openapi
