#include "entry/writes.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "entry/lookup.hpp"
#include "entry/nested_writes.hpp"
#include "entry/plans.hpp"
#include "pg/kept_plan.hpp"
#include "pg/random.hpp"
#include "sql/read.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using model::Object;
using plan::Assignment;
using plan::Place;
using sql::NewRecord;

/* What compiling a write looks at. */
struct Shaped {
    const Object &object;
    const std::vector<Assignment> &assignments;
};

using Compile = sql::Statement (*)(const Object &, const std::vector<Assignment> &);

template <Compile compile>
sql::Statement compile_shaped(const void *argument)
{
    const auto &shaped = *static_cast<const Shaped *>(argument);
    return compile(shaped.object, shaped.assignments);
}

template <Compile compile>
std::shared_ptr<const pg::KeptPlan> kept(char kind, const Object &object,
                                         const std::vector<Assignment> &assignments)
{
    Shaped const shaped{object, assignments};
    return write_plan(sql::write_shape(kind, object, assignments), compile_shaped<compile>,
                      &shaped);
}

/* Whether a statement may answer what it writes. */
bool may_return(const Reading *reading)
{
    return reading && reading->may_return;
}

/* Runs the write that `kind` names with the record as its row; false when there was none to write. */
template <Compile compile>
bool write_returning(char kind, const Object &object, const std::vector<Assignment> &assignments,
                     const std::vector<plan::Param> &params, Reading &reading)
{
    std::string shape = sql::write_shape(kind, object, assignments);
    /* No column's name has this byte. */
    shape += '\xff';
    shape += reading.plan.shape;
    auto const plan = rows_plan(
        shape, [&] { return sql::compile_returning(reading.plan, compile(object, assignments)); });
    reading.records =
        reading.is_childless ? run_without_children(*plan, params) : run(*plan, params, false, 0);
    return reading.records->found > 0;
}

template <bool versioned>
sql::Statement update(const Object &object, const std::vector<Assignment> &assignments)
{
    return sql::compile_update(object, assignments, versioned);
}

bool same_columns(const NewRecord &a, const NewRecord &b)
{
    return std::equal(a.assignments.begin(), a.assignments.end(), b.assignments.begin(),
                      b.assignments.end(), [](const Assignment &x, const Assignment &y) {
                          return x.column == y.column && x.place == y.place;
                      });
}

void insert_group(const Object &object, const std::vector<const NewRecord *> &group)
{
    const auto &assignments = group.front()->assignments;
    if (group.size() == 1)
        pg::execute(*kept<sql::compile_insert_one>('+', object, assignments),
                    sql::insert_one_params(*group.front()));
    else
        pg::execute(*kept<sql::compile_insert_many>('*', object, assignments),
                    sql::insert_many_params(group));
}

NewRecord new_record(plan::RecordValues values)
{
    return {values.id ? *values.id : pg::make_uuid(), std::move(values.assignments)};
}

/*
 * What numbers the batch itself gives as positions: "first" and "last" lie outside of them, whatever
 * order the statements come in (spec/core-rest.md §16.7).
 */
void bound_places(std::vector<NewRecord> &records)
{
    std::vector<Assignment *> given, places;
    for (NewRecord &record : records)
        for (Assignment &assignment : record.assignments)
            if (assignment.place != Place::Given)
                places.push_back(&assignment);
            else if (assignment.column == sql::position_column)
                given.push_back(&assignment);
    if (given.empty())
        return;
    auto const [least, most] = std::minmax_element(
        given.begin(), given.end(), [](const Assignment *a, const Assignment *b) {
            return parse_number(a->value.text) < parse_number(b->value.text);
        });
    for (Assignment *const place : places)
        place->value = (place->place == Place::First ? *least : *most)->value;
}

} // namespace

NewRecord read_record(const Object &object, const json_t *body, const Caller &caller,
                      const std::string &base)
{
    plan::RecordValues values = plan::read_new_record(object, body, caller.actor, base);
    plan::refuse_nested(values, "an import writes the records of one object");
    connect_records({&values, 1}, caller.catalog);
    return new_record(std::move(values));
}

void insert_all(const Object &object, std::span<const NewRecord> records)
{
    /* Input order is insertion order. */
    std::vector<const NewRecord *> group;
    for (const NewRecord &record : records) {
        if (!group.empty() && !same_columns(*group.front(), record)) {
            insert_group(object, group);
            group.clear();
        }
        group.push_back(&record);
    }
    if (!group.empty())
        insert_group(object, group);
}

std::vector<Uuid> insert_values(const Object &object, std::vector<plan::RecordValues> values)
{
    std::vector<NewRecord> records;
    for (plan::RecordValues &each : values)
        records.push_back(new_record(std::move(each)));
    bound_places(records);
    insert_all(object, records);
    std::vector<Uuid> ids;
    for (const NewRecord &record : records)
        ids.push_back(record.id);
    return ids;
}

std::vector<Uuid> insert_records(const Object &object, const json_t *body, const Caller &caller,
                                 Reading *reading)
{
    std::vector<plan::RecordValues> records;
    if (json_is_array(body))
        for (std::size_t i = 0; i < json_array_size(body); ++i)
            records.push_back(plan::read_new_record(object, json_array_get(body, i), caller.actor,
                                                    "/" + std::to_string(i)));
    else
        records.push_back(plan::read_new_record(object, body, caller.actor, {}));
    auto const nest = take_nested(records, plan::Roots::New, caller);
    connect_records(records, caller.catalog);
    if (may_return(reading) && !nest) {
        NewRecord const record = new_record(std::move(records.front()));
        write_returning<sql::compile_insert_one>('+', object, record.assignments,
                                                 sql::insert_one_params(record), *reading);
        return {record.id};
    }
    write_before(nest, caller);
    std::vector<Uuid> ids = insert_values(object, std::move(records));
    write_after(nest, ids, caller);
    return ids;
}

bool update_values(const Object &object, const Uuid &id, const plan::RecordValues &values,
                   const sql::Versions &versions, Reading *reading)
{
    const auto &assignments = values.assignments;
    std::vector<plan::Param> const params = sql::update_params(id, assignments, versions);
    if (may_return(reading))
        return versions
                   ? write_returning<update<true>>('^', object, assignments, params, *reading)
                   : write_returning<update<false>>('~', object, assignments, params, *reading);
    auto const plan = versions ? kept<update<true>>('^', object, assignments)
                               : kept<update<false>>('~', object, assignments);
    return pg::execute(*plan, params) > 0;
}

bool update_with(const Object &object, const Uuid &id, std::vector<Assignment> assignments,
                 const plan::Actor &actor)
{
    Json const nothing = make_json_object();
    for (Assignment &always : plan::read_changes(object, nothing.get(), actor).assignments)
        assignments.push_back(std::move(always));
    std::sort(assignments.begin(), assignments.end(),
              [](const Assignment &a, const Assignment &b) { return a.column < b.column; });
    plan::RecordValues values;
    values.assignments = std::move(assignments);
    return update_values(object, id, values, std::nullopt);
}

bool update_record(const Object &object, const Uuid &id, const json_t *changes,
                   const Caller &caller, const sql::Versions &versions, Reading *reading)
{
    plan::RecordValues values = plan::read_changes(object, changes, caller.actor);
    if (values.id && *values.id != id)
        throw Error(Code::ValueInvalid, "The id of a record cannot be changed", "/id");
    auto const nest = take_nested({&values, 1}, plan::Roots::Known, caller);
    connect_records({&values, 1}, caller.catalog);
    write_before(nest, caller);
    if (!update_values(object, id, values, versions, nest ? nullptr : reading))
        return false;
    write_after(nest, {&id, 1}, caller);
    return true;
}

} // namespace viginti::entry
