#include "entry/group_by.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "entry/cost_guard.hpp"
#include "entry/envelope.hpp"
#include "entry/plans.hpp"
#include "pg/read_only.hpp"
#include "pg/time_zone.hpp"

#include <unordered_map>

namespace viginti::entry {

namespace {

void check_time_zones(const plan::GroupPlan &plan)
{
    for (const plan::TimeZone &zone : plan.time_zones)
        if (!pg::is_time_zone(zone.name))
            throw Error(Code::ParameterInvalid, "Invalid timezone: " + shorten(zone.given, 60),
                        "group_by", "An IANA name, such as Europe/Paris");
}

Error too_large()
{
    return Error(Code::LimitExceeded,
                 "The answer exceeds the limit of " + std::to_string(limits::answer_bytes) +
                     " bytes",
                 "limit", "Ask for fewer groups, or for no sample of their records");
}

/* The ids of a value {…,…} of type uuid[]. */
std::vector<Uuid> read_ids(const std::optional<std::string> &array)
{
    std::vector<Uuid> ids;
    if (array && array->size() > 2)
        for (const std::string &text :
             split(std::string_view(*array).substr(1, array->size() - 2), ','))
            ids.push_back(parse_uuid(text).value_or(Uuid{}));
    return ids;
}

/* The sample records of all groups, read at once, and where each is. */
struct Samples {
    std::vector<std::vector<Uuid>> of_group;
    Records records;
    std::unordered_map<Uuid, std::size_t> place;
};

Samples read_samples(const pg::JsonSink &groups, const Caller &caller,
                     const model::ObjectPtr &object)
{
    Samples samples;
    std::vector<Uuid> all;
    for (std::size_t i = 0; i < groups.extents().size(); ++i) {
        samples.of_group.push_back(read_ids(groups.keys(i).front()));
        for (const Uuid &id : samples.of_group.back())
            if (samples.place.emplace(id, 0).second)
                all.push_back(id);
    }
    if (all.empty())
        return samples;
    plan::ReadPlan const plan =
        plan::plan_samples(all, caller.catalog, object, caller.dialect->uses_twenty_names);
    samples.records = run(*read_plan(plan), plan.params, true, 0);
    samples.place.clear();
    for (std::size_t i = 0; i < samples.records.sink->extents().size(); ++i) {
        auto const id = parse_uuid(samples.records.sink->keys(i).back().value_or(""));
        samples.place.emplace(id.value_or(Uuid{}), i);
    }
    return samples;
}

void write_samples(std::string &body, const Samples &samples, std::size_t group)
{
    append_json_key(body, "records");
    body += '[';
    bool first = true;
    for (const Uuid &id : samples.of_group[group]) {
        auto const found = samples.place.find(id);
        if (found == samples.place.end())
            continue;
        body += first ? "" : ",";
        first = false;
        write_record(body, samples.records, found->second);
        if (body.size() > limits::answer_bytes)
            throw too_large();
    }
    body += ']';
}

} // namespace

plan::GroupPlan resolve_groups(const request::Request &request, const Caller &caller,
                               const model::ObjectPtr &object)
{
    plan::GroupPlan plan = plan::resolve_group(request, caller.catalog, object);
    check_time_zones(plan);
    return plan;
}

Answer group_by(const request::Request &request, const Caller &caller,
                const model::ObjectPtr &object)
{
    plan::GroupPlan const plan = resolve_groups(request, caller, object);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    auto const kept = group_plan(plan);
    pg::SinkOptions options;
    if (plan.with_sample)
        options.key_columns = &kept->groups.sample_column;
    check_cost(kept->plan, plan.records.params, caller.max_plan_cost);
    pg::JsonSink groups(kept->groups.program, 0, options);
    pg::execute(kept->plan, plan.records.params, true, groups);
    if (groups.overflowed())
        throw too_large();

    Samples samples;
    if (plan.with_sample)
        samples = read_samples(groups, caller, object);
    Span const span(Phase::Write);
    Answer answer;
    std::string &body = answer.body;
    body.reserve(groups.json().size() + 2 * groups.extents().size() + 2);
    body += '[';
    for (std::size_t i = 0; i < groups.extents().size(); ++i) {
        const pg::Extent &extent = groups.extents()[i];
        body += i == 0 ? "" : ",";
        body += groups.json().substr(extent.begin, extent.end - extent.begin);
        if (plan.with_sample)
            write_samples(body, samples, i);
        body += '}';
    }
    body += ']';
    return answer;
}

} // namespace viginti::entry
