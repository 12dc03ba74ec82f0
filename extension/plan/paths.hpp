/*
 * Paths of filters and orders: the client's dotted names to a column of the root or of a to-one
 * record one hop away (spec/core-rest.md §8.5, §8.6, §10).
 */
#pragma once

#include "plan/draft.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

/* Where a path has come to: an object, its scope, and the join that led to it. */
struct Place {
    const model::Object *object;
    int scope;
    int join = 0;
};

/*
 * The record of a relation to one of the scope's record, joined on first use. Nothing when the other
 * end, which holds the key, is gone or inactive.
 */
std::optional<Place> join_to(Draft &draft, Scope &scope, const model::Field &field,
                             const model::ObjectPtr &target);
ColumnRef column_at(const Place &place, const model::Field &field, const model::Part &part);

/* A field, or a to-one relation by the name of its key; null when unknown or inactive. */
const model::Field *find_active(const model::Object &object, std::string_view name);
const model::Field *find_active_key(const model::Object &object, std::string_view name);

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

/* The foreign-key column of the inverse of a field that holds none, "" when that is gone or inactive. */
std::string inverse_column(const model::Field &field, const model::Object &target);

} // namespace viginti::plan
