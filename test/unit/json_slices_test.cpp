#include "base/json_slices.hpp"

#include <gtest/gtest.h>

#include <string>

namespace viginti {
namespace {

/* "key=value;" of each member, or "-". */
std::string slices(std::string_view text)
{
    auto const members = slice_json_object(text);
    if (!members)
        return "-";
    std::string out;
    for (const JsonSlice &member : *members)
        out.append(member.key).append("=").append(member.value).append(";");
    return out;
}

TEST(SliceJsonObject, GivesMembersAsTheyAreWritten)
{
    EXPECT_EQ(slices("{}"), "");
    EXPECT_EQ(slices(" { } "), "");
    EXPECT_EQ(slices(R"({"query":"{ a(b: \"c\\\") }","variables":{"x":["}"]},"n": -1.5e3 })"),
              R"(query="{ a(b: \"c\\\") }";variables={"x":["}"]};n=-1.5e3;)");
    EXPECT_EQ(slices("{\"a\"\n:\ttrue\r,\"b\":[ ]}"), "a=true;b=[ ];");
}

TEST(SliceJsonObject, EscapesEndNoString)
{
    EXPECT_EQ(slices(R"({"a":"\\","b":"x","c":"\"\\\"","d":["\"","]"],"e":"y"})"),
              R"(a="\\";b="x";c="\"\\\"";d=["\"","]"];e="y";)");
    EXPECT_EQ(slices(R"({"a":"x\"})"), "-");
}

TEST(SliceJsonObject, GivesNothingOfWhatIsNoObjectOrIsUnusual)
{
    for (const char *const text : {"",
                                   " ",
                                   "[]",
                                   "null",
                                   "\"a\"",
                                   "{",
                                   "{\"a\"",
                                   "{\"a\":",
                                   "{\"a\":1",
                                   "{\"a\":1,",
                                   "{\"a\":1,}",
                                   "{\"a\" 1}",
                                   "{a:1}",
                                   "{\"a\":1}x",
                                   "{\"a\":1}{}",
                                   "{\"a\":1 2}",
                                   "{,}",
                                   "{\"a\":}",
                                   "{\"a\":\"}",
                                   "{\"a\":\"\\\"}",
                                   "{\"a\":\"\\",
                                   "{\"\\",
                                   "{\"a\":[\"\\",
                                   "{\"a\":[1}",
                                   "{\"a\":{\"b\":1}",
                                   "{\"a\":1,\"a\":2}",
                                   "{\"\\u0061\":1}"})
        EXPECT_EQ(slices(text), "-") << text;
}

TEST(SliceJsonObject, LeavesValuesToTheirReader)
{
    EXPECT_EQ(slices(R"({"a":nonsense,"b":[},"c":"\x"})"), R"(a=nonsense;b=[};c="\x";)");
}

} // namespace
} // namespace viginti
