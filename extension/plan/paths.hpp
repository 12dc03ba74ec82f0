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

/* For a filter: throws Error{FieldUnknown, SubFieldUnknown, FilterInvalid} at `position`. */
ResolvedPath resolve_filter_path(const model::Object &object, const std::vector<std::string> &path,
                                 JoinList &joins, std::size_t position);

/* For an order: throws Error{OrderInvalid}. */
ResolvedPath resolve_order_path(const model::Object &object, const std::vector<std::string> &path,
                                JoinList &joins, std::size_t position);

} // namespace viginti::plan
