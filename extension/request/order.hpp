/*
 * Order: by what records are sorted, as the client named it.
 */
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace viginti::request {

enum class Direction : std::uint8_t { AscNullsFirst, AscNullsLast, DescNullsFirst, DescNullsLast };

struct OrderItem {
    std::vector<std::string> path;
    Direction direction = Direction::AscNullsFirst;
    std::size_t position = 0;
};

} // namespace viginti::request
