/*
 * The members of a JSON object as slices of its text, none of them read: for bodies of which most is
 * known from before.
 */
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace viginti {

struct JsonSlice {
    std::string_view key;   /* between its quotes */
    std::string_view value; /* of a string with its quotes */
};

/*
 * The members of the one object that is the text, in their order. Nothing where that object is not
 * formed as RFC 8259 has it, a key has an escape, or two are the same. Of values only strings and
 * brackets are looked at: whether a value is JSON is for who reads it.
 */
std::optional<std::vector<JsonSlice>> slice_json_object(std::string_view text);

} // namespace viginti
