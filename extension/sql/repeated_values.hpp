/*
 * The values that live records share, as they stand in the way of a unique index.
 */
#pragma once

#include "model/object.hpp"

#include <string>
#include <vector>

namespace viginti::sql {

/*
 * One row: how many values of these columns together occur more than once, and in how many records.
 * As in a unique index a NULL is like no other.
 */
std::string count_repeated_values(const model::Object &object,
                                  const std::vector<std::string> &columns);

/* The `limit` most frequent of them as text, a column each, then the number of records. */
std::string list_repeated_values(const model::Object &object,
                                 const std::vector<std::string> &columns, int limit);

} // namespace viginti::sql
