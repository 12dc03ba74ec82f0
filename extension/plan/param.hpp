/*
 * Param: one value bound to a statement, in the text form its column type reads. Values never
 * become SQL text; this is the only way they reach a statement.
 */
#pragma once

#include "model/field_type.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::plan {

struct ParamType {
    model::ColumnType type;
    bool is_array = false; /* of that type; a text[] column is Text and is_array */

    bool operator==(const ParamType &) const = default;
};

/*
 * Text forms: Uuid canonical; Int8, Float8, Numeric decimal; Bool "true" or "false"; Date YYYY-MM-DD; Timestamp
 * ISO 8601 with zone; Text and Jsonb as they are.
 */
struct Param {
    ParamType type;
    bool is_null = false;
    std::string text;                              /* when not an array */
    std::vector<std::optional<std::string>> items; /* when an array */
};

} // namespace viginti::plan
