#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace {

using viginti::parse_uuid;
using viginti::to_string;

TEST(Uuid, AnyVersionIsReadInEitherCase)
{
    for (const char *text :
         {"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
          "018f3b1c-7d2e-7abc-8def-0123456789ab", "c232ab00-9414-11ec-b3c8-9f6bdeced846"})
        EXPECT_EQ(to_string(*parse_uuid(text)), text);
    EXPECT_EQ(to_string(*parse_uuid("018F3B1C-7D2E-7ABC-8DEF-0123456789AB")),
              "018f3b1c-7d2e-7abc-8def-0123456789ab");
}

TEST(Uuid, OtherTextsAreNone)
{
    for (const char *text :
         {"", "x", "018f3b1c7d2e7abc8def0123456789ab", "{18f3b1c-7d2e-7abc-8def-0123456789a}",
          "018f3b1c-7d2e-7abc-8def-0123456789a", "018f3b1c-7d2e-7abc-8def-0123456789abc",
          "018f3b1c-7d2e-7abc-8def-0123456789ag", "018f3b1c_7d2e-7abc-8def-0123456789ab",
          "018f3b1c-7d2e-7abc-8def-0123456789a\xc3"})
        EXPECT_FALSE(parse_uuid(text)) << text;
}

TEST(Uuid, VersionSevenOrdersByTime)
{
    std::array<std::uint8_t, 10> random;
    random.fill(0xff);
    auto const early = viginti::make_uuid_v7(0x018f3b1c7d2e, random);
    random.fill(0);
    auto const late = viginti::make_uuid_v7(0x018f3b1c7d2f, random);
    EXPECT_EQ(to_string(early), "018f3b1c-7d2e-7fff-bfff-ffffffffffff");
    EXPECT_EQ(to_string(late), "018f3b1c-7d2f-7000-8000-000000000000");
    EXPECT_LT(early, late);
}

TEST(Uuid, OneOfANameIsTheFirstBytesOfItsHashInVersionEight)
{
    EXPECT_EQ(to_string(viginti::make_name_uuid("a name")), "36e96c62-6336-83d6-b8e9-8943830ed5c5");
}

TEST(Uuid, OnlyZerosAreNil)
{
    EXPECT_TRUE(viginti::Uuid{}.is_nil());
    EXPECT_FALSE(parse_uuid("00000000-0000-0000-0000-000000000001")->is_nil());
}

} // namespace
