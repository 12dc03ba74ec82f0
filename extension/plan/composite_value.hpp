/*
 * Rules of composite values that concern several sub-fields at once (spec/core-rest.md §16.3): the
 * codes and the number of a phone, the promotion of links, the two halves of a rich text.
 */
#pragma once

#include "base/json.hpp"
#include "model/object.hpp"

#include <string>

namespace viginti::plan {

struct ValueSite;

/*
 * The object to read in place of `value` (an object of known sub-fields), or null when it may be
 * read as it is. A sub-field of the wrong type is left alone: reading it throws the right error.
 * Throws Error{ValueInvalid, LimitExceeded}.
 */
Json complete_composite(const model::Field &field, const json_t *value, const ValueSite &site);

} // namespace viginti::plan
