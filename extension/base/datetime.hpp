/*
 * Dates and instants as clients write them, to one canonical text (spec/core-rest.md §15: ISO 8601
 * first, then a list of loose forms; a text without zone is UTC; a date alone is UTC midnight).
 */
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace viginti {

/* "YYYY-MM-DD", years 0001 to 9999; of a date-time its own date part. */
std::optional<std::string> parse_date(std::string_view text);

/* "YYYY-MM-DDTHH:MM:SS.mmmZ" in UTC; finer fractions are cut. Leap seconds are refused. */
std::optional<std::string> parse_date_time(std::string_view text);

} // namespace viginti
