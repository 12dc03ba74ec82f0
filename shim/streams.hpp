/*
 * Streams: the connections of one loop that carry long answers, and the requests that wait for one.
 *
 * They are few, made when asked for and closed when nobody needs them; the pool of quick calls is
 * not touched by them. Requests are served in order.
 */
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "cancel.hpp"
#include "stream.hpp"

namespace viginti::shim {

class Streams {
  public:
    /* options and the epoll outlive it; wake_fd is signalled when a cancellation is through. */
    Streams(const Options &options, int epoll_fd, int wake_fd);
    Streams(const Streams &) = delete;
    Streams &operator=(const Streams &) = delete;

    std::size_t waiting() const { return queue_.size(); }
    bool is_busy() const;

    /* Takes a request to the end of the queue. */
    void add(Exchange &exchange) { queue_.push_back(&exchange); }

    /* Gives waiting requests to free streams. */
    void dispatch(Instant now);

    void on_event(Stream &stream, std::uint32_t events, Instant now);

    /* The HTTP server has run: clients may have taken what was read. */
    void after_server(Instant now);

    /* The exchange ends or waits no more: out of the queue, or its stream is cancelled. */
    void forget(const Exchange &exchange);

    /* Cuts its answer off, which has begun; the client is to see that it is not whole. */
    void cut(Exchange &exchange);

    /* Calls act with each exchange that waits for a stream or has one. */
    template <class Act>
    void each_exchange(const Act &act) const
    {
        for (Exchange *const exchange : queue_)
            act(*exchange);
        for (const auto &stream : streams_)
            if (stream->exchange() != nullptr)
                act(*stream->exchange());
    }

    /* What the loop has to do since the last time. */
    Moved take_moved() { return std::exchange(moved_, {}); }

    void on_wake();

    /* What time alone brings about: connections, cancellations. Those that waited too long for a
     * stream or for the server without an answer begun are appended to queued and to slow. */
    void tend(Instant now, std::vector<Exchange *> &queued, std::vector<Exchange *> &slow);

    /* When a connection is due to be made or given up. */
    Instant due() const;

    /* Cancels everything, and waits for that. */
    void cancel_all(Instant now);
    void await_cancels();

  private:
    void check_times(Stream &stream, Instant now, std::vector<Exchange *> &slow);

    const Options &options_;
    const int epoll_fd_;
    std::vector<std::unique_ptr<Stream>> streams_;
    std::deque<Exchange *> queue_;
    Moved moved_;
    Canceller canceller_;
};

} // namespace viginti::shim
