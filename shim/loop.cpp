#include "loop.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "log.hpp"

namespace viginti::shim {

namespace {

constexpr int events_at_once = 64;

/* Calls looked at together when statements are filled. */
constexpr std::size_t most_at_once = 64;

/* How often time is looked at while requests are waiting or running. */
constexpr Milliseconds busy_pause{5};

/* How often slow clients and idle extra connections are looked for. */
constexpr Milliseconds sweep_pause{250};

/* A request this old gets its socket watched: most are answered before, and cost nothing. */
constexpr Milliseconds watch_age{25};

/* How many connections may break under one request before it fails. */
constexpr unsigned most_losses = 3;

/* Turns of the HTTP server in which the last answers of a forced end go out. */
constexpr int farewell_turns = 8;

void add_to_epoll(int epoll, int fd, Watch &watch, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &watch;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        throw std::runtime_error("epoll_ctl failed");
}

} // namespace

Loop::Loop(const Options &options, Fd listener, std::function<void()> on_ready)
    : options_(options), on_ready_(std::move(on_ready)), now_(Clock::now()),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      pool_(options, epoll_.get(), wake_.get()), streams_(options, epoll_.get(), wake_.get()),
      server_(options, std::move(listener), Gate{this, submit, forget})
{
    if (epoll_.get() < 0 || wake_.get() < 0)
        throw std::runtime_error("no descriptor for the event loop");
    add_to_epoll(epoll_.get(), wake_.get(), wake_watch_, EPOLLIN);
    add_to_epoll(epoll_.get(), server_.epoll_fd(), server_watch_, EPOLLIN);
}

void Loop::stop()
{
    stop_requested_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

void Loop::run()
{
    std::array<epoll_event, events_at_once> events{};
    while (!is_over_) {
        now_ = Clock::now();
        const int count =
            ::epoll_wait(epoll_.get(), events.data(), events_at_once, wait_time(now_));
        now_ = Clock::now();
        const auto each = [&](Watch::Kind kind, const auto &act) {
            for (int i = 0; i < count; ++i) {
                const epoll_event &event = events[static_cast<std::size_t>(i)];
                const Watch &watch = *static_cast<const Watch *>(event.data.ptr);
                if (watch.kind == kind)
                    act(watch, event.events);
            }
        };
        /* Clients first: an exchange lives until the server runs, further down. */
        each(Watch::Kind::Client, [this](const Watch &watch, std::uint32_t) {
            on_hang_up(*static_cast<Exchange *>(watch.owner));
        });
        each(Watch::Kind::Backend, [this](const Watch &watch, std::uint32_t bits) {
            pool_.on_event(*static_cast<Backend *>(watch.owner), bits, now_);
        });
        each(Watch::Kind::Stream, [this](const Watch &watch, std::uint32_t bits) {
            streams_.on_event(*static_cast<Stream *>(watch.owner), bits, now_);
        });
        each(Watch::Kind::Wake, [this](const Watch &, std::uint32_t) { on_wake(); });
        each(Watch::Kind::Server, [this](const Watch &, std::uint32_t) { server_due_ = true; });
        answer_finished();
        if (now_ >= std::min({next_tend_, pool_.due(), streams_.due()}))
            tend();
        dispatch();
        move_streams();
        if (!server_due_)
            if (const auto limit = server_.wait_limit())
                server_due_ = limit->count() == 0;
        if (server_due_) {
            server_due_ = false;
            server_.run(now_);
            now_ = Clock::now();
            streams_.after_server(now_);
            dispatch();
            move_streams();
        }
        if (is_draining_ && (is_drained() || now_ >= drain_deadline_))
            end_drain();
    }
}

int Loop::wait_time(Instant now) const
{
    if (server_due_)
        return 0;
    Instant until = std::min({next_tend_, pool_.due(), streams_.due()});
    if (const auto limit = server_.wait_limit())
        until = std::min(until, now + *limit);
    if (until <= now)
        return 0;
    return static_cast<int>(std::chrono::ceil<Milliseconds>(until - now).count());
}

void Loop::on_wake()
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(wake_.get(), &count, sizeof count);
    pool_.on_wake(now_);
    streams_.on_wake();
    if (stop_requested_ && !is_draining_)
        begin_drain();
}

/* ---- requests ---- */

bool Loop::submit(void *self, Exchange &exchange)
{
    Loop &loop = *static_cast<Loop *>(self);
    const bool is_down = loop.pool_.is_down();
    const bool is_stream = exchange.question == Question::Stream;
    if (is_down || loop.queue_.size() + loop.streams_.waiting() >= loop.options_.queue) {
        answer_problem(exchange, is_down ? problems::database_lost : problems::queue_full);
        return false;
    }
    exchange.stage = Stage::Queued;
    if (is_stream)
        loop.streams_.add(exchange);
    else
        loop.queue_.push_back(&exchange);
    loop.next_tend_ = std::min(loop.next_tend_, exchange.complete + busy_pause);
    return true;
}

void Loop::forget(void *self, Exchange &exchange)
{
    static_cast<Loop *>(self)->unlist(exchange);
}

/* Takes an exchange out of the queue or off its connection. */
void Loop::unlist(Exchange &exchange)
{
    if (exchange.question == Question::Stream) {
        streams_.forget(exchange);
        unwatch(exchange);
        next_tend_ = now_; /* what runs for nobody is cancelled */
    } else if (exchange.stage == Stage::Queued)
        std::erase(queue_, &exchange);
    else
        pool_.abandon(exchange);
}

/* The calls at the head of the queue that may share statements, or the first alone. */
std::span<Exchange *const> Loop::next_calls()
{
    next_.clear();
    for (Exchange *const exchange : queue_) {
        if (next_.size() == most_at_once || (!next_.empty() && !pool_.may_share(*exchange)))
            break;
        next_.push_back(exchange);
        if (!pool_.may_share(*exchange))
            break;
    }
    return next_;
}

void Loop::note_sent(Exchange &exchange)
{
    exchange.sent = now_;
    exchange.stage = Stage::Sent;
}

/* A read may pass writes that wait, for what they leave to reads; false when none could be sent. */
bool Loop::overtake()
{
    if (queue_.front()->is_read || !pool_.has_only_reads_left(now_))
        return false;
    const auto first = std::find_if(queue_.begin(), queue_.end(),
                                    [](const Exchange *exchange) { return exchange->is_read; });
    if (first == queue_.end() || pool_.send(std::span(&*first, 1), now_).sent != Pool::Sent::Yes)
        return false;
    note_sent(**first);
    queue_.erase(first);
    return true;
}

void Loop::dispatch()
{
    while (!queue_.empty()) {
        const Pool::Delivery delivery = pool_.send(next_calls(), now_);
        if (delivery.sent == Pool::Sent::Held)
            next_tend_ = std::min(next_tend_, now_ + longest_hold);
        if (delivery.sent == Pool::Sent::NoRoom && overtake())
            continue;
        if (delivery.sent == Pool::Sent::NoRoom || delivery.sent == Pool::Sent::Held)
            return;
        for (std::size_t i = 0; i < delivery.count; ++i) {
            note_sent(*queue_.front());
            queue_.pop_front();
        }
        if (delivery.sent == Pool::Sent::Yes)
            continue;
        Exchange &exchange = *queue_.front();
        if (++exchange.losses >= most_losses) {
            queue_.pop_front();
            refuse(exchange, problems::database_lost);
        }
    }
    pool_.move_held_up(now_);
    streams_.dispatch(now_);
}

void Loop::answer_finished()
{
    finished_.clear();
    pool_.take_finished(finished_);
    for (Finished &finished : finished_) {
        Exchange &exchange = *finished.exchange;
        const char *const sqlstate = PQresultErrorField(finished.result.get(), PG_DIAG_SQLSTATE);
        if (finished.was_shared) {
            exchange.is_alone = true;
            exchange.stage = Stage::Queued;
            queue_.push_front(&exchange);
            continue;
        }
        /* A cancellation meant for the call ahead came late: a read is simply asked again. */
        if (finished.was_cancelled && exchange.is_read && sqlstate != nullptr &&
            std::string_view(sqlstate) == "57014") {
            exchange.stage = Stage::Queued;
            queue_.push_front(&exchange);
            continue;
        }
        exchange.close_after = exchange.close_after || is_draining_;
        answer_result(exchange, std::move(finished.result));
        answer(exchange);
    }
}

/* Answers in pieces that began, or have more to send. */
void Loop::move_streams()
{
    const Moved moved = streams_.take_moved();
    for (Exchange *const exchange : moved.answered)
        answer(*exchange);
    for (Exchange *const exchange : moved.woken) {
        server_.resume(*exchange);
        server_due_ = true;
    }
}

/* The exchange has its response: the server may send it. */
void Loop::answer(Exchange &exchange)
{
    unwatch(exchange);
    exchange.stage = Stage::Answered;
    server_.resume(exchange);
    server_due_ = true;
}

void Loop::refuse(Exchange &exchange, const Problem &problem)
{
    exchange.close_after = exchange.close_after || is_draining_;
    answer_problem(exchange, problem);
    answer(exchange);
}

/* ---- clients that leave ---- */

void Loop::watch(Exchange &exchange)
{
    if (exchange.watched || now_ - exchange.complete < watch_age)
        return;
    epoll_event event{};
    event.events = EPOLLRDHUP;
    event.data.ptr = &exchange.watch;
    exchange.watched = ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, exchange.socket, &event) == 0;
}

void Loop::unwatch(Exchange &exchange)
{
    if (exchange.watched)
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, exchange.socket, nullptr);
    exchange.watched = false;
}

void Loop::on_hang_up(Exchange &exchange)
{
    if (exchange.outflow) {
        unwatch(exchange);
        streams_.cut(exchange);
        next_tend_ = now_;
        return;
    }
    if (exchange.stage != Stage::Queued && exchange.stage != Stage::Sent)
        return;
    spdlog::debug("{} {}: the client is gone", exchange.method, path_of(exchange));
    unlist(exchange); /* if it runs for long, it is cancelled */
    next_tend_ = now_;
    exchange.close_after = true;
    refuse(exchange, problems::stopping);
}

/* ---- the passing of time ---- */

void Loop::tend()
{
    tend_sent();
    tend_streams();
    pool_.tend(queue_.empty() ? nullptr : queue_.front(), now_);
    if (pool_.is_ready() && !was_ready_)
        on_ready_();
    was_ready_ = pool_.is_ready();
    tend_queue();
    if (now_ >= next_sweep_) {
        server_.close_late(now_);
        next_sweep_ = now_ + sweep_pause;
    }
    next_tend_ =
        !queue_.empty() || pool_.is_busy() || streams_.is_busy() ? now_ + busy_pause : next_sweep_;
}

void Loop::tend_sent()
{
    std::vector<Exchange *> late;
    pool_.each_exchange([&](Exchange &exchange) {
        if (now_ - exchange.sent >=
            (exchange.is_import ? options_.import_timeout : options_.request_timeout))
            late.push_back(&exchange);
        else
            watch(exchange);
    });
    for (Exchange *const exchange : late) {
        pool_.abandon(*exchange);
        refuse(*exchange, problems::timeout);
    }
}

void Loop::tend_streams()
{
    std::vector<Exchange *> queued;
    std::vector<Exchange *> slow;
    streams_.tend(now_, queued, slow);
    for (Exchange *const exchange : queued)
        refuse(*exchange, problems::queue_late);
    for (Exchange *const exchange : slow)
        refuse(*exchange, problems::timeout);
    streams_.each_exchange([this](Exchange &exchange) { watch(exchange); });
}

void Loop::tend_queue()
{
    if (pool_.is_down())
        for (Exchange *const exchange : std::exchange(queue_, {}))
            refuse(*exchange, problems::database_lost);
    while (!queue_.empty() && now_ - queue_.front()->complete >= options_.queue_timeout) {
        Exchange &exchange = *queue_.front();
        queue_.pop_front();
        refuse(exchange, problems::queue_late);
    }
    for (Exchange *const exchange : queue_)
        watch(*exchange);
}

/* ---- the end ---- */

void Loop::begin_drain()
{
    is_draining_ = true;
    drain_deadline_ = now_ + options_.drain_timeout;
    server_.quiesce();
    server_due_ = true;
}

bool Loop::is_drained() const
{
    return server_.open_exchanges() == 0;
}

void Loop::end_drain()
{
    is_over_ = true;
    std::vector<Exchange *> left(queue_.begin(), queue_.end());
    queue_.clear();
    pool_.each_exchange([&left](Exchange &exchange) { left.push_back(&exchange); });
    pool_.abandon_all(now_);
    std::vector<Exchange *> begun;
    streams_.each_exchange(
        [&](Exchange &exchange) { (exchange.outflow ? begun : left).push_back(&exchange); });
    for (Exchange *const exchange : begun)
        streams_.cut(*exchange);
    for (Exchange *const exchange : left)
        streams_.forget(*exchange);
    streams_.cancel_all(now_);
    move_streams();
    for (Exchange *const exchange : left)
        refuse(*exchange, problems::stopping);
    for (int turn = 0; turn < farewell_turns; ++turn)
        server_.run(now_);
    pool_.await_cancels();
    streams_.await_cancels();
}

} // namespace viginti::shim
