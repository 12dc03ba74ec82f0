/*
 * Loop: everything one thread does. One epoll holds the HTTP server's own epoll, the sockets of
 * the database connections, the sockets of clients that have waited for some time, and an eventfd
 * for other threads. Nothing here blocks except the wait for events.
 *
 * A complete request goes to the end of a bounded queue; the queue is served in order, so that nothing
 * overtakes a request that needs an idle backend; only reads pass writes for a backend writes may not have.
 */
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "pool.hpp"
#include "server.hpp"
#include "streams.hpp"

namespace viginti::shim {

class Loop {
  public:
    /* on_ready is called each time the first connection is up. Throws when a descriptor or the
     * HTTP server cannot be had. options outlive the loop. */
    Loop(const Options &options, Fd listener, std::function<void()> on_ready);
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    /* Runs until stopped and drained. */
    void run();

    /* From any thread: accept nothing more, answer what is there, end. */
    void stop();

  private:
    static bool submit(void *loop, Exchange &exchange);
    static void forget(void *loop, Exchange &exchange);

    int wait_time(Instant now) const;
    void on_wake();
    void on_hang_up(Exchange &exchange);
    std::span<Exchange *const> next_calls();
    void note_sent(Exchange &exchange);
    bool overtake();
    void dispatch();
    void answer_finished();
    void move_streams();
    void tend_streams();
    void answer(Exchange &exchange);
    void refuse(Exchange &exchange, const Problem &problem);
    void unlist(Exchange &exchange);
    void watch(Exchange &exchange);
    void unwatch(Exchange &exchange);

    void tend(); /* what time alone brings about */
    void tend_sent();
    void tend_queue();

    void begin_drain();
    bool is_drained() const;
    void end_drain();

    const Options &options_;
    const std::function<void()> on_ready_;
    Instant now_;
    Fd epoll_;
    Fd wake_;
    Watch wake_watch_{Watch::Kind::Wake, this};
    Watch server_watch_{Watch::Kind::Server, this};
    std::atomic<bool> stop_requested_{false};
    std::deque<Exchange *> queue_;
    std::vector<Exchange *> next_;
    Pool pool_;
    Streams streams_;
    std::vector<Finished> finished_;
    Server server_;
    Instant next_tend_{};
    Instant next_sweep_{};
    Instant drain_deadline_{};
    bool server_due_ = true; /* the HTTP server has something to do */
    bool was_ready_ = false;
    bool is_draining_ = false;
    bool is_over_ = false;
};

} // namespace viginti::shim
