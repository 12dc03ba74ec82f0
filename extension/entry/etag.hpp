/*
 * Entity tags of single records and the conditions clients put on them (RFC 9110 §13). A tag names
 * the version of the row, which writes are checked against, and a hash of the record as it was
 * written, so that other roles, dialects and depths with other bytes have other tags.
 */
#pragma once

#include "base/error.hpp"
#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "entry/kept_read.hpp"
#include "request/request.hpp"
#include "sql/write.hpp"

#include <string>
#include <string_view>

namespace viginti::entry {

/*
 * The tag, quotes included, of the one record read; `record` is its JSON. "" for a role that may not
 * read row versions: it has rights to columns only.
 */
std::string entity_tag(const Records &records, std::string_view record);

/* Adds the header ETag for the record that stands in the body from `begin` on, `records` its source. */
void add_entity_tag(Answer &answer, const Records &records, std::size_t begin);

/*
 * Answers If-Match and If-None-Match of a read whose answer is complete and has its tag: may turn it
 * into a 304 or throw Error{PreconditionFailed}. Throws Error{ParameterInvalid} for malformed tags.
 */
void check_read(const request::Request &request, const model::Object &object, const Caller &caller,
                Answer &answer, std::string_view tag);

/*
 * The versions If-Match of a write on one record allows; nothing where it has none or is `*`. Throws
 * Error{ParameterInvalid} for malformed tags and for If-None-Match, Error{PermissionDenied} for a
 * role without row versions.
 */
sql::Versions allowed_versions(const request::Request &request, const model::Object &object,
                               const Caller &caller);

/*
 * Why a write with these conditions found nothing to write: the error for a record that is not
 * there, or Error{PreconditionFailed} with the tag the record has now.
 */
Error not_written(const request::Request &request, const Caller &caller,
                  const model::ObjectPtr &object, const sql::Versions &versions);

/* Throws Error{ParameterInvalid} where an operation cannot answer conditions: none is ignored. */
void refuse_conditions(const request::Request &request);

} // namespace viginti::entry
