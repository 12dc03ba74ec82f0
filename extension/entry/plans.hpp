/*
 * Kept plans by shape: compiled and prepared once a backend; a hit builds no SQL text and parses
 * nothing. All share one bounded cache (limits::kept_plans).
 */
#pragma once

#include "entry/kept_read.hpp"
#include "plan/group_plan.hpp"
#include "plan/read_plan.hpp"
#include "sql/group.hpp"

#include <functional>
#include <memory>
#include <string>

namespace viginti::entry {

std::shared_ptr<const KeptRead> read_plan(const plan::ReadPlan &plan);
std::shared_ptr<const pg::KeptPlan> count_plan(const plan::ReadPlan &plan);
/* The aggregates of a connection. */
std::shared_ptr<const KeptRead> aggregate_plan(const plan::ReadPlan &plan);

/* A statement of groups, prepared and kept. */
struct KeptGroups {
    explicit KeptGroups(sql::GroupStatement compiled);

    sql::GroupStatement groups;
    pg::KeptPlan plan;
};
std::shared_ptr<const KeptGroups> group_plan(const plan::GroupPlan &plan);

/* A statement whose rows are wanted as keys; `compile` is called on a miss only. */
std::shared_ptr<const KeptRead> rows_plan(const std::string &shape,
                                          const std::function<sql::ReadStatement()> &compile);
/* A write by its shape; `compile` is called on a miss only. */
std::shared_ptr<const pg::KeptPlan> write_plan(const std::string &shape,
                                               sql::Statement (*compile)(const void *),
                                               const void *argument);

} // namespace viginti::entry
