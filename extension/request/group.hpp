/*
 * GroupRequest: what a groupBy asks beside the filter (spec/core-rest.md §20): the values that make
 * a group, what is computed for each, and in which order groups come. Names are the caller's,
 * unresolved. The order and the page of the Request itself are those of the sample records and of
 * the groups.
 */
#pragma once

#include "request/order.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::request {

/* Day to Year are the start of a period, the next three its place in a week or a year. */
enum class Granularity : std::uint8_t {
    None, /* the value itself */
    Day,
    Week,
    Month,
    Quarter,
    Year,
    DayOfTheWeek,
    MonthOfTheYear,
    QuarterOfTheYear,
};
std::optional<Granularity> parse_granularity(std::string_view name) noexcept;
/* "DAY, WEEK, …": all of them, for hints. */
std::string_view granularity_names() noexcept;

enum class WeekStart : std::uint8_t { Monday, Sunday, Saturday };
std::optional<WeekStart> parse_week_start(std::string_view name) noexcept;

/*
 * One value of a group's key. The path's last step may be `unnest` behind an array: only the model
 * tells it from a field of that name.
 */
struct Dimension {
    std::vector<std::string> path;
    std::optional<Granularity> granularity;
    std::string time_zone; /* IANA name; empty: none was given */
    WeekStart week_start = WeekStart::Monday;
};

/* By a dimension, or by an aggregate when that is not empty. */
struct GroupOrder {
    std::vector<std::string> path;
    std::string granularity; /* as the client wrote it; empty: none was given */
    std::string aggregate;
    Direction direction = Direction::AscNullsFirst;
};

struct GroupRequest {
    std::vector<Dimension> dimensions;
    std::vector<std::string> aggregates;
    std::vector<GroupOrder> order;
    bool with_sample = false; /* some records of each group */
    int sample_offset = 0;    /* records of each group the sample passes over */
};

} // namespace viginti::request
