/*
 * Records by the values of given columns, many at once: one statement, whatever their number. Its
 * rows are (id, place of the values from 1).
 */
#pragma once

#include "model/object.hpp"
#include "plan/param.hpp"
#include "sql/statement.hpp"

#include <string>
#include <vector>

namespace viginti::sql {

/* Which records are looked at; each is what an index holds. */
enum class Life : std::uint8_t { Any, Live, Deleted };

struct Lookup {
    const model::Object &object;
    const std::vector<model::Column> &columns;
    Life life;
    bool locks; /* until the end of the transaction; they are found as they are then */
};

/* Soft-deleted records come in the order of their deletion, others in that of their ids. */
Statement compile_lookup(const Lookup &lookup);
std::string lookup_shape(const Lookup &lookup);

/* One array a column; `rows` hold one value a column. */
std::vector<plan::Param> lookup_params(const Lookup &lookup,
                                       const std::vector<std::vector<plan::Param>> &rows);

} // namespace viginti::sql
