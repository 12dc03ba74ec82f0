/*
 * Cursor: the place of one record in an order, as opaque text. base64 of bytes: version, id,
 * fingerprints of the order and of the question it belongs to, the order's key values in their text
 * form, and a signature by the workspace's secret (HMAC-SHA-256, 128 bits of it). A cursor that
 * passes is_genuine was written by this workspace, values and all.
 */
#pragma once

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/uuid.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::request {

struct Cursor {
    Uuid id = {};
    std::vector<std::optional<std::string>> keys = {}; /* one per order key, without the final id */
    std::uint64_t order = 0;                           /* fingerprint of the order */
    std::uint64_t asked = 0; /* fingerprint of object, filter and search */
    std::array<std::uint8_t, 16> signature = {};
    bool by_hand = false; /* made from an id alone, unsigned: {"id":"…"} */
};

/*
 * Reads a cursor: standard or URL-safe alphabet, with or without padding, blanks for '+'; also
 * base64 of {"id":"…"}. Throws Error{CursorInvalid} "Invalid cursor: <text>" with `path` the
 * parameter's name. What it holds is not proved.
 */
Cursor parse_cursor(std::string_view text, std::string_view parameter);

/* Whether the signature is that of this key; takes the same time wherever they differ. */
bool is_genuine(const Cursor &cursor, const HmacKey &key);

/* Signs and appends; no character of a cursor has to be escaped in JSON. */
void append_cursor(std::string &out, const Cursor &cursor, const HmacKey &key);
std::string write_cursor(const Cursor &cursor, const HmacKey &key);

/* "Invalid cursor: <text>" */
Error invalid_cursor(std::string_view text, std::string_view parameter);
/* The same for a cursor that was read. */
Error invalid_cursor(const Cursor &cursor, std::string_view parameter);

/* Standard base64 with padding (RFC 4648 §4). */
std::string encode_base64(std::string_view bytes);
/* Also the URL-safe alphabet, missing padding, blanks for '+'. Nothing when malformed. */
std::optional<std::string> decode_base64(std::string_view text);

} // namespace viginti::request
