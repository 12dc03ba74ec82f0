/*
 * JSON in: a body is read with jansson, duplicate keys refused, depth bounded, faults with line,
 * column and position. JSON out: append functions for text this code writes itself.
 */
#pragma once

#include <jansson.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace viginti {

struct JsonRelease {
    void operator()(json_t *value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, JsonRelease>;

/*
 * An empty object. Never call jansson's own constructor of that name: the server exports a function
 * with the same symbol, and inside a backend the call would reach that one.
 */
inline Json make_json_object()
{
    static json_t *const empty = json_pack("{}");
    return Json(json_copy(empty));
}

/*
 * Reads one JSON value. Throws Error{BodyInvalid} that names line, column and position: malformed
 * text, duplicate key, U+0000, lone surrogate, depth above limits::json_depth, number out of range.
 */
Json parse_json(std::string_view text);

/*
 * Compact JSON text of a value; keys keep their order, a double gets the fewest digits that read
 * back as the same value. Throws Error{LimitExceeded} beyond limits::json_depth.
 */
std::string dump_json(const json_t *value);

/* Appends a JSON string literal with its quotes; `text` must be valid UTF-8. */
void append_json_string(std::string &out, std::string_view text);

/*
 * Appends `"key":"text"` or, for the second, `"key":` alone; a comma first unless out ends in { or
 * [, so an empty out counts as the text behind a value.
 */
void append_json_member(std::string &out, std::string_view key, std::string_view text);
void append_json_key(std::string &out, std::string_view key);

/*
 * The digits of a JSON number, where its reader kept them: whole numbers of 64 bits, others of at
 * most 15 significant digits, which a double does not round. Nothing for any other value.
 */
std::optional<std::string> digits_of(const json_t *value);

inline std::string_view text_of(const json_t *string)
{
    return {json_string_value(string), json_string_length(string)};
}

/* A value as a JavaScript inspector prints it in error messages; cut to 60 characters. */
std::string inspect(const json_t *value);

/* Appends `token` escaped as one reference token of a JSON Pointer (RFC 6901) after a slash. */
std::string pointer(std::string_view base, std::string_view token);

} // namespace viginti
