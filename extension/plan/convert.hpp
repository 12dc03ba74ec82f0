/*
 * Values of a field on their way to another type: the texts a value stands for, read again as the
 * new type reads what clients write, so that what is stored has the one form of that type.
 * Which types become which stands in the table of types.
 */
#pragma once

#include "model/object.hpp"
#include "plan/param.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::plan {

/* The columns of one record's field in text forms: as reading_of() reads them, of doubles the number. */
using Cells = std::vector<std::optional<std::string>>;

/*
 * How a column is read so that its text does not depend on the session: an SQL expression in which
 * $c stands for the column.
 */
std::string_view reading_of(model::ColumnType type) noexcept;

/* The number behind what reading_of() reads of a double, in the fewest digits that say it. */
std::string text_of_double(std::string_view bytes);

struct Converted {
    std::vector<Param> values; /* by column of the new field */
    bool is_kept = true;       /* nothing of the old value was lost */
};

/* `to` has its options and rules in place. A value the new type cannot hold is NULL and not kept. */
Converted convert_value(const model::Field &from, const model::Field &to, const Cells &cells);

/* What a value is shown as: the texts it stands for, shortened; "" of an empty one. */
std::string show_value(const model::Field &from, const Cells &cells);

/*
 * The texts of a value that become options where none are given: one of most types, several of a
 * list.
 */
std::vector<std::string> option_texts(const model::Field &from, const model::Field &to,
                                      const Cells &cells);

/*
 * The default of `from` as one of `to`, in the grammar of spec/metadata-rest.md §9; "" where there is
 * none or it does not convert.
 */
std::string convert_default(const model::Field &from, const model::Field &to);

} // namespace viginti::plan
