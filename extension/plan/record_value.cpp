#include "plan/record_value.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/composite_value.hpp"
#include "plan/json_value.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Field;
using model::FieldType;
using model::Form;
using model::Object;
using model::Part;

struct Reader {
    const Object &object;
    const std::string &base;
    bool creating;
    RecordValues out;

    void set(std::string column, const Part &part, Param value, Place place = Place::Given)
    {
        for (Assignment &old : out.assignments)
            if (old.column == column) {
                old.value = std::move(value);
                return;
            }
        out.assignments.push_back({std::move(column), part.column, std::move(value), place});
    }

    void read_member(std::string_view key, const json_t *value);
    void read_scalar(const Field &field, const json_t *value, const ValueSite &site);
    void read_composite(const Field &field, const json_t *value, const ValueSite &site);
    void read_relation(const Field &field, const json_t *value, const ValueSite &site);
    void read_far_relation(const Field &field, const json_t *value, const ValueSite &site);
    void settle_morphs();
    void read_foreign_key(const Field &field, const json_t *value, const ValueSite &site);
    void read_position(const Field &field, const json_t *value, const ValueSite &site);
};

Error unknown_field(const Object &object, std::string_view name, std::string path)
{
    return Error(Code::FieldUnknown,
                 "Object " + object.name_singular + " doesn't have any \"" + shorten(name, 80) +
                     "\" field.",
                 std::move(path));
}

const Part *find_part(const Field &field, std::string_view name)
{
    for (const Part &part : field.type_info().parts)
        if (part.name == name)
            return &part;
    return nullptr;
}

void Reader::read_foreign_key(const Field &field, const json_t *value, const ValueSite &site)
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
void Reader::read_far_relation(const Field &field, const json_t *value, const ValueSite &site)
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
void Reader::read_relation(const Field &field, const json_t *value, const ValueSite &site)
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

void Reader::read_position(const Field &field, const json_t *value, const ValueSite &site)
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

void Reader::read_scalar(const Field &field, const json_t *value, const ValueSite &site)
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

/* An ACTOR has a source and a context always (spec/core-rest.md §15). */
void fall_back(Param &param, const Part &part)
{
    if (part.name == "source")
        param = {param.type, false, "MANUAL", {}};
    if (part.name == "context")
        param = {param.type, false, "{}", {}};
}

void Reader::read_composite(const Field &field, const json_t *value, const ValueSite &site)
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

void Reader::read_member(std::string_view key, const json_t *value)
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

/*
 * At most one key of a morph relation leads somewhere: a body that sets one of a record that is there
 * empties the others.
 */
void Reader::settle_morphs()
{
    auto const leads = [&](const Field &field) {
        std::string const column = model::column_name(field, field.type_info().parts.front());
        for (const Assignment &each : out.assignments)
            if (each.column == column && !each.value.is_null)
                return true;
        auto const names = [&](const auto &each) { return each.field == &field; };
        return std::any_of(out.connects.begin(), out.connects.end(), names) ||
               std::any_of(out.nested.begin(), out.nested.end(), names);
    };
    for (const Field &field : object.fields) {
        if (!field.is_morph() || !field.is_to_one() || !leads(field))
            continue;
        for (const Field &other : object.fields)
            if (other.id != field.id && other.is_morph() && other.is_to_one() &&
                other.relation->morph == field.relation->morph && leads(other))
                throw Error(Code::RelationInvalid,
                            "At most one target of " + field.relation->morph_name +
                                " can be set, not both " + field.foreign_key_name() + " and " +
                                other.foreign_key_name() + ".",
                            pointer(base, other.foreign_key_name()));
        if (creating)
            continue;
        for (Assignment &released : released_by(object, field)) {
            auto const same = [&](const Assignment &each) {
                return each.column == released.column;
            };
            if (std::none_of(out.assignments.begin(), out.assignments.end(), same))
                out.assignments.push_back(std::move(released));
        }
    }
}

Param text_value(std::string text)
{
    return {{ColumnType::Text}, false, std::move(text), {}};
}

/*
 * An ACTOR from the caller. A given value with a name is kept whole, of another only the source
 * (spec §16.5).
 */
void set_actor(Reader &reader, const Field &field, const Actor &actor, bool keep_given)
{
    auto const is_given = [&](const std::string &column) {
        return keep_given && std::any_of(reader.out.assignments.begin(),
                                         reader.out.assignments.end(), [&](const Assignment &each) {
                                             return each.column == column && !each.value.is_null;
                                         });
    };
    const Part &name = *find_part(field, "name");
    std::string name_column = model::column_name(field, name);
    if (is_given(name_column))
        return;
    const Part &source = *find_part(field, "source");
    std::string source_column = model::column_name(field, source);
    if (!is_given(source_column))
        reader.set(std::move(source_column), source, text_value(actor.source));
    const Part &member = *find_part(field, "workspaceMemberId");
    const Part &context = *find_part(field, "context");
    reader.set(model::column_name(field, member), member, {{ColumnType::Uuid}, true, {}, {}});
    reader.set(std::move(name_column), name, text_value(actor.name));
    reader.set(model::column_name(field, context), context, {{ColumnType::Jsonb}, false, "{}", {}});
}

Reader read_body(const Object &object, const json_t *body, const std::string &base, bool creating)
{
    Reader reader{object, base, creating, {}};
    /* Two actors and a position beside what most bodies set. */
    reader.out.assignments.reserve(24);
    const char *key;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(body), key, length, value)
        reader.read_member({key, length}, value);
    reader.settle_morphs();
    return reader;
}

/* By column. An assignment is large, so that it is moved once only. */
void sort(std::vector<Assignment> &assignments)
{
    std::vector<Assignment *> order;
    order.reserve(assignments.size());
    for (Assignment &assignment : assignments)
        order.push_back(&assignment);
    std::sort(order.begin(), order.end(),
              [](const Assignment *a, const Assignment *b) { return a->column < b->column; });
    std::vector<Assignment> sorted;
    sorted.reserve(assignments.size());
    for (Assignment *const assignment : order)
        sorted.push_back(std::move(*assignment));
    assignments = std::move(sorted);
}

RecordValues sorted(Reader &&reader)
{
    sort(reader.out.assignments);
    return std::move(reader.out);
}

} // namespace

RecordValues read_new_record(const Object &object, const json_t *body, const Actor &actor,
                             const std::string &base)
{
    Reader reader = read_body(object, body, base, true);
    auto const set_system_field = [&](const Field &field) {
        if (!field.is_system)
            return;
        if (field.type == FieldType::Actor)
            set_actor(reader, field, actor, field.name == "createdBy");
        if (field.type == FieldType::Position && !json_object_get(body, field.name.c_str())) {
            const Part &part = field.type_info().parts.front();
            reader.set(model::column_name(field, part), part, {{part.column}, true, {}, {}},
                       Place::First);
        }
    };
    for (const Field &field : object.fields)
        set_system_field(field);
    /* What the writer may not read is recorded all the same. */
    for (const Field &field : object.hidden)
        set_system_field(field);
    return sorted(std::move(reader));
}

RecordValues read_values(const Object &object, const json_t *body, const std::string &base)
{
    return sorted(read_body(object, body, base, true));
}

RecordValues read_changes(const Object &object, const json_t *body, const Actor &actor,
                          const std::string &base)
{
    Reader reader = read_body(object, body, base, false);
    for (const auto *const fields : {&object.fields, &object.hidden})
        for (const Field &field : *fields)
            if (field.is_system && field.name == "updatedBy")
                set_actor(reader, field, actor, false);
    return sorted(std::move(reader));
}

bool add_foreign_key(RecordValues &values, const Field &field)
{
    std::string const column = model::column_name(field, field.type_info().parts.front());
    auto &all = values.assignments;
    if (std::any_of(all.begin(), all.end(), [&](const auto &one) { return one.column == column; }))
        return false;
    all.push_back({column, ColumnType::Uuid, {{ColumnType::Uuid}, true, {}, {}}, Place::Given});
    sort(all);
    return true;
}

std::vector<Assignment> released_by(const Object &object, const Field &field)
{
    std::vector<Assignment> released;
    if (!field.is_morph())
        return released;
    for (const Field &other : object.fields)
        if (other.id != field.id && other.is_morph() && other.is_to_one() &&
            other.relation->morph == field.relation->morph)
            released.push_back({model::column_name(other, other.type_info().parts.front()),
                                ColumnType::Uuid,
                                {{ColumnType::Uuid}, true, {}, {}},
                                Place::Given});
    return released;
}

void set_live(RecordValues &values)
{
    constexpr std::string_view column = "deleted_at";
    auto &all = values.assignments;
    if (std::any_of(all.begin(), all.end(), [&](const auto &one) { return one.column == column; }))
        return;
    all.push_back({std::string(column),
                   ColumnType::Timestamp,
                   {{ColumnType::Timestamp}, true, {}, {}},
                   Place::Given});
    sort(all);
}

} // namespace viginti::plan
