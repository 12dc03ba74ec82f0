#include "graphql/parser.hpp"

#include "base/limits.hpp"
#include "graphql/block_string.hpp"
#include "graphql/print.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace viginti::graphql;
namespace limits = viginti::limits;

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

/* The fault of a document, with its place: "1:3 message". */
std::string fault(const std::string &source)
{
    auto const parsed = parse(source);
    auto const *const found = std::get_if<Fault>(&parsed);
    if (!found)
        return "";
    EXPECT_EQ(found->locations.size(), 1u) << source.substr(0, 100);
    return std::to_string(found->locations[0].line) + ':' +
           std::to_string(found->locations[0].column) + ' ' + found->message;
}

/* The value of `{ f(a: …) }`, printed. */
std::string value(const std::string &text)
{
    auto const parsed = parse_literal(text);
    auto const *const literal = std::get_if<Literal>(&parsed);
    return literal ? print_value(literal->value) : std::get<Fault>(parsed).message;
}

std::string string_value(const std::string &text)
{
    auto const parsed = parse_literal(text);
    auto const *const literal = std::get_if<Literal>(&parsed);
    return literal ? std::string(literal->value.text) : std::get<Fault>(parsed).message;
}

TEST(GraphqlParser, ReadsEveryPartOfAnOperation)
{
    std::string const source =
        "query Q($a: [Int!]! = [1] @m) @d { x: f(b: $a) @skip(if: true) { g } ... on T { h } ...F "
        "... { i } } fragment F on T @e { j }";
    auto const parsed = parse(source);
    const Document &document = std::get<Document>(parsed);
    ASSERT_EQ(document.definitions.size(), 2u);
    const Operation &operation = std::get<Operation>(document.definitions[0]);
    EXPECT_EQ(operation.kind, OperationKind::Query);
    EXPECT_EQ(operation.name.text, "Q");
    ASSERT_EQ(operation.variables.size(), 1u);
    EXPECT_EQ(operation.variables[0].name.text, "a");
    EXPECT_EQ(operation.variables[0].type.name.text, "Int");
    EXPECT_EQ(operation.variables[0].type.wrappers, "![!");
    EXPECT_EQ(print_value(operation.variables[0].default_value), "[1]");
    EXPECT_EQ(operation.variables[0].directives.size(), 1u);
    EXPECT_EQ(operation.directives.size(), 1u);
    ASSERT_EQ(operation.set.selections.size(), 4u);
    const Selection &field = operation.set.selections[0];
    EXPECT_EQ(field.key(), "x");
    EXPECT_EQ(field.name.text, "f");
    EXPECT_EQ(field.arguments[0].value.text, "a");
    EXPECT_EQ(field.directives[0].name.text, "skip");
    EXPECT_EQ(field.set.selections[0].key(), "g");
    EXPECT_EQ(operation.set.selections[1].condition.text, "T");
    EXPECT_EQ(operation.set.selections[2].kind, Selection::Kind::Spread);
    EXPECT_FALSE(operation.set.selections[3].condition);
    EXPECT_EQ(std::get<Fragment>(document.definitions[1]).condition.text, "T");
}

TEST(GraphqlParser, CommasCommentsAndMarksStandBetweenTokens)
{
    EXPECT_EQ(fault("\xEF\xBB\xBF,,{ # a } comment\r\n a,\t,b,}\xEF\xBB\xBF"), "");
}

TEST(GraphqlParser, NumbersEndWhereTheyMust)
{
    EXPECT_EQ(value("-0"), "-0");
    EXPECT_EQ(value("1.5e-3"), "1.5e-3");
    EXPECT_EQ(fault("{a(b:01)}"),
              "1:7 Syntax Error: Invalid number, unexpected digit after 0: \"1\".");
    EXPECT_EQ(fault("{a(b:1.)}"), "1:8 Syntax Error: Invalid number, expected digit but got: "
                                  "\")\".");
    EXPECT_EQ(fault("{a(b:1x)}"), "1:7 Syntax Error: Invalid number, expected digit but got: "
                                  "\"x\".");
    EXPECT_EQ(fault("{a(b:1.2.3)}"), "1:9 Syntax Error: Invalid number, expected digit but got: "
                                     "\".\".");
    EXPECT_EQ(fault("{a(b:-"), "1:7 Syntax Error: Invalid number, expected digit but got: <EOF>.");
}

TEST(GraphqlParser, StringsAreDecoded)
{
    EXPECT_EQ(string_value("\"a\\n\\t\\\"\\\\\\/\\u00e9\\u{1F600}\\uD83D\\uDE00\""),
              "a\n\t\"\\/\u00e9\U0001F600\U0001F600");
    EXPECT_EQ(string_value("\"\""), "");
    EXPECT_EQ(string_value("\"\\uD83D\""),
              "Syntax Error: Invalid Unicode escape sequence: \"\\uD83D\".");
    EXPECT_EQ(string_value("\"\\u{110000}\""),
              "Syntax Error: Invalid Unicode escape sequence: \"\\u{110000}\".");
    EXPECT_EQ(string_value("\"\\x\""), "Syntax Error: Invalid character escape sequence: \"\\x\".");
    EXPECT_EQ(string_value("\"a\nb\""), "Syntax Error: Unterminated string.");
}

TEST(GraphqlParser, NoEscapeMeansTheCharacterThatNoTextCanHold)
{
    EXPECT_EQ(string_value("\"\\u0000\""),
              "Syntax Error: Invalid Unicode escape sequence: \"\\u0000\".");
    EXPECT_EQ(string_value("\"\\u{0}\""),
              "Syntax Error: Invalid Unicode escape sequence: \"\\u{0}\".");
    EXPECT_EQ(fault(std::string("{a\0}", 4)), "1:3 Syntax Error: Invalid character: U+0000.");
    EXPECT_EQ(fault("{a \xFF}"), "1:4 Syntax Error: Document is not well-formed UTF-8.");
}

TEST(GraphqlParser, BlockStringsLoseTheirCommonIndentation)
{
    EXPECT_EQ(string_value("\"\"\"\n    Hello,\n      World!\n\n    Yours\n  \"\"\""),
              "Hello,\n  World!\n\nYours");
    EXPECT_EQ(string_value("\"\"\"a\r\n  b\r  c \\\"\"\" \\n\"\"\""), "a\nb\nc \"\"\" \\n");
    EXPECT_EQ(string_value("\"\"\"  \n \t \"\"\""), "");
    EXPECT_EQ(fault("{a(b:\"\"\"x"), "1:10 Syntax Error: Unterminated string.");
}

TEST(GraphqlParser, ABlockStringReadsBackAsPrinted)
{
    for (const char *text :
         {"", "a", "a\nb", "\n a\n", "a\"", "a\\", "\"\"\"", "  a", "a\n  b\n"}) {
        std::string const dedented = dedent_block_string(text);
        EXPECT_EQ(string_value(print_block_string(dedented)), dedented) << text;
    }
}

TEST(GraphqlParser, ColumnsCountUtf16Units)
{
    EXPECT_EQ(fault("{ a(b: \"\u00e9\U0001F600\") ? }"), "1:15 Syntax Error: Unexpected character: "
                                                         "\"?\".");
    EXPECT_EQ(fault("{\r\n\r a\n ? }"), "4:2 Syntax Error: Unexpected character: \"?\".");
}

TEST(GraphqlParser, DefinitionsOfTypesAreKeptByName)
{
    std::string const source =
        "\"d\" type A implements type & B @x(y: {z: 1}) { query: Int } scalar S { a } union U = "
        "type | query extend schema { query: Q } directive @on repeatable on FIELD | QUERY "
        "query { b } enum E { fragment }";
    auto const parsed = parse(source);
    const Document &document = std::get<Document>(parsed);
    std::string names;
    for (const Definition &definition : document.definitions)
        if (auto const *types = std::get_if<TypeSystemDefinition>(&definition))
            names += types->name.empty() ? "schema " : std::string(types->name) + ' ';
        else
            names += "operation ";
    EXPECT_EQ(names, "A operation S operation U schema on operation E ");
}

TEST(GraphqlParser, DescriptionsStandBeforeDefinitionsOnly)
{
    EXPECT_EQ(fault("\"d\" query (\"v\" $a: Int) { a } \"\"\"f\"\"\" fragment F on T { a }"), "");
    EXPECT_EQ(fault("\"d\" { a }"), "1:1 Syntax Error: Unexpected description, descriptions are "
                                    "not supported on shorthand queries.");
}

TEST(GraphqlParser, NestingOfAHundredThousandLevelsIsRefused)
{
    std::string const told = "Document is nested deeper than 64 levels (limit graphql_depth). "
                             "Parsing aborted.";
    for (const char *open : {"{a", "{a(b:[", "{a(b:{c:", "{...{", "query($a:[", "query($a:T=[{b:"})
        EXPECT_NE(fault(repeated(open, 100000)), "") << open;
    EXPECT_NE(fault(repeated("{a", 100000)).find(told), std::string::npos);
    EXPECT_NE(fault("{a(b:" + repeated("[", 100000)).find(told), std::string::npos);
    EXPECT_NE(fault("{a(b:" + repeated("{c:", 100000)).find(told), std::string::npos);
    EXPECT_NE(fault("query($a:" + repeated("[", 100000)).find(told), std::string::npos);
    std::size_t const most = limits::graphql_depth;
    EXPECT_EQ(fault(repeated("{a", most) + repeated("}", most)), "");
    EXPECT_NE(fault(repeated("{a", most + 1) + repeated("}", most + 1)), "");
}

TEST(GraphqlParser, LimitsAreNamedWithTheirValue)
{
    EXPECT_EQ(fault('{' + repeated("a ", limits::graphql_tokens) + '}'),
              "1:100000 Syntax Error: Document contains more than 50000 tokens (limit "
              "graphql_tokens). Parsing aborted.");
    EXPECT_EQ(fault("{a}" + std::string(limits::graphql_bytes, ' ')),
              "1:1 Syntax Error: Document contains more than 1048576 bytes (limit graphql_bytes). "
              "Parsing aborted.");
}

} // namespace
