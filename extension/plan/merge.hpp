/*
 * Merging the values of several records into one (spec/core-rest.md §18): field by field the value
 * of the first record that has one, the preferred record first; lists become unions, and what was
 * primary elsewhere becomes additional. Nothing a record held alone is lost.
 */
#pragma once

#include "model/object.hpp"
#include "plan/record_value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::plan {

/* A column to be read of each record: arrays and jsonb as JSON text, others as Param texts. */
struct MergedColumn {
    const model::Field *field;
    const model::Part *part;
    std::string name;
};

/* All columns of the object's own fields, inactive ones too: theirs are data as well. */
std::vector<MergedColumn> merged_columns(const model::Object &object);

struct MergedRecord {
    Uuid id;
    std::vector<std::optional<std::string>> values; /* one a column; nothing: NULL */
};

/*
 * What has to be set in the first of the records to hold what all of them held, by column name;
 * columns that stay as they are are left out. A relation to one of the records itself counts as
 * none: it would lead to the record that is left.
 */
std::vector<Assignment> merge_values(const std::vector<MergedColumn> &columns,
                                     const std::vector<MergedRecord> &records);

} // namespace viginti::plan
