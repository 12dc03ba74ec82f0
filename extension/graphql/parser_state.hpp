/*
 * What every part of the parser stands on: the current token, looking at it, stepping over it, and
 * the bounds of a document.
 */
#pragma once

#include "base/limits.hpp"
#include "graphql/document.hpp"
#include "graphql/lexer.hpp"

#include <string>

namespace viginti::graphql {

class ParserState {
  public:
    ParserState(std::string_view source, std::deque<std::string> &texts) : lexer_(source, texts)
    {
        advance();
    }

    const Token &token() const { return token_; }
    std::size_t tokens() const { return tokens_; }
    bool peek(TokenKind kind) const { return token_.kind == kind; }

    /* The token behind the current one, which stays where it is. */
    Token look_ahead() const
    {
        Lexer lexer = lexer_;
        return lexer.next();
    }

    /* Throws SyntaxError beyond limits::graphql_tokens. */
    void advance()
    {
        token_ = lexer_.next();
        if (token_.kind != TokenKind::End && ++tokens_ > limits::graphql_tokens)
            throw SyntaxError(token_.start, "Document contains more than " +
                                                std::to_string(limits::graphql_tokens) +
                                                " tokens (limit graphql_tokens). Parsing aborted.");
    }

    Token expect(TokenKind kind)
    {
        Token const found = token_;
        if (found.kind != kind)
            throw SyntaxError(found.start,
                              "Expected " + describe(kind) + ", found " + describe(found) + '.');
        advance();
        return found;
    }

    bool accept(TokenKind kind)
    {
        bool const found = peek(kind);
        if (found)
            advance();
        return found;
    }

    bool accept_keyword(std::string_view word)
    {
        bool const found = peek(TokenKind::Name) && token_.text == word;
        if (found)
            advance();
        return found;
    }

    void expect_keyword(std::string_view word)
    {
        if (!accept_keyword(word))
            throw SyntaxError(token_.start, "Expected \"" + std::string(word) + "\", found " +
                                                describe(token_) + '.');
    }

    Name read_name()
    {
        Token const found = expect(TokenKind::Name);
        return {found.text, found.start};
    }

    void skip_description()
    {
        if (peek(TokenKind::String) || peek(TokenKind::BlockString))
            advance();
    }

    static SyntaxError unexpected(const Token &token)
    {
        return {token.start, "Unexpected " + describe(token) + '.'};
    }

    void check_depth(std::size_t depth) const
    {
        if (depth > limits::graphql_depth)
            throw SyntaxError(token_.start, "Document is nested deeper than " +
                                                std::to_string(limits::graphql_depth) +
                                                " levels (limit graphql_depth). Parsing aborted.");
    }

    /* One level of nesting, for as long as it lives. */
    struct Level {
        ParserState &state;

        explicit Level(ParserState &owner) : state(owner) { state.check_depth(++state.depth_); }
        ~Level() { --state.depth_; }
        Level(const Level &) = delete;
        Level &operator=(const Level &) = delete;
    };

  private:
    Lexer lexer_;
    Token token_;
    std::size_t tokens_ = 0;
    std::size_t depth_ = 0;
};

} // namespace viginti::graphql
