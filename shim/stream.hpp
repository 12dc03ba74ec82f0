/*
 * Stream: one connection to PostgreSQL that carries one long answer at a time, row by row.
 *
 * It reads ahead of the client by a bounded number of bytes and then leaves the rest with the
 * server, whose own sending stops. An answer nobody waits for any more is cancelled, and what still
 * comes of it is dropped; then the connection serves the next.
 */
#pragma once

#include <cstdint>
#include <vector>

#include "exchange.hpp"
#include "link.hpp"
#include "options.hpp"

namespace viginti::shim {

/* What the loop has to do for exchanges whose streams moved. */
struct Moved {
    std::vector<Exchange *> answered; /* they have their response */
    std::vector<Exchange *> woken;    /* suspended, and there is something to take */
};

class Stream {
  public:
    enum class State : std::uint8_t { Closed, Connecting, Ready };

    /* options and the epoll outlive the stream. */
    Stream(const Options &options, int epoll_fd);
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    State state() const { return state_; }
    bool is_free() const { return state_ == State::Ready && !is_running_ && !cancelling_; }
    bool is_running() const { return is_running_; }
    Exchange *exchange() const { return exchange_; }
    std::uint64_t serial() const { return serial_; }
    Instant idle_since() const { return idle_since_; }
    Instant due() const { return state_ == State::Ready ? Instant::max() : due_; }

    /* Begins to connect, or, while connecting, takes note that it has taken too long. */
    void connect(Instant now);

    /* Asks for an answer. False: the connection is lost, nothing was asked. */
    bool start(Exchange &exchange, Instant now);

    void on_event(std::uint32_t events, Instant now, Moved &moved);

    /* Reads on where the client has taken enough of what was read before. */
    void go_on(Instant now, Moved &moved);

    /* Nobody waits for the answer any more. */
    void abandon();

    /* Since when the server has been waited for; nothing while it is the client's turn. */
    bool waits_for_server() const;
    Instant last_input() const { return last_input_; }

    /* A running answer nobody waits for, and no cancellation on its way. */
    bool wants_cancel(Instant now) const;
    CancelPtr begin_cancel(Instant now);
    bool cancelling() const { return cancelling_; }
    void cancel_returned();

  private:
    void pump(Instant now, Moved &moved);
    void take_row(ResultPtr row, Instant now, Moved &moved);
    void finish(Instant now, Moved &moved);
    void fail(ResultPtr error, Moved &moved);
    void lose(Instant now, Moved &moved);
    void fail_connect(Instant now);

    Watch watch_{Watch::Kind::Stream, this};
    Link link_;
    State state_ = State::Closed;
    Exchange *exchange_ = nullptr;
    bool is_running_ = false;
    bool is_paused_ = false;
    bool cancelling_ = false;
    bool cancel_returned_ = false;
    Instant cancelled_at_{};
    std::uint64_t serial_ = 0; /* of the connection: a late cancellation must find its own */
    Instant last_input_{};
    Instant idle_since_{};
    Instant due_{};
    Milliseconds backoff_{};
};

/* Has the exchange's answer cut off; it goes to `moved` where the server must be told. */
void break_off(Exchange &exchange, Moved &moved);

} // namespace viginti::shim
