/*
 * Writes as statements: INSERT of one record or of many with the same columns, UPDATE of
 * one. The number of records of a batch is not part of the text: their values travel as arrays.
 */
#pragma once

#include "model/object.hpp"
#include "plan/record_value.hpp"
#include "sql/statement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::sql {

/* A record to insert: its id and its values; all records of one call set the same columns. */
struct NewRecord {
    Uuid id;
    std::vector<plan::Assignment> assignments;
};

class Writer;

inline constexpr std::string_view position_column = "position";

/*
 * A position before the first or behind the last record, and beyond the number in parameter `bound`
 * where that is not NULL (0: no such parameter). `offset` counts the records of one statement from 1.
 */
void write_place(Writer &sql, const model::Object &object, plan::Place place, int bound,
                 std::string_view offset);

/* What keys the statement: the columns and how each gets its value. */
std::string write_shape(char kind, const model::Object &object,
                        const std::vector<plan::Assignment> &assignments);

Statement compile_insert_one(const model::Object &object,
                             const std::vector<plan::Assignment> &assignments);
std::vector<plan::Param> insert_one_params(const NewRecord &record);

Statement compile_insert_many(const model::Object &object,
                              const std::vector<plan::Assignment> &assignments);
std::vector<plan::Param> insert_many_params(const std::vector<const NewRecord *> &records);

/*
 * The versions a record may have to be written, as texts "xmin(block,offset)"; without them any. The
 * test stands in the statement's WHERE, so that no other writer comes between.
 */
using Versions = std::optional<std::vector<std::string>>;

/* That t0 has one of the versions in a parameter. */
void write_version_test(Writer &sql, int param);

/*
 * updated_at becomes now unless it is among the assignments. $1 is the id; `versioned` adds the
 * versions as last parameter.
 */
Statement compile_update(const model::Object &object,
                         const std::vector<plan::Assignment> &assignments, bool versioned = false);
std::vector<plan::Param> update_params(const Uuid &id,
                                       const std::vector<plan::Assignment> &assignments,
                                       const Versions &versions = {});

} // namespace viginti::sql
