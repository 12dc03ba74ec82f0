#include "streams.hpp"

#include <algorithm>

#include <sys/socket.h>

#include "log.hpp"
#include "outflow.hpp"

namespace viginti::shim {

namespace {

/* A connection that had nothing to do for this long is closed. */
constexpr Milliseconds spare_age{30000};

/* How long a forced end waits for its cancellations. */
constexpr Milliseconds farewell_limit{1000};

} // namespace

Streams::Streams(const Options &options, int epoll_fd, int wake_fd)
    : options_(options), epoll_fd_(epoll_fd), canceller_(wake_fd)
{}

bool Streams::is_busy() const
{
    return !queue_.empty() || std::any_of(streams_.begin(), streams_.end(), [](const auto &one) {
        return one->is_running() || one->cancelling();
    });
}

void Streams::dispatch(Instant now)
{
    while (!queue_.empty()) {
        const auto free = std::find_if(streams_.begin(), streams_.end(),
                                       [](const auto &one) { return one->is_free(); });
        if (free == streams_.end())
            break;
        Exchange &exchange = *queue_.front();
        if (!(*free)->start(exchange, now))
            continue; /* that one is no longer free */
        queue_.pop_front();
        exchange.sent = now;
        exchange.stage = Stage::Sent;
    }
    const auto coming = std::count_if(streams_.begin(), streams_.end(), [](const auto &one) {
        return one->state() != Stream::State::Ready;
    });
    for (auto more = queue_.size();
         more > static_cast<std::size_t>(coming) && streams_.size() < options_.streams; --more) {
        streams_.push_back(std::make_unique<Stream>(options_, epoll_fd_));
        streams_.back()->connect(now);
    }
}

void Streams::on_event(Stream &stream, std::uint32_t events, Instant now)
{
    stream.on_event(events, now, moved_);
}

void Streams::after_server(Instant now)
{
    for (const auto &stream : streams_)
        stream->go_on(now, moved_);
}

void Streams::forget(const Exchange &exchange)
{
    std::erase(queue_, &exchange);
    for (const auto &stream : streams_)
        if (stream->exchange() == &exchange)
            stream->abandon();
}

void Streams::cut(Exchange &exchange)
{
    forget(exchange);
    break_off(exchange, moved_);
}

void Streams::on_wake()
{
    for (const std::uint64_t serial : canceller_.take_done())
        for (const auto &stream : streams_)
            if (stream->serial() == serial && stream->cancelling())
                stream->cancel_returned();
}

Instant Streams::due() const
{
    Instant due = Instant::max();
    for (const auto &stream : streams_)
        due = std::min(due, stream->due());
    return due;
}

/* A server that is silent, a client that takes nothing. */
void Streams::check_times(Stream &stream, Instant now, std::vector<Exchange *> &slow)
{
    Exchange *const exchange = stream.exchange();
    if (exchange == nullptr)
        return;
    const bool silent =
        stream.waits_for_server() && now - stream.last_input() >= options_.request_timeout;
    if (!exchange->outflow) {
        if (silent) {
            stream.abandon();
            slow.push_back(exchange);
        }
        return;
    }
    const bool stalled =
        exchange->outflow->held > 0 && now - exchange->outflow->taken >= options_.stall_timeout;
    if (!silent && !stalled)
        return;
    spdlog::warn("{} {} broke off: {}", exchange->method, path_of(*exchange),
                 stalled ? "the client takes nothing" : "the database is silent");
    cut(*exchange);
    ::shutdown(exchange->socket, SHUT_RDWR); /* the server sees the end and cleans up */
}

void Streams::tend(Instant now, std::vector<Exchange *> &queued, std::vector<Exchange *> &slow)
{
    std::erase_if(streams_, [&](const auto &one) {
        return (one->is_free() && now - one->idle_since() > spare_age) ||
               (one->state() == Stream::State::Closed && queue_.empty());
    });
    for (const auto &stream : streams_) {
        if (stream->due() <= now)
            stream->connect(now);
        check_times(*stream, now, slow);
        if (stream->wants_cancel(now))
            if (CancelPtr cancel = stream->begin_cancel(now))
                canceller_.post(std::move(cancel), stream->serial());
    }
    while (!queue_.empty() && now - queue_.front()->complete >= options_.queue_timeout) {
        queued.push_back(queue_.front());
        queue_.pop_front();
    }
}

void Streams::cancel_all(Instant now)
{
    for (const auto &stream : streams_) {
        stream->abandon();
        if (stream->wants_cancel(now))
            if (CancelPtr cancel = stream->begin_cancel(now))
                canceller_.post(std::move(cancel), stream->serial());
    }
}

void Streams::await_cancels()
{
    canceller_.wait(farewell_limit);
}

} // namespace viginti::shim
