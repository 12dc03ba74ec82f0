/*
 * Aggregates of groupBy by their names (spec/core-rest.md §20): "sumAmountAmountMicros" is the sum
 * of sub-field amountMicros of field amount. One table says which names there are and to what each
 * applies; sql/group says what each is in SQL.
 */
#pragma once

#include "plan/condition.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

enum class AggregateKind : std::uint8_t {
    TotalCount,
    CountUniqueValues,
    CountEmpty,
    CountNotEmpty,
    PercentageEmpty,
    PercentageNotEmpty,
    CountTrue,
    CountFalse,
    Min,
    Max,
    Avg,
    Sum,
};

/* An aggregate of a request: of a whole field all its columns, of a value one, of records none. */
struct Aggregate {
    AggregateKind kind{};
    std::vector<ColumnRef> columns;
    std::string name; /* as the client wrote it */
};

/*
 * Nothing when no field of the object makes this name. Besides the names of the specification a
 * foreign key counts as a field ("countUniqueValuesCompanyId"), and the numbers of every composite
 * have what those of CURRENCY have.
 */
std::optional<Aggregate> find_aggregate(const model::Object &object, std::string_view name);

} // namespace viginti::plan
