#include "dispatch.hpp"

namespace viginti::shim {

namespace {

std::optional<std::size_t> idle_one(std::span<const Load> loads, bool kept)
{
    for (std::size_t i = 0; i < loads.size(); ++i)
        if (loads[i].usable && loads[i].kept == kept && loads[i].in_flight == 0)
            return i;
    return std::nullopt;
}

std::optional<std::size_t> shortest_one(std::span<const Load> loads, bool kept)
{
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < loads.size(); ++i) {
        const Load &load = loads[i];
        if (!load.usable || load.kept != kept || !load.reads || load.in_flight >= most_in_flight ||
            load.head >= quick_run)
            continue;
        if (!best || load.in_flight < loads[*best].in_flight)
            best = i;
    }
    return best;
}

} // namespace

std::optional<std::size_t> choose_backend(std::span<const Load> loads, bool is_read)
{
    if (const auto found = idle_one(loads, true))
        return found;
    if (is_read)
        if (const auto found = shortest_one(loads, true))
            return found;
    if (const auto found = idle_one(loads, false))
        return found;
    return is_read ? shortest_one(loads, false) : std::nullopt;
}

} // namespace viginti::shim
