/*
 * Paths of filters and orders: the client's dotted names to a column of the root or of a to-one
 * record one hop away (spec/core-rest.md §8.5, §8.6, §10).
 */
#pragma once

#include "plan/draft.hpp"

#include <string>
#include <vector>

namespace viginti::plan {

struct ResolvedPath {
    const model::Field *field;
    const model::Part *part;
    ColumnRef column;
    std::string name; /* dotted, as the client wrote it */
};

/*
 * The path of a filter's predicate in a scope. Throws Error{FieldUnknown, SubFieldUnknown,
 * FilterInvalid} at the predicate's position; a composite or relation without its sub-field is
 * reported as if the operator were meant to be one (spec §8.1).
 */
ResolvedPath resolve_filter_path(Draft &draft, Scope &scope, const request::Predicate &predicate);

/* A to-many relation of a scope's record, or of a to-one record one hop away. */
struct ToManyPath {
    model::ObjectPtr target;
    std::string inverse_column; /* of the target, names the parent */
    ColumnRef parent;           /* the parent's id */
    std::string name;           /* dotted, as the client wrote it */
};

/* The path in front of some, none, every; throws as resolve_filter_path does. */
ToManyPath resolve_to_many_path(Draft &draft, Scope &scope, const request::Predicate &place,
                                request::Quantifier quantifier);

/* For an order: throws Error{OrderInvalid}. */
ResolvedPath resolve_order_path(Draft &draft, Scope &scope, const std::vector<std::string> &path,
                                std::size_t position);

/* The foreign-key column of a to-many field's inverse, "" when that is gone or inactive. */
std::string inverse_column(const model::Field &field, const model::Object &target);

} // namespace viginti::plan
