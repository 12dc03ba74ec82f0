#include "entry/records.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/kept_read.hpp"
#include "entry/plans.hpp"
#include "entry/writes.hpp"
#include "pg/read_only.hpp"
#include "pg/settings.hpp"
#include "plan/read_plan.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using request::Request;
using request::Verb;

/* Key of `data`: "person", "createPerson", "people", "createPeople". */
std::string data_key(const model::Dialect &dialect, std::string_view verb, const std::string &name)
{
    return dialect.verb_in_record_key ? std::string(verb) + capitalize(name) : name;
}

/* Begins an answer whose records are known: pageInfo and count need little beside them. */
void open_data(std::string &body, std::string_view key, const Records &records)
{
    body.reserve(size_of(records) + 512);
    body += "{\"data\":{";
    append_json_string(body, key);
    body += ':';
}

/* The records to show: all that were written, none for a page of size 0. */
std::size_t shown(const Records &records, int limit)
{
    return limit == 0 ? 0 : records.sink->extents().size();
}

void write_records(std::string &body, const Records &records, std::size_t count, bool backward)
{
    body += '[';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            body += ',';
        write_record(body, records, backward ? count - 1 - i : i);
    }
    body += ']';
}

std::string cursor_of(const std::vector<std::optional<std::string>> &keys,
                      const std::string &signature)
{
    request::Cursor cursor;
    cursor.keys.assign(keys.begin(), keys.end() - 1);
    cursor.id = parse_uuid(keys.back().value_or("")).value_or(Uuid{});
    cursor.order = signature;
    return write_cursor(cursor);
}

void write_page_info(std::string &body, const Records &records, std::size_t count,
                     const plan::ReadPlan &plan, bool has_more)
{
    bool const empty = count == 0;
    auto const write_cursor_member = [&](std::string_view name, bool first) {
        append_json_key(body, name);
        if (empty)
            body += "null";
        else
            append_json_string(body, cursor_of(first != plan.backward ? records.sink->first_keys()
                                                                      : records.sink->last_keys(),
                                               plan.order_signature));
    };
    append_json_key(body, "pageInfo");
    body += '{';
    append_json_key(body, "hasNextPage");
    body += (plan.backward || has_more) ? "true" : "false";
    append_json_key(body, "hasPreviousPage");
    body += (plan.backward ? has_more : plan.has_cursor) ? "true" : "false";
    write_cursor_member("startCursor", true);
    write_cursor_member("endCursor", false);
    body += '}';
}

/*
 * totalCount: known for nothing when the first page holds everything, else counted or estimated
 * (design.md §6).
 */
void write_total(std::string &body, const Request &request, const plan::ReadPlan &plan,
                 std::uint64_t found)
{
    if (request.count == request::CountMode::None)
        return;
    pg::Count count{static_cast<std::int64_t>(found), false};
    bool const whole = !plan.has_cursor && found <= static_cast<std::uint64_t>(request.page.limit);
    if (!whole) {
        bool const exact = request.count == request::CountMode::Exact;
        std::vector<plan::Param> const params(plan.params.begin(),
                                              plan.params.begin() +
                                                  static_cast<std::ptrdiff_t>(plan.filter_params));
        count =
            pg::count_rows(*count_plan(plan), params, true, exact ? 0 : pg::exact_count_limit());
    }
    append_json_key(body, "totalCount");
    body += std::to_string(count.rows);
    if (count.estimated) {
        append_json_key(body, "totalCountEstimated");
        body += "true";
    }
}

Answer find_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    plan::ReadPlan const plan =
        plan::resolve_read(request, caller.catalog, object, caller.dialect->uses_twenty_names);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = read_plan(plan);
    auto const limit = static_cast<std::uint64_t>(request.page.limit);
    /* A page of no records still tells whether there are any: one row is looked for. */
    Records const records = run(*kept, plan.params, true, std::max<std::uint64_t>(limit, 1));
    std::size_t const count = shown(records, request.page.limit);

    Answer answer;
    open_data(answer.body, object->name_plural, records);
    write_records(answer.body, records, count, plan.backward);
    answer.body += '}';
    write_page_info(answer.body, records, count, plan, records.found > limit);
    write_total(answer.body, request, plan, records.found);
    answer.body += '}';
    return answer;
}

Error record_not_found()
{
    return Error(Code::RecordNotFound, "Record not found", "id");
}

Answer find_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    plan::ReadPlan const plan =
        plan::resolve_read(request, caller.catalog, object, caller.dialect->uses_twenty_names);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = read_plan(plan);
    Records const records = run(*kept, plan.params, true, 1);
    if (records.found == 0)
        throw record_not_found();
    Answer answer;
    open_data(answer.body, object->name_singular, records);
    write_record(answer.body, records, 0);
    answer.body += "}}";
    return answer;
}

/* The records a write leaves behind, as that write's answer. */
Records read_back(const std::vector<Uuid> &ids, const Request &request, const Caller &caller,
                  const model::ObjectPtr &object)
{
    plan::ReadPlan const plan = plan::plan_records(ids, request.depth, caller.catalog, object,
                                                   caller.dialect->uses_twenty_names);
    return run(*read_plan(plan), plan.params, false, ids.size());
}

Answer write_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    bool const creates = request.verb == Verb::CreateOne;
    pg::ActAs const role(caller.role);
    Uuid id = request.id;
    if (creates)
        id = insert_records(*object, request.body.get(), caller.actor).front();
    else if (!update_record(*object, id, request.body.get(), caller.actor))
        throw record_not_found();
    Records const records = read_back({id}, request, caller, object);
    if (records.found == 0)
        throw record_not_found();
    Answer answer;
    answer.status = creates ? 201 : 200;
    open_data(answer.body,
              data_key(*caller.dialect, creates ? "create" : "update", object->name_singular),
              records);
    write_record(answer.body, records, 0);
    answer.body += "}}";
    return answer;
}

Answer create_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    std::vector<Uuid> const ids = insert_records(*object, request.body.get(), caller.actor);
    Answer answer;
    answer.status = 201;
    plan::ReadPlan const plan = plan::plan_records(ids, request.depth, caller.catalog, object,
                                                   caller.dialect->uses_twenty_names);
    Records const records = run(*read_plan(plan), plan.params, false, 0);
    std::size_t const count = records.sink->extents().size();
    open_data(answer.body, data_key(*caller.dialect, "create", object->name_plural), records);
    write_records(answer.body, records, count, false);
    answer.body += '}';
    if (caller.dialect->batch_answers_as_list) {
        write_page_info(answer.body, records, count, plan, false);
        append_json_key(answer.body, "totalCount");
        answer.body += std::to_string(records.found);
    }
    answer.body += '}';
    return answer;
}

Answer delete_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    if (!delete_record(*object, request.id, request.soft))
        throw record_not_found();
    Answer answer;
    answer.body = "{\"data\":{";
    append_json_string(answer.body, "delete" + capitalize(object->name_singular));
    answer.body += ":{";
    append_json_member(answer.body, "id", to_string(request.id));
    answer.body += "}}}";
    return answer;
}

} // namespace

model::ObjectPtr find_object(const Caller &caller, const std::string &name_plural)
{
    if (model::ObjectPtr object = caller.catalog.by_plural(name_plural))
        return object;
    std::string const plural = caller.catalog.plural_of_singular(name_plural);
    Error error(Code::ObjectUnknown,
                "object '" + shorten(name_plural, 80) + "' not found. " +
                    (plural.empty() ? "eg: companies" : "Did you mean '" + plural + "'?"),
                "object");
    error.status = caller.dialect->status_unknown_object;
    throw error;
}

Answer answer_records(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    switch (request.verb) {
    case Verb::FindMany:
        return find_many(request, caller, object);
    case Verb::FindOne:
        return find_one(request, caller, object);
    case Verb::CreateOne:
    case Verb::UpdateOne:
        return write_one(request, caller, object);
    case Verb::CreateMany:
        return create_many(request, caller, object);
    case Verb::DeleteOne:
        return delete_one(request, caller, object);
    }
    throw Error(Code::Internal, "Unknown operation");
}

} // namespace viginti::entry
