#include "pg/time_zone.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* All zones with a digit in their names (IANA): any other such name is a POSIX rule. */
constexpr std::array<std::string_view, 4> american{"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"};
constexpr std::array<std::string_view, 2> greenwich{"Etc/GMT", "GMT"};

bool may_have_digits(std::string_view name)
{
    auto const same = [&](std::string_view known) { return equal_ignoring_case(known, name); };
    if (std::any_of(american.begin(), american.end(), same))
        return true;
    /* GMT0, Etc/GMT+12 to Etc/GMT-14 */
    return std::any_of(greenwich.begin(), greenwich.end(), [&](std::string_view stem) {
        if (name.size() <= stem.size() || !equal_ignoring_case(name.substr(0, stem.size()), stem))
            return false;
        std::string_view offset = name.substr(stem.size());
        if (offset.front() == '+' || offset.front() == '-')
            offset.remove_prefix(1);
        auto const hours = parse_integer(offset);
        return hours && offset.size() <= 2 && *hours >= 0 && *hours <= 14;
    });
}

} // namespace

bool is_time_zone(const std::string &name)
{
    bool const has_digit = name.find_first_of("0123456789") != name.npos;
    if (name.empty() || (has_digit && !may_have_digits(name)))
        return false;
    const char *const text = name.c_str();
    return guarded([&] { return pg_tzset(text) != nullptr; });
}

} // namespace viginti::pg
