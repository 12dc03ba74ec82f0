#include "graphql/type_system.hpp"

#include <algorithm>
#include <array>

namespace viginti::graphql {

namespace {

constexpr std::array<std::string_view, 8> keywords{
    "schema", "scalar", "type", "interface", "union", "enum", "input", "directive",
};

constexpr std::array<std::string_view, 5> others{
    "extend", "query", "mutation", "subscription", "fragment",
};

bool begins_definition(const Token &token)
{
    return token.kind == TokenKind::Name &&
           (is_type_system_keyword(token.text) ||
            std::find(others.begin(), others.end(), token.text) != others.end());
}

/* Behind these a name is a part of the definition, whatever it says. */
bool wants_name(const Token &token)
{
    return token.kind == TokenKind::Amp || token.kind == TokenKind::Pipe ||
           token.kind == TokenKind::Equals || token.kind == TokenKind::At ||
           token.kind == TokenKind::Colon ||
           (token.kind == TokenKind::Name && (token.text == "implements" || token.text == "on"));
}

bool opens(TokenKind kind)
{
    return kind == TokenKind::BraceOpen || kind == TokenKind::ParenOpen ||
           kind == TokenKind::BracketOpen;
}

bool closes(TokenKind kind)
{
    return kind == TokenKind::BraceClose || kind == TokenKind::ParenClose ||
           kind == TokenKind::BracketClose;
}

/* scalar, union and directive have no part in braces: one behind them is a query. */
bool has_braces(std::string_view keyword)
{
    return keyword != "scalar" && keyword != "union" && keyword != "directive";
}

} // namespace

bool is_type_system_keyword(std::string_view word) noexcept
{
    return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

TypeSystemDefinition read_type_system_definition(ParserState &state, std::uint32_t at)
{
    TypeSystemDefinition definition;
    definition.at = at;
    state.accept_keyword("extend");
    Token const keyword = state.token();
    if (keyword.kind != TokenKind::Name || !is_type_system_keyword(keyword.text))
        throw state.unexpected(keyword);
    state.advance();
    if (keyword.text == "directive")
        state.expect(TokenKind::At);
    if (keyword.text != "schema")
        definition.name = state.read_name().text;

    std::size_t open = 0;
    bool may_have_braces = has_braces(keyword.text);
    for (Token before = keyword; !state.peek(TokenKind::End); state.advance()) {
        Token const &token = state.token();
        if (open == 0) {
            bool const is_string =
                token.kind == TokenKind::String || token.kind == TokenKind::BlockString;
            bool const is_new = (begins_definition(token) && !wants_name(before)) || is_string ||
                                (token.kind == TokenKind::BraceOpen && !may_have_braces);
            if (is_new)
                return definition;
            if (closes(token.kind))
                throw state.unexpected(token);
        }
        if (opens(token.kind)) {
            may_have_braces = may_have_braces && token.kind != TokenKind::BraceOpen;
            ++open;
        }
        open -= closes(token.kind);
        before = token;
    }
    if (open > 0)
        throw state.unexpected(state.token());
    return definition;
}

} // namespace viginti::graphql
