/*
 * Text helpers every layer speaks: UTF-8 validity, case styles, percent decoding, and the rendering
 * of a value inside an error message.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace viginti {

/* True for well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms) without U+0000. */
bool is_storable_text(std::string_view bytes) noexcept;

/* Offset of the first byte that keeps `bytes` from being storable text, else npos. */
std::size_t find_unstorable(std::string_view bytes) noexcept;

/* Code points of well-formed UTF-8. */
std::size_t count_characters(std::string_view text) noexcept;

/*
 * camelCase to snake_case: each upper-case letter X becomes "_x". Names hold letters and digits
 * only (model/names), so the mapping is injective (design.md §5).
 */
std::string to_snake(std::string_view camel);

/* First letter upper-cased (ASCII), rest unchanged: "person" -> "Person". */
std::string capitalize(std::string_view word);

/*
 * Decodes %XX, and '+' to a blank when `plus_is_blank` (query strings). Nothing when a % is not
 * followed by two hexadecimal digits.
 */
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

/* Offset of the first % that two hexadecimal digits do not follow, else npos. */
std::size_t find_bad_percent(std::string_view text) noexcept;

/* ASCII white space. */
constexpr bool is_blank(char c) noexcept
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without the blanks at both ends. */
std::string_view trim_blanks(std::string_view text) noexcept;

/* The parts between separators; always one more than there are separators. */
std::vector<std::string> split(std::string_view text, char separator);

/* Removes blanks at both ends and collapses inner runs of white space to one blank. */
std::string collapse_blanks(std::string_view text);

/* Two lower-case digits a byte. */
std::string hexadecimal(std::span<const std::uint8_t> bytes);

/* The value of a hexadecimal digit in either case, -1 for another character. */
int hex_value(char c) noexcept;

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

/*
 * A text as a JavaScript inspector prints it, the form error messages use (spec/core-rest.md
 * §4.2): single quotes, double quotes when it contains a single one. Long texts are cut to 60
 * characters so that an error never echoes a whole body.
 */
std::string inspect(std::string_view text);

/* Cuts at `bytes` without splitting a UTF-8 sequence; a cut text ends in "…". */
std::string shorten(std::string_view text, std::size_t bytes);

/* The same, counted in code points. */
std::string shorten_characters(std::string_view text, std::size_t characters);

/*
 * A finite decimal number without sign '+' or blanks; nothing when `text` is not wholly one or its
 * magnitude does not fit.
 */
std::optional<double> parse_number(std::string_view text) noexcept;
std::optional<long long> parse_integer(std::string_view text) noexcept;

/*
 * The longest start of `text` that is a decimal number ("12abc" -> "12", "-.5e3x" -> "-.5e3"),
 * blanks before it skipped; empty when there is none (spec/core-rest.md §7.7).
 */
std::string_view numeric_prefix(std::string_view text) noexcept;

/*
 * A decimal number that is whole and fits 64 bits, computed from its digits so that nothing rounds:
 * "12", "+12.0", "1.5e1". Nothing for any other text.
 */
std::optional<long long> parse_whole_number(std::string_view text) noexcept;

/*
 * A decimal number of at most limits::decimal_digits digits on either side of its point, in the form
 * numeric reads: without '+'. Its digits stay as they are, so nothing rounds. Nothing for any other
 * text.
 */
std::optional<std::string> parse_decimal(std::string_view text);

} // namespace viginti
