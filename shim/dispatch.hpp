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

/* Reads asked in one statement: each further one saves the round trip and the server's work around a statement. */
inline constexpr std::size_t most_in_statement = 8;

/* A call that has run this long is not a quick one; nothing is sent behind it. */
inline constexpr Milliseconds quick_run{3};

/* A call that has run this long holds up those behind it, and is worth a cancellation when nobody
 * waits for it. */
inline constexpr Milliseconds slow_run{8};

struct Load {
    bool usable;        /* connected, nothing being cancelled */
    bool kept;          /* one of the connections that always stay open */
    bool reads;         /* everything in flight is a read */
    bool takes_several; /* more than one read in a statement */
    unsigned in_flight;
    Clock::duration head; /* how long the call at the head has run */
};

/* Larger answers do not fit the server's buffer, which sends them one by one: no read with one is cheap. */
inline constexpr std::int64_t cheap_bytes{8192};

/* A cheap read is held back for a fuller statement as long as what runs has not run for this long. */
inline constexpr Milliseconds longest_hold{1};

/* What recent reads were like: moving means, each new read counts a sixteenth. One that takes very
 * long, or answers very much, says no more about the others than one at a limit. */
class Pace {
  public:
    /* Reads are cheap that take less on average: what surrounds them, a round trip and the waking of
     * a backend, costs more. They are so once some were. */
    explicit Pace(Clock::duration cheap_run) : cheap_run_(cheap_run), mean_run_(cheap_run) {}
    void note(Clock::duration run, std::size_t answer_bytes);
    bool is_quick() const { return slow_share_ < one / 4; }
    bool is_cheap() const { return mean_run_ < cheap_run_ && mean_bytes_ < cheap_bytes; }

  private:
    static constexpr int one = 1 << 16;
    int slow_share_ = 0; /* of reads that took quick_run or longer, in 1/one */
    Clock::duration cheap_run_;
    Clock::duration mean_run_;
    std::int64_t mean_bytes_ = 0;
};

/* Index of an idle backend, a kept one first. */
std::optional<std::size_t> idle_backend(std::span<const Load> loads);

/* What is to be sent. Only a read may be sent behind others, while most reads are quick. */
enum class Call : std::uint8_t { QuickRead, Read, Write };

/*
 * Index of the backend to send to; nothing when the call has to wait. A read that has run for
 * held_after gives its turn to another. When there can be no further backend (is_full) writes leave
 * one to reads, which would wait for them otherwise.
 */
std::optional<std::size_t> choose_backend(std::span<const Load> loads, Call call,
                                          Milliseconds held_after = slow_run, bool is_full = false);

/* How many of the cheap reads that wait go to the chosen backend in one statement. */
std::size_t share_of(const Load &chosen, std::size_t waiting);

/*
 * Whether so few cheap reads rather wait for the backend that is at others than go to the chosen, idle one.
 */
bool is_worth_waiting(std::span<const Load> loads, std::size_t chosen, std::size_t waiting);

/* Whether writes have all backends but the one they leave to reads. */
bool is_left_to_reads(std::span<const Load> loads);

/* Whether one more backend would help a call that found none. */
bool wants_another(std::span<const Load> loads, Call call, Milliseconds held_after = slow_run);

} // namespace viginti::shim
