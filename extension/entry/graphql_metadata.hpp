/*
 * Root fields about the model: each change is the change REST would make of it, each resource the
 * JSON that REST has for it, of which the document takes what it asks for (spec/graphql.md §19).
 */
#pragma once

#include "entry/caller.hpp"
#include "graphql/selection_tree.hpp"

#include <string>

namespace viginti::entry {

/*
 * Appends the JSON of one root field of /metadata. Throws what the REST operation throws, and
 * Error{ParameterInvalid, CursorInvalid, LimitExceeded} for `paging`.
 */
void append_metadata_field(std::string &out, const graphql::SelectedField &field,
                           const Caller &caller);

} // namespace viginti::entry
