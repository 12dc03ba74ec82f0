/*
 * Cursor: the place of one record in an order, as opaque text. base64 of compact JSON:
 * {"id":"…","k":["…",null],"o":"…"}: the id, the order's key values in their text form, and the
 * signature of the order it belongs to.
 */
#pragma once

#include "base/uuid.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::request {

struct Cursor {
    Uuid id;
    std::vector<std::optional<std::string>> keys; /* one per order key, without the final id */
    std::string order; /* signature; empty in a cursor made by hand from an id alone */
};

/*
 * Reads a cursor: standard or URL-safe alphabet, with or without padding, blanks for '+'. A
 * hand-made {"id":"…"} is legal. Throws Error{CursorInvalid} "Invalid cursor: <text>" with `path`
 * the parameter's name.
 */
Cursor parse_cursor(std::string_view text, std::string_view parameter);

std::string write_cursor(const Cursor &cursor);

/* Standard base64 with padding (RFC 4648 §4). */
std::string encode_base64(std::string_view bytes);
/* Also the URL-safe alphabet, missing padding, blanks for '+'. Nothing when malformed. */
std::optional<std::string> decode_base64(std::string_view text);

} // namespace viginti::request
