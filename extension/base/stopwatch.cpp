#include "base/stopwatch.hpp"

#include <string_view>
#include <utility>

namespace viginti {

constinit Stopwatch *running_stopwatch = nullptr;

namespace {

/* By their places in Phase; what is between them is in the total alone. */
constexpr std::array<std::string_view, static_cast<std::size_t>(Phase::Rest)> names = {
    "authenticate", "parse", "resolve", "compile", "execute", "write"};

void append_duration(std::string &text, Times::Duration duration)
{
    auto const microseconds = std::chrono::floor<std::chrono::microseconds>(duration).count();
    std::string const digits = std::to_string(microseconds % 1000);
    text += ";dur=";
    text += std::to_string(microseconds / 1000);
    text += '.';
    text.append(3 - digits.size(), '0');
    text += digits;
}

} // namespace

std::string server_timing(const Times &times)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += names[i];
        if (static_cast<Phase>(i) == Phase::Compile && times.looked_up > 0)
            text += times.compiled == 0 ? ";desc=\"hit\"" : ";desc=\"miss\"";
        append_duration(text, times.spent[i]);
        text += ", ";
    }
    text += "total";
    append_duration(text, times.total);
    return text;
}

Stopwatch::Stopwatch(bool is_asked) : outer_(running_stopwatch)
{
    running_stopwatch = is_asked ? this : nullptr;
    if (is_asked)
        begun_ = since_ = Clock::now();
}

Stopwatch::~Stopwatch()
{
    running_stopwatch = outer_;
}

Phase Stopwatch::enter(Phase phase) noexcept
{
    Clock::time_point const now = Clock::now();
    times_.spent[static_cast<std::size_t>(phase_)] += now - since_;
    since_ = now;
    /* Nothing of a request is read before its key is proved. */
    is_known_ = is_known_ || phase == Phase::Parse;
    return std::exchange(phase_, phase);
}

Times Stopwatch::times() noexcept
{
    enter(phase_);
    times_.total = since_ - begun_;
    return times_;
}

void append_server_timing(std::string &lines)
{
    if (running_stopwatch == nullptr || !running_stopwatch->may_tell())
        return;
    lines += "Server-Timing: ";
    lines += server_timing(running_stopwatch->times());
    lines += '\n';
}

} // namespace viginti
