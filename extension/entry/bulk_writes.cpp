#include "entry/bulk_writes.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "entry/envelope.hpp"
#include "entry/etag.hpp"
#include "entry/lookup.hpp"
#include "entry/plans.hpp"
#include "entry/record_writes.hpp"
#include "pg/kept_plan.hpp"
#include "pg/settings.hpp"
#include "plan/matches.hpp"
#include "plan/nested.hpp"
#include "sql/bulk_write.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using plan::Assignment;
using plan::Matches;
using request::Request;
using sql::Effect;

/* The word for an effect in messages. */
std::string_view verb_of(Effect effect)
{
    constexpr std::string_view verbs[] = {"update", "delete", "destroy", "restore"};
    return verbs[static_cast<std::size_t>(effect)];
}

/* What compiling a write looks at. */
struct Shaped {
    const Matches &matches;
    Effect effect;
    const std::vector<Assignment> &assignments;
};

sql::Statement compile_shaped(const void *argument)
{
    const auto &shaped = *static_cast<const Shaped *>(argument);
    return sql::compile_bulk_write(shaped.matches, shaped.effect, shaped.assignments);
}

sql::Statement compile_count(const void *argument)
{
    return sql::compile_match_count(*static_cast<const Matches *>(argument));
}

std::string hint_of_ceiling()
{
    return "max_affected allows up to " + std::to_string(limits::bulk_records) + " records";
}

Error too_many(std::string_view verb, std::string_view records, std::int64_t most)
{
    return Error(Code::LimitExceeded,
                 "Cannot " + std::string(verb) + ' ' + std::string(records) +
                     " records: max_affected is " + std::to_string(most),
                 "max_affected", hint_of_ceiling());
}

/* The error of a write that goes to more records than it may. Counts them: nothing was changed. */
Error too_many_matches(const Request &request, const Caller &caller, const Matches &matches,
                       Effect effect)
{
    if (!request.max_affected)
        return Error(Code::LimitExceeded,
                     "Cannot " + std::string(verb_of(effect)) + " more than " +
                         std::to_string(caller.dialect->max_bulk) + " records at once",
                     "filter", hint_of_ceiling());
    auto const plan = write_plan("c" + matches.shape, compile_count, &matches);
    std::vector<plan::Param> params = matches.params;
    params.pop_back();
    pg::Count const count = pg::count_rows(*plan, params, true, {pg::exact_count_limit(), 0});
    return too_many(verb_of(effect),
                    (count.estimated ? "about " : "") +
                        std::to_string(std::max(count.rows, *request.max_affected + 1)),
                    *request.max_affected);
}

std::vector<Uuid> write(const Matches &matches, Effect effect,
                        const std::vector<Assignment> &assignments)
{
    Shaped const shaped{matches, effect, assignments};
    auto const plan =
        write_plan(sql::bulk_write_shape(matches, effect, assignments), compile_shaped, &shaped);
    std::vector<Uuid> ids;
    for (const pg::IdRow &row :
         pg::execute_ids(*plan, sql::bulk_write_params(matches, assignments)))
        ids.push_back(row.id);
    return ids;
}

/* The ids of what was changed, in their order. One record more than may be is an error. */
std::vector<Uuid> write_matches(const Request &request, const Caller &caller,
                                const model::ObjectPtr &object, Effect effect,
                                const std::vector<Assignment> &assignments = {})
{
    refuse_conditions(request);
    std::int64_t const most = request.max_affected.value_or(caller.dialect->max_bulk);
    Matches const matches = plan::resolve_matches(request, most + 1, caller.catalog, object);
    std::vector<Uuid> ids = write(matches, effect, assignments);
    if (ids.size() > static_cast<std::size_t>(most))
        throw too_many_matches(request, caller, matches, effect);
    std::sort(ids.begin(), ids.end());
    return ids;
}

Answer answer_records_of(const std::vector<Uuid> &ids, std::string_view verb,
                         const Request &request, const Caller &caller,
                         const model::ObjectPtr &object)
{
    Answer answer;
    std::string const key = data_key(*caller.dialect, verb, object->name_plural);
    if (ids.empty()) {
        answer.body = "{\"data\":{";
        append_json_string(answer.body, key);
        answer.body += ":[]}}";
        return answer;
    }
    Records const records = read_back(ids, request, caller, object);
    Span const span(Phase::Write);
    open_data(answer.body, key, records);
    write_records(answer.body, records, records.sink->extents().size(), false);
    answer.body += "}}";
    return answer;
}

void write_id(std::string &body, const Uuid &id)
{
    body += '{';
    append_json_member(body, "id", to_string(id));
    body += '}';
}

Effect deletion(const Request &request)
{
    return request.soft ? Effect::SoftDelete : Effect::Destroy;
}

} // namespace

void check_affected(const Request &request, std::string_view verb, std::size_t records)
{
    if (request.max_affected && records > static_cast<std::size_t>(*request.max_affected))
        throw too_many(verb, std::to_string(records), *request.max_affected);
}

std::vector<Uuid> update_matches(const Request &request, const Caller &caller,
                                 const model::ObjectPtr &object)
{
    plan::RecordValues values = plan::read_changes(*object, request.body.get(), caller.actor);
    if (values.id)
        throw Error(Code::ValueInvalid, "The id of a record cannot be changed", "/id");
    plan::refuse_nested(values, "a filter may find many records");
    connect_records({&values, 1}, caller.catalog);
    return write_matches(request, caller, object, Effect::Update, values.assignments);
}

std::vector<Uuid> change_matches(const Request &request, const Caller &caller,
                                 const model::ObjectPtr &object, Effect effect)
{
    return write_matches(request, caller, object, effect);
}

void change_match(const Request &request, const Caller &caller, const model::ObjectPtr &object,
                  Effect effect)
{
    sql::Versions const versions = allowed_versions(request, *object, caller);
    Matches const matches = plan::resolve_match(request, versions, caller.catalog, object);
    if (write(matches, effect, {}).empty())
        throw not_written(request, caller, object, versions);
}

Answer update_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    auto const ids = update_matches(request, caller, object);
    return answer_records_of(ids, "update", request, caller, object);
}

Answer delete_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    change_match(request, caller, object, deletion(request));
    Answer answer;
    answer.body = "{\"data\":{";
    append_json_string(answer.body, "delete" + capitalize(object->name_singular));
    answer.body += ':';
    write_id(answer.body, request.id);
    answer.body += "}}";
    return answer;
}

Answer delete_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    Answer answer;
    answer.body = "{\"data\":{";
    append_json_string(answer.body, "delete" + capitalize(object->name_plural));
    answer.body += ":[";
    for (const Uuid &id : write_matches(request, caller, object, deletion(request))) {
        if (answer.body.back() != '[')
            answer.body += ',';
        write_id(answer.body, id);
    }
    answer.body += "]}}";
    return answer;
}

Answer restore_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    change_match(request, caller, object, Effect::Restore);
    Records const records = read_back({request.id}, request, caller, object);
    if (records.found == 0)
        throw record_not_found();
    Answer answer;
    open_data(answer.body, data_key(*caller.dialect, "restore", object->name_singular), records);
    std::size_t const begin = answer.body.size();
    write_record(answer.body, records, 0);
    add_entity_tag(answer, records, begin);
    answer.body += "}}";
    return answer;
}

Answer restore_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    pg::ActAs const role(caller.role);
    auto const ids = write_matches(request, caller, object, Effect::Restore);
    return answer_records_of(ids, "restore", request, caller, object);
}

} // namespace viginti::entry
