/*
 * Pool: the database connections of one loop: which one a call goes to, how many there are, and
 * what is cancelled.
 *
 * A call stays where it was sent, with one exception: a read behind a call that turns out slow is
 * sent once more to a backend that idles, as the first one there, and the result at its old place
 * is dropped. That costs the server one quick read; without it the read would wait as long as the
 * slow call runs.
 */
#pragma once

#include <memory>
#include <vector>

#include "backend.hpp"
#include "cancel.hpp"
#include "pressure.hpp"

namespace viginti::shim {

class Pool {
  public:
    enum class Sent : std::uint8_t { Yes, NoRoom, Held, Lost };

    /* options and the epoll outlive the pool; wake_fd is signalled when a cancellation is through. */
    Pool(const Options &options, int epoll_fd, int wake_fd);
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;

    bool is_ready() const { return is_ready_; } /* at least one connection takes calls */
    bool is_down() const { return is_down_; }   /* none does, and the last attempt failed */
    bool is_busy() const;

    struct Delivery {
        Sent sent;
        std::size_t count; /* of calls that went, from the first on */
    };

    /* Whether the call may share a statement with others. */
    bool may_share(const Exchange &exchange) const;

    /* Sends the first call, and as many of the others, which may all share a statement, as go well
     * with it. Held: it is worth a moment's waiting for more. Lost: that connection broke, nothing
     * was sent. */
    Delivery send(std::span<Exchange *const> calls, Instant now);

    /* Whether writes have all they may have: a read that passes those that wait takes nothing from them. */
    bool has_only_reads_left(Instant now);

    /* Sends reads behind slow calls to idle backends; to be called when nothing else wants those. */
    void move_held_up(Instant now);

    /* Nobody waits for this exchange's call any more; if it runs for long it is cancelled. */
    void abandon(const Exchange &exchange);

    /* Calls act with each exchange that waits for its result. */
    template <class Act>
    void each_exchange(const Act &act) const
    {
        for (const auto &backend : backends_)
            for (const Backend::Flight &flight : backend->flights())
                if (flight.exchange != nullptr)
                    act(*flight.exchange);
    }

    void on_event(Backend &backend, std::uint32_t events, Instant now);

    /* Takes note of cancellations that are through. */
    void on_wake(Instant now);

    /* Moves the calls that ended since the last time to the end of finished. */
    void take_finished(std::vector<Finished> &finished);

    /* What time alone brings about. waiting: the call at the head of the queue, if any. */
    void tend(const Exchange *waiting, Instant now);

    /* When a connection is due to be made or given up. */
    Instant due() const;

    /* Abandons and cancels everything, and waits for the cancellations. */
    void abandon_all(Instant now);
    void await_cancels();

  private:
    std::span<const Load> weigh(Instant now);
    Call call_of(const Exchange &exchange) const;
    Milliseconds held_after() const;
    bool is_full() const;
    bool is_held_up(const Backend &backend, Instant now) const;
    void note_ready();
    void connect_due(Instant now);
    void drop_spare(Instant now);
    bool has_held_up(Instant now) const;
    void grow(const Exchange *waiting, Instant now);
    void cancel_abandoned(Instant now);

    const Options &options_;
    const int epoll_fd_;
    Pace pace_;
    Pressure pressure_;
    std::vector<std::unique_ptr<Backend>> backends_;
    std::vector<Finished> finished_;
    std::vector<Load> loads_;
    Canceller canceller_;
    Instant next_growth_{}; /* after a failed growth: not before */
    bool is_ready_ = false;
    bool is_down_ = false;
    bool has_changed_ = true; /* a backend came up or was lost */
};

} // namespace viginti::shim
