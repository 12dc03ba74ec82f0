/*
 * RICH_TEXT as a whole (spec/core-rest.md §16.3): of two halves, the one that is not given is made
 * from the other; both given are both kept.
 */
#pragma once

#include "base/json.hpp"

namespace viginti::plan {

struct ValueSite;

/*
 * As complete_composite() answers. Throws Error{ValueInvalid} for blocks that are no JSON array or
 * hold a URL that runs a script, Error{LimitExceeded} as rich::read_markdown().
 */
Json complete_rich_text(const json_t *value, const ValueSite &site);

} // namespace viginti::plan
