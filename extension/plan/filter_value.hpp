/*
 * Filter values: the text behind an operator to a parameter of the column's type
 * (spec/core-rest.md §7.7).
 */
#pragma once

#include "model/object.hpp"
#include "plan/param.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

/* The type a column's values travel as: a text[] column is an array of text. */
ParamType param_type(model::ColumnType type) noexcept;

/*
 * One value for eq, neq, gt, gte, lt, lte. `name` is the field as the client wrote it. Throws
 * Error{ValueInvalid} with the texts of spec §4.2; an unknown option names the valid ones.
 */
std::string filter_value(const model::Field &field, const model::Part &part, std::string_view name,
                         std::string_view text);

/* The values a SELECT, MULTI_SELECT, RATING or the source of an ACTOR may have, in order. */
std::vector<std::string_view> option_list(const model::Field &field);

/* "Valid values are: A, B" of such a field. */
std::string option_values(const model::Field &field);

} // namespace viginti::plan
