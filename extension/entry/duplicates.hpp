/*
 * POST /rest/{objects}/duplicates (spec/core-rest.md §19).
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "request/request.hpp"

namespace viginti::entry {

/*
 * One block for each record given by value or by id, in order. Throws Error{BodyInvalid} with the
 * texts of §19 and what reading a record's values throws.
 */
Answer find_duplicates(const request::Request &request, const Caller &caller,
                       const model::ObjectPtr &object);

} // namespace viginti::entry
