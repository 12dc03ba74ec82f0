/*
 * Paths of filters and orders: the client's dotted names to a column of the root or of a to-one
 * record one hop away (spec/core-rest.md §8.5, §8.6, §10).
 */
#pragma once

#include "plan/read_plan.hpp"

#include <string>
#include <vector>

namespace viginti::plan {

/* The joins of a plan under construction, shared by its filter and its order. */
struct JoinList {
    const model::Catalog &catalog;
    std::vector<Join> joins;
};

struct ResolvedPath {
    const model::Field *field;
    const model::Part *part;
    ColumnRef column;
    std::string name; /* dotted, as the client wrote it */
};

/*
 * The path of a filter's predicate. Throws Error{FieldUnknown, SubFieldUnknown, FilterInvalid} at the
 * predicate's position; a composite or relation without its sub-field is reported as if the operator
 * were meant to be one (spec §8.1).
 */
ResolvedPath resolve_filter_path(const model::Object &object, const request::Predicate &predicate,
                                 JoinList &joins);

/* For an order: throws Error{OrderInvalid}. */
ResolvedPath resolve_order_path(const model::Object &object, const std::vector<std::string> &path,
                                JoinList &joins, std::size_t position);

} // namespace viginti::plan
