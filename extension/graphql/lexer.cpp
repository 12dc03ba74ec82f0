#include "graphql/lexer.hpp"

#include "base/text.hpp"
#include "base/unicode.hpp"
#include "graphql/block_string.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace viginti::graphql {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/* A message never echoes a whole document. */
constexpr std::size_t shown_bytes = 1000;

/* In the order of TokenKind. */
constexpr std::array<std::string_view, 20> token_names{
    "\"!\"", "\"$\"", "\"&\"", "\"(\"", "\")\"",  "\"...\"",     "\":\"",
    "\"=\"", "\"@\"", "\"[\"", "\"]\"", "\"{\"",  "\"|\"",       "\"}\"",
    "<EOF>", "Name",  "Int",   "Float", "String", "BlockString",
};

struct Punctuator {
    char character;
    TokenKind kind;
};
constexpr std::array punctuators{
    Punctuator{'!', TokenKind::Bang},        Punctuator{'$', TokenKind::Dollar},
    Punctuator{'&', TokenKind::Amp},         Punctuator{'(', TokenKind::ParenOpen},
    Punctuator{')', TokenKind::ParenClose},  Punctuator{':', TokenKind::Colon},
    Punctuator{'=', TokenKind::Equals},      Punctuator{'@', TokenKind::At},
    Punctuator{'[', TokenKind::BracketOpen}, Punctuator{']', TokenKind::BracketClose},
    Punctuator{'{', TokenKind::BraceOpen},   Punctuator{'|', TokenKind::Pipe},
    Punctuator{'}', TokenKind::BraceClose},
};

struct Escape {
    char letter;
    char character;
};
constexpr std::array escapes{
    Escape{'"', '"'},  Escape{'\\', '\\'}, Escape{'/', '/'},  Escape{'b', '\b'},
    Escape{'f', '\f'}, Escape{'n', '\n'},  Escape{'r', '\r'}, Escape{'t', '\t'},
};

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

constexpr bool is_leading_surrogate(std::int32_t code)
{
    return code >= 0xD800 && code <= 0xDBFF;
}

constexpr bool is_trailing_surrogate(std::int32_t code)
{
    return code >= 0xDC00 && code <= 0xDFFF;
}

/* A Unicode scalar value other than U+0000. */
constexpr bool is_storable(std::int32_t code)
{
    return code > 0 && code <= 0x10FFFF && !is_leading_surrogate(code) &&
           !is_trailing_surrogate(code);
}

} // namespace

SyntaxError::SyntaxError(std::size_t at, std::string_view what)
{
    fault.message = "Syntax Error: " + std::string(what);
    fault.offsets = {static_cast<std::uint32_t>(at)};
}

std::string describe(TokenKind kind)
{
    return std::string(token_names[static_cast<std::size_t>(kind)]);
}

std::string describe(const Token &token)
{
    std::string out = describe(token.kind);
    if (token.kind >= TokenKind::Name) {
        out += " \"" + shorten(token.text, shown_bytes) + '"';
    }
    return out;
}

Token Lexer::make(TokenKind kind, std::size_t start, std::size_t end)
{
    at_ = end;
    return {kind, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end),
            source_.substr(start, end - start)};
}

std::string_view Lexer::keep(std::string text)
{
    return texts_->emplace_back(std::move(text));
}

void Lexer::skip_ignored()
{
    while (at_ < source_.size()) {
        char const c = source_[at_];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',')
            ++at_;
        else if (c == '#')
            at_ = std::min(source_.find_first_of("\r\n", at_), source_.size());
        else if (starts_with(byte_order_mark))
            at_ += byte_order_mark.size();
        else
            return;
    }
}

/* A character as messages show it: `"x"`, `'"'`, `U+00E9`, `<EOF>`. */
std::string Lexer::shown(std::size_t offset) const
{
    if (offset >= source_.size())
        return describe(TokenKind::End);
    char32_t const code = next_character(source_, offset);
    if (code == '"')
        return "'\"'";
    if (code >= 0x20 && code <= 0x7E)
        return {'"', static_cast<char>(code), '"'};
    std::array<char, 16> buffer;
    std::snprintf(buffer.data(), buffer.size(), "U+%04X", static_cast<unsigned>(code));
    return buffer.data();
}

/* The next `units` UTF-16 units, whole characters only. */
std::string Lexer::slice(std::size_t offset, std::size_t units) const
{
    std::size_t end = offset;
    for (std::size_t count = 0; end < source_.size();) {
        std::size_t after = end;
        count += next_character(source_, after) > 0xFFFF ? 2 : 1;
        if (count > units)
            break;
        end = after;
    }
    return std::string(source_.substr(offset, end - offset));
}

Token Lexer::next()
{
    skip_ignored();
    if (at_ >= source_.size())
        return make(TokenKind::End, source_.size(), source_.size());
    char const c = source_[at_];
    for (const Punctuator &punctuator : punctuators)
        if (punctuator.character == c)
            return make(punctuator.kind, at_, at_ + 1);
    if (starts_with("..."))
        return make(TokenKind::Spread, at_, at_ + 3);
    if (c == '"')
        return starts_with("\"\"\"") ? read_block_string() : read_string();
    if (is_digit(c) || c == '-')
        return read_number();
    if (is_name_start(c)) {
        std::size_t end = at_ + 1;
        while (is_name_start(at(end)) || is_digit(at(end)))
            ++end;
        return make(TokenKind::Name, at_, end);
    }
    throw SyntaxError(at_, c == '\'' ? "Unexpected single quote character ('), did you mean to use "
                                       "a double quote (\")?"
                                     : "Unexpected character: " + shown(at_) + '.');
}

std::size_t Lexer::read_digits(std::size_t offset)
{
    if (!is_digit(at(offset)))
        throw SyntaxError(offset, "Invalid number, expected digit but got: " + shown(offset) + '.');
    while (is_digit(at(offset)))
        ++offset;
    return offset;
}

Token Lexer::read_number()
{
    std::size_t const start = at_;
    std::size_t end = start + (source_[start] == '-');
    bool is_float = false;
    if (at(end) == '0') {
        if (is_digit(at(++end)))
            throw SyntaxError(end, "Invalid number, unexpected digit after 0: " + shown(end) + '.');
    } else {
        end = read_digits(end);
    }
    if (at(end) == '.') {
        is_float = true;
        end = read_digits(end + 1);
    }
    if (at(end) == 'e' || at(end) == 'E') {
        is_float = true;
        ++end;
        end = read_digits(end + (at(end) == '+' || at(end) == '-'));
    }
    if (at(end) == '.' || is_name_start(at(end)))
        throw SyntaxError(end, "Invalid number, expected digit but got: " + shown(end) + '.');
    return make(is_float ? TokenKind::Float : TokenKind::Int, start, end);
}

Token Lexer::read_string()
{
    std::size_t const start = at_;
    std::size_t offset = start + 1;
    std::size_t chunk = offset;
    std::string decoded;
    while (offset < source_.size() && source_[offset] != '\n' && source_[offset] != '\r') {
        if (source_[offset] == '"') {
            std::string_view const rest = source_.substr(chunk, offset - chunk);
            Token token = make(TokenKind::String, start, offset + 1);
            token.text = chunk == start + 1 ? rest : keep(decoded.append(rest));
            return token;
        }
        if (source_[offset] != '\\') {
            ++offset;
            continue;
        }
        decoded.append(source_.substr(chunk, offset - chunk));
        read_escape(decoded, offset);
        chunk = offset;
    }
    throw SyntaxError(offset, "Unterminated string.");
}

void Lexer::read_escape(std::string &out, std::size_t &offset)
{
    char const letter = at(offset + 1);
    if (letter == 'u')
        return at(offset + 2) == '{' ? read_braced_escape(out, offset)
                                     : read_fixed_escape(out, offset);
    for (const Escape &escape : escapes)
        if (escape.letter == letter) {
            out += escape.character;
            offset += 2;
            return;
        }
    throw SyntaxError(offset, "Invalid character escape sequence: \"" + slice(offset, 2) + "\".");
}

/* \u{…}: up to eight hexadecimal digits. */
void Lexer::read_braced_escape(std::string &out, std::size_t &offset)
{
    std::uint32_t code = 0;
    std::size_t size = 3;
    while (size < 12) {
        char const c = at(offset + size++);
        if (c == '}') {
            if (size < 5 || code > 0x10FFFF || !is_storable(static_cast<std::int32_t>(code)))
                break;
            append_character(out, code);
            offset += size;
            return;
        }
        if (hex_value(c) < 0 || code > 0x7FFFFFF)
            break;
        code = code << 4 | static_cast<std::uint32_t>(hex_value(c));
    }
    throw SyntaxError(offset, "Invalid Unicode escape sequence: \"" + slice(offset, size) + "\".");
}

/* \uXXXX, and two of them for one character beyond U+FFFF. */
void Lexer::read_fixed_escape(std::string &out, std::size_t &offset)
{
    auto const read = [&](std::size_t from) {
        std::int32_t code = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            int const digit = hex_value(at(from + i));
            if (digit < 0)
                return -1;
            code = code * 16 + digit;
        }
        return code;
    };
    std::int32_t const code = read(offset + 2);
    if (is_storable(code)) {
        append_character(out, static_cast<char32_t>(code));
        offset += 6;
        return;
    }
    if (is_leading_surrogate(code) && at(offset + 6) == '\\' && at(offset + 7) == 'u') {
        std::int32_t const trailing = read(offset + 8);
        if (is_trailing_surrogate(trailing)) {
            append_character(out, static_cast<char32_t>(0x10000 + ((code - 0xD800) << 10) +
                                                        (trailing - 0xDC00)));
            offset += 12;
            return;
        }
    }
    throw SyntaxError(offset, "Invalid Unicode escape sequence: \"" + slice(offset, 6) + "\".");
}

Token Lexer::read_block_string()
{
    std::size_t const start = at_;
    std::size_t offset = start + 3;
    std::string raw;
    for (std::size_t chunk = offset; offset < source_.size();) {
        std::string_view const rest = source_.substr(offset);
        if (rest.starts_with("\"\"\"")) {
            raw.append(source_.substr(chunk, offset - chunk));
            Token token = make(TokenKind::BlockString, start, offset + 3);
            token.text = keep(dedent_block_string(raw));
            return token;
        }
        if (rest.starts_with("\\\"\"\"")) {
            raw.append(source_.substr(chunk, offset - chunk));
            chunk = offset + 1;
            offset += 4;
        } else {
            ++offset;
        }
    }
    throw SyntaxError(source_.size(), "Unterminated string.");
}

} // namespace viginti::graphql
