#include "backend.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include <sys/epoll.h>

#include "log.hpp"

namespace viginti::shim {

namespace {

constexpr const char *call_statement = "SELECT viginti.handle($1, $2, $3, $4)";
constexpr const char *version_statement = "SELECT viginti.version()";
constexpr const char *call_name = "viginti_handle";

/* The statement for so many reads at once. */
std::string shared_name(std::size_t count)
{
    return "viginti_reads_" + std::to_string(count);
}

std::string shared_statement(std::size_t count)
{
    std::string text = "SELECT viginti.handle_read(method, target, headers, body) FROM (VALUES ";
    for (std::size_t i = 0; i < count * CallArguments::count; ++i) {
        if (i % CallArguments::count == 0)
            text += i == 0 ? "(" : "), (";
        else
            text += ", ";
        text += '$' + std::to_string(i + 1);
    }
    return text + ")) AS request (method, target, headers, body)";
}

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

/* SQLSTATE of a function the login may not call: refusals of a request have others. */
constexpr const char *no_right = "42501";

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
        .takes_several = takes_several_,
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
    cancelling_ = cancel_returned_ = is_spent_ = takes_several_ = false;
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
    const auto prepared = [now] {
        return Flight{nullptr, now, false, false, false, true, nullptr};
    };
    bool sent = PQsendPrepare(connection, call_name, call_statement, CallArguments::count,
                              CallArguments::types) == 1 &&
                PQpipelineSync(connection) == 1;
    flights_.push_back(prepared());
    /* Behind a Sync of their own: where these fail, calls are sent one by one. */
    std::vector<Oid> types(std::begin(CallArguments::types), std::end(CallArguments::types));
    for (std::size_t count = 2; sent && count <= most_in_statement; ++count) {
        types.insert(types.end(), std::begin(CallArguments::types), std::end(CallArguments::types));
        sent =
            PQsendPrepare(connection, shared_name(count).c_str(), shared_statement(count).c_str(),
                          static_cast<int>(types.size()), types.data()) == 1;
    }
    flights_.push_back(prepared());
    if (!sent || PQpipelineSync(connection) != 1) {
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
            finished.push_back(Finished{flight.exchange, std::move(flight.result), false, false});
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

bool Backend::send_one(const Exchange &exchange)
{
    PGconn *const connection = link_.get();
    if (exchange.question == Question::Version)
        return PQsendQueryParams(connection, version_statement, 0, nullptr, nullptr, nullptr,
                                 nullptr, binary_format) == 1;
    const CallArguments call(exchange);
    return (options_.transaction_pooler
                ? PQsendQueryParams(connection, call_statement, call.count, call.types, call.values,
                                    call.lengths, call.formats, binary_format)
                : PQsendQueryPrepared(connection, call_name, call.count, call.values, call.lengths,
                                      call.formats, binary_format)) == 1;
}

bool Backend::send_shared(std::span<Exchange *const> calls)
{
    constexpr std::size_t each = CallArguments::count;
    std::array<const char *, each * most_in_statement> values;
    std::array<int, each * most_in_statement> lengths;
    std::array<int, each * most_in_statement> formats;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const CallArguments call(*calls[i]);
        std::copy_n(call.values, each, &values[i * each]);
        std::copy_n(call.lengths, each, &lengths[i * each]);
        std::copy_n(CallArguments::formats, each, &formats[i * each]);
    }
    return PQsendQueryPrepared(link_.get(), shared_name(calls.size()).c_str(),
                               static_cast<int>(calls.size() * each), values.data(), lengths.data(),
                               formats.data(), binary_format) == 1;
}

bool Backend::send(std::span<Exchange *const> calls, Instant now, std::vector<Finished> &finished)
{
    const bool is_shared = calls.size() > 1;
    const bool sent = is_shared ? send_shared(calls) : send_one(*calls.front());
    if (!sent || PQpipelineSync(link_.get()) != 1) {
        lose(now, finished);
        return false;
    }
    const bool is_next = flights_.empty();
    for (Exchange *const exchange : calls) {
        is_spent_ = is_spent_ || exchange->body.size() > bloated_bytes;
        flights_.push_back(Flight{exchange, now, exchange->is_read, false, is_shared,
                                  exchange == calls.back(), nullptr});
    }
    if (is_next)
        expect_rows();
    flush();
    return true;
}

/* The results of the next statement come: of a shared one row by row. */
void Backend::expect_rows()
{
    if (!flights_.empty() && flights_.front().is_shared)
        PQsetSingleRowMode(link_.get());
}

void Backend::end_preparing(Instant now)
{
    const Flight flight = std::move(flights_.front());
    flights_.pop_front();
    const bool is_prepared = PQresultStatus(flight.result.get()) == PGRES_COMMAND_OK;
    const bool is_call = !flights_.empty();
    if (is_call && !is_prepared) {
        fail_connect(now, one_line(PQresultErrorMessage(flight.result.get())));
        return;
    }
    if (is_call)
        return;
    takes_several_ = is_prepared;
    if (!is_prepared)
        spdlog::warn("reads are sent one by one: {}",
                     one_line(PQresultErrorMessage(flight.result.get())));
    settle(now);
}

/* The call at the head has its result. */
void Backend::finish_head(Instant now, std::vector<Finished> &finished)
{
    Flight flight = std::move(flights_.front());
    flights_.pop_front();
    PGresult *const result = flight.result.get();
    const std::size_t bytes =
        PQntuples(result) == 1 ? static_cast<std::size_t>(PQgetlength(result, 0, 0)) : 0;
    is_spent_ = is_spent_ || bytes > bloated_bytes;
    if (flight.is_read)
        pace_.note(now - flight.head_since, bytes);
    if (flights_.empty())
        idle_since_ = now;
    else
        flights_.front().head_since = now;
    note_trouble(result);
    const bool has_row = flight.is_shared && PQresultStatus(result) == PGRES_SINGLE_TUPLE;
    if (flight.exchange != nullptr)
        finished.push_back(Finished{flight.exchange, std::move(flight.result), cancelling_,
                                    flight.is_shared && !has_row});
}

/* What a failed statement says about the connection. */
void Backend::note_trouble(const PGresult *result)
{
    const char *const sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (sqlstate == nullptr)
        return;
    if (std::strcmp(sqlstate, lost_statement) == 0) {
        spdlog::warn("the prepared statement is gone; behind a pooler use --pooler=transaction");
        is_spent_ = true;
    } else if (takes_several_ && std::strcmp(sqlstate, no_right) == 0) {
        spdlog::warn("reads are sent one by one: {}",
                     one_line(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
        takes_several_ = false;
    }
}

/* The Sync of a statement is answered. */
void Backend::end_statement(Instant now, std::vector<Finished> &finished)
{
    if (state_ == State::Preparing) {
        end_preparing(now);
        return;
    }
    for (bool is_over = false; !is_over;) {
        is_over = flights_.front().is_last;
        finish_head(now, finished);
    }
    expect_rows();
}

void Backend::take_result(ResultPtr result, Instant now, std::vector<Finished> &finished)
{
    Flight &head = flights_.front();
    switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
        end_statement(now, finished);
        break;
    case PGRES_SINGLE_TUPLE:
        head.result = std::move(result);
        if (!head.is_last)
            finish_head(now, finished);
        break;
    case PGRES_FATAL_ERROR: /* a failed commit comes after the row */
        head.result = std::move(result);
        break;
    default: /* in a shared statement the end of its rows */
        if (!head.result && !head.is_shared)
            head.result = std::move(result);
        break;
    }
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
        take_result(std::move(result), now, finished);
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
