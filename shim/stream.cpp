#include "stream.hpp"

#include <algorithm>
#include <string_view>

#include <sys/epoll.h>

#include "log.hpp"
#include "outflow.hpp"
#include "wire.hpp"

namespace viginti::shim {

namespace {

constexpr const char *stream_statement = "SELECT viginti.stream($1, $2, $3, $4)";

/* Read ahead of the client: enough to keep it busy over a pause of the server, no more. */
constexpr std::size_t most_held = 1u << 20;

constexpr Milliseconds first_backoff{50};
constexpr Milliseconds longest_backoff{1000};
constexpr Milliseconds connect_limit{10000};

/* A cancellation that comes before the server has begun the statement is lost; after this long
 * without effect it is sent again. */
constexpr Milliseconds cancel_pause{100};

std::uint64_t next_serial()
{
    thread_local std::uint64_t serial = 0;
    return ++serial;
}

void wake(Outflow &flow, Moved &moved)
{
    if (!flow.is_suspended)
        return;
    flow.is_suspended = false;
    moved.woken.push_back(flow.exchange);
}

} // namespace

void break_off(Exchange &exchange, Moved &moved)
{
    exchange.outflow->is_broken = true;
    wake(*exchange.outflow, moved);
}

Stream::Stream(const Options &options, int epoll_fd) : link_(options, epoll_fd, watch_) {}

void Stream::connect(Instant now)
{
    if (state_ != State::Closed) {
        fail_connect(now);
        return;
    }
    serial_ = next_serial();
    cancelling_ = cancel_returned_ = is_running_ = is_paused_ = false;
    state_ = State::Connecting;
    due_ = now + connect_limit;
    if (!link_.begin())
        fail_connect(now);
}

void Stream::fail_connect(Instant now)
{
    spdlog::debug("no connection for a stream: {}", link_.failure());
    link_.close();
    state_ = State::Closed;
    backoff_ = std::clamp(backoff_ * 2, first_backoff, longest_backoff);
    due_ = now + backoff_;
}

bool Stream::start(Exchange &exchange, Instant now)
{
    const CallArguments call(exchange);
    if (PQsendQueryParams(link_.get(), stream_statement, call.count, call.types, call.values,
                          call.lengths, call.formats, binary_format) != 1 ||
        PQsetSingleRowMode(link_.get()) != 1) {
        Moved nobody;
        lose(now, nobody);
        return false;
    }
    exchange_ = &exchange;
    is_running_ = true;
    is_paused_ = false;
    last_input_ = now;
    link_.watch(PQflush(link_.get()) == 1 ? EPOLLIN | EPOLLOUT : EPOLLIN);
    return true;
}

void Stream::on_event(std::uint32_t events, Instant now, Moved &moved)
{
    if (state_ == State::Closed)
        return;
    if (state_ == State::Connecting) {
        const Link::Progress progress = link_.poll();
        if (progress == Link::Progress::Failed)
            fail_connect(now);
        if (progress != Link::Progress::Up)
            return;
        state_ = State::Ready;
        backoff_ = Milliseconds{};
        idle_since_ = now;
        link_.watch(EPOLLIN);
        return;
    }
    const bool is_open =
        (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0 || PQconsumeInput(link_.get()) == 1;
    pump(now, moved);
    if (!is_open || PQstatus(link_.get()) == CONNECTION_BAD)
        lose(now, moved);
}

/* Works off what libpq has read, until the client has enough before it. */
void Stream::pump(Instant now, Moved &moved)
{
    while (is_running_ && PQisBusy(link_.get()) == 0) {
        if (exchange_ != nullptr && exchange_->outflow && exchange_->outflow->held >= most_held) {
            is_paused_ = true;
            link_.watch(0);
            return;
        }
        ResultPtr result(PQgetResult(link_.get()));
        if (!result) {
            finish(now, moved);
            break;
        }
        last_input_ = now;
        if (exchange_ == nullptr)
            continue;
        switch (PQresultStatus(result.get())) {
        case PGRES_SINGLE_TUPLE:
            take_row(std::move(result), now, moved);
            break;
        case PGRES_TUPLES_OK:
            if (exchange_->outflow)
                exchange_->outflow->is_complete = true;
            break;
        default:
            fail(std::move(result), moved);
            break;
        }
    }
    is_paused_ = false;
    link_.watch(PQflush(link_.get()) == 1 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Stream::take_row(ResultPtr row, Instant now, Moved &moved)
{
    if (exchange_->outflow) {
        exchange_->outflow->put(std::move(row), 0, now);
        wake(*exchange_->outflow, moved);
        return;
    }
    begin_outflow(*exchange_, std::move(row), now);
    moved.answered.push_back(exchange_);
    if (!exchange_->outflow)
        abandon();
}

/* The statement is through. */
void Stream::finish(Instant now, Moved &moved)
{
    is_running_ = false;
    idle_since_ = now;
    cancelling_ = cancelling_ && !cancel_returned_;
    if (exchange_ == nullptr)
        return;
    if (!exchange_->outflow) {
        answer_problem(*exchange_, problems::internal);
        moved.answered.push_back(exchange_);
    } else if (!exchange_->outflow->is_complete) {
        break_off(*exchange_, moved);
    } else {
        wake(*exchange_->outflow, moved);
    }
    exchange_ = nullptr;
}

/* An error of the server: the answer, if nothing has gone out yet; else nothing can tell it any
 * more but the end of the connection. A null result is a lost connection. */
void Stream::fail(ResultPtr error, Moved &moved)
{
    Exchange &exchange = *exchange_;
    exchange_ = nullptr;
    if (!exchange.outflow) {
        answer_result(exchange, std::move(error));
        moved.answered.push_back(&exchange);
        return;
    }
    spdlog::error("{} {} broke off: {}", exchange.method, path_of(exchange),
                  error ? one_line(PQresultErrorMessage(error.get())) : "connection lost");
    break_off(exchange, moved);
}

void Stream::lose(Instant now, Moved &moved)
{
    if (exchange_ != nullptr)
        fail(nullptr, moved);
    is_running_ = cancelling_ = false;
    link_.close();
    state_ = State::Closed;
    due_ = now;
}

void Stream::go_on(Instant now, Moved &moved)
{
    if (!is_paused_ || (exchange_ != nullptr && exchange_->outflow->held >= most_held / 2))
        return;
    last_input_ = now; /* the pause was ours */
    pump(now, moved);
}

void Stream::abandon()
{
    exchange_ = nullptr;
}

bool Stream::waits_for_server() const
{
    return exchange_ != nullptr && !is_paused_;
}

bool Stream::wants_cancel(Instant now) const
{
    return is_running_ && exchange_ == nullptr &&
           (!cancelling_ || (cancel_returned_ && now - cancelled_at_ >= cancel_pause));
}

CancelPtr Stream::begin_cancel(Instant now)
{
    CancelPtr cancel(PQgetCancel(link_.get()));
    if (cancel) {
        cancelling_ = true;
        cancel_returned_ = false;
        cancelled_at_ = now;
    }
    return cancel;
}

void Stream::cancel_returned()
{
    cancel_returned_ = true;
    cancelling_ = is_running_;
}

} // namespace viginti::shim
