/*
 * The cost guard: a role may have a ceiling (viginti.set_role_limits), and what the planner expects
 * to cost more is refused before it runs.
 */
#pragma once

#include "pg/kept_plan.hpp"

#include <vector>

namespace viginti::entry {

/*
 * Throws Error{CostExceeded} when the planner's cost of the statement with these values passes
 * `max_cost`; 0 is no ceiling and costs nothing.
 */
void check_cost(const pg::KeptPlan &plan, const std::vector<plan::Param> &params, double max_cost);

} // namespace viginti::entry
