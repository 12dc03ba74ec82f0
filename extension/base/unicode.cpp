#include "base/unicode.hpp"

#include <clocale>
#include <cwctype>
#include <locale.h>

namespace viginti {

namespace {

/* Made on first use, never freed; null where the C library has no such locale. */
locale_t tables()
{
    static locale_t const locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
}

bool is_ascii_letter_or_digit(char32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

char32_t next_character(std::string_view text, std::size_t &at) noexcept
{
    auto const first = static_cast<unsigned char>(text[at++]);
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    char32_t value = more == 0 ? first : first & (0x3fu >> more);
    for (; more > 0 && at < text.size(); --more)
        value = value << 6 | (static_cast<unsigned char>(text[at++]) & 0x3f);
    return value;
}

void append_character(std::string &out, char32_t c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = 0xfffd;
    auto const tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6);
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | c >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0 | c >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string lower_case(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        char32_t const c = next_character(text, at);
        if (c < 0x80)
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c);
        else
            append_character(out, tables() == nullptr ? c
                                                      : static_cast<char32_t>(towlower_l(
                                                            static_cast<wint_t>(c), tables())));
    }
    return out;
}

bool is_blank_character(char32_t c) noexcept
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_word_character(char32_t c) noexcept
{
    if (c < 0x80 || tables() == nullptr)
        return c >= 0x80 || is_ascii_letter_or_digit(c);
    return iswalnum_l(static_cast<wint_t>(c), tables()) != 0;
}

} // namespace viginti
