/*
 * GroupPlan to a statement of plain columns: the aggregates asked for, the key's values, and for
 * samples the ids of each group's first records; and the program that writes a group as JSON.
 */
#pragma once

#include "plan/group_plan.hpp"
#include "sql/statement.hpp"

namespace viginti::sql {

struct GroupStatement {
    Statement statement;
    /* Writes a group without its closing brace, so that samples can follow. */
    std::vector<plan::Emit> program;
    std::vector<std::uint16_t> sample_column; /* uuid[]; empty without samples */
};

/* Parameters are those of plan.records, in order. */
GroupStatement compile_group(const plan::GroupPlan &plan);

} // namespace viginti::sql
