/*
 * PATCH or PUT /rest/{objects}/merge (spec/core-rest.md §18): several records become one.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "request/request.hpp"

namespace viginti::entry {

/*
 * The record of the body's conflictPriorityIndex takes over what the others hold and all that leads
 * to them; the others are destroyed. Throws the errors of §18, and Error{PermissionDenied} where the
 * role may not read a field or see a record that the merge would lose.
 */
Answer merge_records(const request::Request &request, const Caller &caller,
                     const model::ObjectPtr &object);

} // namespace viginti::entry
