#include "backend.hpp"

#include <algorithm>
#include <cstring>

#include <sys/epoll.h>

#include "log.hpp"

namespace viginti::shim {

namespace {

constexpr const char *call_statement = "SELECT viginti.handle($1, $2, $3, $4)";
constexpr const char *version_statement = "SELECT viginti.version()";
constexpr const char *call_name = "viginti_handle";

constexpr Milliseconds first_backoff{50};
constexpr Milliseconds longest_backoff{1000};
constexpr Milliseconds connect_limit{10000};

/* A connection whose buffers held more than this is replaced: libpq never gives them back. */
constexpr std::size_t bloated_bytes = 4u << 20;

/* A cancellation that comes before the server has begun the statement is lost; after this long
 * without effect it is sent again. */
constexpr Milliseconds cancel_pause{100};

/* SQLSTATE of a prepared statement that is not there: somebody reset the session. */
constexpr const char *lost_statement = "26000";

std::uint64_t next_serial()
{
    thread_local std::uint64_t serial = 0;
    return ++serial;
}

} // namespace

Backend::Backend(const Options &options, int epoll_fd, bool kept, Pace &pace)
    : options_(options), kept_(kept), pace_(pace), link_(options, epoll_fd, watch_)
{}

Load Backend::load(Instant now) const
{
    return Load{
        .usable = state_ == State::Ready && !cancelling_ && !is_spent_,
        .kept = kept_,
        .reads = std::all_of(flights_.begin(), flights_.end(),
                             [](const Flight &flight) { return flight.is_read; }),
        .in_flight = static_cast<unsigned>(flights_.size()),
        .head = flights_.empty() ? Clock::duration{} : now - flights_.front().head_since,
    };
}

void Backend::connect(Instant now)
{
    if (state_ != State::Closed) {
        fail_connect(now, "no answer within the time limit");
        return;
    }
    serial_ = next_serial();
    cancelling_ = cancel_returned_ = is_spent_ = false;
    empty_reads_ = 0;
    state_ = State::Connecting;
    due_ = now + connect_limit;
    if (!link_.begin())
        fail_connect(now, link_.failure());
}

void Backend::poll_connection(Instant now)
{
    switch (link_.poll()) {
    case Link::Progress::Pending:
        break;
    case Link::Progress::Up:
        prepare(now);
        break;
    case Link::Progress::Failed:
        fail_connect(now, link_.failure());
        break;
    }
}

void Backend::prepare(Instant now)
{
    PGconn *const connection = link_.get();
    if (PQenterPipelineMode(connection) != 1) {
        fail_connect(now, link_.failure());
        return;
    }
    if (options_.transaction_pooler) {
        settle(now);
        return;
    }
    state_ = State::Preparing;
    flights_.push_back(Flight{nullptr, now, false, false, nullptr});
    if (PQsendPrepare(connection, call_name, call_statement, CallArguments::count,
                      CallArguments::types) != 1 ||
        PQpipelineSync(connection) != 1) {
        fail_connect(now, link_.failure());
        return;
    }
    flush();
}

/* The connection is up and takes calls. */
void Backend::settle(Instant now)
{
    state_ = State::Ready;
    backoff_ = Milliseconds{};
    failure_.clear();
    idle_since_ = now;
    link_.watch(EPOLLIN);
}

void Backend::fail_connect(Instant now, const std::string &reason)
{
    failure_ = reason;
    flights_.clear();
    link_.close();
    state_ = State::Closed;
    backoff_ = std::clamp(backoff_ * 2, first_backoff, longest_backoff);
    due_ = now + backoff_;
}

void Backend::lose(Instant now, std::vector<Finished> &finished)
{
    if (state_ != State::Ready) {
        fail_connect(now, link_.failure());
        return;
    }
    spdlog::debug("connection lost: {}", link_.failure());
    link_.close();
    state_ = State::Closed;
    due_ = now; /* at once; the pauses begin with the first attempt that fails */
    for (Flight &flight : flights_)
        if (flight.exchange != nullptr) {
            /* A row without its Sync answered is not a commit. */
            if (flight.result && PQresultStatus(flight.result.get()) == PGRES_TUPLES_OK)
                flight.result.reset();
            finished.push_back(Finished{flight.exchange, std::move(flight.result), false});
        }
    flights_.clear();
}

void Backend::close()
{
    link_.close();
    state_ = State::Closed;
    due_ = Instant::max();
}

void Backend::flush()
{
    const int pending = PQflush(link_.get());
    link_.watch(pending == 1 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

bool Backend::send(Exchange &exchange, Instant now, std::vector<Finished> &finished)
{
    PGconn *const connection = link_.get();
    int sent = 0;
    if (exchange.question == Question::Version) {
        sent = PQsendQueryParams(connection, version_statement, 0, nullptr, nullptr, nullptr,
                                 nullptr, binary_format);
    } else {
        const CallArguments call(exchange);
        sent = options_.transaction_pooler
                   ? PQsendQueryParams(connection, call_statement, call.count, call.types,
                                       call.values, call.lengths, call.formats, binary_format)
                   : PQsendQueryPrepared(connection, call_name, call.count, call.values,
                                         call.lengths, call.formats, binary_format);
    }
    if (sent != 1 || PQpipelineSync(connection) != 1) {
        lose(now, finished);
        return false;
    }
    is_spent_ = is_spent_ || exchange.body.size() > bloated_bytes;
    flights_.push_back(Flight{&exchange, now, exchange.is_read, false, nullptr});
    flush();
    return true;
}

void Backend::finish_head(Instant now, std::vector<Finished> &finished)
{
    Flight flight = std::move(flights_.front());
    flights_.pop_front();
    if (flight.is_read)
        pace_.note(now - flight.head_since);
    if (flights_.empty())
        idle_since_ = now;
    else
        flights_.front().head_since = now;

    if (state_ == State::Preparing) {
        if (PQresultStatus(flight.result.get()) == PGRES_COMMAND_OK)
            settle(now);
        else
            fail_connect(now, one_line(PQresultErrorMessage(flight.result.get())));
        return;
    }
    if (flight.result && PQntuples(flight.result.get()) == 1 &&
        static_cast<std::size_t>(PQgetlength(flight.result.get(), 0, 0)) > bloated_bytes)
        is_spent_ = true;
    const char *const sqlstate = PQresultErrorField(flight.result.get(), PG_DIAG_SQLSTATE);
    if (sqlstate != nullptr && std::strcmp(sqlstate, lost_statement) == 0) {
        spdlog::warn("the prepared statement is gone; behind a pooler use --pooler=transaction");
        is_spent_ = true;
    }
    if (flight.exchange != nullptr)
        finished.push_back(Finished{flight.exchange, std::move(flight.result), cancelling_});
}

void Backend::read_results(Instant now, std::vector<Finished> &finished)
{
    while (!flights_.empty() && link_ && PQisBusy(link_.get()) == 0) {
        ResultPtr result(PQgetResult(link_.get()));
        if (!result) {
            /* One null ends the results of a statement; more mean the stream is out of step. */
            if (++empty_reads_ > 2) {
                lose(now, finished);
                return;
            }
            continue;
        }
        empty_reads_ = 0;
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_PIPELINE_SYNC)
            finish_head(now, finished);
        else if (!flights_.front().result || status == PGRES_FATAL_ERROR)
            flights_.front().result = std::move(result); /* a failed commit comes after the row */
    }
}

void Backend::on_event(std::uint32_t events, Instant now, std::vector<Finished> &finished)
{
    if (state_ == State::Closed)
        return;
    if (state_ == State::Connecting) {
        poll_connection(now);
        return;
    }
    const bool is_open =
        (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0 || PQconsumeInput(link_.get()) == 1;
    read_results(now, finished);
    if (!link_)
        return;
    if (!is_open || PQstatus(link_.get()) == CONNECTION_BAD) {
        lose(now, finished);
        return;
    }
    flush();
    rest(now);
}

/* With nothing in flight: ends a cancellation, replaces a spent connection. */
void Backend::rest(Instant now)
{
    if (!flights_.empty() || state_ != State::Ready)
        return;
    if (cancelling_ && cancel_returned_)
        cancelling_ = false;
    if (is_spent_ && !cancelling_) {
        close();
        due_ = now;
    }
}

bool Backend::wants_cancel(Instant now) const
{
    if (state_ != State::Ready || flights_.empty() || flights_.front().exchange != nullptr ||
        now - flights_.front().head_since < slow_run)
        return false;
    const auto is_awaited = [](const Flight &flight) { return flight.exchange != nullptr; };
    if (flights_.front().is_moved && std::any_of(flights_.begin(), flights_.end(), is_awaited))
        return false;
    return !cancelling_ || (cancel_returned_ && now - cancelled_at_ >= cancel_pause);
}

CancelPtr Backend::begin_cancel(Instant now)
{
    CancelPtr cancel(PQgetCancel(link_.get()));
    if (cancel) {
        cancelling_ = true;
        cancel_returned_ = false;
        cancelled_at_ = now;
    }
    return cancel;
}

void Backend::cancel_returned(Instant now)
{
    cancel_returned_ = true;
    rest(now);
}

} // namespace viginti::shim
