/*
 * Root fields about records: each is the Request that REST would make of it, run and answered in the
 * form GraphQL asked for (spec/graphql.md §4 to §13).
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/kept_content.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"

#include <string>

namespace viginti::entry {

/*
 * Appends the JSON of one root field. `object` is the object the field is about, as the caller sees
 * it, `kept` what a kept document keeps of the field, or null. Throws what the REST operation throws; Error{RecordNotFound} for a record that is not there.
 */
void append_record_field(std::string &out, const graphql::RecordSchema &schema,
                         graphql::RootKind kind, const graphql::SelectedField &field,
                         const Caller &caller, const model::ObjectPtr &object, KeptContent *kept);

} // namespace viginti::entry
