#include "base/json.hpp"

#include "base/limits.hpp"
#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::string_literals;
using viginti::Code;
using viginti::dump_json;
using viginti::Error;
using viginti::inspect;
using viginti::parse_json;

Error fault(std::string_view text)
{
    Error error = viginti::test::fault_of([&] { parse_json(text); });
    EXPECT_EQ(error.code, Code::BodyInvalid) << text;
    EXPECT_EQ(error.status, 400);
    return error;
}

std::string nested(std::size_t depth, const std::string &open, const std::string &close)
{
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
        text += open;
    text += "1";
    for (std::size_t i = 0; i < depth; ++i)
        text += close;
    return text;
}

TEST(Json, DumpGivesBackWhatWasRead)
{
    for (const char *text : {"{}", "[]", "null", "true", "false", "0", "-1", "9223372036854775807",
                             "-9223372036854775808", "0.1", "-2.5e-07", "1e+300",
                             "1.7976931348623157e+308", R"({"b":1,"a":[1,"x",null,{"c":{}}]})",
                             R"("\"\\\b\f\n\r\t\u0001\u001f/ä😀")", R"({"":""})"})
        EXPECT_EQ(dump_json(parse_json(text).get()), text);
}

TEST(Json, DumpedNumbersReadBack)
{
    EXPECT_EQ(dump_json(parse_json("[-0e0,-0.0,1.0]").get()), "[0,0,1]");
    std::string const large = dump_json(parse_json("[9223372036854775808.0,-1e19]").get());
    EXPECT_EQ(large, "[9.223372036854776e+18,-1e+19]");
    EXPECT_EQ(dump_json(parse_json(large).get()), large);
}

TEST(Json, EscapesAreResolved)
{
    EXPECT_EQ(dump_json(parse_json(R"("\u00e4\ud83d\ude00\/")").get()), "\"ä😀/\"");
}

TEST(Json, FaultsNameLineColumnAndPosition)
{
    Error const error = fault("{\n  \"ä\": tru\n}");
    EXPECT_EQ(error.message, "Invalid JSON: invalid token near 'tru' at line 2, column 8");
    EXPECT_EQ(error.position, 9u);
}

TEST(Json, MalformedTextsAreRefused)
{
    for (const char *text :
         {"",       " ",     "{",   "[1,",     "{\"a\"}",   "{a:1}",    "[1,]", "{\"a\":1,}",
          "01",     "1.",    ".5",  "+1",      "NaN",       "Infinity", "'a'",  "\"a",
          "\"\n\"", "[1] x", "tru", "\"\\x\"", "\"\\u12\"", "// c\n1"})
        EXPECT_TRUE(fault(text).position.has_value()) << text;
}

TEST(Json, DuplicateKeysAreRefused)
{
    Error const error = fault(R"({"a":1,"b":2,"a":3})");
    EXPECT_EQ(error.message,
              "Invalid JSON: duplicate object key near '\"a\"' at line 1, column 14");
    EXPECT_EQ(error.position, 13u);
}

TEST(Json, NulAndSurrogatesAreRefused)
{
    EXPECT_EQ(fault("{\"a\":\"x\0y\"}"s).message,
              "Invalid JSON: NUL byte (byte 7) at line 1, column 8");
    EXPECT_EQ(fault("[\"ä\xff\"]").message,
              "Invalid JSON: byte that is not UTF-8 (byte 4) at line 1, column 4");
    fault(R"(["\u0000"])");
    fault(R"({"\u0000":1})");
    fault(R"(["\ud800"])");
    fault(R"(["\ud800\u0041"])");
    fault(R"(["\udc00"])");
    fault("\"\xed\xa0\x80\"");
}

TEST(Json, NumbersOutOfRangeAreRefused)
{
    fault("1e999");
    fault("-1e999");
    fault("9223372036854775808");
    fault("-9223372036854775809");
    fault("[123456789012345678901234567890]");
}

TEST(Json, NestingIsBounded)
{
    auto const depth = viginti::limits::json_depth;
    EXPECT_TRUE(parse_json(nested(depth, "[", "]")));
    EXPECT_TRUE(parse_json(nested(depth, "{\"a\":", "}")));
    EXPECT_EQ(fault(nested(depth + 1, "[", "]")).message,
              "Invalid JSON: nested deeper than json_depth, 64 levels, at line 1, column 65");
    fault(nested(100000, "[", "]"));
    fault(nested(100000, "{\"a\":", "}"));
    fault(std::string(100000, '['));
}

TEST(Json, BracketsInStringsDoNotNest)
{
    EXPECT_TRUE(parse_json("\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\""));
}

TEST(Json, FaultsDoNotEchoTheBody)
{
    EXPECT_LT(fault("[" + std::string(10000, 'x') + "]").message.size(), 200u);
    EXPECT_LT(fault("[\"" + std::string(10000, 'x')).message.size(), 200u);
}

TEST(Json, KeysGetACommaUnlessFirst)
{
    std::string out = "{";
    viginti::append_json_key(out, "a");
    out += '1';
    viginti::append_json_member(out, "b\"", "c\n");
    EXPECT_EQ(out, "{\"a\":1,\"b\\\"\":\"c\\n\"");
    out.clear();
    viginti::append_json_key(out, "c");
    EXPECT_EQ(out, ",\"c\":");
}

TEST(Json, InspectPrintsAsJavaScriptDoes)
{
    auto const shown = [](const char *text) { return inspect(parse_json(text).get()); };
    EXPECT_EQ(shown("\"a\""), "'a'");
    EXPECT_EQ(shown("1"), "1");
    EXPECT_EQ(shown("5.0"), "5");
    EXPECT_EQ(shown("null"), "null");
    EXPECT_EQ(shown("[\"a\",\"b\"]"), "[ 'a', 'b' ]");
    EXPECT_EQ(shown(R"({"a":1,"b-c":[]})"), "{ a: 1, 'b-c': [] }");
    EXPECT_EQ(shown(R"({"a":{"b":{"c":{"d":1}}}})"), "{ a: { b: { c: [Object] } } }");
    EXPECT_EQ(shown(R"([[[[1]]],{}])"), "[ [ [ [Array] ] ], {} ]");
}

TEST(Json, InspectIsShort)
{
    std::string text = "[";
    for (int i = 0; i < 10000; ++i)
        text += "{\"key\":\"value\"},";
    text += "1]";
    EXPECT_LE(inspect(parse_json(text).get()).size(), 63u);
    EXPECT_LE(inspect(parse_json("{\"" + std::string(100000, 'k') + "\":1}").get()).size(), 63u);
}

TEST(Json, PointersEscapeTheirTokens)
{
    EXPECT_EQ(viginti::pointer("", "a"), "/a");
    EXPECT_EQ(viginti::pointer("/a", "b/c~d"), "/a/b~1c~0d");
    EXPECT_EQ(viginti::pointer("/a", ""), "/a/");
}

} // namespace
