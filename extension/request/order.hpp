/*
 * Order: by what records are sorted, as the client named it.
 */
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::request {

enum class Direction : std::uint8_t { AscNullsFirst, AscNullsLast, DescNullsFirst, DescNullsLast };

/* "AscNullsFirst", …; nothing for another word. */
std::optional<Direction> parse_direction(std::string_view name) noexcept;

struct OrderItem {
    std::vector<std::string> path;
    Direction direction = Direction::AscNullsFirst;
    std::size_t position = 0;
};

} // namespace viginti::request
