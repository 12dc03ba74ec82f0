#include "graphql/values.hpp"

#include "graphql/introspection.hpp"
#include "graphql/print.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql_schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace viginti::graphql;
using viginti::dump_json;
using viginti::Json;
using viginti::parse_json;

/* The coerced variables of a document's first operation, or what is wrong with them. */
std::string coerced(const std::string &source, const std::string &sent)
{
    Schema const schema = viginti::test::pet_schema();
    auto const parsed = parse(source);
    const Document &document = std::get<Document>(parsed);
    std::vector<Fault> faults;
    Json const values = coerce_variables(schema, std::get<Operation>(document.definitions.front()),
                                         parse_json(sent).get(), faults);
    if (faults.empty())
        return dump_json(values.get());
    std::string out;
    for (const Fault &fault : faults)
        out += (out.empty() ? "" : "\n") + fault.message;
    return out;
}

/* An operation's tree: `key:field(arguments){…}`, an abstract type's objects as `on Type{…}`. */
void append_tree(std::string &out, const SelectedObject &object)
{
    out += '{';
    for (const SelectedField &field : object.fields) {
        if (out.back() != '{')
            out += ' ';
        out.append(field.key) += ':' + field.field->name;
        if (json_object_size(field.arguments.get()) > 0)
            out += dump_json(field.arguments.get());
        for (const SelectedObject &each : field.objects) {
            out += field.objects.size() > 1 ? " on " + each.type->name : "";
            append_tree(out, each);
        }
    }
    out += '}';
}

std::string tree(const std::string &source, const std::string &variables = "{}")
{
    Schema const schema = viginti::test::pet_schema();
    auto const parsed = parse(source);
    const Document &document = std::get<Document>(parsed);
    EXPECT_TRUE(validate(schema, document).empty()) << source;
    std::vector<Fault> faults;
    Json const values = parse_json(variables);
    std::string out;
    append_tree(out, select(schema, document, std::get<Operation>(document.definitions.front()),
                            values.get(), faults));
    for (const Fault &fault : faults) {
        out += '\n' + fault.message + " at";
        for (const PathItem &item : fault.path)
            out += ' ' + std::get<std::string>(item);
    }
    return out;
}

std::string introspected(const std::string &source)
{
    Schema const schema = viginti::test::pet_schema();
    auto const parsed = parse(source);
    const Document &document = std::get<Document>(parsed);
    EXPECT_TRUE(validate(schema, document).empty()) << source;
    std::vector<Fault> faults;
    SelectedObject const object = select(
        schema, document, std::get<Operation>(document.definitions.front()), nullptr, faults);
    std::string out;
    append_introspection(out, schema, *object.type, object.fields.front());
    return out;
}

TEST(GraphqlValues, VariablesTakeTheFormOfTheirTypes)
{
    EXPECT_EQ(coerced("query ($i: Int, $f: Float, $d: ID, $s: [String!], $c: Color = RED, $n: Int) "
                      "{ link }",
                      R"({"i":1.0,"f":7,"d":12,"s":"one","x":1})"),
              R"({"i":1,"f":7,"d":"12","s":["one"],"c":"RED"})");
    EXPECT_EQ(coerced("query ($f: DogFilter = {color: GREEN}) { link }", "{}"),
              R"({"f":{"name":"Rex","color":"GREEN"}})");
    EXPECT_EQ(coerced("query ($f: [DogFilter]) { link }", R"({"f":{"and":[{"name":"a"}]}})"),
              R"({"f":[{"and":[{"name":"a"}],"name":"Rex"}]})");
}

TEST(GraphqlValues, AWrongVariableIsNamedWithItsPathAndValue)
{
    EXPECT_EQ(coerced("query ($i: Int!) { link }", "{}"),
              "Variable \"$i\" of required type \"Int!\" was not provided.");
    EXPECT_EQ(coerced("query ($i: Int!) { link }", R"({"i":null})"),
              "Variable \"$i\" of non-null type \"Int!\" must not be null.");
    EXPECT_EQ(
        coerced("query ($i: Int) { link }", R"({"i":2147483648})"),
        "Variable \"$i\" got invalid value 2147483648; Int cannot represent non 32-bit signed "
        "integer value: 2147483648");
    EXPECT_EQ(
        coerced("query ($f: [DogFilter!]) { link }",
                R"({"f":[{"and":[{"name":null,"color":"RAD","x":1}]}]})"),
        "Variable \"$f\" got invalid value null at \"f[0].and[0].name\"; Expected non-nullable "
        "type \"String!\" not to be null.\n"
        "Variable \"$f\" got invalid value \"RAD\" at \"f[0].and[0].color\"; Value \"RAD\" does "
        "not exist in \"Color\" enum. Did you mean the enum value \"RED\"?\n"
        "Variable \"$f\" got invalid value { name: null, color: \"RAD\", x: 1 } at "
        "\"f[0].and[0]\"; Field \"x\" is not defined by type \"DogFilter\".");
}

TEST(GraphqlValues, FaultsOfVariablesAreCountedUpToFifty)
{
    std::string list = "[null";
    for (int i = 0; i < 200; ++i)
        list += ",null";
    std::string const told = coerced("query ($i: [Int!]) { link }", "{\"i\":" + list + "]}");
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 50);
    EXPECT_TRUE(told.ends_with("Too many errors processing variables, error limit reached. "
                               "Execution aborted."));
}

TEST(GraphqlValues, AScalarOfItsOwnSaysWhatItTakes)
{
    Scalar scalar;
    scalar.from_json = [](const json_t *value) {
        return json_is_string(value) ? Coerced{Json(json_string("taken")), {}}
                                     : Coerced{nullptr, "Invalid UUID: 'x'"};
    };
    std::vector<Type> types;
    types.push_back(make_scalar("UUID", scalar));
    types.push_back(make_object("Query", {make_field("a", "Int")}));
    Schema const schema = make_schema(std::move(types));
    EXPECT_EQ(
        dump_json(coerce_leaf(*schema.find_type("UUID"), parse_json("\"u\"").get()).value.get()),
        "\"taken\"");
    EXPECT_EQ(coerce_leaf(*schema.find_type("UUID"), parse_json("1").get()).message,
              "Invalid UUID: 'x'");
}

TEST(GraphqlValues, NumbersArePrintedAsJavaScriptPrintsThem)
{
    struct Row {
        double number;
        const char *text;
    };
    for (const Row &row : {Row{0, "0"}, Row{-0.0, "0"}, Row{1, "1"}, Row{-1.5, "-1.5"},
                           Row{1e20, "100000000000000000000"}, Row{1e21, "1e+21"},
                           Row{1.25e300, "1.25e+300"}, Row{1e-6, "0.000001"}, Row{1e-7, "1e-7"},
                           Row{123.456, "123.456"}, Row{-2.5e-9, "-2.5e-9"}})
        EXPECT_EQ(print_number(row.number), row.text);
}

TEST(GraphqlSelection, FragmentsAreMergedInTheOrderOfTheText)
{
    EXPECT_EQ(
        tree("{ dog(id: 1) { name ...F a: name } dog(id: 1) { color } } "
             "fragment F on Dog { color friends(first: 2) { name } ... on Named { name } }"),
        "{dog:dog{\"id\":\"1\"}{name:name color:color friends:friends{\"first\":2}{name:name} "
        "a:name}}");
}

TEST(GraphqlSelection, AnAbstractTypeHasAnObjectForEachTypeItMayBe)
{
    EXPECT_EQ(tree("{ pet { __typename ... on Cat { meows } ... on Named { name } } }"),
              "{pet:pet on Cat{__typename:__typename meows:meows name:name} on Dog{__typename:"
              "__typename name:name}}");
}

TEST(GraphqlSelection, SkipAndIncludeAreDecided)
{
    std::string const source =
        "query ($a: Boolean!) { link @skip(if: $a) named @include(if: $a) { name } pet { ... on "
        "Cat "
        "@include(if: false) { meows } name: __typename @skip(if: false) } }";
    EXPECT_EQ(tree(source, R"({"a":true})"), "{named:named on Cat{name:name} on Dog{name:name} "
                                             "pet:pet on Cat{name:__typename} on Dog{name:"
                                             "__typename}}");
    EXPECT_EQ(tree(source, R"({"a":false})"),
              "{link:link pet:pet on Cat{name:__typename} on Dog{name:__typename}}");
}

TEST(GraphqlSelection, ArgumentsHaveTheirDefaultsAndVariables)
{
    EXPECT_EQ(
        tree("query ($f: Int, $c: Color) { dog(id: \"x\") { friends(first: $f, filter: {color: "
             "$c}) { name } } }",
             R"({"c":"RED"})"),
        "{dog:dog{\"id\":\"x\"}{friends:friends{\"first\":10,\"filter\":{\"name\":\"Rex\","
        "\"color\":\"RED\"}}{name:name}}}");
    EXPECT_EQ(tree("query ($i: ID = 1) { dog(id: $i) { name } }", R"({"i":null})"),
              "{}\nArgument \"id\" of non-null type \"ID!\" must not be null. at dog");
}

TEST(GraphqlIntrospection, ATypeIsToldAsFarAsItIsAskedFor)
{
    EXPECT_EQ(
        introspected("{ __type(name: \"Dog\") { k: kind name interfaces { name } fields { name "
                     "type { kind name ofType { kind ofType { kind name } } } args { name "
                     "defaultValue } } enumValues { name } } }"),
        "{\"k\":\"OBJECT\",\"name\":\"Dog\",\"interfaces\":[{\"name\":\"Named\"}],\"fields\":["
        "{\"name\":\"name\",\"type\":{\"kind\":\"SCALAR\",\"name\":\"String\",\"ofType\":null},"
        "\"args\":[]},"
        "{\"name\":\"color\",\"type\":{\"kind\":\"ENUM\",\"name\":\"Color\",\"ofType\":null},"
        "\"args\":[]},"
        "{\"name\":\"friends\",\"type\":{\"kind\":\"NON_NULL\",\"name\":null,\"ofType\":{\"kind\":"
        "\"LIST\",\"ofType\":{\"kind\":\"NON_NULL\",\"name\":null}}},\"args\":[{\"name\":\"first\","
        "\"defaultValue\":\"10\"},{\"name\":\"filter\",\"defaultValue\":null}]}],"
        "\"enumValues\":null}");
    EXPECT_EQ(introspected("{ __type(name: \"Link\") { isOneOf inputFields { name } } }"),
              "{\"isOneOf\":true,\"inputFields\":[{\"name\":\"id\"},{\"name\":\"name\"}]}");
    EXPECT_EQ(introspected("{ __type(name: \"Nope\") { name } }"), "null");
    EXPECT_EQ(introspected("{ __typename }"), "\"Query\"");
}

TEST(GraphqlIntrospection, OnlyTheTypesAskedAboutAreLookedUp)
{
    Schema schema = viginti::test::pet_schema();
    std::vector<std::string> asked;
    auto const find = schema.find_type;
    schema.find_type = [&](std::string_view name) {
        asked.emplace_back(name);
        return find(name);
    };
    auto const parsed = parse("{ dog(id: 1) { name } }");
    const Document &document = std::get<Document>(parsed);
    EXPECT_TRUE(validate(schema, document).empty());
    for (const std::string &name : asked)
        EXPECT_TRUE(name == "Query" || name == "Dog" || name == "ID" || name == "String") << name;
}

} // namespace
