/*
 * groupBy in GraphQL: the groups of REST, each as a connection of its own (spec/graphql.md §12).
 */
#pragma once

#include "entry/caller.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"

#include <string>

namespace viginti::entry {

/* Appends the array of groups. Throws as group_by() does, with the arguments as paths. */
void append_groups(std::string &out, const graphql::RecordSchema &schema,
                   const graphql::SelectedField &field, const Caller &caller,
                   const model::ObjectPtr &object);

} // namespace viginti::entry
