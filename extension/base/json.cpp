#include "base/json.hpp"

#include "base/error.hpp"
#include "base/json_plain.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace viginti {

namespace {

/* Where a byte of a text stands for a reader: all counted in characters, line and column from 1. */
struct Place {
    std::size_t position = 0, line = 1, column = 1;
};

/* `text` may hold ill-formed UTF-8 from `byte` on only. */
Place place_of(std::string_view text, std::size_t byte)
{
    std::string_view const before = text.substr(0, byte);
    Place place;
    place.position = count_characters(before);
    place.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    auto const line_end = before.rfind('\n');
    place.column +=
        count_characters(line_end == before.npos ? before : before.substr(line_end + 1));
    return place;
}

Error fault(std::string_view text, std::size_t byte, std::string_view what)
{
    Place const place = place_of(text, byte);
    std::string message = "Invalid JSON: ";
    message += what;
    message += " at line " + std::to_string(place.line);
    message += ", column " + std::to_string(place.column);
    Error error(Code::BodyInvalid, std::move(message));
    error.at(place.position);
    return error;
}

/*
 * Refuses nesting the reader would follow by recursion. Strings are skipped; up to the first
 * malformed place this sees the same nesting as the reader, and the reader goes no further.
 */
void check_depth(std::string_view text)
{
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
        case '"':
            for (++i; i < text.size() && text[i] != '"'; ++i)
                if (text[i] == '\\')
                    ++i;
            break;
        case '[':
        case '{':
            if (++depth > limits::json_depth)
                throw fault(text, i,
                            "nested deeper than json_depth, " + std::to_string(limits::json_depth) +
                                " levels,");
            break;
        case ']':
        case '}':
            if (depth > 0)
                --depth;
            break;
        default:
            break;
        }
    }
}

/*
 * The byte a fault stands at. The reader reports where it stopped, which is behind the token it
 * names; only an unfinished string is best shown where it breaks off.
 */
std::size_t fault_byte(const json_error_t &error, std::string_view what, std::size_t size)
{
    std::size_t const stop =
        std::min(error.position < 0 ? 0 : static_cast<std::size_t>(error.position), size);
    constexpr std::string_view near = " near '";
    auto const at = what.rfind(near);
    if (at == what.npos || !what.ends_with('\''))
        return stop;
    std::string_view token = what.substr(at + near.size());
    token.remove_suffix(1);
    bool const unfinished = token.starts_with('"') && (token.size() == 1 || !token.ends_with('"'));
    return unfinished || token.size() > stop ? stop : stop - token.size();
}

/*
 * A double as JSON: the shortest digits that read back as the same value. Whole ones beyond 64 bits
 * get an exponent, else they would read as integers out of range; a negative zero is zero.
 */
void append_real(std::string &out, double value)
{
    if (value == 0) {
        out += '0';
        return;
    }
    std::array<char, 32> buffer;
    bool const large = std::fabs(value) >= 9.2e18;
    char *const start = buffer.data();
    char *const stop = start + buffer.size();
    char *const end = large ? std::to_chars(start, stop, value, std::chars_format::scientific).ptr
                            : std::to_chars(start, stop, value).ptr;
    out.append(start, end);
}

void append_value(std::string &out, const json_t *value, std::size_t depth)
{
    if (depth > limits::json_depth)
        throw Error(Code::LimitExceeded, "JSON is nested deeper than json_depth, " +
                                             std::to_string(limits::json_depth) + " levels");
    switch (json_typeof(value)) {
    case JSON_OBJECT: {
        const char *key;
        std::size_t length;
        json_t *member;
        out += '{';
        json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
        {
            append_json_key(out, {key, length});
            append_value(out, member, depth + 1);
        }
        out += '}';
        return;
    }
    case JSON_ARRAY:
        out += '[';
        for (std::size_t i = 0; i < json_array_size(value); ++i) {
            if (i > 0)
                out += ',';
            append_value(out, json_array_get(value, i), depth + 1);
        }
        out += ']';
        return;
    case JSON_STRING:
        append_json_string(out, text_of(value));
        return;
    case JSON_INTEGER:
        out += std::to_string(json_integer_value(value));
        return;
    case JSON_REAL:
        append_real(out, json_real_value(value));
        return;
    case JSON_TRUE:
        out += "true";
        return;
    case JSON_FALSE:
        out += "false";
        return;
    case JSON_NULL:
        out += "null";
        return;
    }
}

/* What stands after the backslash for characters JSON must escape; 'u' is the long form. */
constexpr std::array<char, 256> json_escapes = [] {
    std::array<char, 256> escapes{};
    for (std::size_t i = 0; i < 0x20; ++i)
        escapes[i] = 'u';
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
}();

bool is_identifier(std::string_view key)
{
    auto const letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    };
    auto const part = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !key.empty() && letter(key[0]) && std::all_of(key.begin(), key.end(), part);
}

/* Enough to be cut to its final length; keeps the walk through a large body short. */
constexpr std::size_t inspected_bytes = 300;
constexpr std::size_t inspected_depth =
    2; /* deeper ones print as [Object], as the inspector does */

void append_inspected(std::string &out, const json_t *value, std::size_t depth)
{
    bool const deep = depth > inspected_depth;
    switch (json_typeof(value)) {
    case JSON_OBJECT: {
        if (json_object_size(value) == 0 || deep) {
            out += json_object_size(value) == 0 ? "{}" : "[Object]";
            return;
        }
        const char *key;
        std::size_t length;
        json_t *member;
        out += "{ ";
        bool first = true;
        json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
        {
            if (out.size() > inspected_bytes)
                return;
            out += first ? "" : ", ";
            first = false;
            std::string_view const name(key, length);
            out += is_identifier(name) ? shorten(name, inspected_bytes) : inspect(name);
            out += ": ";
            append_inspected(out, member, depth + 1);
        }
        out += " }";
        return;
    }
    case JSON_ARRAY:
        if (json_array_size(value) == 0 || deep) {
            out += json_array_size(value) == 0 ? "[]" : "[Array]";
            return;
        }
        out += "[ ";
        for (std::size_t i = 0; i < json_array_size(value) && out.size() <= inspected_bytes; ++i) {
            out += i > 0 ? ", " : "";
            append_inspected(out, json_array_get(value, i), depth + 1);
        }
        out += " ]";
        return;
    case JSON_STRING:
        out += inspect(text_of(value));
        return;
    default:
        append_value(out, value, 0);
        return;
    }
}

} // namespace

Json parse_json(std::string_view text)
{
    if (auto const bad = find_unstorable(text); bad != text.npos)
        throw fault(text, bad,
                    (text[bad] == '\0' ? "NUL byte" : "byte that is not UTF-8") +
                        (" (byte " + std::to_string(bad) + ")"));
    check_depth(text);
    if (Json plain = read_plain_json(text))
        return plain;
    json_error_t error;
    Json value(
        json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error));
    if (!value) {
        /* The reader's own text is cut by bytes when it is long. */
        std::string_view what = error.text;
        what = what.substr(0, find_unstorable(what));
        throw fault(text, fault_byte(error, what, text.size()), what);
    }
    return value;
}

std::string dump_json(const json_t *value)
{
    std::string out;
    append_value(out, value, 0);
    return out;
}

void append_json_string(std::string &out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        char const escape = json_escapes[c];
        if (escape == 0)
            continue;
        out.append(text, run, i - run);
        run = i + 1;
        out += '\\';
        out += escape;
        if (escape == 'u') {
            out += "00";
            out += digits[c >> 4];
            out += digits[c & 15];
        }
    }
    out.append(text, run, text.size() - run);
    out += '"';
}

void append_json_member(std::string &out, std::string_view key, std::string_view text)
{
    append_json_key(out, key);
    append_json_string(out, text);
}

void append_json_key(std::string &out, std::string_view key)
{
    if (!out.ends_with('{') && !out.ends_with('['))
        out += ',';
    append_json_string(out, key);
    out += ':';
}

std::optional<std::string> digits_of(const json_t *value)
{
    if (json_is_integer(value))
        return std::to_string(json_integer_value(value));
    if (!json_is_real(value))
        return std::nullopt;
    std::string text;
    append_real(text, json_real_value(value));
    constexpr std::ptrdiff_t kept_digits = 15;
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    auto const mantissa_end = std::find(text.begin(), text.end(), 'e');
    auto const first =
        std::find_if(text.begin(), mantissa_end, [](char c) { return c >= '1' && c <= '9'; });
    if (std::count_if(first, mantissa_end, is_digit) > kept_digits)
        return std::nullopt;
    return text;
}

std::string inspect(const json_t *value)
{
    if (json_is_string(value))
        return inspect(text_of(value));
    std::string out;
    append_inspected(out, value, 0);
    return shorten_characters(out, 60);
}

std::string pointer(std::string_view base, std::string_view token)
{
    std::string out(base);
    out += '/';
    for (char c : token) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

} // namespace viginti
