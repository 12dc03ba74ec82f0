/*
 * POST /rest/import/{objects}: many records in one request, from CSV or NDJSON, inserted in batches
 * while the body is read.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "rest/query_string.hpp"

#include <string_view>

namespace viginti::entry {

/*
 * All records or none, the first fault thrown with its line; with on_error=report bad lines are left
 * out and told in the answer. dry_run=true does it all and undoes it. Throws Error{
 * MediaTypeUnsupported} for a body of another type, Error{BodyTooLarge} above limits::import_bytes.
 */
Answer import_records(std::string_view content_type, const rest::QueryString &query,
                      std::string_view body, Caller caller, const model::ObjectPtr &object);

} // namespace viginti::entry
