/*
 * Duplicates as statements: all inputs of a request are looked for at once, criterion by criterion,
 * each a join that an index or a hash serves.
 */
#pragma once

#include "model/duplicates.hpp"
#include "sql/statement.hpp"

#include <string>
#include <vector>

namespace viginti::sql {

/* The distinct columns of all criteria, in order: what is known of an input. */
std::vector<std::string> duplicate_columns(const std::vector<model::DuplicateCriterion> &criteria);

/*
 * $1 the ids of the inputs. Keys of a row: place of the input from 1, its columns, its id. Unknown
 * and soft-deleted records have no row.
 */
ReadStatement compile_duplicate_inputs(const model::Object &object,
                                       const std::vector<std::string> &columns);

/*
 * $1 the ids of the inputs (NULL: none), then one text[] a column; NULL equals nothing. Keys of a
 * row: place of the input from 1, id of a duplicate, number of the input's duplicates; at most
 * limits::duplicates_per_record of an input, ordered by place and id.
 */
ReadStatement compile_duplicates(const model::Object &object,
                                 const std::vector<model::DuplicateCriterion> &criteria);

} // namespace viginti::sql
