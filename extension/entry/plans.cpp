#include "entry/plans.hpp"

#include "base/stopwatch.hpp"
#include "pg/plan_cache.hpp"
#include "sql/connection.hpp"
#include "sql/read.hpp"

namespace viginti::entry {

namespace {

/* What is kept for the shape, else what `make` answers. */
template <class Plan, class Make>
std::shared_ptr<const Plan> find_or_keep(const std::string &shape, const Make &make)
{
    Span const span(Phase::Compile);
    note_look_up();
    if (auto kept = pg::find_plan_of<Plan>(shape))
        return kept;
    note_compiled();
    auto made = std::make_shared<const Plan>(make());
    pg::keep_plan(shape, made);
    return made;
}

} // namespace

std::shared_ptr<const KeptRead> read_plan(const plan::ReadPlan &plan)
{
    return find_or_keep<KeptRead>(plan.shape, [&] { return sql::compile_read(plan); });
}

std::shared_ptr<const pg::KeptPlan> count_plan(const plan::ReadPlan &plan)
{
    return find_or_keep<pg::KeptPlan>(plan.filter_shape, [&] { return sql::compile_count(plan); });
}

std::shared_ptr<const KeptRead> aggregate_plan(const plan::ReadPlan &plan)
{
    return find_or_keep<KeptRead>(plan.aggregate_shape,
                                  [&] { return sql::compile_aggregates(plan); });
}

KeptGroups::KeptGroups(sql::GroupStatement compiled)
    : groups(std::move(compiled)), plan(groups.statement)
{}

std::shared_ptr<const KeptGroups> group_plan(const plan::GroupPlan &plan)
{
    return find_or_keep<KeptGroups>(plan.shape, [&] { return sql::compile_group(plan); });
}

std::shared_ptr<const KeptRead> rows_plan(const std::string &shape,
                                          const std::function<sql::ReadStatement()> &compile)
{
    return find_or_keep<KeptRead>(shape, compile);
}

std::shared_ptr<const pg::KeptPlan> write_plan(const std::string &shape,
                                               sql::Statement (*compile)(const void *),
                                               const void *argument)
{
    return find_or_keep<pg::KeptPlan>(shape, [&] { return compile(argument); });
}

} // namespace viginti::entry
