#include "entry/find.hpp"

#include "base/json.hpp"
#include "base/stopwatch.hpp"
#include "entry/cost_guard.hpp"
#include "entry/envelope.hpp"
#include "entry/etag.hpp"
#include "entry/plans.hpp"
#include "pg/read_only.hpp"
#include "pg/settings.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using request::Request;

/* The records to show: all that were written, none for a page of size 0. */
std::size_t shown(const Records &records, int limit)
{
    return limit == 0 ? 0 : records.sink->extents().size();
}

/* The number of records that match; see design.md §6. An exact count is held to the role's ceiling. */
pg::Count count_matching(const Request &request, const plan::ReadPlan &plan, double max_cost)
{
    using request::CountMode;
    auto const kept = count_plan(plan);
    std::vector<plan::Param> const params(
        plan.params.begin(), plan.params.begin() + static_cast<std::ptrdiff_t>(plan.filter_params));
    pg::CountBounds bounds{pg::exact_count_limit(), max_cost};
    if (request.count == CountMode::Exact) {
        check_cost(*kept, params, max_cost);
        bounds = {};
    } else if (request.count == CountMode::Estimated) {
        bounds.exact_limit = -1;
    }
    return pg::count_rows(*kept, params, true, bounds);
}

/* totalCount: known for nothing when the first page holds everything, else counted or estimated. */
void write_total(std::string &body, const Request &request, const plan::ReadPlan &plan,
                 std::uint64_t found, double max_cost)
{
    using request::CountMode;
    if (request.count == CountMode::None)
        return;
    pg::Count count{static_cast<std::int64_t>(found), false};
    bool const whole = !plan.has_cursor && found <= static_cast<std::uint64_t>(request.page.limit);
    if (!whole || request.count == CountMode::Estimated)
        count = count_matching(request, plan, max_cost);
    append_json_key(body, "totalCount");
    body += std::to_string(count.rows);
    if (count.estimated) {
        append_json_key(body, "totalCountEstimated");
        body += "true";
    }
}

} // namespace

Answer find_many(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    plan::ReadPlan const plan =
        plan::resolve_read(request, caller.catalog, object, caller.dialect->uses_twenty_names);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = read_plan(plan);
    auto const limit = static_cast<std::uint64_t>(request.page.limit);
    /* A page of no records still tells whether there are any: one row is looked for. */
    Records const records =
        run(*kept, plan.params, true, std::max<std::uint64_t>(limit, 1), caller.max_plan_cost);
    Span const span(Phase::Write);
    std::size_t const count = shown(records, request.page.limit);
    Answer answer;
    open_data(answer.body, object->name_plural, records);
    write_records(answer.body, records, count, plan.backward);
    answer.body += '}';
    write_page_info(answer.body, records, count, plan, records.found > limit);
    write_total(answer.body, request, plan, records.found, caller.max_plan_cost);
    answer.body += '}';
    return answer;
}

Answer find_one(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    plan::ReadPlan const plan =
        plan::resolve_read(request, caller.catalog, object, caller.dialect->uses_twenty_names);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = read_plan(plan);
    Records const records = run(*kept, plan.params, true, 1, caller.max_plan_cost);
    if (records.found == 0)
        throw record_not_found();
    Span const span(Phase::Write);
    Answer answer;
    open_data(answer.body, object->name_singular, records);
    std::size_t const begin = answer.body.size();
    write_record(answer.body, records, 0);
    std::string const tag = entity_tag(records, std::string_view(answer.body).substr(begin));
    answer.body += "}}";
    if (!tag.empty())
        answer.headers = "ETag: " + tag + '\n';
    if (!request.if_match.empty() || !request.if_none_match.empty())
        check_read(request, *object, caller, answer, tag);
    return answer;
}

} // namespace viginti::entry
