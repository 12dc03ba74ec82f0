/*
 * A field's columns in another type: the old ones step aside under names no field can have, the new
 * ones are filled from them, and the old ones go. Values are converted by the caller in between.
 */
#pragma once

#include "ddl/ddl.hpp"

#include <string>
#include <vector>

namespace viginti::ddl {

/* Where the n-th column of the old type stands meanwhile. */
std::string parked_column(std::size_t n);

/*
 * The old columns parked, constraints and indexes of theirs dropped, the new ones made without
 * default, CHECK or NOT NULL. `before` and `after` share id and name.
 */
std::vector<Change> begin_retype(const model::Object &object, const model::Field &before,
                                 const model::Field &after);

/*
 * UPDATE of a batch of records: $1 are their ids, as uuid[], then one text[] a column of `after`.
 */
std::string fill_statement(const model::Object &object, const model::Field &after);

/* A right to the columns of a field, as it was granted on all columns of the old type. */
struct ColumnRight {
    std::string privilege; /* "SELECT" */
    std::string role;      /* empty: PUBLIC */
    bool with_grant_option = false;
};

/*
 * The parked columns dropped; defaults, NOT NULL, CHECK, unique indexes, comments and rights of the
 * new ones. `object` holds the field as `after`; its search column is made anew where it reads it.
 */
std::vector<Change> end_retype(const model::Object &object, const model::Field &before,
                               const model::Field &after, const std::vector<ColumnRight> &rights);

} // namespace viginti::ddl
