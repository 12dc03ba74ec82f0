#include "plan/member_value.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/composite_value.hpp"

#include <algorithm>

namespace viginti::plan {

using model::Field;
using model::FieldType;
using model::Form;
using model::Object;
using model::Part;

namespace {

Error unknown_field(const Object &object, std::string_view name, std::string path)
{
    return Error(Code::FieldUnknown,
                 "Object " + object.name_singular + " doesn't have any \"" + shorten(name, 80) +
                     "\" field.",
                 std::move(path));
}

/* An ACTOR has a source and a context always (spec/core-rest.md §15). */
void fall_back(Param &param, const Part &part)
{
    if (part.name == "source")
        param = {param.type, false, "MANUAL", {}};
    if (part.name == "context")
        param = {param.type, false, "{}", {}};
}

/*
 * Objects that link notes, tasks and the like to records had keys without "target" in their names;
 * clients of that time send them (spec/core-rest.md §16.4). Only where no field bears the old name.
 */
const Field *find_renamed_key(const Object &object, std::string_view key)
{
    static constexpr std::string_view objects[] = {"noteTarget", "taskTarget", "attachment",
                                                   "timelineActivity"};
    static constexpr std::string_view keys[] = {"personId", "companyId", "opportunityId"};
    if (object.is_custom ||
        std::find(std::begin(objects), std::end(objects), object.name_singular) ==
            std::end(objects) ||
        std::find(std::begin(keys), std::end(keys), key) == std::end(keys))
        return nullptr;
    return object.find_foreign_key("target" + capitalize(key));
}

} // namespace

const Part *find_part(const Field &field, std::string_view name)
{
    for (const Part &part : field.type_info().parts)
        if (part.name == name)
            return &part;
    return nullptr;
}

void MemberReader::set(std::string column, const Part &part, Param value, Place place)
{
    for (Assignment &old : out.assignments)
        if (old.column == column) {
            old.value = std::move(value);
            return;
        }
    out.assignments.push_back({std::move(column), part.column, std::move(value), place});
}

void MemberReader::read_foreign_key(const Field &field, const json_t *value, const ValueSite &site)
{
    const Part &part = field.type_info().parts.front();
    std::string column = model::column_name(field, part);
    for (const Assignment &old : out.assignments)
        if (old.column == column)
            throw Error(Code::RelationInvalid,
                        field.name + " and " + field.foreign_key_name() +
                            " cannot be both provided.",
                        site.path);
    set(std::move(column), part, read_json_value(field, part, value, site));
}

/* Records of a relation whose key is theirs: {"create":[…],"connect":[…],"disconnect":[…]}. */
void MemberReader::read_far_relation(const Field &field, const json_t *value, const ValueSite &site)
{
    std::size_t known = 0;
    for (const char *const operation : {"create", "connect", "disconnect"})
        known += json_object_get(value, operation) != nullptr ? 1 : 0;
    if (field.is_mirror() && (known != 1 || json_object_size(value) != 1 ||
                              (json_object_get(value, "disconnect") &&
                               !json_is_true(json_object_get(value, "disconnect")))))
        throw Error(Code::RelationInvalid,
                    "Relation \"" + field.name +
                        "\" requires create, connect or disconnect operation",
                    site.path,
                    "{\"create\":{…}}, {\"connect\":{\"where\":{\"id\":…}}} or "
                    "{\"disconnect\":true}");
    if (known == 0 || json_object_size(value) != known)
        throw Error(Code::RelationInvalid,
                    "One-to-many relation " + field.name +
                        " field does not support write operations.",
                    site.path,
                    "But for {\"create\":[{…}],\"connect\":[{\"id\":…}],\"disconnect\":"
                    "[{\"id\":…}]}");
    out.nested.push_back({&field, value, site.path});
}

/*
 * {"connect":{"where":{"id":…}}} or {"disconnect":true} (spec/core-rest.md §16.4), {"create":{…}} of
 * a record that is made with this one.
 */
void MemberReader::read_relation(const Field &field, const json_t *value, const ValueSite &site)
{
    if (!field.is_to_one())
        return read_far_relation(field, value, site);
    if (json_is_object(json_object_get(value, "create")) && json_object_size(value) == 1) {
        Json const null(json_null());
        read_foreign_key(field, null.get(), site);
        out.nested.push_back({&field, value, site.path});
        return;
    }
    const json_t *const connect = json_object_get(value, "connect");
    if (json_is_object(connect) && json_object_size(value) == 1) {
        Json const null(json_null());
        read_foreign_key(field, null.get(), site);
        out.connects.push_back(
            {&field, json_object_get(connect, "where"), site.path + "/connect/where"});
        return;
    }
    if (json_is_true(json_object_get(value, "disconnect")) && json_object_size(value) == 1) {
        Json const null(json_null());
        return read_foreign_key(field, null.get(), site);
    }
    throw Error(Code::RelationInvalid,
                "Relation \"" + field.name + "\" requires connect or disconnect operation",
                site.path,
                "Set \"" + field.foreign_key_name() +
                    "\", or give {\"connect\":{\"where\":{\"id\":"
                    "…}}}, {\"create\":{…}} or {\"disconnect\":true}");
}

void MemberReader::read_position(const Field &field, const json_t *value, const ValueSite &site)
{
    const Part &part = field.type_info().parts.front();
    std::string column = model::column_name(field, part);
    bool const first = json_is_string(value) && text_of(value) == "first";
    bool const last = json_is_string(value) && text_of(value) == "last";
    if (first || last)
        return set(std::move(column), part, {{part.column}, true, {}, {}},
                   first ? Place::First : Place::Last);
    if (json_is_null(value))
        throw Error(Code::ValueInvalid, "Invalid position value null for field \"position\"",
                    site.path, "A number, \"first\" or \"last\" is expected");
    set(std::move(column), part, read_json_value(field, part, value, site));
}

void MemberReader::read_scalar(const Field &field, const json_t *value, const ValueSite &site)
{
    const Part &part = field.type_info().parts.front();
    Param param = read_json_value(field, part, value, site);
    if (param.is_null && !field.is_nullable) {
        if (creating && !field.default_value.empty())
            return;
        throw Error(Code::ValueInvalid,
                    "Field " + field.name + " is not nullable and has no default value.",
                    site.path);
    }
    set(model::column_name(field, part), part, std::move(param));
}

void MemberReader::read_composite(const Field &field, const json_t *value, const ValueSite &site)
{
    auto const &type = field.type_info();
    if (type.type == FieldType::RichText && json_is_string(value)) {
        /* A text alone is the markdown half (clients of older releases send it). */
        Json const whole = make_json_object();
        json_object_set(whole.get(), "markdown", const_cast<json_t *>(value));
        return read_composite(field, whole.get(), site);
    }
    if (!json_is_object(value) && !json_is_null(value))
        throw Error(Code::ValueInvalid,
                    "Invalid object value " + inspect(value) + " for field \"" + site.name + "\"",
                    site.path);
    const char *key;
    json_t *member;
    json_object_foreach(const_cast<json_t *>(value), key, member)
    {
        if (!find_part(field, key))
            throw Error(Code::SubFieldUnknown,
                        type.type == FieldType::RichText
                            ? "Invalid subfield '" + shorten(key, 60) + "' for rich text field \"" +
                                  site.name + "\""
                            : "Invalid subfield " + shorten(key, 60) + " for " +
                                  std::string(type.words) + " field \"" + site.name + "\"",
                        pointer(site.path, key));
    }
    Json const whole = json_is_object(value) ? complete_composite(field, value, site) : nullptr;
    if (whole)
        value = whole.get();
    for (const Part &part : type.parts) {
        member = json_object_get(value, std::string(part.name).c_str());
        bool const emptied =
            json_is_null(value) || type.rewritten_whole || part.name == "additionalPhones";
        if (!member && (creating || !emptied))
            continue;
        std::string const name(part.name);
        Json const null(json_null());
        Param param = read_json_value(field, part, member ? member : null.get(),
                                      {site.name + "." + name, pointer(site.path, name)});
        if (param.is_null && field.type == FieldType::Actor && !field.is_system)
            fall_back(param, part);
        if (param.is_null && !field.is_nullable && part.form != Form::Json)
            continue;
        set(model::column_name(field, part), part, std::move(param));
    }
}

void MemberReader::read(std::string_view key, const json_t *value)
{
    ValueSite const site{std::string(key), pointer(base, key)};
    if (const Field *const relation = object.find_foreign_key(key))
        return read_foreign_key(*relation, value, site);
    const Field *const field = object.find_field(key);
    if (!field)
        if (const Field *const renamed = find_renamed_key(object, key))
            return read_foreign_key(*renamed, value, site);
    if (!field || !field->is_active)
        throw unknown_field(object, key, site.path);
    if (field->name == "id" && field->is_system) {
        auto const id = json_is_string(value) ? parse_uuid(text_of(value)) : std::nullopt;
        if (!id)
            throw Error(Code::ValueInvalid,
                        "Value " +
                            (json_is_string(value) ? "\"" + shorten(text_of(value), 60) + "\""
                                                   : inspect(value)) +
                            " is not a valid UUID",
                        site.path);
        out.id = id;
        return;
    }
    switch (field->type) {
    case FieldType::Relation:
    case FieldType::MorphRelation:
        return read_relation(*field, value, site);
    case FieldType::TsVector:
        throw Error(Code::ValueInvalid,
                    field->name + " TS_VECTOR-typed field does not support write operations",
                    site.path);
    case FieldType::Position:
        return read_position(*field, value, site);
    default:
        return field->type_info().composite ? read_composite(*field, value, site)
                                            : read_scalar(*field, value, site);
    }
}

} // namespace viginti::plan
