/*
 * Writes as statements: INSERT of one record or of many with the same columns, UPDATE and DELETE of
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

/*
 * updated_at becomes now unless it is among the assignments. $1 is the id; `versioned` adds the
 * versions as last parameter.
 */
Statement compile_update(const model::Object &object,
                         const std::vector<plan::Assignment> &assignments, bool versioned = false);
std::vector<plan::Param> update_params(const Uuid &id,
                                       const std::vector<plan::Assignment> &assignments,
                                       const Versions &versions = {});

/* $1 is the id, $2 the versions. A record that is already soft-deleted keeps its time. */
Statement compile_soft_delete(const model::Object &object, bool versioned = false);
Statement compile_destroy(const model::Object &object, bool versioned = false);
std::vector<plan::Param> id_params(const Uuid &id, const Versions &versions = {});

} // namespace viginti::sql
