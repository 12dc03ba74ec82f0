#include "graphql/validation.hpp"

#include "base/limits.hpp"
#include "graphql_schema.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using viginti::graphql::ValidationOptions;
using viginti::test::faults_of;
namespace limits = viginti::limits;
using Lines = std::vector<std::string>;

std::string repeated(const std::string &text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

TEST(GraphqlValidation, AGoodDocumentHasNoFaults)
{
    EXPECT_EQ(faults_of("query Q($c: Color = RED, $n: Int!) { dog(id: 1) { ...F friends(first: $n, "
                        "filter: {color: $c, and: {name: \"a\"}}) { name } } pet { __typename ... "
                        "on Cat { lives(left: 3) } } __schema { types { name } } } "
                        "fragment F on Named { name @skip(if: true) }"),
              Lines{});
}

TEST(GraphqlValidation, EachRuleSpeaksInTheWordsOfGraphqlJs)
{
    struct Row {
        const char *document;
        const char *fault;
    };
    constexpr Row rows[]{
        {"type A { b: Int }", "1:1 The \"A\" definition is not executable."},
        {"query A { pet { __typename } } query A { pet { __typename } }",
         "1:7 1:38 There can be only one operation named \"A\"."},
        {"{ pet { __typename } } query A { pet { __typename } }",
         "1:1 This anonymous operation must be the only defined operation."},
        {"subscription S { a b }", "1:20 Subscription \"S\" must select only one top level field."},
        {"subscription { a @skip(if: true) }",
         "1:18 Anonymous Subscription must not use `@skip` "
         "or `@include` directives in the top level selection."},
        {"subscription { __typename }",
         "1:16 Anonymous Subscription must not select an introspection top level field."},
        {"{ pet { ... on Kat { name } } }", "1:16 Unknown type \"Kat\". Did you mean \"Cat\", "
                                            "\"Int\", or \"Pet\"?"},
        {"{ pet { ... on Color { name } } }",
         "1:16 Fragment cannot condition on non composite type \"Color\"."},
        {"{ pet }", "1:3 Field \"pet\" of type \"Pet\" must have a selection of subfields. Did you "
                    "mean \"pet { ... }\"?"},
        {"{ link { a } }",
         "1:8 Field \"link\" must not have a selection since type \"Int\" has no subfields."},
        {"{ pet { meows } }",
         "1:9 Cannot query field \"meows\" on type \"Pet\". Did you mean to use "
         "an inline fragment on \"Cat\"?"},
        {"{ dig(id: 1) { name } }",
         "1:3 Cannot query field \"dig\" on type \"Query\". Did you mean \"dog\" or \"dogs\"?"},
        {"{ pet { ...F } } fragment F on Cat { name } fragment F on Cat { name }",
         "1:27 1:54 There can be only one fragment named \"F\"."},
        {"{ pet { ...F } }", "1:12 Unknown fragment \"F\"."},
        {"{ link } fragment F on Cat { name }", "1:10 Fragment \"F\" is never used."},
        {"{ dog(id: 1) { ... on Cat { name } } }",
         "1:16 Fragment cannot be spread here as objects of type \"Dog\" can never be of type "
         "\"Cat\"."},
        {"{ pet { ...F } } fragment F on Cat { ...G } fragment G on Cat { ...F }",
         "1:38 1:65 Cannot spread fragment \"F\" within itself via \"G\"."},
        {"query ($a: Link, $a: Link) { link(to: $a) }",
         "1:9 1:19 There can be only one variable named \"$a\"."},
        {"query Q { link(to: $a) }", "1:20 1:1 Variable \"$a\" is not defined by operation \"Q\"."},
        {"query ($a: Int) { link }", "1:8 Variable \"$a\" is never used."},
        {"{ link @nope }", "1:8 Unknown directive \"@nope\"."},
        {"query @skip(if: true) { link }", "1:7 Directive \"@skip\" may not be used on QUERY."},
        {"{ link @skip(if: true) @skip(if: true) }",
         "1:8 1:24 The directive \"@skip\" can only be used once at this location."},
        {"{ link(too: null) }",
         "1:8 Unknown argument \"too\" on field \"Query.link\". Did you mean "
         "\"to\"?"},
        {"{ link(to: null, to: null) }", "1:8 1:18 There can be only one argument named \"to\"."},
        {"{ dog(id: null) { name } }", "1:11 Expected value of type \"ID!\", found null."},
        {"{ dog(id: 1.5) { name } }",
         "1:11 ID cannot represent a non-string and non-integer value: 1.5"},
        {"{ dogs(filter: {color: \"RED\"}) { name } }",
         "1:24 Enum \"Color\" cannot represent non-enum value: \"RED\". Did you mean the enum "
         "value \"RED\" or \"GREEN\"?"},
        {"{ dogs(filter: {colour: RED}) { name } }",
         "1:17 Field \"colour\" is not defined by type \"DogFilter\". Did you mean \"color\"?"},
        {"{ dogs(filter: {color: RED, color: RED}) { name } }",
         "1:17 1:29 There can be only one input field named \"color\"."},
        {"{ dog { name } }",
         "1:3 Field \"dog\" argument \"id\" of type \"ID!\" is required, but it was not provided."},
        {"{ link @skip }",
         "1:8 Directive \"@skip\" argument \"if\" of type \"Boolean!\" is required, "
         "but it was not provided."},
        {"query ($a: ID) { dog(id: $a) { name } }",
         "1:8 1:26 Variable \"$a\" of type \"ID\" used in position expecting type \"ID!\"."},
        {"{ link(to: {}) }", "1:12 OneOf Input Object \"Link\" must specify exactly one key."},
        {"{ link(to: {id: null}) }", "1:12 Field \"Link.id\" must be non-null."},
        {"query ($a: ID) { link(to: {id: $a}) }",
         "1:8 1:32 Variable \"$a\" is of type \"ID\" but must be non-nullable to be used for OneOf "
         "Input Object \"Link\"."},
        {"{ a: link a: __typename }",
         "1:3 1:11 Fields \"a\" conflict because \"link\" and \"__typename\" are different fields. "
         "Use different aliases on the fields to fetch both if this was intentional."},
        {"{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
         "1:3 Maximum introspection depth exceeded"},
    };
    for (const Row &row : rows)
        EXPECT_EQ(faults_of(row.document), Lines{row.fault}) << row.document;
}

TEST(GraphqlValidation, AVariableIsOfAnInputType)
{
    EXPECT_EQ(faults_of("query ($a: [Dog!]) { link(to: $a) }").front(),
              "1:12 Variable \"$a\" cannot be non-input type \"[Dog!]\".");
}

TEST(GraphqlValidation, ForgivenTypesAndListsPassOnlyWhenAskedFor)
{
    ValidationOptions options;
    options.forgiven_types = {{"ID", "UUID"}, {"String", "UUID"}};
    options.forgives_lists = true;
    for (const char *document : {"query ($a: ID!) { dogs(uuid: $a) { name } }",
                                 "query ($a: [ID]) { dogs(ids: $a) { name } }",
                                 "query ($a: DogFilter) { dogs(filter: $a) { name } }",
                                 "query ($a: String) { dogs(filter: {id: $a}) { name } }"}) {
        EXPECT_EQ(faults_of(document).size(), 1u) << document;
        EXPECT_EQ(faults_of(document, options), Lines{}) << document;
    }
    for (const char *document :
         {"query ($a: Int) { dogs(uuid: $a) { name } }", "query ($a: ID) { dog(id: $a) { name } }",
          "query ($a: [ID!]) { dogs(uuid: $a) { name } }"})
        EXPECT_EQ(faults_of(document, options).size(), 1u) << document;
}

TEST(GraphqlValidation, LimitsAreNamedWithTheirValue)
{
    std::string aliases, fragments, roots;
    for (int i = 0; i < 501; ++i) {
        aliases += " a" + std::to_string(i) + ": name";
        fragments += " fragment F" + std::to_string(i) + " on Cat { name }";
    }
    for (int i = 0; i < 21; ++i)
        roots += " a" + std::to_string(i) + ": link";
    EXPECT_EQ(faults_of("{ pet { ... on Cat {" + aliases + "} } }"),
              Lines{"1:1 Query too complex - Too many aliases requested: 501 - Maximum allowed "
                    "aliases: 500 (limit graphql_aliases)."});
    EXPECT_EQ(faults_of("{ link }" + fragments),
              Lines{"Query too complex - Too many fragments requested: 501 - Maximum allowed "
                    "fragments: 500 (limit graphql_fragments)."});
    std::string operations;
    for (int i = 0; i < 101; ++i)
        operations += " query Q" + std::to_string(i) + " { link }";
    EXPECT_EQ(faults_of(operations),
              Lines{"Query too complex - Too many operations requested: 101 - Maximum allowed "
                    "operations: 100 (limit graphql_operations)."});
    EXPECT_EQ(
        faults_of("{" + roots + "}"),
        Lines{"1:1 Query too complex - Too many root resolvers requested: 21 - Maximum allowed "
              "root resolvers: 20 (limit graphql_root_fields)."});
    EXPECT_EQ(faults_of("{ pet { ... on Cat {" + repeated(" name", 2000) + "} } }"),
              Lines{"1:1 Query too complex - Too many fields requested: 2001 - Maximum allowed "
                    "fields: 2000 (limit graphql_fields)."});
}

/* Each fragment spreads the next one twice: 2^60 fields in 2,000 characters. */
TEST(GraphqlValidation, FragmentsThatMultiplyAreCountedNotWalked)
{
    std::string text = "{ dog(id: 1) { ...F0 } }";
    for (int i = 0; i < 30; ++i)
        text += " fragment F" + std::to_string(i) + " on Dog { a: friends { ...F" +
                std::to_string(i + 1) + " } b: friends { ...F" + std::to_string(i + 1) + " } }";
    text += " fragment F30 on Dog { name }";
    Lines const faults = faults_of(text);
    ASSERT_FALSE(faults.empty());
    EXPECT_NE(faults[0].find("requested: countless"), std::string::npos) << faults[0];
}

TEST(GraphqlValidation, NestingThroughFragmentsIsBoundedToo)
{
    std::string text = "{ pet { ...F0 } }";
    for (int i = 0; i < 400; ++i)
        text += " fragment F" + std::to_string(i) + " on Cat { ...F" + std::to_string(i + 1) + " }";
    text += " fragment F400 on Cat { name }";
    Lines const faults = faults_of(text);
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_NE(faults[0].find("nested deeper than 64 levels, fragments included (limit "
                             "graphql_depth)"),
              std::string::npos);
}

TEST(GraphqlValidation, ALongCycleOfFragmentsIsToldOnce)
{
    std::string text = "{ pet { ...F0 } }";
    for (int i = 0; i < 500; ++i)
        text += " fragment F" + std::to_string(i) + " on Cat { ...F" +
                std::to_string((i + 1) % 500) + " ...F" + std::to_string(i) + " }";
    Lines const faults = faults_of(text);
    EXPECT_EQ(faults.size(), limits::graphql_errors + 1);
    EXPECT_NE(faults[0].find("within itself"), std::string::npos);
}

/* Documents that made validators of other servers work for minutes. */
TEST(GraphqlValidation, ComparingFieldsOfOneNameTakesBoundedTime)
{
    auto const start = std::chrono::steady_clock::now();
    EXPECT_EQ(faults_of("{ dog(id: 1) {" + repeated(" name", 1900) + " } }"), Lines{});

    Lines const pairs = faults_of("{ dog(id: 1) {" + repeated(" friends { name }", 900) + " } }");
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_NE(pairs[0].find("(limit graphql_comparisons)"), std::string::npos) << pairs[0];

    std::string arguments;
    for (int i = 0; i < 4000; ++i)
        arguments += " a" + std::to_string(i) + ": 1";
    Lines const many = faults_of("{ link(" + arguments + ") link(" + arguments + ") }");
    EXPECT_NE(many.back().find("(limit graphql_comparisons)"), std::string::npos) << many.back();

    std::string nested = "name";
    for (int i = 0; i < 9; ++i)
        nested = "friends { " + nested + " } friends { " + nested + " }";
    EXPECT_EQ(faults_of("{ dog(id: 1) { " + nested + " } }").size(), 1u);

    std::string spreads, fragments;
    for (int i = 0; i < 400; ++i) {
        spreads += " ...F" + std::to_string(i);
        fragments += " fragment F" + std::to_string(i) + " on Dog { x" + std::to_string(i) +
                     ": name y: name }";
    }
    faults_of("{ dog(id: 1) {" + spreads + " } }" + fragments);
    auto const taken = std::chrono::steady_clock::now() - start;
    EXPECT_LT(std::chrono::duration_cast<std::chrono::seconds>(taken).count(), 30);
}

TEST(GraphqlValidation, FaultsAreCountedUpToAHundred)
{
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += " nope" + std::to_string(i);
    Lines const faults = faults_of("{ dog(id: 1) {" + text + " } }");
    ASSERT_EQ(faults.size(), limits::graphql_errors + 1);
    EXPECT_EQ(faults.back(),
              "Too many validation errors, error limit reached. Validation aborted.");
}

} // namespace
