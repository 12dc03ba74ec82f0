#include "request/group.hpp"

#include <array>

namespace viginti::request {

namespace {

/* In the order of the enumerations. */
constexpr std::array<std::string_view, 9> granularities{"NONE",
                                                        "DAY",
                                                        "WEEK",
                                                        "MONTH",
                                                        "QUARTER",
                                                        "YEAR",
                                                        "DAY_OF_THE_WEEK",
                                                        "MONTH_OF_THE_YEAR",
                                                        "QUARTER_OF_THE_YEAR"};
static_assert(granularities.size() == static_cast<std::size_t>(Granularity::QuarterOfTheYear) + 1);

constexpr std::array<std::string_view, 3> week_starts{"MONDAY", "SUNDAY", "SATURDAY"};

template <class Enum, std::size_t Size>
std::optional<Enum> parse(const std::array<std::string_view, Size> &names, std::string_view name)
{
    for (std::size_t i = 0; i < Size; ++i)
        if (names[i] == name)
            return static_cast<Enum>(i);
    return {};
}

} // namespace

std::optional<Granularity> parse_granularity(std::string_view name) noexcept
{
    return parse<Granularity>(granularities, name);
}

std::string_view granularity_names() noexcept
{
    return "DAY, WEEK, MONTH, QUARTER, YEAR, DAY_OF_THE_WEEK, MONTH_OF_THE_YEAR, "
           "QUARTER_OF_THE_YEAR, NONE";
}

std::optional<WeekStart> parse_week_start(std::string_view name) noexcept
{
    return parse<WeekStart>(week_starts, name);
}

} // namespace viginti::request
