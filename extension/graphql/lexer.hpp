/*
 * Lexer: the tokens of a document, one by one (GraphQL, September 2025, section 2.1). Byte order
 * marks, white space, commas and comments stand between them. One thing is refused that the
 * specification allows: an escape that means U+0000, which no text of the database can hold.
 */
#pragma once

#include "graphql/fault.hpp"

#include <cstdint>
#include <deque>
#include <exception>
#include <string>
#include <string_view>

namespace viginti::graphql {

enum class TokenKind : std::uint8_t {
    Bang,
    Dollar,
    Amp,
    ParenOpen,
    ParenClose,
    Spread,
    Colon,
    Equals,
    At,
    BracketOpen,
    BracketClose,
    BraceOpen,
    Pipe,
    BraceClose,
    End,
    Name,
    Int,
    Float,
    String,
    BlockString,
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::uint32_t start = 0;
    std::uint32_t end = 0;
    std::string_view text; /* a string's value, decoded; else as written */
};

/* What a lexer and a parser throw; parse() hands it on as a value. */
struct SyntaxError : std::exception {
    Fault fault;

    SyntaxError(std::size_t at, std::string_view what);
    const char *what() const noexcept override { return fault.message.c_str(); }
};

/* A token as messages name it: `"{"`, `Name "person"`, `<EOF>`. */
std::string describe(TokenKind kind);
std::string describe(const Token &token);

class Lexer {
  public:
    /* `source` is storable text (base/text); decoded strings are added to `texts`. */
    Lexer(std::string_view source, std::deque<std::string> &texts) : source_(source), texts_(&texts)
    {}

    /* The next token, End for ever after the last. Throws SyntaxError. */
    Token next();

  private:
    char at(std::size_t offset) const { return offset < source_.size() ? source_[offset] : '\0'; }
    bool starts_with(std::string_view text) const { return source_.substr(at_).starts_with(text); }
    void skip_ignored();
    Token make(TokenKind kind, std::size_t start, std::size_t end);
    Token read_number();
    std::size_t read_digits(std::size_t offset);
    Token read_string();
    Token read_block_string();
    void read_escape(std::string &out, std::size_t &offset);
    void read_braced_escape(std::string &out, std::size_t &offset);
    void read_fixed_escape(std::string &out, std::size_t &offset);
    std::string shown(std::size_t offset) const;
    std::string slice(std::size_t offset, std::size_t units) const;
    std::string_view keep(std::string text);

    std::string_view source_;
    std::deque<std::string> *texts_;
    std::size_t at_ = 0;
};

} // namespace viginti::graphql
