/*
 * The record operations: a Request to the JSON body of its answer. Statements run as the caller's
 * role; every plan is kept by its shape.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "request/request.hpp"

#include <string>

namespace viginti::entry {

/*
 * The object a request names. Throws Error{ObjectUnknown} with the texts of spec/core-rest.md §2,
 * its status the dialect's.
 */
model::ObjectPtr find_object(const Caller &caller, const std::string &name_plural);

/*
 * Refuses what cannot be done to objects whose records come and go otherwise (spec §17). Throws
 * Error{MutationNotAllowed}.
 */
void refuse_managed(request::Verb verb, const Caller &caller, const model::Object &object);

/* Runs the operation of the request's verb. */
Answer answer_records(const request::Request &request, const Caller &caller,
                      const model::ObjectPtr &object);

} // namespace viginti::entry
