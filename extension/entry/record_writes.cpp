#include "entry/record_writes.hpp"

#include "base/json.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "entry/bulk_writes.hpp"
#include "entry/envelope.hpp"
#include "entry/etag.hpp"
#include "entry/plans.hpp"
#include "entry/upsert.hpp"
#include "plan/read_plan.hpp"

#include <unordered_map>

namespace viginti::entry {

using request::Request;
using request::Verb;

namespace {

/* Each id once, and where each of those given stands among them: an upsert may name one twice. */
struct Distinct {
    std::vector<Uuid> ids;
    std::vector<std::size_t> places;
};

Distinct distinct_of(const std::vector<Uuid> &ids)
{
    Distinct out;
    std::unordered_map<Uuid, std::size_t> known;
    for (const Uuid &id : ids) {
        auto const [place, is_new] = known.emplace(id, out.ids.size());
        if (is_new)
            out.ids.push_back(id);
        out.places.push_back(place->second);
    }
    return out;
}

} // namespace

std::vector<Uuid> create_records(const Request &request, const Caller &caller,
                                 const model::ObjectPtr &object, Reading *reading)
{
    return request.upsert ? upsert_records(request, caller, object)
                          : insert_records(*object, request.body.get(), caller, reading);
}

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
    Reading reading = reading_of(request, caller, object);
    if (creates) {
        refuse_conditions(request);
        id = create_records(request, caller, object, &reading).front();
    } else {
        sql::Versions const versions = allowed_versions(request, *object, caller);
        if (!update_record(*object, id, request.body.get(), caller, versions, &reading))
            throw not_written(request, caller, object, versions);
    }
    Records const records = take_record(reading, id);
    Span const span(Phase::Write);
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
    check_affected(request, request.upsert ? "upsert" : "create",
                   json_array_size(request.body.get()));
    pg::ActAs const role(caller.role);
    std::vector<Uuid> const ids = create_records(request, caller, object);
    Distinct const distinct = distinct_of(ids);
    Answer answer;
    answer.status = 201;
    plan::ReadPlan const plan = plan::plan_records(distinct.ids, request, caller.catalog, object,
                                                   caller.dialect->uses_twenty_names);
    Records const records = run(*read_plan(plan), plan.params, false, 0);
    Span const span(Phase::Write);
    std::size_t const count = records.sink->extents().size();
    open_data(answer.body, data_key(*caller.dialect, "create", object->name_plural), records);
    if (count == distinct.ids.size())
        write_records(answer.body, records, distinct.places);
    else
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

} // namespace viginti::entry
