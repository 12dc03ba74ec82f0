/*
 * Pressure: whether there is more work than processors on this machine, which most often is the
 * server's too. Then more calls at a time only take each other's turns: every one of them holds its
 * locks for longer, and each backend has plans and a model of its own to keep up to date.
 *
 * The kernel counts for each thread how long it ran and how long it was ready and had to wait for a
 * processor (/proc/thread-self/schedstat). The loop itself is the probe: it works in short bursts.
 * Where the kernel does not tell, pressure is never high.
 */
#pragma once

#include <cstdint>

#include "clock.hpp"
#include "handles.hpp"

namespace viginti::shim {

class Pressure {
  public:
    /* Looks anew if the last look is a while ago; always from the thread of the loop. */
    void look(Instant now);

    /* Nanoseconds on a processor and waiting for one since the last time. */
    void note(std::uint64_t ran, std::uint64_t waited);

    /* Of late the loop waited for a processor for longer than it had one. */
    bool is_high() const { return waited_ > ran_; }

  private:
    Fd counters_;
    bool is_open_ = false;
    Instant next_look_{};
    std::uint64_t last_ran_ = 0, last_waited_ = 0;
    std::uint64_t ran_ = 0, waited_ = 0; /* halved with each note */
};

} // namespace viginti::shim
