#include "rest/media_type.hpp"

#include <gtest/gtest.h>

namespace {

using viginti::request::Layout;
using viginti::rest::layout_of;
using viginti::rest::preferred_layout;

TEST(MediaType, ThePageIsTheAnswerToEverythingElse)
{
    for (const char *accept : {"", "*/*", "application/json", "text/html", "text/csvx",
                               ";;,,;q=", "application/problem+json"})
        EXPECT_EQ(preferred_layout(accept), Layout::Page) << accept;
}

TEST(MediaType, TheGreatestWeightWinsOfEqualOnesTheFirst)
{
    EXPECT_EQ(preferred_layout("text/csv"), Layout::Csv);
    EXPECT_EQ(preferred_layout("Application/X-NDJSON; charset=utf-8"), Layout::Lines);
    EXPECT_EQ(preferred_layout("text/csv, application/json"), Layout::Csv);
    EXPECT_EQ(preferred_layout("application/json, text/csv"), Layout::Page);
    EXPECT_EQ(preferred_layout("text/csv;q=0.2,application/x-ndjson ;q=0.9,*/*;q=0.1"),
              Layout::Lines);
    EXPECT_EQ(preferred_layout("text/csv;q=0"), Layout::Page);
}

TEST(MediaType, ABodyHasTheFormOfItsContentType)
{
    EXPECT_EQ(layout_of("text/csv; charset=utf-8"), Layout::Csv);
    EXPECT_EQ(layout_of("application/x-ndjson"), Layout::Lines);
    EXPECT_EQ(layout_of("application/json"), Layout::Page);
    EXPECT_EQ(layout_of(""), Layout::Page);
}

} // namespace
