/*
 * The self-descriptions as answers: openapi/ writes them, here they learn what the caller may do.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "rest/query_string.hpp"
#include "rest/route.hpp"

#include <string_view>

namespace viginti::entry {

/*
 * The document for the caller, whose catalog shows what its role may read. The parameter `objects`
 * chooses among the objects; Error{ObjectUnknown} for one the caller does not know.
 */
Answer answer_description(const rest::Route &route, const rest::QueryString &query,
                          const Caller &caller);

/* The document for a caller without a key. */
Answer answer_public_description(const rest::Route &route);

} // namespace viginti::entry
