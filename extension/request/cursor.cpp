#include "request/cursor.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
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

/* The first byte; the text of another version begins otherwise. */
constexpr char version = 1;

/* Takes what a cursor holds from its bytes, in order; `good` turns false when they run out. */
struct Reader {
    std::string_view rest;
    bool good = true;

    std::string_view take(std::size_t size)
    {
        if (size > rest.size()) {
            good = false;
            return {};
        }
        std::string_view const bytes = rest.substr(0, size);
        rest.remove_prefix(size);
        return bytes;
    }

    template <class Target>
    void copy_to(Target &target)
    {
        std::string_view const bytes = take(sizeof target);
        if (good)
            std::memcpy(&target, bytes.data(), sizeof target);
    }

    /* Seven bits a byte, the lowest first; longer than three bytes is none of ours. */
    std::size_t number()
    {
        std::size_t value = 0;
        for (unsigned shift = 0; shift < 28; shift += 7) {
            std::string_view const byte = take(1);
            if (!good)
                return 0;
            value |= static_cast<std::size_t>(byte[0] & 0x7f) << shift;
            if ((byte[0] & 0x80) == 0)
                return value;
        }
        good = false;
        return 0;
    }
};

void append_number(std::string &out, std::size_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

template <class Source>
void append_bytes(std::string &out, const Source &source)
{
    out.append(reinterpret_cast<const char *>(&source), sizeof source);
}

void append_base64(std::string &out, std::string_view bytes)
{
    auto const byte = [&](std::size_t i) -> std::uint32_t {
        return static_cast<unsigned char>(bytes[i]);
    };
    std::size_t const whole = bytes.size() / 3 * 3, rest = bytes.size() - whole;
    std::size_t const before = out.size();
    out.resize(before + (bytes.size() + 2) / 3 * 4, '=');
    char *to = out.data() + before;
    for (std::size_t i = 0; i < whole; i += 3) {
        std::uint32_t const word = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        *to++ = alphabet[word >> 18];
        *to++ = alphabet[word >> 12 & 63];
        *to++ = alphabet[word >> 6 & 63];
        *to++ = alphabet[word & 63];
    }
    if (rest == 0)
        return;
    std::uint32_t const word = byte(whole) << 16 | (rest == 2 ? byte(whole + 1) << 8 : 0u);
    *to++ = alphabet[word >> 18];
    *to++ = alphabet[word >> 12 & 63];
    if (rest == 2)
        *to = alphabet[word >> 6 & 63];
}

/* All but the signature; a key is its length plus one and its bytes, NULL is zero. */
std::string signed_bytes(const Cursor &cursor)
{
    std::string out;
    std::size_t size = 1 + sizeof cursor.id.bytes + sizeof cursor.order + sizeof cursor.asked +
                       sizeof cursor.signature;
    for (const auto &key : cursor.keys)
        size += 3 + (key ? key->size() : 0);
    out.reserve(size);
    out += version;
    append_bytes(out, cursor.id.bytes);
    append_bytes(out, cursor.order);
    append_bytes(out, cursor.asked);
    for (const auto &key : cursor.keys) {
        append_number(out, key ? key->size() + 1 : 0);
        if (key)
            out += *key;
    }
    return out;
}

std::array<std::uint8_t, 16> signature_of(std::string_view bytes, const HmacKey &key)
{
    Sha256 const whole = sign_hmac(key, bytes);
    std::array<std::uint8_t, 16> half;
    std::copy_n(whole.begin(), half.size(), half.begin());
    return half;
}

std::optional<Cursor> read_signed(std::string_view bytes)
{
    Cursor cursor;
    if (bytes.size() < cursor.signature.size())
        return std::nullopt;
    Reader reader{bytes.substr(0, bytes.size() - cursor.signature.size())};
    Reader tail{bytes.substr(bytes.size() - cursor.signature.size())};
    tail.copy_to(cursor.signature);
    if (reader.take(1) != std::string_view(&version, 1))
        return std::nullopt;
    reader.copy_to(cursor.id.bytes);
    reader.copy_to(cursor.order);
    reader.copy_to(cursor.asked);
    while (reader.good && !reader.rest.empty()) {
        if (cursor.keys.size() == limits::order_keys)
            return std::nullopt;
        std::size_t const size = reader.number();
        if (size == 0)
            cursor.keys.emplace_back();
        else
            cursor.keys.emplace_back(std::string(reader.take(size - 1)));
    }
    /* A number has more than one form, a cursor has not. */
    if (!reader.good || signed_bytes(cursor) != bytes.substr(0, bytes.size() - 16))
        return std::nullopt;
    return cursor;
}

/* {"id":"…"} and nothing else. */
std::optional<Cursor> read_by_hand(std::string_view text)
{
    try {
        Json const object = parse_json(text);
        const json_t *const id = json_object_get(object.get(), "id");
        auto const uuid = json_is_string(id) && json_object_size(object.get()) == 1
                              ? parse_uuid(text_of(id))
                              : std::nullopt;
        if (uuid)
            return Cursor{.id = *uuid, .by_hand = true};
    } catch (const Error &) {
        /* What the text inside is, is ours: the client is told about the cursor as a whole. */
    }
    return std::nullopt;
}

} // namespace

Error invalid_cursor(std::string_view text, std::string_view parameter)
{
    return Error(Code::CursorInvalid, "Invalid cursor: " + shorten_characters(text, 200),
                 std::string(parameter),
                 "Pass startCursor or endCursor of a pageInfo, or restart without a cursor");
}

Error invalid_cursor(const Cursor &cursor, std::string_view parameter)
{
    std::string bytes =
        cursor.by_hand ? "{\"id\":\"" + to_string(cursor.id) + "\"}" : signed_bytes(cursor);
    if (!cursor.by_hand)
        append_bytes(bytes, cursor.signature);
    return invalid_cursor(encode_base64(bytes), parameter);
}

Cursor parse_cursor(std::string_view text, std::string_view parameter)
{
    if (auto const bytes = decode_base64(text)) {
        bool const is_signed = bytes->starts_with(version);
        if (auto cursor = is_signed ? read_signed(*bytes) : read_by_hand(*bytes))
            return *std::move(cursor);
    }
    throw invalid_cursor(text, parameter);
}

bool is_genuine(const Cursor &cursor, const HmacKey &key)
{
    return equal_in_constant_time(signature_of(signed_bytes(cursor), key), cursor.signature) &&
           !cursor.by_hand;
}

void append_cursor(std::string &out, const Cursor &cursor, const HmacKey &key)
{
    std::string bytes = signed_bytes(cursor);
    append_bytes(bytes, signature_of(bytes, key));
    append_base64(out, bytes);
}

std::string write_cursor(const Cursor &cursor, const HmacKey &key)
{
    std::string out;
    append_cursor(out, cursor, key);
    return out;
}

std::string encode_base64(std::string_view bytes)
{
    std::string out;
    append_base64(out, bytes);
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
