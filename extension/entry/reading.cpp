#include "entry/reading.hpp"

#include "entry/envelope.hpp"
#include "entry/plans.hpp"
#include "pg/row_policies.hpp"
#include "pg/triggers.hpp"
#include "sql/read.hpp"

#include <utility>

namespace viginti::entry {

namespace {

using request::Request;
using request::Verb;

/*
 * Whether nothing can refer to the record this body makes, triggers aside: its id is new, and no
 * related records are written with it.
 */
bool makes_unrelated(const Request &request, const model::Object &object)
{
    const json_t *const body = request.body.get();
    if (request.verb != Verb::CreateOne || request.upsert || json_object_get(body, "id"))
        return false;
    const char *key;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(body), key, length, value)
    {
        const model::Field *const field = object.find_field(std::string_view(key, length));
        if (field && field->relation)
            return false;
    }
    return true;
}

/* Connections have parameters of their own, and say of no records, too, how many there are. */
bool has_connections(const plan::ReadPlan &plan)
{
    return !plan.content->children.empty();
}

Records read_written(const Reading &reading)
{
    auto const kept = read_plan(reading.plan);
    if (reading.is_childless)
        return run_without_children(*kept, reading.plan.params);
    return run(*kept, reading.plan.params, false, 0, 0,
               has_connections(reading.plan) ? &reading.plan : nullptr);
}

} // namespace

/*
 * A trigger or rule may change the record behind the statement, and a policy that hides it from who
 * wrote it makes RETURNING another error than reading it.
 */
Reading reading_of(const Request &request, const Caller &caller, const model::ObjectPtr &object,
                   plan::ContentPtr content)
{
    Reading reading{plan::plan_records({request.id}, request, caller.catalog, object,
                                       caller.dialect->uses_twenty_names, std::move(content))};
    bool const undisturbed = !pg::has_own_triggers(object->relation);
    reading.may_return = undisturbed && sql::is_of_one_row(reading.plan) &&
                         !pg::has_row_policies(object->relation, caller.role);
    reading.is_childless =
        undisturbed && !has_connections(reading.plan) && makes_unrelated(request, *object);
    return reading;
}

Records take_record(Reading &reading, const Uuid &id)
{
    reading.plan.params.front().text = to_string(id);
    Records records =
        reading.records ? *std::exchange(reading.records, std::nullopt) : read_written(reading);
    if (records.found == 0)
        throw record_not_found();
    return records;
}

} // namespace viginti::entry
