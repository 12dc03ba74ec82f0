#include "plan/record_value.hpp"

#include "base/error.hpp"
#include "plan/member_value.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Field;
using model::FieldType;
using model::Object;
using model::Part;

/*
 * At most one key of a morph relation leads somewhere: a body that sets one of a record that is there
 * empties the others.
 */
void settle_morphs(MemberReader &reader)
{
    const Object &object = reader.object;
    RecordValues &out = reader.out;
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
                            pointer(reader.base, other.foreign_key_name()));
        if (reader.creating)
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
void set_actor(MemberReader &reader, const Field &field, const Actor &actor, bool keep_given)
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

MemberReader read_body(const Object &object, const json_t *body, const std::string &base,
                       bool creating)
{
    MemberReader reader{object, base, creating, {}};
    /* Two actors and a position beside what most bodies set. */
    reader.out.assignments.reserve(24);
    const char *key;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(body), key, length, value)
        reader.read({key, length}, value);
    settle_morphs(reader);
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

RecordValues sorted(MemberReader &&reader)
{
    sort(reader.out.assignments);
    return std::move(reader.out);
}

} // namespace

RecordValues read_new_record(const Object &object, const json_t *body, const Actor &actor,
                             const std::string &base)
{
    MemberReader reader = read_body(object, body, base, true);
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
    MemberReader reader = read_body(object, body, base, false);
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
