#include <gtest/gtest.h>

#include "handles.hpp"
#include "problem.hpp"

namespace viginti::shim {
namespace {

TEST(ProblemOf, MapsClassesOfSqlstates)
{
    EXPECT_EQ(problem_of("").status, 503u);
    EXPECT_EQ(problem_of("08006").status, 503u);
    EXPECT_EQ(problem_of("40001").status, 409u);
    EXPECT_EQ(problem_of("53300").status, 503u);
    EXPECT_EQ(problem_of("57P01").status, 503u);
    EXPECT_EQ(problem_of("57014").status, 504u);
    EXPECT_EQ(problem_of("26000").status, 503u);
    EXPECT_EQ(problem_of("23505").status, 500u);
    EXPECT_EQ(problem_of("XX000").status, 500u);
}

TEST(ProblemOf, SaysWhenToComeAgainWheneverItIs503)
{
    for (const char *sqlstate : {"", "08006", "53300", "57P01", "26000"})
        EXPECT_GT(problem_of(sqlstate).retry_after, 0u) << sqlstate;
}

JsonPtr parse(const std::string &text)
{
    return JsonPtr(json_loads(text.c_str(), JSON_REJECT_DUPLICATES, nullptr));
}

TEST(WriteProblem, WritesTheKeysOfTheApi)
{
    const JsonPtr body = parse(write_problem(problems::body_too_large, false, 10));
    ASSERT_TRUE(body);
    EXPECT_EQ(json_integer_value(json_object_get(body.get(), "statusCode")), 413);
    EXPECT_STREQ(json_string_value(json_array_get(json_object_get(body.get(), "messages"), 0)),
                 "The request body is too large");
    EXPECT_STREQ(json_string_value(json_object_get(body.get(), "code")), "BODY_TOO_LARGE");
    EXPECT_STREQ(json_string_value(json_object_get(body.get(), "hint")), "the limit is 10 bytes");
    EXPECT_NE(json_object_get(body.get(), "error"), nullptr);
    EXPECT_EQ(json_object_get(body.get(), "title"), nullptr);
}

TEST(WriteProblem, AddsTheMembersOfRfc9457WhenAsked)
{
    const JsonPtr body = parse(write_problem(problems::timeout, true));
    ASSERT_TRUE(body);
    EXPECT_EQ(json_integer_value(json_object_get(body.get(), "status")), 504);
    EXPECT_STREQ(json_string_value(json_object_get(body.get(), "type")), "about:blank");
    EXPECT_STREQ(json_string_value(json_object_get(body.get(), "title")), "Gateway Timeout");
    EXPECT_EQ(json_object_get(body.get(), "hint"), nullptr);
}

} // namespace
} // namespace viginti::shim
