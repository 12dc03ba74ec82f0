/*
 * Characters beyond ASCII: taking UTF-8 apart and together, case, and what is a letter. The tables
 * are those of the C library's own UTF-8 locale, so no database setting changes what is stored.
 */
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace viginti {

/* The code point at `at` of well-formed UTF-8; moves `at` behind it. */
char32_t next_character(std::string_view text, std::size_t &at) noexcept;

/* U+FFFD for what is no Unicode scalar value, or is U+0000, which no text may hold. */
void append_character(std::string &out, char32_t character);

/* Lower-case, character by character. */
std::string lower_case(std::string_view text);

/* White space of any script, the kinds that keep a line together included. */
bool is_blank_character(char32_t character) noexcept;

/* A letter or digit of any script. */
bool is_word_character(char32_t character) noexcept;

} // namespace viginti
