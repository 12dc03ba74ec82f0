/*
 * The plain JSON most bodies are, read several times faster than jansson does, which looks at each byte
 * through a function pointer. What is less plain is left to jansson: it has the faults and their places.
 */
#pragma once

#include "base/json.hpp"

namespace viginti {

/*
 * The value, or null where the text is no JSON or has more than objects of distinct keys, arrays,
 * strings without escapes, whole numbers of at most 18 digits, true, false and null. The text must be
 * well-formed UTF-8 and nested no deeper than limits::json_depth.
 */
Json read_plain_json(std::string_view text);

} // namespace viginti
