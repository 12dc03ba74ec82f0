#include "rest/entity_tag.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;

/* "W/a|b" of the tags a header lists. */
std::string tags_of(std::string_view text)
{
    rest::EntityTags const tags = rest::parse_entity_tags(text, "If-Match");
    std::string out = tags.any ? "*" : "";
    for (const rest::EntityTag &tag : tags.tags)
        out += (out.empty() ? "" : "|") + std::string(tag.is_weak ? "W/" : "") +
               std::string(tag.opaque);
    return out;
}

TEST(EntityTag, OneTagAListAnAsterisk)
{
    EXPECT_EQ(tags_of("\"a\""), "a");
    EXPECT_EQ(tags_of("\"a\",W/\"b\" ,\t\"\""), "a|W/b|");
    EXPECT_EQ(tags_of(" * "), "*");
    EXPECT_EQ(tags_of("\"a,b\""), "a,b");
}

TEST(EntityTag, AnythingElseIsRefused)
{
    for (const char *const text : {"", "a", "\"a", "a\"", "\"a\" \"b\"", "\"a\",", ",\"a\"",
                                   "w/\"a\"", "W/a", "**", "*,\"a\"", "\"a b\"", "\"a\x7f\""})
        EXPECT_THROW(rest::parse_entity_tags(text, "If-Match"), Error) << text;
}

} // namespace
