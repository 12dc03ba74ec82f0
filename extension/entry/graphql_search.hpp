/*
 * The root field `search`: records of all objects that hold words of a text (spec/graphql.md §14).
 */
#pragma once

#include "entry/caller.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"

#include <string>

namespace viginti::entry {

/*
 * Appends the JSON of the field: one statement an object, the best hits of all of them in one order.
 * Throws Error{LimitExceeded, CursorInvalid, FilterInvalid} with the argument as path.
 */
void append_search(std::string &out, const graphql::RecordSchema &schema,
                   const graphql::SelectedField &field, const Caller &caller);

} // namespace viginti::entry
