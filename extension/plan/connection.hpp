/*
 * What GraphQL asks of an answer, resolved: members of records, edges of connections, and the pages of
 * to-many relations in them, each a plan of its own.
 */
#pragma once

#include "plan/draft.hpp"
#include "plan/read_plan.hpp"

namespace viginti::plan {

/*
 * The members of a record of the draft's object, or of the nodes of its connection. Pages of to-many
 * relations become children of the content, what the statement depends on goes into the draft's shape.
 * Throws as resolve_content().
 */
void resolve_members(Content &content, Draft &draft, const request::Request &request,
                     bool twenty_names);

} // namespace viginti::plan
