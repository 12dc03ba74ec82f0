/*
 * Writing records, as the current role: values checked, statements kept by shape.
 */
#pragma once

#include "base/json.hpp"
#include "entry/caller.hpp"
#include "entry/reading.hpp"
#include "model/object.hpp"
#include "plan/record_value.hpp"
#include "sql/write.hpp"

#include <optional>
#include <span>
#include <vector>

namespace viginti::entry {

/*
 * Inserts the object `body`, or each object of the array `body`; returns the ids in the order of the
 * body. Records of a batch that set the same columns share one statement. `reading` is of the one
 * record of an object.
 */
std::vector<Uuid> insert_records(const model::Object &object, const json_t *body,
                                 const Caller &caller, Reading *reading = nullptr);
/* The same for values read with plan::read_new_record, their relations connected. */
std::vector<Uuid> insert_values(const model::Object &object,
                                std::vector<plan::RecordValues> values);

/*
 * A record to insert, its relations connected; `base` is its JSON Pointer. Without an id it gets one.
 */
sql::NewRecord read_record(const model::Object &object, const json_t *body, const Caller &caller,
                           const std::string &base);

/* Inserts them in this order; neighbours that set the same columns share one statement. */
void insert_all(const model::Object &object, std::span<const sql::NewRecord> records);

/* False when there is no such record, or not in one of these versions. */
bool update_record(const model::Object &object, const Uuid &id, const json_t *changes,
                   const Caller &caller, const sql::Versions &versions, Reading *reading = nullptr);
/* The same for values read with plan::read_changes. */
bool update_values(const model::Object &object, const Uuid &id, const plan::RecordValues &values,
                   const sql::Versions &versions, Reading *reading = nullptr);
/* Sets columns as they stand, beside what every change sets; false when there is no such record. */
bool update_with(const model::Object &object, const Uuid &id,
                 std::vector<plan::Assignment> assignments, const plan::Actor &actor);

} // namespace viginti::entry
