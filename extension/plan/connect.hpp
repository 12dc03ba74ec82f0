/*
 * Relations given by `connect` (spec/core-rest.md §16.4): what their targets are to be found by. All
 * records of a request that connect the same relation are looked up together.
 */
#pragma once

#include "model/catalog.hpp"
#include "plan/record_value.hpp"

#include <span>
#include <string>
#include <vector>

namespace viginti::plan {

/* One relation; every record gives values for the same columns of its target. */
struct Connection {
    struct Row {
        std::size_t record; /* index of the record that is connected */
        std::vector<Param> values;
        std::string text; /* "id = 018f…", for messages */
        std::string path;
    };
    const model::Field *field;
    model::ObjectPtr target;
    std::vector<model::Column> columns;
    std::vector<Row> rows;
};

/*
 * Throws Error{RelationInvalid} with the texts of spec §16.4, and what reading a value of the target
 * throws.
 */
std::vector<Connection> resolve_connects(std::span<const RecordValues> records,
                                         const model::Catalog &catalog);

/* The same of given records, all of one relation; `record` of a row is its place among them. */
Connection resolve_records(const model::Field &field, const model::ObjectPtr &target,
                           std::span<const Connect> records);

/* Sets the foreign key of a relation among a record's assignments. */
void set_foreign_key(RecordValues &record, const model::Field &field, Param value);

} // namespace viginti::plan
