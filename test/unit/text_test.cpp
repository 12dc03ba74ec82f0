#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>

namespace {

using namespace std::string_literals;
using viginti::inspect;

TEST(Text, WellFormedUtf8IsStorable)
{
    for (const char *text : {"", "plain", "Müller", "日本語", "a longer text 😀 with four bytes",
                             "\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"})
        EXPECT_TRUE(viginti::is_storable_text(text)) << text;
}

TEST(Text, NulIsNotStorableAtAnyOffset)
{
    for (std::size_t at = 0; at < 20; ++at) {
        std::string text(20, 'a');
        text[at] = '\0';
        EXPECT_EQ(viginti::find_unstorable(text), at);
    }
}

TEST(Text, IllFormedUtf8IsNotStorable)
{
    for (const char *bytes :
         {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\xaf", "\xe0\x9f\xbf",
          "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xff", "\xf0\x9f\x98"}) {
        EXPECT_FALSE(viginti::is_storable_text(bytes));
        EXPECT_EQ(viginti::find_unstorable("12345678ab"s + bytes), 10u);
    }
}

TEST(Text, CharactersAreCodePoints)
{
    EXPECT_EQ(viginti::count_characters("aä日😀"), 4u);
    EXPECT_EQ(viginti::count_characters(""), 0u);
}

TEST(Text, BytesAreTwoLowerCaseDigitsEach)
{
    EXPECT_EQ(viginti::hexadecimal({}), "");
    EXPECT_EQ(viginti::hexadecimal(std::array<std::uint8_t, 3>{0x00, 0x9a, 0xff}), "009aff");
}

TEST(Text, SnakeSetsAnUnderscoreBeforeEachCapital)
{
    EXPECT_EQ(viginti::to_snake("annualRecurringRevenue"), "annual_recurring_revenue");
    EXPECT_EQ(viginti::to_snake("xURL"), "x_u_r_l");
    EXPECT_EQ(viginti::to_snake("address2"), "address2");
    EXPECT_EQ(viginti::to_snake(""), "");
}

TEST(Text, CapitalizeTouchesTheFirstAsciiLetterOnly)
{
    EXPECT_EQ(viginti::capitalize("person"), "Person");
    EXPECT_EQ(viginti::capitalize("Person"), "Person");
    EXPECT_EQ(viginti::capitalize("äb"), "äb");
    EXPECT_EQ(viginti::capitalize(""), "");
}

TEST(Text, PercentDecodingReadsPlusByPlace)
{
    EXPECT_EQ(viginti::percent_decode("a%20b+c", true), "a b c");
    EXPECT_EQ(viginti::percent_decode("a%20b+c", false), "a b+c");
    EXPECT_EQ(viginti::percent_decode("%2B%2b", true), "++");
    EXPECT_EQ(viginti::percent_decode("%00", true), "\0"s);
    EXPECT_EQ(viginti::percent_decode("", true), "");
}

TEST(Text, MalformedPercentIsNamedByItsPlace)
{
    for (const char *text : {"ab%", "ab%4", "ab%zz", "ab%4g", "ab% 1"}) {
        EXPECT_FALSE(viginti::percent_decode(text, true));
        EXPECT_EQ(viginti::find_bad_percent(text), 2u);
    }
    EXPECT_EQ(viginti::find_bad_percent("%41%4"), 3u);
    EXPECT_EQ(viginti::find_bad_percent("%41"), std::string::npos);
}

TEST(Text, BlanksAreTrimmedAndCollapsed)
{
    EXPECT_EQ(viginti::trim_blanks(" \t a b \r\n"), "a b");
    EXPECT_EQ(viginti::trim_blanks("  "), "");
    EXPECT_EQ(viginti::collapse_blanks("  two \t\n words "), "two words");
    EXPECT_EQ(viginti::collapse_blanks("   "), "");
}

TEST(Text, SplitGivesOnePartMoreThanSeparators)
{
    EXPECT_EQ(viginti::split("a..b", '.'), (std::vector<std::string>{"a", "", "b"}));
    EXPECT_EQ(viginti::split("", '.'), std::vector<std::string>{""});
}

TEST(Text, CaseIsIgnoredForAsciiOnly)
{
    EXPECT_TRUE(viginti::equal_ignoring_case("Bearer", "bEARER"));
    EXPECT_FALSE(viginti::equal_ignoring_case("Bearer", "Bearers"));
    EXPECT_FALSE(viginti::equal_ignoring_case("[", "{"));
}

TEST(Text, InspectQuotesAsJavaScriptDoes)
{
    EXPECT_EQ(inspect("abc"), "'abc'");
    EXPECT_EQ(inspect("O'Brien"), "\"O'Brien\"");
    EXPECT_EQ(inspect("a'b\"c"), "`a'b\"c`");
    EXPECT_EQ(inspect("a'b\"c`"), "'a\\'b\"c`'");
    EXPECT_EQ(inspect("a\nb\\c\x01"), "'a\\nb\\\\c\\x01'");
    EXPECT_EQ(inspect("ä"), "'ä'");
}

TEST(Text, InspectCutsLongTextsBetweenCharacters)
{
    EXPECT_EQ(inspect(std::string(60, 'x')), "'" + std::string(60, 'x') + "'");
    std::string long_text, cut;
    for (int i = 0; i < 1000; ++i)
        long_text += "😀";
    for (int i = 0; i < 60; ++i)
        cut += "😀";
    EXPECT_EQ(inspect(long_text), "'" + cut + "…'");
}

TEST(Text, ShortenKeepsSequencesWhole)
{
    EXPECT_EQ(viginti::shorten("abc", 3), "abc");
    EXPECT_EQ(viginti::shorten("abcd", 3), "abc…");
    EXPECT_EQ(viginti::shorten("aä", 2), "a…");
    EXPECT_EQ(viginti::shorten("😀", 3), "…");
    EXPECT_EQ(viginti::shorten_characters("äöü", 2), "äö…");
    EXPECT_EQ(viginti::shorten_characters("äöü", 3), "äöü");
}

TEST(Text, NumbersAreReadWhole)
{
    EXPECT_EQ(viginti::parse_number("12"), 12.0);
    EXPECT_EQ(viginti::parse_number("-0.5e3"), -500.0);
    for (const char *text : {"", "12abc", "+1", " 1", "1 ", "nan", "inf", "-Infinity", "1e999",
                             "1e-999", "0x10", "true", "--1", "1,5"})
        EXPECT_FALSE(viginti::parse_number(text)) << text;
}

TEST(Text, IntegersHaveSixtyFourBits)
{
    EXPECT_EQ(viginti::parse_integer("-9223372036854775808"), INT64_MIN);
    EXPECT_EQ(viginti::parse_integer("9223372036854775807"), INT64_MAX);
    for (const char *text : {"", "9223372036854775808", "1.0", "1e3", "+1", " 1", "0x1", "-"})
        EXPECT_FALSE(viginti::parse_integer(text)) << text;
}

} // namespace
