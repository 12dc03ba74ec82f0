/*
 * The statements of a merge: lock and read the records, lead others to the one that is left, remove
 * the rest.
 */
#pragma once

#include "plan/merge.hpp"
#include "sql/statement.hpp"

namespace viginti::sql {

/* $1 the ids. Locks the live ones in order of id. Keys of a row: the columns, the id. */
ReadStatement compile_merge_read(const model::Object &object,
                                 const std::vector<plan::MergedColumn> &columns);

/*
 * $1 the record that is left, $2 the ids that go: leads all records of `child` over. Of the merged
 * object itself ($3, the ids of all merged records) those are left out.
 */
Statement compile_repoint(const model::Object &child, const std::string &column, bool to_itself);

/* $1 the ids that go: a row when any record of `child` still leads to one of them. */
Statement compile_still_pointing(const model::Object &child, const std::string &column);

/* $1 the ids. */
Statement compile_destroy_many(const model::Object &object);

} // namespace viginti::sql
