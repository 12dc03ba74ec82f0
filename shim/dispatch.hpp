/*
 * The choice of a backend for a call, and when one more is worth opening. Pure functions of how
 * busy each backend is and of how long recent reads took.
 *
 * An idle backend goes first: nothing is ahead there. Sending a call behind another hides a round
 * trip and saves the server a change of process, which pays while calls take little more than that.
 * So reads (GET, HEAD) share a backend as long as most recent reads were quick; once they are slow,
 * each call gets a backend to itself. Reads compute: no more of them run at a time than there are
 * kept backends, one a core, beside those that have run for long and may well wait for a lock. More
 * would only take each other's turns, as long as pressure.hpp says why. A write always runs alone: it waits for its own locks and its own commit,
 * nothing waits for it, and concurrent writes stand on different backends, where the server commits
 * them as a group.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "clock.hpp"

namespace viginti::shim {

/* Calls in flight on one backend: enough to hide the round trip. */
inline constexpr unsigned most_in_flight = 8;

/* A call that has run this long is not a quick one; nothing is sent behind it. */
inline constexpr Milliseconds quick_run{3};

/* A call that has run this long holds up those behind it, and is worth a cancellation when nobody
 * waits for it. */
inline constexpr Milliseconds slow_run{8};

struct Load {
    bool usable; /* connected, nothing being cancelled */
    bool kept;   /* one of the connections that always stay open */
    bool reads;  /* everything in flight is a read */
    unsigned in_flight;
    Clock::duration head; /* how long the call at the head has run */
};

/* Whether most recent reads were quick: a moving share, each new read counts a sixteenth. */
class Pace {
  public:
    void note(Clock::duration run);
    bool is_quick() const { return slow_share_ < one / 4; }

  private:
    static constexpr int one = 1 << 16;
    int slow_share_ = 0; /* of reads that took quick_run or longer, in 1/one */
};

/* Index of an idle backend, a kept one first. */
std::optional<std::size_t> idle_backend(std::span<const Load> loads);

/* What is to be sent. Only a read may be sent behind others, while most reads are quick. */
enum class Call : std::uint8_t { QuickRead, Read, Write };

/*
 * Index of the backend to send to; nothing when the call has to wait. A read that has run for
 * held_after gives its turn to another.
 */
std::optional<std::size_t> choose_backend(std::span<const Load> loads, Call call,
                                          Milliseconds held_after = slow_run);

/* Whether one more backend would help a call that found none. */
bool wants_another(std::span<const Load> loads, Call call, Milliseconds held_after = slow_run);

} // namespace viginti::shim
