/*
 * Expressions of the model in the form the catalogue prints stored ones in, so that the two can be
 * compared as texts: parsed and analysed as DDL would, then printed by pg_get_expr. Nothing runs.
 */
#pragma once

#include "ddl/shape.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace viginti::pg {

/*
 * As pg_get_expr would print it, were it stored for that table. Nothing when the table could not
 * hold it: a column is missing or of a type the expression does not fit.
 */
std::optional<std::string> print_expression(std::uint32_t relation,
                                            const ddl::Expression &expression);

} // namespace viginti::pg
