#include "dispatch.hpp"

#include <algorithm>

namespace viginti::shim {

namespace {

bool takes_reads(const Load &load)
{
    return load.usable && load.reads && load.head < quick_run;
}

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
        if (load.kept != kept || !takes_reads(load) || load.in_flight >= most_in_flight)
            continue;
        if (!best || load.in_flight < loads[*best].in_flight)
            best = i;
    }
    return best;
}

/* Whether one more read may run beside those that do. */
bool has_turn_for_read(std::span<const Load> loads, Milliseconds held_after)
{
    const auto kept = [](const Load &load) { return load.kept; };
    const auto computes = [held_after](const Load &load) {
        return load.in_flight > 0 && load.reads && load.head < held_after;
    };
    return std::count_if(loads.begin(), loads.end(), computes) <
           std::count_if(loads.begin(), loads.end(), kept);
}

} // namespace

void Pace::note(Clock::duration run, std::size_t answer_bytes)
{
    const auto bytes = static_cast<std::int64_t>(
        std::min(answer_bytes, std::size_t{4} * static_cast<std::size_t>(cheap_bytes)));
    slow_share_ += ((run >= quick_run ? one : 0) - slow_share_) / 16;
    mean_run_ += (std::min<Clock::duration>(run, longest_hold) - mean_run_) / 16;
    mean_bytes_ += (bytes - mean_bytes_) / 16;
}

std::optional<std::size_t> idle_backend(std::span<const Load> loads)
{
    const auto found = idle_one(loads, true);
    return found ? found : idle_one(loads, false);
}

std::optional<std::size_t> choose_backend(std::span<const Load> loads, Call call,
                                          Milliseconds held_after, bool is_full)
{
    if (call == Call::Write)
        return is_full && is_left_to_reads(loads) ? std::nullopt : idle_backend(loads);
    const bool may_run_alone = has_turn_for_read(loads, held_after);
    for (const bool kept : {true, false}) {
        if (const auto found = may_run_alone ? idle_one(loads, kept) : std::nullopt)
            return found;
        if (const auto found = call == Call::QuickRead ? shortest_one(loads, kept) : std::nullopt)
            return found;
    }
    return std::nullopt;
}

std::size_t share_of(const Load &chosen, std::size_t waiting)
{
    if (!chosen.takes_several)
        return 1;
    const std::size_t room =
        most_in_flight > chosen.in_flight ? most_in_flight - chosen.in_flight : 1;
    return std::min({waiting, most_in_statement, room});
}

bool is_worth_waiting(std::span<const Load> loads, std::size_t chosen, std::size_t waiting)
{
    return loads[chosen].takes_several && loads[chosen].in_flight == 0 &&
           waiting < most_in_statement &&
           std::any_of(loads.begin(), loads.end(), [](const Load &load) {
               return takes_reads(load) && load.in_flight > 0 && load.head < longest_hold;
           });
}

bool is_left_to_reads(std::span<const Load> loads)
{
    return std::count_if(loads.begin(), loads.end(),
                         [](const Load &load) { return load.usable && load.reads; }) <= 1;
}

bool wants_another(std::span<const Load> loads, Call call, Milliseconds held_after)
{
    if (call == Call::Write)
        return true;
    return has_turn_for_read(loads, held_after) &&
           (call == Call::Read || std::none_of(loads.begin(), loads.end(), takes_reads));
}

} // namespace viginti::shim
