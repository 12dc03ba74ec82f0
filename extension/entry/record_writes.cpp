#include "entry/record_writes.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "entry/envelope.hpp"
#include "entry/etag.hpp"
#include "entry/plans.hpp"
#include "entry/writes.hpp"
#include "plan/read_plan.hpp"

namespace viginti::entry {

using request::Request;
using request::Verb;

Records read_back(const std::vector<Uuid> &ids, const Request &request, const Caller &caller,
                  const model::ObjectPtr &object)
{
    plan::ReadPlan const plan =
        plan::plan_records(ids, request, caller.catalog, object, caller.dialect->uses_twenty_names);
    return run(*read_plan(plan), plan.params, false, ids.size());
}

Answer write_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    bool const creates = request.verb == Verb::CreateOne;
    pg::ActAs const role(caller.role);
    Uuid id = request.id;
    if (creates) {
        refuse_conditions(request);
        id = insert_records(*object, request.body.get(), caller.actor).front();
    } else {
        sql::Versions const versions = allowed_versions(request, *object, caller);
        if (!update_record(*object, id, request.body.get(), caller.actor, versions))
            throw not_written(request, caller, object, versions);
    }
    Records const records = read_back({id}, request, caller, object);
    if (records.found == 0)
        throw record_not_found();
    Answer answer;
    answer.status = creates ? 201 : 200;
    open_data(answer.body,
              data_key(*caller.dialect, creates ? "create" : "update", object->name_singular),
              records);
    std::size_t const begin = answer.body.size();
    write_record(answer.body, records, 0);
    add_entity_tag(answer, records, begin);
    answer.body += "}}";
    return answer;
}

Answer create_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    refuse_conditions(request);
    pg::ActAs const role(caller.role);
    std::vector<Uuid> const ids = insert_records(*object, request.body.get(), caller.actor);
    Answer answer;
    answer.status = 201;
    plan::ReadPlan const plan =
        plan::plan_records(ids, request, caller.catalog, object, caller.dialect->uses_twenty_names);
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
    sql::Versions const versions = allowed_versions(request, *object, caller);
    if (!delete_record(*object, request.id, request.soft, versions))
        throw not_written(request, caller, object, versions);
    Answer answer;
    answer.body = "{\"data\":{";
    append_json_string(answer.body, "delete" + capitalize(object->name_singular));
    answer.body += ":{";
    append_json_member(answer.body, "id", to_string(request.id));
    answer.body += "}}}";
    return answer;
}

} // namespace viginti::entry
