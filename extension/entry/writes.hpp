/*
 * Writing records, as the current role: values checked, statements kept by shape.
 */
#pragma once

#include "base/json.hpp"
#include "model/object.hpp"
#include "plan/record_value.hpp"
#include "sql/write.hpp"

#include <span>
#include <vector>

namespace viginti::entry {

/*
 * Inserts the object `body`, or each object of the array `body`; returns the ids in the order of the
 * body. Records of a batch that set the same columns share one statement.
 */
std::vector<Uuid> insert_records(const model::Object &object, const json_t *body,
                                 const plan::Actor &actor);

/* A record to insert; `base` is its JSON Pointer. Without an id it gets one. */
sql::NewRecord read_record(const model::Object &object, const json_t *body,
                           const plan::Actor &actor, const std::string &base);

/* Inserts them in this order; neighbours that set the same columns share one statement. */
void insert_all(const model::Object &object, std::span<const sql::NewRecord> records);

/* False when there is no such record, or not in one of these versions. */
bool update_record(const model::Object &object, const Uuid &id, const json_t *changes,
                   const plan::Actor &actor, const sql::Versions &versions);
/* Sets columns as they stand, beside what every change sets; false when there is no such record. */
bool update_with(const model::Object &object, const Uuid &id,
                 std::vector<plan::Assignment> assignments, const plan::Actor &actor);
bool delete_record(const model::Object &object, const Uuid &id, bool soft,
                   const sql::Versions &versions);

} // namespace viginti::entry
