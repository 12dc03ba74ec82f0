/*
 * Server values as CSV cells (rest/csv.hpp), appended to a StringInfo; raw, like json_values. Lists
 * and JSON stand as JSON text, times and dates as in JSON without quotes.
 */
#pragma once

#include "pg/json_values.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

/*
 * A value that is not NULL, which is no cell at all. What has to be detoasted or formatted goes to
 * `scratch`, which the caller resets.
 */
void write_cell(const ValueWriter &writer, StringInfo buffer, Datum value, MemoryContext scratch);

} // namespace viginti::pg
