/*
 * The statement of a search of one object among several.
 */
#pragma once

#include "plan/search_plan.hpp"
#include "sql/statement.hpp"

namespace viginti::sql {

/*
 * Keys of a row: id, cover rank, rank, the columns of the label as text, and the picture's address
 * where there is one; best first, then by id.
 */
ReadStatement compile_search(const plan::SearchPlan &plan);

} // namespace viginti::sql
