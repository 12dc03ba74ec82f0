/*
 * Conditions, orders and keyset predicates as SQL (spec/core-rest.md §8.2, §10, §11).
 */
#pragma once

#include "plan/read_plan.hpp"
#include "sql/writer.hpp"

namespace viginti::sql {

/*
 * Aliases: t0 the root table, q1, q2, … those of sub-queries, f1, f2, … the records joined for filter
 * and order, in all of them.
 */
void write_joins(Writer &out, const std::vector<plan::Join> &joins);
void write_column(Writer &out, const plan::ColumnRef &column);
void write_condition(Writer &out, const plan::Condition &condition);
/* The query a search vector is matched with, of the text in a parameter. */
void write_search_query(Writer &out, int param);

/* The value a key sorts by: the column, or the place of its option. */
void write_order_value(Writer &out, const plan::OrderKey &key);
/* Direction and place of NULLs in scan direction. */
void write_order_direction(Writer &out, const plan::OrderKey &key, bool backward);

/*
 * "The row lies beyond the cursor in scan direction." Exact for NULLs, and with a leading bound on
 * the first key so that an index over it is entered at the right place.
 */
void write_keyset(Writer &out, const plan::ReadPlan &plan);

} // namespace viginti::sql
