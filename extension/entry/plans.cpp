#include "entry/plans.hpp"

#include "pg/plan_cache.hpp"
#include "sql/connection.hpp"
#include "sql/read.hpp"

namespace viginti::entry {

std::shared_ptr<const KeptRead> read_plan(const plan::ReadPlan &plan)
{
    if (auto kept = pg::find_plan_of<KeptRead>(plan.shape))
        return kept;
    auto made = std::make_shared<const KeptRead>(sql::compile_read(plan));
    pg::keep_plan(plan.shape, made);
    return made;
}

std::shared_ptr<const pg::KeptPlan> count_plan(const plan::ReadPlan &plan)
{
    if (auto kept = pg::find_plan_of<pg::KeptPlan>(plan.filter_shape))
        return kept;
    auto made = std::make_shared<const pg::KeptPlan>(sql::compile_count(plan));
    pg::keep_plan(plan.filter_shape, made);
    return made;
}

std::shared_ptr<const KeptRead> aggregate_plan(const plan::ReadPlan &plan)
{
    return rows_plan(plan.aggregate_shape, [&] { return sql::compile_aggregates(plan); });
}

KeptGroups::KeptGroups(sql::GroupStatement compiled)
    : groups(std::move(compiled)), plan(groups.statement)
{}

std::shared_ptr<const KeptGroups> group_plan(const plan::GroupPlan &plan)
{
    if (auto kept = pg::find_plan_of<KeptGroups>(plan.shape))
        return kept;
    auto made = std::make_shared<const KeptGroups>(sql::compile_group(plan));
    pg::keep_plan(plan.shape, made);
    return made;
}

std::shared_ptr<const KeptRead> rows_plan(const std::string &shape,
                                          const std::function<sql::ReadStatement()> &compile)
{
    if (auto kept = pg::find_plan_of<KeptRead>(shape))
        return kept;
    auto made = std::make_shared<const KeptRead>(compile());
    pg::keep_plan(shape, made);
    return made;
}

std::shared_ptr<const pg::KeptPlan> write_plan(const std::string &shape,
                                               sql::Statement (*compile)(const void *),
                                               const void *argument)
{
    if (auto kept = pg::find_plan_of<pg::KeptPlan>(shape))
        return kept;
    auto made = std::make_shared<const pg::KeptPlan>(compile(argument));
    pg::keep_plan(shape, made);
    return made;
}

} // namespace viginti::entry
