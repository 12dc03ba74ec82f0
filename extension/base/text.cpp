#include "base/text.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace viginti {

namespace {

/* Characters of an error message that a client's value may take. */
constexpr std::size_t inspected_characters = 60;
constexpr std::string_view ellipsis = "…";

constexpr std::uint64_t low_bits = 0x0101010101010101u;
constexpr std::uint64_t high_bits = 0x8080808080808080u;

bool is_continuation(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/* Length of the well-formed sequence at `at` (Unicode 15 table 3-7), 0 when there is none. */
std::size_t sequence_length(std::string_view bytes, std::size_t at) noexcept
{
    auto const byte = [&](std::size_t i) -> unsigned {
        return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
    };
    auto const within = [](unsigned value, unsigned low, unsigned high) {
        return value >= low && value <= high;
    };
    auto const tail = [&](std::size_t i) { return within(byte(i), 0x80, 0xbf); };

    unsigned const first = byte(0);
    if (first < 0x80)
        return 1;
    if (within(first, 0xc2, 0xdf))
        return tail(1) ? 2 : 0;
    if (within(first, 0xe0, 0xef)) {
        unsigned const low = first == 0xe0 ? 0xa0 : 0x80;  /* no overlong form */
        unsigned const high = first == 0xed ? 0x9f : 0xbf; /* no surrogate */
        return within(byte(1), low, high) && tail(2) ? 3 : 0;
    }
    if (within(first, 0xf0, 0xf4)) {
        unsigned const low = first == 0xf0 ? 0x90 : 0x80;
        unsigned const high = first == 0xf4 ? 0x8f : 0xbf; /* up to U+10FFFF */
        return within(byte(1), low, high) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/* The escapes of a JavaScript inspector inside quotes; 0 where the character stands for itself. */
char short_escape(char c) noexcept
{
    switch (c) {
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\v':
        return 'v';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    case '\\':
        return '\\';
    default:
        return 0;
    }
}

void append_escaped(std::string &out, char c, char quote)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    char const escape = c == quote ? quote : short_escape(c);
    auto const code = static_cast<unsigned char>(c);
    if (escape != 0) {
        out += '\\';
        out += escape;
    } else if (code < 0x20 || code == 0x7f) {
        out += "\\x";
        out += digits[code >> 4];
        out += digits[code & 15];
    } else {
        out += c;
    }
}

} // namespace

std::string hexadecimal(std::span<const std::uint8_t> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (std::uint8_t const byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

int hex_value(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::size_t find_unstorable(std::string_view bytes) noexcept
{
    std::size_t i = 0;
    while (i < bytes.size()) {
        std::uint64_t word;
        if (bytes.size() - i >= sizeof word) {
            std::memcpy(&word, bytes.data() + i, sizeof word);
            /* Exact for words of ASCII: the subtraction borrows only out of a zero byte. */
            if (((word | (word - low_bits)) & high_bits) == 0) {
                i += sizeof word;
                continue;
            }
        }
        if (bytes[i] == '\0')
            return i;
        std::size_t const length = sequence_length(bytes, i);
        if (length == 0)
            return i;
        i += length;
    }
    return std::string_view::npos;
}

bool is_storable_text(std::string_view bytes) noexcept
{
    return find_unstorable(bytes) == std::string_view::npos;
}

std::size_t count_characters(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (char c : text)
        count += !is_continuation(c);
    return count;
}

std::string to_snake(std::string_view camel)
{
    auto const is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    auto const words = std::count_if(camel.begin(), camel.end(), is_upper);
    std::string out(camel.size() + static_cast<std::size_t>(words), '_');
    char *at = out.data();
    for (char c : camel) {
        at += is_upper(c);
        *at++ = lower(c);
    }
    return out;
}

std::string capitalize(std::string_view word)
{
    std::string out(word);
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

std::size_t find_bad_percent(std::string_view text) noexcept
{
    for (std::size_t i = text.find('%'); i != text.npos; i = text.find('%', i + 3))
        if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0)
            return i;
    return std::string_view::npos;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        std::size_t const stop =
            std::min(text.find_first_of(plus_is_blank ? "%+" : "%", i), text.size());
        out.append(text, i, stop - i);
        i = stop;
        if (i == text.size())
            break;
        if (text[i] == '+') {
            out += ' ';
            ++i;
            continue;
        }
        int const high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        out += static_cast<char>(high << 4 | low);
        i += 3;
    }
    return out;
}

std::string_view trim_blanks(std::string_view text) noexcept
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (;;) {
        std::size_t const end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == text.npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::string collapse_blanks(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char c : trim_blanks(text)) {
        if (!is_blank(c))
            out += c;
        else if (out.back() != ' ') /* trimmed: the first character is no blank */
            out += ' ';
    }
    return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

std::string shorten_characters(std::string_view text, std::size_t characters)
{
    if (text.size() <= characters)
        return std::string(text);
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_continuation(text[i]))
            continue;
        if (seen == characters)
            return std::string(text.substr(0, i)).append(ellipsis);
        ++seen;
    }
    return std::string(text);
}

std::string inspect(std::string_view text)
{
    std::string const shown = shorten_characters(text, inspected_characters);
    char quote = '\'';
    if (shown.find('\'') != shown.npos) {
        if (shown.find('"') == shown.npos)
            quote = '"';
        else if (shown.find('`') == shown.npos)
            quote = '`';
    }
    std::string out;
    out.reserve(shown.size() + 2);
    out += quote;
    for (char c : shown)
        append_escaped(out, c, quote);
    out += quote;
    return out;
}

std::string shorten(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return std::string(text);
    std::size_t end = bytes;
    while (end > 0 && is_continuation(text[end]))
        --end;
    return std::string(text.substr(0, end)).append(ellipsis);
}

std::optional<double> parse_number(std::string_view text) noexcept
{
    double value = 0;
    const char *const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<long long> parse_integer(std::string_view text) noexcept
{
    long long value = 0;
    const char *const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end)
        return std::nullopt;
    return value;
}

std::string_view numeric_prefix(std::string_view text) noexcept
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    std::size_t at = 0;
    auto const take_digits = [&] {
        std::size_t const start = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9')
            ++at;
        return at - start;
    };
    auto const take_sign = [&] {
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
    };
    take_sign();
    std::size_t digits = take_digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        digits += take_digits();
    }
    if (digits == 0)
        return {};
    std::size_t const mantissa_end = at;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        take_sign();
        if (take_digits() == 0)
            at = mantissa_end;
    }
    return text.substr(0, at);
}

std::optional<long long> parse_whole_number(std::string_view text) noexcept
{
    if (text.empty() || is_blank(text.front()) || numeric_prefix(text).size() != text.size())
        return std::nullopt;
    std::size_t const exponent_at = text.find_first_of("eE");
    long long exponent = 0;
    if (exponent_at != text.npos) {
        std::string_view digits = text.substr(exponent_at + 1);
        if (digits.front() == '+')
            digits.remove_prefix(1);
        /* An exponent of more digits than this fits no 64 bits, whatever stands before it. */
        constexpr std::size_t longest_exponent = 7;
        if (digits.size() > longest_exponent)
            return std::nullopt;
        exponent = *parse_integer(digits);
        text = text.substr(0, exponent_at);
    }
    bool const negative = text.front() == '-';
    if (negative || text.front() == '+')
        text.remove_prefix(1);

    /* Down from zero, as the lowest number has no positive twin. */
    long long value = 0;
    auto const append = [&](int digit) {
        return !__builtin_mul_overflow(value, 10LL, &value) &&
               !__builtin_sub_overflow(value, static_cast<long long>(digit), &value);
    };
    std::size_t const point = std::min(text.find('.'), text.size());
    long long places = static_cast<long long>(point) + exponent; /* digits before the point */
    for (char c : text) {
        if (c == '.')
            continue;
        if (places > 0 ? !append(c - '0') : c != '0')
            return std::nullopt;
        --places;
    }
    for (; places > 0 && value != 0; --places)
        if (!append(0))
            return std::nullopt;
    if (negative)
        return value;
    if (__builtin_sub_overflow(0LL, value, &value))
        return std::nullopt;
    return value;
}

std::optional<std::string> parse_decimal(std::string_view text)
{
    if (text.empty() || is_blank(text.front()) || numeric_prefix(text).size() != text.size())
        return std::nullopt;
    if (text.front() == '+')
        text.remove_prefix(1);
    std::string_view digits = text.substr(text.front() == '-' ? 1 : 0);
    long long exponent = 0;
    if (std::size_t const at = digits.find_first_of("eE"); at != digits.npos) {
        std::string_view power = digits.substr(at + 1);
        if (power.front() == '+')
            power.remove_prefix(1);
        /* Beyond this the number is too long, whatever stands before it. */
        constexpr std::size_t longest_exponent = 7;
        if (power.size() > longest_exponent)
            return std::nullopt;
        exponent = *parse_integer(power);
        digits = digits.substr(0, at);
    }
    auto const point = static_cast<long long>(std::min(digits.find('.'), digits.size()));
    auto const behind =
        static_cast<long long>(digits.size()) - point - (digits.find('.') == digits.npos ? 0 : 1);
    constexpr auto most = static_cast<long long>(limits::decimal_digits);
    if (point + exponent > most || behind - exponent > most)
        return std::nullopt;
    return std::string(text);
}

} // namespace viginti
