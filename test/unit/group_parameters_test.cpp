#include "rest/group_parameters.hpp"

#include "base/limits.hpp"
#include "fault_of.hpp"
#include "rest/parameters.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using viginti::Code;
using viginti::Error;
using viginti::model::Dialect;
using viginti::model::dialects;
using viginti::request::Direction;
using viginti::request::Granularity;
using viginti::request::Request;
using viginti::request::WeekStart;
using Path = std::vector<std::string>;

constexpr const Dialect &standard = dialects[0];
constexpr const Dialect &twenty = dialects[1];

Request read(const std::string &query, const Dialect &dialect = twenty)
{
    return parse_record_request(
        viginti::rest::Route{viginti::rest::Operation::GroupBy, "people", {}},
        viginti::rest::parse_query_string(query), "", dialect);
}

Error fault(const std::string &query, const Dialect &dialect = twenty)
{
    return viginti::test::fault_of([&] { read(query, dialect); });
}

std::string message(const std::string &query)
{
    return fault(query).message;
}

const std::string by_stage = "group_by=[{\"stage\":true}]";

TEST(GroupParameters, EveryFormOfADimension)
{
    auto const group =
        *read("group_by=[{\"stage\":true},{\"name\":{\"firstName\":true}},{\"company\":{\"name\":"
              "{\"x\":true}}},{\"tags\":{\"unnest\":true}},{\"createdAt\":{\"granularity\":"
              "\"WEEK\",\"timeZone\":\"Europe/Paris\",\"weekStartDay\":\"SUNDAY\"}},{\"company\":"
              "{\"granularity\":true}}]")
             .group;
    ASSERT_EQ(group.dimensions.size(), 6u);
    EXPECT_EQ(group.dimensions[0].path, (Path{"stage"}));
    EXPECT_EQ(group.dimensions[1].path, (Path{"name", "firstName"}));
    EXPECT_EQ(group.dimensions[2].path, (Path{"company", "name", "x"}));
    EXPECT_EQ(group.dimensions[3].path, (Path{"tags", "unnest"}));
    EXPECT_EQ(group.dimensions[4].path, (Path{"createdAt"}));
    EXPECT_EQ(group.dimensions[4].granularity, Granularity::Week);
    EXPECT_EQ(group.dimensions[4].time_zone, "Europe/Paris");
    EXPECT_EQ(group.dimensions[4].week_start, WeekStart::Sunday);
    EXPECT_EQ(group.dimensions[5].path, (Path{"company", "granularity"}));
    EXPECT_FALSE(group.dimensions[5].granularity);
}

TEST(GroupParameters, EveryGranularityHasItsName)
{
    const char *const names[] = {"NONE",
                                 "DAY",
                                 "WEEK",
                                 "MONTH",
                                 "QUARTER",
                                 "YEAR",
                                 "DAY_OF_THE_WEEK",
                                 "MONTH_OF_THE_YEAR",
                                 "QUARTER_OF_THE_YEAR"};
    for (std::size_t i = 0; i < std::size(names); ++i) {
        std::string const query =
            "group_by=[{\"d\":{\"granularity\":\"" + std::string(names[i]) + "\"}}]";
        EXPECT_EQ(read(query).group->dimensions[0].granularity, static_cast<Granularity>(i));
        EXPECT_NE(viginti::request::granularity_names().find(names[i]), std::string::npos);
    }
}

TEST(GroupParameters, GroupByMustBeAnArrayOfObjects)
{
    for (const char *const query :
         {"", "group_by=", "group_by=stage", "group_by={}", "group_by=[]", "group_by=[1]",
          "group_by=[{}]", "group_by=[{\"a\":true}", "group_by=[{\"a\":true}]&group_by=[]",
          "group_by=[{\"a\":true,\"a\":true}]", "group_by=null"}) {
        Error const error = fault(query);
        EXPECT_EQ(error.message.rfind("Invalid group_by query parameter - should be a valid array "
                                      "of objects - ex: [{\"firstField\": true}, ",
                                      0),
                  0u)
            << query << ": " << error.message;
        EXPECT_EQ(error.status, 400);
        EXPECT_EQ(error.path, "group_by");
    }
    EXPECT_EQ(fault("group_by=[{\"a\":true},]").position, 12u);
}

TEST(GroupParameters, OneFieldAnElement)
{
    EXPECT_EQ(message("group_by=[{\"a\":true,\"b\":true}]"),
              "You cannot provide multiple fields in one GroupByInput, split them into multiple "
              "GroupByInput");
    EXPECT_EQ(message("group_by=[{\"a\":{\"b\":true,\"c\":true}}]"),
              "You cannot provide multiple subfields in one GroupByInput, split them into multiple "
              "GroupByInput");
}

TEST(GroupParameters, DefinitionsThatMeanNothing)
{
    for (const char *const value :
         {"false", "null", "1", "\"x\"", "{}", "[]", "{\"granularity\":\"HOUR\"}",
          "{\"granularity\":\"DAY\",\"other\":\"x\"}", "{\"granularity\":\"DAY\",\"timeZone\":1}",
          "{\"granularity\":\"WEEK\",\"weekStartDay\":\"FRIDAY\"}"})
        EXPECT_EQ(message("group_by=[{\"createdAt\":" + std::string(value) + "}]"),
                  "Invalid groupBy definition for field \"createdAt\"")
            << value;
    EXPECT_NE(fault("group_by=[{\"a\":{\"granularity\":\"HOUR\"}}]").hint.find("QUARTER"),
              std::string::npos);
}

TEST(GroupParameters, AggregatesAreNamesWithoutRepetition)
{
    EXPECT_EQ(read(by_stage + "&aggregate=[\"totalCount\",\"countEmptyName\",\"totalCount\"]")
                  .group->aggregates,
              (Path{"totalCount", "countEmptyName"}));
    EXPECT_TRUE(read(by_stage).group->aggregates.empty());
    EXPECT_TRUE(read(by_stage + "&aggregate=").group->aggregates.empty());
    for (const char *const text : {"totalCount", "{}", "[1]", "[\"a\"", "\"totalCount\""}) {
        Error const error = fault(by_stage + "&aggregate=" + text);
        EXPECT_EQ(error.message, "Invalid aggregate query parameter - should be a valid array of "
                                 "string - ex: [\"countNotEmptyId\", \"countEmptyField\"]");
        EXPECT_EQ(error.path, "aggregate");
    }
}

TEST(GroupParameters, EveryFormOfAnOrder)
{
    auto const order =
        read(by_stage + "&order_by=[{\"stage\":\"DescNullsLast\"},{\"name\":{\"firstName\":"
                        "\"AscNullsLast\"}},{\"createdAt\":{\"orderBy\":\"DescNullsFirst\","
                        "\"granularity\":\"MONTH\"}},{\"aggregate\":{\"totalCount\":"
                        "\"AscNullsFirst\"}},{\"aggregate\":\"AscNullsFirst\"}]")
            .group->order;
    ASSERT_EQ(order.size(), 5u);
    EXPECT_EQ(order[0].path, (Path{"stage"}));
    EXPECT_EQ(order[0].direction, Direction::DescNullsLast);
    EXPECT_EQ(order[1].path, (Path{"name", "firstName"}));
    EXPECT_EQ(order[2].path, (Path{"createdAt"}));
    EXPECT_EQ(order[2].granularity, "MONTH");
    EXPECT_EQ(order[2].direction, Direction::DescNullsFirst);
    EXPECT_EQ(order[3].aggregate, "totalCount");
    EXPECT_TRUE(order[3].path.empty());
    EXPECT_EQ(order[4].path, (Path{"aggregate"}));
    EXPECT_TRUE(order[4].aggregate.empty());
}

TEST(GroupParameters, OrdersThatAreNone)
{
    for (const char *const text :
         {"stage", "{}", "[1]", "[{}]", "[{\"a\":1}]", "[{\"a\":{}}]", "[{\"a\":true}]",
          "[{\"aggregate\":{}}]", "[{\"aggregate\":{\"totalCount\":1}}]",
          "[{\"a\":{\"orderBy\":\"AscNullsLast\",\"x\":\"y\"}}]"})
        EXPECT_EQ(message(by_stage + "&order_by=" + text)
                      .rfind("Invalid order_by query parameter - should be ", 0),
                  0u)
            << text;
    EXPECT_EQ(message(by_stage + "&order_by=[{\"a\":\"AscNullsLast\",\"b\":\"AscNullsLast\"}]"),
              "Please provide orderBy field criteria one by one in orderBy array");
    EXPECT_EQ(message(by_stage + "&order_by=[{\"aggregate\":{\"a\":\"AscNullsLast\",\"b\":"
                                 "\"AscNullsLast\"}}]"),
              "Please provide aggregate criteria one by one in orderBy array");
    Error const up = fault(by_stage + "&order_by=[{\"a\":\"up\"}]");
    EXPECT_EQ(up.message.rfind("'order_by' direction 'up' invalid. Allowed values are ", 0), 0u);
    EXPECT_EQ(up.code, Code::OrderInvalid);
}

TEST(GroupParameters, GroupsAreLimited)
{
    EXPECT_EQ(read(by_stage).page.limit, 50);
    EXPECT_EQ(read(by_stage + "&limit=0").page.limit, 50);
    EXPECT_EQ(read(by_stage + "&limit=3").page.limit, 3);
    EXPECT_EQ(read(by_stage + "&limit=1000").page.limit, 200);
    EXPECT_EQ(read(by_stage + "&limit=200", standard).page.limit, 200);
    EXPECT_EQ(fault(by_stage + "&limit=201", standard).message,
              "limit '201' is invalid. Should be an integer between 1 and 200");
    EXPECT_EQ(message(by_stage + "&limit=abc"), "limit 'abc' is invalid. Should be an integer");
}

TEST(GroupParameters, SamplesAreAskedForByTheExactWord)
{
    std::string const order = by_stage + "&order_by_for_records=name.firstName[DescNullsLast]";
    Request const request = read(order + "&include_records_sample=true");
    EXPECT_TRUE(request.group->with_sample);
    ASSERT_EQ(request.order.size(), 1u);
    EXPECT_EQ(request.order[0].path, (Path{"name", "firstName"}));
    for (const char *const word : {"", "1", "TRUE", "false"}) {
        Request const plain = read(order + "&include_records_sample=" + word);
        EXPECT_FALSE(plain.group->with_sample) << word;
        EXPECT_TRUE(plain.order.empty());
    }
    Error const error = fault(by_stage + "&order_by_for_records=name[up]");
    EXPECT_EQ(error.path, "order_by_for_records");
}

TEST(GroupParameters, AViewIsRefused)
{
    for (const std::string name : {"viewId", "view_id"}) {
        Error const error = fault(by_stage + "&" + name + "=x");
        EXPECT_EQ(error.message, "'" + name + "' is not supported: there are no views");
        EXPECT_EQ(error.path, name);
        EXPECT_NO_THROW(read(by_stage + "&" + name + "="));
    }
}

std::string many(std::size_t count, const std::string &element)
{
    std::string out = "[";
    for (std::size_t i = 0; i < count; ++i)
        out += (i == 0 ? "" : ",") + element;
    return out + "]";
}

TEST(GroupParameters, ListsHaveABound)
{
    namespace limits = viginti::limits;
    auto const group = [](std::size_t n) { return "group_by=" + many(n, "{\"a\":true}"); };
    EXPECT_NO_THROW(read(group(limits::group_dimensions)));
    EXPECT_EQ(fault(group(limits::group_dimensions + 1)).message,
              "'group_by' exceeds the limit group_dimensions: at most 8 elements");
    auto const aggregate = [](std::size_t n) {
        return by_stage + "&aggregate=" + many(n, "\"totalCount\"");
    };
    EXPECT_NO_THROW(read(aggregate(limits::group_aggregates)));
    EXPECT_EQ(fault(aggregate(limits::group_aggregates + 1)).code, Code::LimitExceeded);
    auto const order = [](std::size_t n) {
        return by_stage + "&order_by=" + many(n, "{\"a\":\"AscNullsLast\"}");
    };
    EXPECT_NO_THROW(read(order(limits::order_keys)));
    EXPECT_EQ(fault(order(limits::order_keys + 1)).code, Code::LimitExceeded);
}

} // namespace
