/*
 * Media types: which form of an answer an Accept header asks for, and which form a body has.
 */
#pragma once

#include "request/request.hpp"

#include <string_view>

namespace viginti::rest {

/*
 * The form the client prefers for a list: the type with the greatest weight, of equal ones the first
 * named (RFC 9110 §12.5.1). A page, unless text/csv or application/x-ndjson wins.
 */
request::Layout preferred_layout(std::string_view accept);

/* The form of a body by its Content-Type. Page when it is neither CSV nor NDJSON. */
request::Layout layout_of(std::string_view content_type);

} // namespace viginti::rest
