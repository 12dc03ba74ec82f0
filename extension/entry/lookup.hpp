/*
 * Looking records up by the values of given columns, many at once, by a plan kept by its shape.
 */
#pragma once

#include "pg/kept_plan.hpp"
#include "plan/record_value.hpp"
#include "sql/lookup.hpp"

#include <span>
#include <vector>

namespace viginti::model {
struct Catalog;
}

namespace viginti::entry {

/* The records whose columns have the values of a row, each with the place of the row from 0. */
std::vector<pg::IdRow> look_up(const sql::Lookup &lookup,
                               const std::vector<std::vector<plan::Param>> &rows);

/*
 * Finds the records that relations are connected to and puts their ids into the values: one query a
 * relation. Live records only. Throws as plan::resolve_connects does, and Error{RelationInvalid}
 * where there is no such record.
 */
void connect_records(std::span<plan::RecordValues> records, const model::Catalog &catalog);

} // namespace viginti::entry
