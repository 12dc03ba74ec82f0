/*
 * What a connection says of all records that match, whatever its page (spec/graphql.md §11).
 */
#pragma once

#include "plan/read_plan.hpp"
#include "sql/statement.hpp"

namespace viginti::sql {

/*
 * The aggregates of a connection, one row: their values as JSON, parted by Emit::Mark mark_next. Of
 * Children a row for each parent in order, as in ReadStatement. Takes the first plan.filter_params
 * parameters of the plan.
 */
ReadStatement compile_aggregates(const plan::ReadPlan &plan);

} // namespace viginti::sql
