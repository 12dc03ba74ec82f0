/*
 * Reads of records: find many and find one, as the caller's role, by plans kept by shape.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "request/request.hpp"

namespace viginti::entry {

Answer find_many(const request::Request &request, const Caller &caller,
                 const model::ObjectPtr &object);

/* Throws Error{RecordNotFound}. */
Answer find_one(const request::Request &request, const Caller &caller,
                const model::ObjectPtr &object);

} // namespace viginti::entry
