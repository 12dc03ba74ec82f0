#include "graphql/parser.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "graphql/parser_state.hpp"
#include "graphql/type_system.hpp"

#include <string>
#include <utility>

namespace viginti::graphql {

namespace {

/* One pass from left to right; each function reads what its name says, from the current token. */
class Parser : ParserState {
  public:
    Parser(std::string_view source, std::deque<std::string> &texts) : ParserState(source, texts) {}

    std::vector<Definition> read_definitions();
    Value read_literal();
    using ParserState::tokens;

  private:
    Definition read_definition();
    Operation read_operation();
    Fragment read_fragment_definition();
    VariableDefinition read_variable_definition();
    Name read_variable();
    TypeReference read_type();
    SelectionSet read_selection_set();
    Selection read_selection();
    Selection read_spread();
    Name read_fragment_name();
    std::vector<Directive> read_directives(bool is_constant);
    std::vector<Argument> read_arguments(bool is_constant);
    Value read_value(bool is_constant);
    Value read_list(bool is_constant);
    Value read_object(bool is_constant);
    Value read_word();
};

std::vector<Definition> Parser::read_definitions()
{
    std::vector<Definition> definitions;
    do
        definitions.push_back(read_definition());
    while (!peek(TokenKind::End));
    return definitions;
}

Value Parser::read_literal()
{
    Value value = read_value(true);
    expect(TokenKind::End);
    return value;
}

Definition Parser::read_definition()
{
    if (peek(TokenKind::BraceOpen))
        return read_operation();
    bool const is_described = peek(TokenKind::String) || peek(TokenKind::BlockString);
    Token const start = token();
    Token const keyword = is_described ? look_ahead() : start;
    if (is_described && keyword.kind == TokenKind::BraceOpen)
        throw SyntaxError(start.start, "Unexpected description, descriptions are not supported on "
                                       "shorthand queries.");
    if (keyword.kind != TokenKind::Name)
        throw unexpected(keyword);
    if (is_type_system_keyword(keyword.text) || (keyword.text == "extend" && !is_described)) {
        skip_description();
        return read_type_system_definition(*this, start.start);
    }
    if (keyword.text == "query" || keyword.text == "mutation" || keyword.text == "subscription")
        return read_operation();
    if (keyword.text == "fragment")
        return read_fragment_definition();
    if (is_described)
        throw SyntaxError(start.start, "Unexpected description, only GraphQL definitions support "
                                       "descriptions.");
    throw unexpected(keyword);
}

Operation Parser::read_operation()
{
    Operation operation;
    operation.at = token().start;
    if (!peek(TokenKind::BraceOpen)) {
        skip_description();
        std::string_view const word = expect(TokenKind::Name).text;
        operation.kind = word == "query"      ? OperationKind::Query
                         : word == "mutation" ? OperationKind::Mutation
                                              : OperationKind::Subscription;
        if (peek(TokenKind::Name))
            operation.name = read_name();
        if (accept(TokenKind::ParenOpen)) {
            do
                operation.variables.push_back(read_variable_definition());
            while (!accept(TokenKind::ParenClose));
        }
        operation.directives = read_directives(false);
    }
    operation.set = read_selection_set();
    return operation;
}

Fragment Parser::read_fragment_definition()
{
    Fragment fragment;
    fragment.at = token().start;
    skip_description();
    advance();
    fragment.name = read_fragment_name();
    expect_keyword("on");
    fragment.condition = read_name();
    fragment.directives = read_directives(false);
    fragment.set = read_selection_set();
    return fragment;
}

Name Parser::read_fragment_name()
{
    if (peek(TokenKind::Name) && token().text == "on")
        throw unexpected(token());
    return read_name();
}

VariableDefinition Parser::read_variable_definition()
{
    VariableDefinition variable;
    variable.at = token().start;
    skip_description();
    variable.name = read_variable();
    expect(TokenKind::Colon);
    variable.type = read_type();
    variable.has_default = accept(TokenKind::Equals);
    if (variable.has_default)
        variable.default_value = read_value(true);
    variable.directives = read_directives(true);
    return variable;
}

Name Parser::read_variable()
{
    expect(TokenKind::Dollar);
    return read_name();
}

/* Lists open before the name and close after it, so no recursion is needed. */
TypeReference Parser::read_type()
{
    TypeReference type;
    type.at = token().start;
    std::size_t lists = 0;
    for (; peek(TokenKind::BracketOpen); advance())
        check_depth(++lists);
    type.name = read_name();
    for (std::size_t open = lists;; --open) {
        if (accept(TokenKind::Bang))
            type.wrappers.insert(type.wrappers.begin(), '!');
        if (open == 0)
            return type;
        expect(TokenKind::BracketClose);
        type.wrappers.insert(type.wrappers.begin(), '[');
    }
}

SelectionSet Parser::read_selection_set()
{
    Level const level(*this);
    SelectionSet set;
    set.at = expect(TokenKind::BraceOpen).start;
    do
        set.selections.push_back(read_selection());
    while (!accept(TokenKind::BraceClose));
    return set;
}

Selection Parser::read_selection()
{
    if (peek(TokenKind::Spread))
        return read_spread();
    Selection field;
    field.at = token().start;
    field.name = read_name();
    if (accept(TokenKind::Colon)) {
        field.alias = field.name;
        field.name = read_name();
    }
    field.arguments = read_arguments(false);
    field.directives = read_directives(false);
    field.has_set = peek(TokenKind::BraceOpen);
    if (field.has_set)
        field.set = read_selection_set();
    return field;
}

Selection Parser::read_spread()
{
    Selection spread;
    spread.at = expect(TokenKind::Spread).start;
    bool const has_condition = accept_keyword("on");
    if (!has_condition && peek(TokenKind::Name)) {
        spread.kind = Selection::Kind::Spread;
        spread.name = read_fragment_name();
        spread.directives = read_directives(false);
        return spread;
    }
    spread.kind = Selection::Kind::Inline;
    if (has_condition)
        spread.condition = read_name();
    spread.directives = read_directives(false);
    spread.has_set = true;
    spread.set = read_selection_set();
    return spread;
}

std::vector<Directive> Parser::read_directives(bool is_constant)
{
    std::vector<Directive> directives;
    while (peek(TokenKind::At)) {
        Directive directive;
        directive.at = token().start;
        advance();
        directive.name = read_name();
        directive.arguments = read_arguments(is_constant);
        directives.push_back(std::move(directive));
    }
    return directives;
}

std::vector<Argument> Parser::read_arguments(bool is_constant)
{
    std::vector<Argument> arguments;
    if (!accept(TokenKind::ParenOpen))
        return arguments;
    do {
        Argument argument;
        argument.name = read_name();
        expect(TokenKind::Colon);
        argument.value = read_value(is_constant);
        arguments.push_back(std::move(argument));
    } while (!accept(TokenKind::ParenClose));
    return arguments;
}

Value Parser::read_value(bool is_constant)
{
    Value value;
    value.at = token().start;
    value.text = token().text;
    switch (token().kind) {
    case TokenKind::BracketOpen:
        return read_list(is_constant);
    case TokenKind::BraceOpen:
        return read_object(is_constant);
    case TokenKind::Name:
        return read_word();
    case TokenKind::Int:
        value.kind = Value::Kind::Int;
        break;
    case TokenKind::Float:
        value.kind = Value::Kind::Float;
        break;
    case TokenKind::String:
    case TokenKind::BlockString:
        value.kind = Value::Kind::String;
        value.is_block = peek(TokenKind::BlockString);
        break;
    case TokenKind::Dollar: {
        Token const dollar = token();
        advance();
        if (is_constant && !peek(TokenKind::Name))
            throw unexpected(dollar);
        if (is_constant)
            throw SyntaxError(dollar.start, "Unexpected variable \"$" + std::string(token().text) +
                                                "\" in constant value.");
        value.kind = Value::Kind::Variable;
        value.text = read_name().text;
        return value;
    }
    default:
        throw unexpected(token());
    }
    advance();
    return value;
}

Value Parser::read_word()
{
    Value value;
    value.at = token().start;
    value.text = token().text;
    value.kind = value.text == "true" || value.text == "false" ? Value::Kind::Boolean
                 : value.text == "null"                        ? Value::Kind::Null
                                                               : Value::Kind::Enum;
    advance();
    return value;
}

Value Parser::read_list(bool is_constant)
{
    Level const level(*this);
    Value list;
    list.kind = Value::Kind::List;
    list.at = expect(TokenKind::BracketOpen).start;
    while (!accept(TokenKind::BracketClose))
        list.items.push_back(read_value(is_constant));
    return list;
}

Value Parser::read_object(bool is_constant)
{
    Level const level(*this);
    Value object;
    object.kind = Value::Kind::Object;
    object.at = expect(TokenKind::BraceOpen).start;
    while (!accept(TokenKind::BraceClose)) {
        ObjectField field;
        field.name = read_name();
        expect(TokenKind::Colon);
        field.value = read_value(is_constant);
        object.fields.push_back(std::move(field));
    }
    return object;
}

} // namespace

std::string_view name_of(OperationKind kind) noexcept
{
    return kind == OperationKind::Query      ? "query"
           : kind == OperationKind::Mutation ? "mutation"
                                             : "subscription";
}

namespace {

void check_text(std::string_view source)
{
    if (source.size() > limits::graphql_bytes)
        throw SyntaxError(0, "Document contains more than " +
                                 std::to_string(limits::graphql_bytes) +
                                 " bytes (limit graphql_bytes). Parsing aborted.");
    if (std::size_t const bad = find_unstorable(source); bad != source.npos)
        throw SyntaxError(bad, source[bad] == '\0' ? "Invalid character: U+0000."
                                                   : "Document is not well-formed UTF-8.");
}

/* Runs a function that reads `source`; what it throws becomes the fault. */
template <class Result, class Read>
std::variant<Result, Fault> read(std::string_view source, Read &&body)
{
    try {
        check_text(source);
        return body();
    } catch (SyntaxError &error) {
        std::vector<Fault> faults{std::move(error.fault)};
        locate(source, faults);
        return std::move(faults.front());
    }
}

} // namespace

std::variant<Document, Fault> parse(std::string_view source)
{
    return read<Document>(source, [&] {
        Document document;
        document.source = source;
        Parser parser(source, document.texts);
        document.definitions = parser.read_definitions();
        document.tokens = parser.tokens();
        return document;
    });
}

std::variant<Literal, Fault> parse_literal(std::string_view source)
{
    return read<Literal>(source, [&] {
        Literal literal;
        literal.holder.source = source;
        literal.value = Parser(source, literal.holder.texts).read_literal();
        return literal;
    });
}

} // namespace viginti::graphql
