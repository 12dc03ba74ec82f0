/*
 * Upsert (spec/core-rest.md §16.6): each record of the body updates the one that has its key, or is
 * created. Keys are those of the real unique indexes; a soft-deleted record is revived where no live
 * one has the key.
 */
#pragma once

#include "entry/caller.hpp"
#include "request/request.hpp"

#include <vector>

namespace viginti::entry {

/*
 * The ids of the records written, in the order of the body: an id comes twice where two elements had
 * the same key. Whoever writes the same keys at the same time comes before or after, never between.
 * Throws Error{ParameterInvalid} for `on`, Error{DuplicateEntry} where an element has the keys of
 * several records.
 */
std::vector<Uuid> upsert_records(const request::Request &request, const Caller &caller,
                                 const model::ObjectPtr &object);

} // namespace viginti::entry
