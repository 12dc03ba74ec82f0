#include "request/cursor.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace viginti::request {

namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Value of each character of both alphabets, -1 for the others; a blank is a '+' read by a query. */
constexpr std::array<std::int8_t, 256> sextets = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::int8_t i = 0; i < 64; ++i)
        values[static_cast<unsigned char>(alphabet[i])] = i;
    values['-'] = values[' '] = 62;
    values['_'] = 63;
    return values;
}();

std::optional<std::vector<std::optional<std::string>>> read_keys(const json_t *list)
{
    std::vector<std::optional<std::string>> keys;
    if (!json_is_array(list) || json_array_size(list) > limits::order_keys)
        return std::nullopt;
    for (std::size_t i = 0; i < json_array_size(list); ++i) {
        const json_t *const item = json_array_get(list, i);
        if (json_is_string(item))
            keys.emplace_back(text_of(item));
        else if (json_is_null(item))
            keys.emplace_back();
        else
            return std::nullopt;
    }
    return keys;
}

/* Nothing when the object has another shape; a member this code never writes counts as that. */
std::optional<Cursor> read_cursor(const json_t *object)
{
    const json_t *const id = json_object_get(object, "id");
    const json_t *const keys = json_object_get(object, "k");
    const json_t *const order = json_object_get(object, "o");
    std::size_t const known = (id != nullptr) + (keys != nullptr) + (order != nullptr);
    if (!json_is_string(id) || json_object_size(object) != known)
        return std::nullopt;
    auto const uuid = parse_uuid(text_of(id));
    if (!uuid)
        return std::nullopt;
    Cursor cursor{*uuid, {}, {}};
    if (keys) {
        auto list = read_keys(keys);
        if (!list)
            return std::nullopt;
        cursor.keys = *std::move(list);
    }
    if (order) {
        if (!json_is_string(order))
            return std::nullopt;
        cursor.order = text_of(order);
    }
    return cursor;
}

} // namespace

Cursor parse_cursor(std::string_view text, std::string_view parameter)
{
    if (auto const json = decode_base64(text)) {
        try {
            Json const object = parse_json(*json);
            if (auto cursor = read_cursor(object.get()))
                return *std::move(cursor);
        } catch (const Error &) {
            /* What the text inside is, is ours: the client is told about the cursor as a whole. */
        }
    }
    throw Error(Code::CursorInvalid, "Invalid cursor: " + shorten_characters(text, 200),
                std::string(parameter),
                "Pass startCursor or endCursor of a pageInfo, or restart without a cursor");
}

std::string write_cursor(const Cursor &cursor)
{
    std::string json = "{\"id\":\"" + to_string(cursor.id) + '"';
    if (!cursor.keys.empty()) {
        json += ",\"k\":[";
        for (std::size_t i = 0; i < cursor.keys.size(); ++i) {
            if (i > 0)
                json += ',';
            if (cursor.keys[i])
                append_json_string(json, *cursor.keys[i]);
            else
                json += "null";
        }
        json += ']';
    }
    if (!cursor.order.empty())
        append_json_member(json, "o", cursor.order);
    json += '}';
    return encode_base64(json);
}

std::string encode_base64(std::string_view bytes)
{
    auto const byte = [&](std::size_t i) -> std::uint32_t {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
    };
    std::string out((bytes.size() + 2) / 3 * 4, '=');
    std::size_t to = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 3, to += 4) {
        std::uint32_t const word = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        std::size_t const digits = std::min<std::size_t>(bytes.size() - i, 3) + 1;
        for (std::size_t digit = 0; digit < digits; ++digit)
            out[to + digit] = alphabet[word >> (18 - 6 * digit) & 63];
    }
    return out;
}

std::optional<std::string> decode_base64(std::string_view text)
{
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t word = 0;
    int bits = 0;
    for (char c : text) {
        int const value = sextets[static_cast<unsigned char>(c)];
        if (value < 0)
            return std::nullopt;
        word = (word << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(word >> bits & 0xff);
        }
    }
    /* Left-over bits are zero in what an encoder writes; others would be a second text for it. */
    if ((word & ((1u << bits) - 1)) != 0)
        return std::nullopt;
    return out;
}

} // namespace viginti::request
