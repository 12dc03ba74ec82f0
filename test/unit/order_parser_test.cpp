#include "rest/filter_parser.hpp"

#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using viginti::Code;
using viginti::Error;
using viginti::request::Direction;
using viginti::rest::parse_order_by;

Error fault(const std::string &text, Code code = Code::OrderInvalid)
{
    Error error = viginti::test::fault_of([&] { parse_order_by(text); });
    EXPECT_EQ(error.code, code) << text;
    EXPECT_EQ(error.path, "order_by");
    EXPECT_TRUE(error.position.has_value());
    return error;
}

TEST(OrderBy, ItemsKeepTheirOrder)
{
    auto const order = parse_order_by(
        "createdAt[DescNullsLast], name.firstName[AscNullsLast] ,position,x[DescNullsFirst]");
    ASSERT_EQ(order.size(), 4u);
    EXPECT_EQ(order[0].path, std::vector<std::string>{"createdAt"});
    EXPECT_EQ(order[0].direction, Direction::DescNullsLast);
    EXPECT_EQ(order[1].path, (std::vector<std::string>{"name", "firstName"}));
    EXPECT_EQ(order[1].direction, Direction::AscNullsLast);
    EXPECT_EQ(order[1].position, 26u);
    EXPECT_EQ(order[2].direction, Direction::AscNullsFirst);
    EXPECT_EQ(order[3].direction, Direction::DescNullsFirst);
}

TEST(OrderBy, EmptyTextIsNoOrder)
{
    EXPECT_TRUE(parse_order_by("").empty());
    EXPECT_TRUE(parse_order_by("  ").empty());
}

TEST(OrderBy, TheFirstDirectionOfALeafWins)
{
    auto const order = parse_order_by("a[DescNullsLast],b,a[AscNullsFirst]");
    ASSERT_EQ(order.size(), 2u);
    EXPECT_EQ(order[0].direction, Direction::DescNullsLast);
}

TEST(OrderBy, UnknownDirectionsNameTheAllowed)
{
    Error const error = fault("ä,name[up]");
    EXPECT_EQ(error.message,
              "'order_by' direction 'up' invalid. Allowed values are 'AscNullsFirst', "
              "'AscNullsLast', 'DescNullsFirst', 'DescNullsLast'. eg: "
              "?order_by=field_1[AscNullsFirst],field_2[DescNullsLast],field_3");
    EXPECT_EQ(error.position, 2u);
    for (const char *text :
         {"a[]", "a[AscNullsFirst", "a[AscNullsFirst]x", "a[ascnullsfirst]", "a[[AscNullsFirst]]"})
        fault(text);
}

TEST(OrderBy, EmptyItemsAreNoField)
{
    for (const char *text : {",", "a,", ",a", "a,,b", "[AscNullsFirst]"})
        EXPECT_EQ(fault(text).message, "Field \"\" does not exist or is not sortable") << text;
}

TEST(OrderBy, KeysAreLimited)
{
    EXPECT_EQ(parse_order_by("a,b,c,d,e,f,g,h,a,b").size(), 8u);
    EXPECT_EQ(fault("a,b,c,d,e,f,g,h,i", Code::LimitExceeded).message,
              "'order_by' exceeds the limit order_keys: at most 8 fields");
    EXPECT_LT(fault("a[" + std::string(60000, 'x') + "]").message.size(), 500u);
}

} // namespace
