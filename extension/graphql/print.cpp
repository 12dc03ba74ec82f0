#include "graphql/print.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "graphql/block_string.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace viginti::graphql {

namespace {

constexpr std::size_t shown_bytes = 1000;

/* What the inspector shows of lists and of nesting. */
constexpr std::size_t shown_items = 10;
constexpr std::size_t shown_depth = 2;

void append_value(std::string &out, const Value &value)
{
    /* Deep enough for every message: what comes later is cut. */
    if (out.size() > shown_bytes)
        return;
    switch (value.kind) {
    case Value::Kind::Variable:
        out += '$';
        out += value.text;
        return;
    case Value::Kind::String:
        out += value.is_block ? print_block_string(value.text) : print_string(value.text);
        return;
    case Value::Kind::List:
        out += '[';
        for (const Value &item : value.items) {
            if (&item != &value.items.front())
                out += ", ";
            append_value(out, item);
        }
        out += ']';
        return;
    case Value::Kind::Object:
        out += '{';
        for (const ObjectField &field : value.fields) {
            if (&field != &value.fields.front())
                out += ", ";
            out.append(field.name.text) += ": ";
            append_value(out, field.value);
        }
        out += '}';
        return;
    default:
        out += value.text;
    }
}

void append_inspected(std::string &out, const json_t *value, std::size_t depth)
{
    if (out.size() > shown_bytes)
        return;
    if (json_is_array(value)) {
        std::size_t const size = json_array_size(value);
        if (size == 0 || depth >= shown_depth) {
            out += size == 0 ? "[]" : "[Array]";
            return;
        }
        out += '[';
        for (std::size_t i = 0; i < std::min(size, shown_items); ++i) {
            if (i > 0)
                out += ", ";
            append_inspected(out, json_array_get(value, i), depth + 1);
        }
        if (size == shown_items + 1)
            out += ", ... 1 more item";
        else if (size > shown_items)
            out += ", ... " + std::to_string(size - shown_items) + " more items";
        out += ']';
    } else if (json_is_object(value)) {
        if (json_object_size(value) == 0 || depth >= shown_depth) {
            out += json_object_size(value) == 0 ? "{}" : "[Object]";
            return;
        }
        const char *key;
        std::size_t length;
        json_t *member;
        out += '{';
        json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
        {
            out += out.back() == '{' ? " " : ", ";
            out.append(key, length) += ": ";
            append_inspected(out, member, depth + 1);
        }
        out += " }";
    } else if (json_is_string(value)) {
        append_json_string(out, text_of(value));
    } else if (json_is_real(value)) {
        out += print_number(json_real_value(value));
    } else {
        out += value ? dump_json(value) : "undefined";
    }
}

} // namespace

std::string print_string(std::string_view text)
{
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char const c = static_cast<unsigned char>(text[i]);
        /* U+0080 to U+009F are C2 80 to C2 9F. */
        bool const is_upper_control =
            c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        unsigned const code = is_upper_control ? static_cast<unsigned char>(text[++i]) : c;
        constexpr std::string_view letters = "btnvfr";
        if (c == '"' || c == '\\') {
            out += '\\';
            out += text[i];
        } else if (code >= '\b' && code <= '\r' && code != '\v') {
            out += '\\';
            out += letters[code - '\b'];
        } else if (code < 0x20 || code == 0x7F || is_upper_control) {
            std::array<char, 8> buffer;
            std::snprintf(buffer.data(), buffer.size(), "\\u%04X", code);
            out += buffer.data();
        } else {
            out += text[i];
        }
    }
    return out + '"';
}

std::string print_value(const Value &value)
{
    std::string out;
    append_value(out, value);
    return shorten(out, shown_bytes);
}

std::string inspect_value(const json_t *value)
{
    std::string out;
    append_inspected(out, value, 0);
    return shorten(out, shown_bytes);
}

std::string print_number(double number)
{
    if (number == 0)
        return "0";
    std::array<char, 40> buffer;
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(number),
                                   std::chars_format::scientific)
                         .ptr;
    std::string_view const text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    std::size_t const e = text.find('e');
    int exponent = 0;
    std::string_view const power = text.substr(e + 1 + (text[e + 1] == '+'));
    std::from_chars(power.data(), power.data() + power.size(), exponent);
    std::string digits(text.substr(0, 1));
    if (e > 2)
        digits += text.substr(2, e - 2);

    std::string out = number < 0 ? "-" : "";
    int const count = static_cast<int>(digits.size());
    int const point = exponent + 1; /* digits before the decimal point */
    if (point > 21 || point < -5) {
        out += digits.substr(0, 1);
        if (count > 1)
            out += '.' + digits.substr(1);
        return out + (exponent < 0 ? "e" : "e+") + std::to_string(exponent);
    }
    if (point <= 0)
        return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    if (point >= count)
        return out + digits + std::string(static_cast<std::size_t>(point - count), '0');
    return out + digits.substr(0, static_cast<std::size_t>(point)) + '.' +
           digits.substr(static_cast<std::size_t>(point));
}

} // namespace viginti::graphql
