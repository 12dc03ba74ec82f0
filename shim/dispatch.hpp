/*
 * The choice of a backend for a call. A pure function of how busy each backend is.
 *
 * An idle backend goes first: nothing is ahead there. Only when all kept backends are busy is a
 * call sent behind another, and only if both are reads (GET, HEAD): a read may be given up and
 * sent again elsewhere when the one ahead turns out slow, a write may not. So a write runs alone:
 * it waits for nothing but its own locks and its own commit, nothing waits for it, and concurrent
 * writes stand on different backends, where the server commits them as a group. Backends beyond
 * the kept ones exist only under such load; reads use them when the kept ones are held up.
 */
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "clock.hpp"

namespace viginti::shim {

/* Calls in flight on one backend: enough to hide the round trip, few enough to move elsewhere. */
inline constexpr unsigned most_in_flight = 8;

/* A call that has run this long is not a quick one; nothing is sent behind it. */
inline constexpr Milliseconds quick_run{3};

/* A call that has run this long gives up those behind it: they are sent again elsewhere. */
inline constexpr Milliseconds slow_run{8};

struct Load {
    bool usable; /* connected, nothing being cancelled */
    bool kept;   /* one of the connections that always stay open */
    bool reads;  /* everything in flight is a read */
    unsigned in_flight;
    Clock::duration head; /* how long the call at the head has run */
};

/* Index of the backend to send to; nothing when the call has to wait. */
std::optional<std::size_t> choose_backend(std::span<const Load> loads, bool is_read);

} // namespace viginti::shim
