/*
 * viginti.explain: the statements a GET runs, their parameters, and the plans PostgreSQL has for
 * them with those parameters. Nothing is run.
 */
#include "base/json.hpp"
#include "base/limits.hpp"
#include "entry/answering.hpp"
#include "entry/caller.hpp"
#include "entry/group_by.hpp"
#include "entry/plans.hpp"
#include "pg/current_model.hpp"
#include "pg/read_only.hpp"
#include "pg/spi.hpp"
#include "plan/read_plan.hpp"
#include "rest/parameters.hpp"
#include "sql/read.hpp"

#include <algorithm>
#include <array>

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

using request::Verb;

void append_value(std::string &out, const std::optional<std::string> &value)
{
    if (value)
        append_json_string(out, *value);
    else
        out += "null";
}

/* Type and value in their text forms; an array's values as an array. */
void append_param(std::string &out, const plan::Param &param)
{
    out += out.ends_with('[') ? "{" : ",{";
    append_json_member(out, "type",
                       std::string(model::sql_type(param.type.type)) +
                           (param.type.is_array ? "[]" : ""));
    append_json_key(out, "value");
    if (param.is_null) {
        out += "null";
    } else if (param.type.is_array) {
        out += '[';
        for (const auto &item : param.items) {
            out += out.ends_with('[') ? "" : ",";
            append_value(out, item);
        }
        out += ']';
    } else {
        append_json_string(out, param.text);
    }
    out += '}';
}

/* Statement, parameters, plan; `assumed` tells that the parameters are not the request's. */
void append_statement(std::string &out, std::string_view name, const std::string &text,
                      const pg::KeptPlan &kept, const std::vector<plan::Param> &params,
                      bool assumed)
{
    out += out.ends_with('[') ? "{" : ",{";
    append_json_member(out, "statement", name);
    append_json_member(out, "sql", text);
    append_json_key(out, "parameters");
    out += '[';
    if (!assumed)
        for (const plan::Param &param : params)
            append_param(out, param);
    out += ']';
    if (assumed) {
        append_json_key(out, "assumedParents");
        out += std::to_string(std::max<std::size_t>(params.front().items.size(), 1));
    }
    append_json_key(out, "plan");
    out += pg::explain(kept, params);
    out += '}';
}

/*
 * Which parents a page has is not known before it is read, and their number alone decides the plan:
 * as many ids as the page has room for stand in for them.
 */
plan::Param assumed_parents(std::size_t count)
{
    plan::Param ids{{model::ColumnType::Uuid, count > 1}, false, {}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        Uuid id;
        id.bytes[14] = static_cast<std::uint8_t>(i >> 8);
        id.bytes[15] = static_cast<std::uint8_t>(i);
        ids.items.emplace_back(to_string(id));
    }
    if (count == 1) {
        ids.text = to_string(Uuid{});
        ids.items.clear();
    }
    return ids;
}

void append_children(std::string &out, const KeptRead &kept, std::size_t parents)
{
    for (const std::unique_ptr<KeptRead> &child : kept.children) {
        bool const single = parents == 1;
        append_statement(
            out, "embedded", single ? child->read.for_one_parent.text : child->read.statement.text,
            single ? child->plan_for_one_parent() : child->plan, {assumed_parents(parents)}, true);
        append_children(out, *child, parents);
    }
}

/*
 * A JSON array, one object a statement: the page or record, its count, those that fetch embedded
 * records. Planned as the caller's role, whose rights are checked as for running them.
 */
std::string explain_read(const request::Request &request, const Caller &caller,
                         const model::ObjectPtr &object)
{
    plan::ReadPlan const plan =
        plan::resolve_read(request, caller.catalog, object, caller.dialect->uses_twenty_names);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = read_plan(plan);
    bool const page = request.verb == Verb::FindMany;
    std::string out = "[";
    append_statement(out, page ? "page" : "record", kept->read.statement.text, kept->plan,
                     plan.params, false);
    if (page && request.count != request::CountMode::None)
        append_statement(out, "count", sql::compile_count(plan).text, *count_plan(plan),
                         {plan.params.begin(),
                          plan.params.begin() + static_cast<std::ptrdiff_t>(plan.filter_params)},
                         false);
    append_children(out, *kept,
                    page ? static_cast<std::size_t>(std::max(request.page.limit, 1)) : 1);
    return out + ']';
}

/* The groups, and what fetches the samples of as many groups as the answer has room for. */
std::string explain_groups(const request::Request &request, const Caller &caller,
                           const model::ObjectPtr &object)
{
    plan::GroupPlan const plan = resolve_groups(request, caller, object);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = group_plan(plan);
    std::string out = "[";
    append_statement(out, "groups", kept->groups.statement.text, kept->plan, plan.records.params,
                     false);
    if (plan.with_sample) {
        std::size_t const count = static_cast<std::size_t>(plan.limit) * limits::group_sample;
        plan::ReadPlan const sample =
            plan::plan_records(std::vector<Uuid>(count), {}, caller.catalog, object,
                               caller.dialect->uses_twenty_names);
        auto const records = read_plan(sample);
        append_statement(out, "sample", records->read.statement.text, records->plan,
                         {assumed_parents(count)}, true);
    }
    return out + ']';
}

/* One row an operation that runs statements; what is answered from the model alone runs none. */
struct Row {
    rest::Operation operation;
    std::string (*explain)(const request::Request &, const Caller &, const model::ObjectPtr &);
};
constexpr std::array rows{
    Row{rest::Operation::FindMany, explain_read},
    Row{rest::Operation::FindOne, explain_read},
    Row{rest::Operation::GroupBy, explain_groups},
};

Datum explain(FunctionCallInfo fcinfo)
{
    Inbound inbound;
    inbound.method = "GET";
    inbound.target = pg::text_argument(fcinfo, 0);
    Context context;
    return answering(inbound, context, [&] {
        pg::SpiConnection const spi;
        auto const once = [&]() -> std::string {
            rest::Route const route = rest::parse_route(inbound.method, inbound.path());
            rest::QueryString const query = rest::parse_query_string(inbound.query());
            auto const row = std::find_if(rows.begin(), rows.end(), [&](const Row &each) {
                return each.operation == route.operation;
            });
            if (row == rows.end())
                return "[]";
            Caller caller = local_caller();
            take_object(caller, route, context);
            request::Request const request =
                rest::parse_record_request(route, query, inbound.body, *caller.dialect);
            return row->explain(request, caller, context.object);
        };
        return pg::text_result(pg::with_current_model(once));
    });
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_explain);
PGDLLEXPORT Datum viginti_explain(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::explain);
}
}
