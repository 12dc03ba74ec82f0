#include <gtest/gtest.h>

#include "wire.hpp"

namespace viginti::shim {
namespace {

TEST(EscapeBytes, KeepsAnAsciiTargetAsItIs)
{
    EXPECT_EQ(escape_bytes("/a/b?c=%41&d=[e]:\"f\"", 0x21), "/a/b?c=%41&d=[e]:\"f\"");
}

TEST(EscapeBytes, EscapesSpacesControlsAndBytesBeyondAscii)
{
    EXPECT_EQ(escape_bytes("/a b\x01\x7f\xc3\xbc\xff", 0x21), "/a%20b%01%7F%C3%BC%FF");
    EXPECT_EQ(escape_bytes("a b", 0x20), "a b");
}

TEST(OriginForm, DropsSchemeAndAuthority)
{
    EXPECT_EQ(origin_form("/x?y"), "/x?y");
    EXPECT_EQ(origin_form("http://host:80/x?y=http://z/"), "/x?y=http://z/");
    EXPECT_EQ(origin_form("HTTPS://host"), "/");
    EXPECT_EQ(origin_form(""), "/");
    EXPECT_EQ(origin_form("*"), "*");
}

TEST(OnlyAsks, IsTrueOfADocumentThatSpellsNoMutation)
{
    EXPECT_TRUE(only_asks(R"({"query":"{ people { totalCount } }"})"));
    EXPECT_FALSE(only_asks(R"({"query":"mutation { deletePerson(id: 1) { id } }"})"));
    EXPECT_FALSE(only_asks(R"({"query":"{ a } mutation b { c }","operationName":"b"})"));
    EXPECT_FALSE(only_asks(R"({"query":"\u006dutation { deletePerson(id: 1) { id } }"})"));
    EXPECT_FALSE(only_asks(R"({"documentId":"deletePerson"})"));
    EXPECT_FALSE(only_asks(""));
}

TEST(ForwardedName, KnowsTheListInAnyCase)
{
    EXPECT_EQ(forwarded_name("Authorization"), "authorization");
    EXPECT_EQ(forwarded_name("X-LOCALE"), "x-locale");
    EXPECT_EQ(forwarded_name("Viginti-Timing"), "viginti-timing");
    EXPECT_TRUE(forwarded_name("Cookie").empty());
    EXPECT_TRUE(forwarded_name("").empty());
}

TEST(AcceptsType, ReadsACommaListWithParameters)
{
    EXPECT_TRUE(
        accepts_type("text/html, Application/Problem+JSON;q=0.5", "application/problem+json"));
    EXPECT_FALSE(accepts_type("application/json", "application/problem+json"));
    EXPECT_FALSE(accepts_type("", "application/problem+json"));
}

TEST(ParseHead, SplitsStatusFieldsAndBody)
{
    const std::string_view answer = "201\nA: b\nC: d\n\n{\n\n}";
    const auto head = parse_head(answer);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 201u);
    EXPECT_EQ(head->fields, "A: b\nC: d");
    EXPECT_EQ(answer.substr(head->body_offset), "{\n\n}");
}

TEST(ParseHead, TakesAnAnswerWithoutFieldsOrBody)
{
    const auto head = parse_head("204\n\n");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 204u);
    EXPECT_EQ(head->fields, "");
    EXPECT_EQ(head->body_offset, 5u);
    EXPECT_EQ(parse_head("200\nA: b\n\n")->body_offset, 10u);
}

TEST(ParseHead, RefusesOtherForms)
{
    for (const char *text : {"", "20", "200", "200\n", "2x0\n\n", "199\n\n", "600\n\n", "200 \n\n",
                             "200\nA: b\n", "{\"a\":1}"})
        EXPECT_FALSE(parse_head(text)) << text;
}

TEST(NextField, TakesLinesOneByOneAndSkipsOthers)
{
    std::string_view fields = "A: b\nnonsense\n: x\nEmpty:\nC:d: e \r";
    const auto first = next_field(fields);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "A");
    EXPECT_EQ(first->value, "b");
    const auto second = next_field(fields);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->name, "C");
    EXPECT_EQ(second->value, "d: e");
    EXPECT_FALSE(next_field(fields));
}

TEST(IsOwnField, NamesWhatTheServerWritesItself)
{
    EXPECT_TRUE(is_own_field("content-LENGTH"));
    EXPECT_TRUE(is_own_field("Connection"));
    EXPECT_FALSE(is_own_field("Content-Type"));
}

TEST(RaisedStatus, ReadsClassVgOnly)
{
    EXPECT_EQ(raised_status("VG404"), 404u);
    EXPECT_FALSE(raised_status("VG999"));
    EXPECT_FALSE(raised_status("VGABC"));
    EXPECT_FALSE(raised_status("42501"));
    EXPECT_FALSE(raised_status(""));
}

TEST(AsksForTimes, TakesOneHeaderAndOneValue)
{
    EXPECT_TRUE(asks_for_times(forwarded_name("Viginti-Timing"), "1"));
    EXPECT_FALSE(asks_for_times("viginti-timing", "0"));
    EXPECT_FALSE(asks_for_times("viginti-timing", ""));
    EXPECT_FALSE(asks_for_times("prefer", "1"));
    EXPECT_FALSE(asks_for_times("", "1"));
}

TEST(AppendTimes, StandsBehindWhatTheDatabaseTells)
{
    using namespace std::chrono_literals;
    std::string value = "total;dur=0.100";
    append_times(value, {.queue = 999ns, .database = 1234567us, .shim = 42us});
    EXPECT_EQ(value, "total;dur=0.100, queue;dur=0.000, database;dur=1234.567, shim;dur=0.042");
    value.clear();
    append_times(value, {.queue = -5us, .database = 5us, .shim = 0ns});
    EXPECT_EQ(value, "queue;dur=0.000, database;dur=0.005, shim;dur=0.000");
}

TEST(NamesBulkType, KnowsTheTypesOfStreamsAndImports)
{
    EXPECT_TRUE(names_bulk_type("text/csv"));
    EXPECT_TRUE(names_bulk_type("*/*;q=0.1, Application/X-NDJSON;q=1"));
    EXPECT_FALSE(names_bulk_type("application/json, */*"));
    EXPECT_FALSE(names_bulk_type(""));
}

} // namespace
} // namespace viginti::shim
