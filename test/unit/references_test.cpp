#include "rest/references.hpp"

#include "base/error.hpp"
#include "fault_of.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;

/* Answers "a" with one record, everything else with an error. */
const json_t *look_up(const rest::Reference &reference)
{
    static json_t *const record =
        parse_json(R"({"id":"x y/ü","n":1.5,"none":null,"list":[1]})").release();
    if (reference.operation != "a")
        throw Error(Code::BodyInvalid, "unknown " + std::string(reference.operation));
    if (reference.path.empty())
        return record;
    return json_object_get(record, std::string(reference.path).c_str());
}

std::string replaced(std::string_view body)
{
    return dump_json(rest::replace_references(parse_json(body).get(), look_up, "/body").get());
}

std::string in_path(std::string_view path)
{
    return rest::replace_references(path, look_up, "/path");
}

TEST(References, StandForWholeValuesAtAnyDepth)
{
    EXPECT_EQ(replaced(R"({"$ref":"a.n"})"), "1.5");
    EXPECT_EQ(replaced(R"({"x":[{"$ref":"a.none"},{"y":{"$ref":"a.list"}}],"z":"{a.n}"})"),
              R"({"x":[null,{"y":[1]}],"z":"{a.n}"})");
}

TEST(References, AreNoneWithNeighboursOrDoubledSign)
{
    EXPECT_EQ(replaced(R"({"$ref":"a.n","b":1})"), R"({"$ref":"a.n","b":1})");
    EXPECT_EQ(replaced(R"({"$$ref":"a.n"})"), R"({"$ref":"a.n"})");
}

TEST(References, FailWithTheirPlace)
{
    Error const unknown = test::fault_of([] { replaced(R"({"x":[0,{"$ref":"b.id"}]})"); });
    EXPECT_EQ(unknown.message, "unknown b");
    EXPECT_EQ(unknown.path, "/body/x/1/$ref");
    EXPECT_EQ(test::fault_of([] { replaced(R"({"$ref":1})"); }).path, "/body/$ref");
    EXPECT_EQ(test::fault_of([] { in_path("/rest/{b.id}"); }).path, "/path");
}

TEST(References, CannotBlowABodyUp)
{
    json_t *const large = json_stringn(std::string(1u << 20, 'x').data(), 1u << 20);
    rest::Lookup const lookup = [&](const rest::Reference &) { return large; };
    std::string body = "[";
    for (int i = 0; i < 20; ++i)
        body += R"({"$ref":"a"},)";
    body.back() = ']';
    Json const parsed = parse_json(body);
    Error const fault =
        test::fault_of([&] { rest::replace_references(parsed.get(), lookup, "/body"); });
    json_decref(large);
    EXPECT_EQ(fault.code, Code::LimitExceeded);
}

TEST(References, InPathsArePercentEncoded)
{
    EXPECT_EQ(in_path("/rest/people/{a.id}?x={a.n}"), "/rest/people/x%20y%2F%C3%BC?x=1.5");
    EXPECT_EQ(in_path("/rest/people"), "/rest/people");
    for (const char *const path : {"{", "}", "{a.id", "a.id}", "{a.none}", "{a.list}", "{a}"})
        EXPECT_THROW(in_path(path), Error) << path;
}

} // namespace
