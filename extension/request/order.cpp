#include "request/order.hpp"

#include <array>

namespace viginti::request {

namespace {

struct DirectionName {
    std::string_view name;
    Direction direction;
};
constexpr std::array directions{
    DirectionName{"AscNullsFirst", Direction::AscNullsFirst},
    DirectionName{"AscNullsLast", Direction::AscNullsLast},
    DirectionName{"DescNullsFirst", Direction::DescNullsFirst},
    DirectionName{"DescNullsLast", Direction::DescNullsLast},
};

} // namespace

std::optional<Direction> parse_direction(std::string_view name) noexcept
{
    for (const DirectionName &row : directions)
        if (row.name == name)
            return row.direction;
    return std::nullopt;
}

} // namespace viginti::request
