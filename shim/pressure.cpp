#include "pressure.hpp"

#include <array>
#include <charconv>

#include <fcntl.h>
#include <unistd.h>

namespace viginti::shim {

namespace {

constexpr Milliseconds look_pause{50};

/* The next number of a text of numbers and blanks; 0 where there is none. */
std::uint64_t take_number(const char *&at, const char *end)
{
    while (at < end && *at == ' ')
        ++at;
    std::uint64_t number = 0;
    at = std::from_chars(at, end, number).ptr;
    return number;
}

} // namespace

void Pressure::look(Instant now)
{
    if (now < next_look_)
        return;
    next_look_ = now + look_pause;
    const bool is_first = !is_open_;
    if (is_first) {
        counters_ = Fd(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC));
        is_open_ = true;
    }
    std::array<char, 100> text{};
    const ssize_t length =
        counters_.get() < 0 ? -1 : ::pread(counters_.get(), text.data(), text.size(), 0);
    if (length <= 0)
        return;
    const char *at = text.data();
    const std::uint64_t ran = take_number(at, at + length);
    const std::uint64_t waited = take_number(at, text.data() + length);
    if (!is_first)
        note(ran - last_ran_, waited - last_waited_);
    last_ran_ = ran;
    last_waited_ = waited;
}

void Pressure::note(std::uint64_t ran, std::uint64_t waited)
{
    ran_ = ran_ / 2 + ran;
    waited_ = waited_ / 2 + waited;
}

} // namespace viginti::shim
