/*
 * Backend: one connection to PostgreSQL, in pipeline mode, driven by events and never waited for.
 *
 * A call is one statement and one Sync, so that it is a transaction of its own and an error touches
 * no neighbour. It is finished when its Sync is answered, not when its row is there: only then is
 * it committed. Calls are answered in the order they were sent; an abandoned call keeps its place
 * and its result is dropped.
 *
 * Quick reads may share a statement: a row each, and each is finished by its row. A refusal is a row,
 * too; where the statement fails, those without a row are asked again, alone.
 */
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "dispatch.hpp"
#include "exchange.hpp"
#include "link.hpp"
#include "options.hpp"

namespace viginti::shim {

/* A call that came to its end; the result is null when the connection was lost. */
struct Finished {
    Exchange *exchange;
    ResultPtr result;
    bool was_cancelled; /* a cancellation was under way, perhaps meant for the call before it */
    bool was_shared =
        false; /* the statement it shared with other reads failed: it is to be asked alone */
};

class Backend {
  public:
    enum class State : std::uint8_t { Closed, Connecting, Preparing, Ready };

    struct Flight {
        Exchange *exchange; /* null: nobody waits for it any more */
        Instant head_since; /* when everything ahead of it was done */
        bool is_read;
        bool is_moved;  /* it was sent elsewhere too, where its result is awaited */
        bool is_shared; /* others are in its statement, whose rows come one by one */
        bool is_last;   /* of its statement: it ends with the Sync */
        ResultPtr result;
    };

    /* options, the epoll and the pace, which is told how long reads run, outlive the backend. */
    Backend(const Options &options, int epoll_fd, bool kept, Pace &pace);
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    State state() const { return state_; }
    bool kept() const { return kept_; }
    std::uint64_t serial() const { return serial_; }
    const std::deque<Flight> &flights() const { return flights_; }
    const std::string &failure() const { return failure_; }
    Instant idle_since() const { return idle_since_; }
    Load load(Instant now) const;

    /* When to call connect or give up connecting; Instant::max() when neither is due. */
    Instant due() const { return state_ == State::Ready ? Instant::max() : due_; }

    /* Begins to connect, or, while connecting, takes note that it has taken too long. */
    void connect(Instant now);

    /* Works off an epoll event; calls that end on the way are appended to finished. */
    void on_event(std::uint32_t events, Instant now, std::vector<Finished> &finished);

    /* Sends a call, or several reads in one statement. False: the connection is lost, nothing was sent. */
    bool send(std::span<Exchange *const> calls, Instant now, std::vector<Finished> &finished);

    /* Nobody waits for this call any more. */
    void abandon(std::size_t flight) { flights_[flight].exchange = nullptr; }

    /* The same, because it was sent to another backend. */
    void move_away(std::size_t flight)
    {
        abandon(flight);
        flights_[flight].is_moved = true;
    }

    /* Whether nobody waits for what runs now, it is slow, and no cancellation is on its way. A call
     * sent elsewhere is not worth the risk that the cancellation comes late and hits the next. */
    bool wants_cancel(Instant now) const;

    /* A handle to cancel what runs now; until that is through and had its effect nothing is sent
     * here. */
    CancelPtr begin_cancel(Instant now);
    bool cancelling() const { return cancelling_; }
    void cancel_returned(Instant now);

    /* Closes a connection with nothing in flight for good. */
    void close();

  private:
    void poll_connection(Instant now);
    void prepare(Instant now);
    void read_results(Instant now, std::vector<Finished> &finished);
    bool send_one(const Exchange &exchange);
    bool send_shared(std::span<Exchange *const> calls);
    void expect_rows();
    void end_preparing(Instant now);
    void end_statement(Instant now, std::vector<Finished> &finished);
    void take_result(ResultPtr result, Instant now, std::vector<Finished> &finished);
    void note_trouble(const PGresult *result);
    void finish_head(Instant now, std::vector<Finished> &finished);
    void fail_connect(Instant now, const std::string &reason);
    void lose(Instant now, std::vector<Finished> &finished);
    void flush();
    void settle(Instant now);
    void rest(Instant now);

    const Options &options_;
    const bool kept_;
    Pace &pace_;
    Watch watch_{Watch::Kind::Backend, this};
    Link link_;
    State state_ = State::Closed;
    std::uint64_t serial_ = 0; /* of the connection: a late cancellation must find its own */
    std::deque<Flight> flights_;
    bool cancelling_ = false;
    bool cancel_returned_ = false;
    Instant cancelled_at_{};
    bool takes_several_ = false; /* the statements for several reads are prepared */
    bool is_spent_ = false;      /* to be replaced once nothing is in flight */
    unsigned empty_reads_ = 0;
    Instant due_{};
    Instant idle_since_{};
    Milliseconds backoff_{};
    std::string failure_; /* why the last attempt to connect failed */
};

} // namespace viginti::shim
