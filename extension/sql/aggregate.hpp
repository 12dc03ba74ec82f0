/*
 * Aggregates as SQL, in groups and over the whole of a connection (spec/core-rest.md §20).
 */
#pragma once

#include "plan/aggregate.hpp"
#include "sql/writer.hpp"

namespace viginti::sql {

/* The column, its empty value as NULL: empty text, empty list and NULL are one (spec §8.3). */
void write_value(Writer &sql, const plan::ColumnRef &column);

/* "count(*) FILTER (WHERE …)" */
void write_aggregate(Writer &sql, const plan::Aggregate &aggregate);

/* Whether groupBy answers it as a string: bigint and numeric, whatever the column (spec §20). */
bool is_quoted(plan::AggregateKind kind) noexcept;

} // namespace viginti::sql
