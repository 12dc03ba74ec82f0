#include "rest/query_string.hpp"

#include "base/limits.hpp"
#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace {

using viginti::Code;
using viginti::Error;
using viginti::rest::parse_query_string;
using viginti::rest::QueryString;

Error fault(const std::string &query)
{
    return viginti::test::fault_of([&] { parse_query_string(query); });
}

TEST(QueryString, ParametersKeepTheirOrder)
{
    QueryString const query = parse_query_string("a=1&b=x=y&&c&=d&");
    ASSERT_EQ(query.parameters.size(), 4u);
    EXPECT_EQ(query.text("a"), "1");
    EXPECT_EQ(query.text("b"), "x=y");
    EXPECT_EQ(query.text("c"), "");
    EXPECT_EQ(query.text(""), "d");
    EXPECT_FALSE(query.text("e"));
    EXPECT_TRUE(parse_query_string("").parameters.empty());
}

TEST(QueryString, NamesAndValuesAreDecoded)
{
    QueryString const query =
        parse_query_string("fil%74er=name%5Beq%5D%3A%22A+b%2B%22&x=na[me]:\"ä\"");
    EXPECT_EQ(query.text("filter"), "name[eq]:\"A b+\"");
    EXPECT_EQ(query.text("x"), "na[me]:\"ä\"");
}

TEST(QueryString, ARepeatedParameterHasNoText)
{
    QueryString const query = parse_query_string("limit=1&limit=2&depth=0");
    EXPECT_FALSE(query.text("limit"));
    EXPECT_TRUE(query.is_repeated("limit"));
    EXPECT_EQ(query.joined("limit"), "1,2");
    EXPECT_FALSE(query.is_repeated("depth"));
    EXPECT_EQ(query.joined("depth"), "0");
    EXPECT_FALSE(query.joined("filter"));
}

TEST(QueryString, MalformedEncodingIsNamed)
{
    Error const error = fault("limit=1&filter=ab%4");
    EXPECT_EQ(error.code, Code::ParameterInvalid);
    EXPECT_EQ(error.message, "Malformed percent-encoding in 'filter' at position 2");
    EXPECT_EQ(error.path, "filter");
    EXPECT_EQ(error.position, 2u);
    EXPECT_EQ(fault("%=1").path, "%");
}

TEST(QueryString, BytesThatAreNoTextAreRefused)
{
    EXPECT_EQ(fault("filter=%C3%A4%00").message, "'filter' holds a NUL byte at position 2");
    EXPECT_EQ(fault("filter=%C3%A4%00").position, 1u);
    EXPECT_EQ(fault("filter=%ED%A0%80").message,
              "'filter' holds a byte that is not UTF-8 at position 0");
    EXPECT_EQ(fault("%ff=1").code, Code::ParameterInvalid);
}

TEST(QueryString, FourByteTextPasses)
{
    EXPECT_EQ(parse_query_string("q=%F0%9F%98%80").text("q"), "😀");
}

TEST(QueryString, LengthIsBounded)
{
    auto const limit = viginti::limits::query_bytes;
    EXPECT_EQ(parse_query_string("a=" + std::string(limit - 2, 'x')).text("a")->size(), limit - 2);
    Error const error = fault(std::string(limit + 1, 'x'));
    EXPECT_EQ(error.code, Code::LimitExceeded);
    EXPECT_NE(error.message.find("65536"), std::string::npos);
    EXPECT_LT(fault(std::string(60000, 'x') + "=%").message.size(), 200u);
}

TEST(QueryString, EveryTextComesBackEncoded)
{
    std::mt19937 random(5);
    char const digits[] = "0123456789abcdef";
    for (int round = 0; round < 2000; ++round) {
        std::string value, query = "v=";
        for (unsigned i = random() % 30; i > 0; --i) {
            char const c = static_cast<char>(1 + random() % 127);
            value += c;
            if (random() % 3 == 0 || c == '%' || c == '&' || c == '+') {
                query += '%';
                query += digits[c >> 4];
                query += digits[c & 15];
            } else {
                query += c;
            }
        }
        EXPECT_EQ(parse_query_string(query).text("v"), value);
    }
}

} // namespace
