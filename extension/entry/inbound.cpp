#include "entry/inbound.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace viginti::entry {

std::string_view Inbound::path() const
{
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Inbound::query() const
{
    auto const mark = target.find('?');
    return mark == std::string::npos ? std::string_view()
                                     : std::string_view(target).substr(mark + 1);
}

std::optional<std::string_view> Inbound::find_header(std::string_view name) const
{
    std::string_view rest = headers;
    while (!rest.empty()) {
        auto const end = std::min(rest.find('\n'), rest.size());
        std::string_view const line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        auto const colon = line.find(':');
        if (colon == line.npos || !equal_ignoring_case(line.substr(0, colon), name))
            continue;
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
            value.remove_prefix(1);
        while (!value.empty() && (value.back() == ' ' || value.back() == '\r'))
            value.remove_suffix(1);
        return value;
    }
    return std::nullopt;
}

bool Inbound::wants_problem() const
{
    return header("accept").find("application/problem+json") != std::string_view::npos;
}

} // namespace viginti::entry
