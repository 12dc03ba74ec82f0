/*
 * Writes to the records that match: update, delete and restore by filter, and delete and restore of
 * one record, which is the same with an id for a filter (spec/core-rest.md §9, §17).
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "request/request.hpp"
#include "sql/bulk_write.hpp"

#include <vector>

namespace viginti::entry {

/*
 * The writes themselves, as the role that acts: the ids of what was changed, sorted. Throw
 * Error{LimitExceeded} where more records match than may be changed.
 */
std::vector<Uuid> update_matches(const request::Request &request, const Caller &caller,
                                 const model::ObjectPtr &object);
std::vector<Uuid> change_matches(const request::Request &request, const Caller &caller,
                                 const model::ObjectPtr &object, sql::Effect effect);
/* Of the record of the request's id. Throws Error{RecordNotFound, PreconditionFailed}. */
void change_match(const request::Request &request, const Caller &caller,
                  const model::ObjectPtr &object, sql::Effect effect);

Answer update_many(const request::Request &request, const Caller &caller,
                   const model::ObjectPtr &object);
Answer delete_one(const request::Request &request, const Caller &caller,
                  const model::ObjectPtr &object);
Answer delete_many(const request::Request &request, const Caller &caller,
                   const model::ObjectPtr &object);
Answer restore_one(const request::Request &request, const Caller &caller,
                   const model::ObjectPtr &object);
Answer restore_many(const request::Request &request, const Caller &caller,
                    const model::ObjectPtr &object);

/*
 * Refuses a write that goes to more records than max_affected, for those that know the number
 * beforehand. Throws Error{LimitExceeded}. `verb` as in "update".
 */
void check_affected(const request::Request &request, std::string_view verb, std::size_t records);

} // namespace viginti::entry
