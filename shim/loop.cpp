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

/* How often time is looked at while requests are waiting or running. */
constexpr Milliseconds busy_pause{5};

/* How often slow clients and idle extra connections are looked for. */
constexpr Milliseconds sweep_pause{250};

/* A request this old gets its socket watched: most are answered before, and cost nothing. */
constexpr Milliseconds watch_age{25};

/* A request that needs an idle backend and waited this long is worth a further connection. */
constexpr Milliseconds grow_age{2};

/* A further connection that had nothing to do for this long is closed. */
constexpr Milliseconds spare_age{30000};

/* How often one request is handed to a backend before it fails. */
constexpr unsigned most_attempts = 3;

/* Turns of the HTTP server in which the last answers of a forced end go out. */
constexpr int farewell_turns = 8;

/* How long a forced end waits for its cancellations. */
constexpr Milliseconds farewell_limit{1000};

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
      canceller_(wake_.get()), server_(options, std::move(listener), Gate{this, submit, forget})
{
    if (epoll_.get() < 0 || wake_.get() < 0)
        throw std::runtime_error("no descriptor for the event loop");
    add_to_epoll(epoll_.get(), wake_.get(), wake_watch_, EPOLLIN);
    add_to_epoll(epoll_.get(), server_.epoll_fd(), server_watch_, EPOLLIN);
    for (unsigned i = 0; i < options.connections; ++i)
        backends_.push_back(std::make_unique<Backend>(options, epoll_.get(), true));
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
            Backend &backend = *static_cast<Backend *>(watch.owner);
            const Backend::State before = backend.state();
            backend.on_event(bits, now_, finished_);
            if (backend.state() != before)
                next_tend_ = now_; /* up, refused or lost: something is due */
        });
        each(Watch::Kind::Wake, [this](const Watch &, std::uint32_t) { on_wake(); });
        each(Watch::Kind::Server, [this](const Watch &, std::uint32_t) { server_due_ = true; });
        answer_finished();
        if (now_ >= next_tend_)
            tend();
        dispatch();
        if (!server_due_)
            if (const auto limit = server_.wait_limit())
                server_due_ = limit->count() == 0;
        if (server_due_) {
            server_due_ = false;
            server_.run();
            now_ = Clock::now();
            dispatch();
        }
        if (is_draining_ && (is_drained() || now_ >= drain_deadline_))
            end_drain();
    }
}

int Loop::wait_time(Instant now) const
{
    if (server_due_)
        return 0;
    Instant until = next_tend_;
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
    for (const std::uint64_t serial : canceller_.take_done())
        for (const auto &backend : backends_)
            if (backend->serial() == serial && backend->cancelling())
                backend->cancel_returned(now_);
    if (stop_requested_ && !is_draining_)
        begin_drain();
}

/* ---- requests ---- */

bool Loop::submit(void *self, Exchange &exchange)
{
    Loop &loop = *static_cast<Loop *>(self);
    if (loop.is_down_ || loop.queue_.size() >= loop.options_.queue) {
        answer_problem(exchange, loop.is_down_ ? problems::database_lost : problems::queue_full);
        return false;
    }
    exchange.stage = Stage::Queued;
    loop.queue_.push_back(&exchange);
    loop.next_tend_ = std::min(loop.next_tend_, exchange.complete + busy_pause);
    return true;
}

void Loop::forget(void *self, Exchange &exchange)
{
    static_cast<Loop *>(self)->unlist(exchange);
}

/* Takes an exchange out of the queue or off its backend. */
void Loop::unlist(Exchange &exchange)
{
    std::erase(queue_, &exchange);
    for (const auto &backend : backends_)
        for (std::size_t i = 0; i < backend->flights().size(); ++i)
            if (backend->flights()[i].exchange == &exchange)
                backend->abandon(i);
}

void Loop::dispatch()
{
    while (!queue_.empty()) {
        Exchange &exchange = *queue_.front();
        loads_.clear();
        for (const auto &backend : backends_)
            loads_.push_back(backend->load(now_));
        const auto chosen = choose_backend(loads_, exchange.is_read);
        if (!chosen)
            return;
        queue_.pop_front();
        if (++exchange.attempts > most_attempts) {
            refuse(exchange, problems::database_lost);
            continue;
        }
        exchange.sent = now_;
        exchange.stage = Stage::Sent;
        if (!backends_[*chosen]->send(exchange, now_, finished_)) {
            exchange.stage = Stage::Queued;
            queue_.push_front(&exchange);
            next_tend_ = now_; /* the connection is lost */
            answer_finished();
        }
    }
}

void Loop::answer_finished()
{
    for (Finished &finished : std::exchange(finished_, {})) {
        Exchange &exchange = *finished.exchange;
        const char *const sqlstate = PQresultErrorField(finished.result.get(), PG_DIAG_SQLSTATE);
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
    if (exchange.stage != Stage::Queued && exchange.stage != Stage::Sent)
        return;
    spdlog::debug("{} {}: the client is gone", exchange.method, path_of(exchange));
    unlist(exchange); /* if it runs, tend_flights finds it abandoned and cancels it */
    next_tend_ = now_;
    exchange.close_after = true;
    refuse(exchange, problems::stopping);
}

/* ---- the passing of time ---- */

void Loop::tend()
{
    tend_connections();
    for (const auto &backend : backends_)
        if (backend->state() == Backend::State::Ready)
            tend_flights(*backend);
    tend_queue();
    if (now_ >= next_sweep_) {
        server_.close_late(now_);
        next_sweep_ = now_ + sweep_pause;
    }
    const bool is_busy =
        !queue_.empty() || std::any_of(backends_.begin(), backends_.end(), [](const auto &backend) {
            return !backend->flights().empty();
        });
    next_tend_ = is_busy ? now_ + busy_pause : next_sweep_;
    for (const auto &backend : backends_)
        next_tend_ = std::min(next_tend_, std::max(backend->due(), now_));
}

void Loop::note_ready()
{
    const bool ready = std::any_of(backends_.begin(), backends_.end(), [](const auto &backend) {
        return backend->state() == Backend::State::Ready;
    });
    if (ready && !is_ready_) {
        if (is_down_)
            spdlog::info("connected to {} again", describe_database(options_.database));
        is_down_ = false;
        on_ready_();
    }
    is_ready_ = ready;
}

void Loop::tend_connections()
{
    note_ready();
    for (const auto &backend : backends_)
        if (backend->due() <= now_ && (backend->kept() || !is_down_))
            backend->connect(now_);
    const auto failed = std::find_if(backends_.begin(), backends_.end(), [](const auto &backend) {
        return !backend->failure().empty();
    });
    if (!is_ready_ && failed != backends_.end()) {
        if (!is_down_)
            spdlog::warn("no connection to {}: {}", describe_database(options_.database),
                         (*failed)->failure());
        is_down_ = true;
    }
    std::erase_if(backends_, [this](const auto &backend) {
        if (backend->kept() || !backend->flights().empty() || backend->cancelling())
            return false;
        const bool is_spare =
            backend->state() == Backend::State::Ready && now_ - backend->idle_since() > spare_age;
        return is_spare || (backend->state() == Backend::State::Closed);
    });
}

void Loop::tend_flights(Backend &backend)
{
    std::vector<Exchange *> again;
    for (std::size_t i = 0; i < backend.flights().size(); ++i) {
        const Backend::Flight &flight = backend.flights()[i];
        if (flight.exchange == nullptr)
            continue;
        Exchange &exchange = *flight.exchange;
        if (now_ - exchange.sent >= options_.request_timeout) {
            backend.abandon(i);
            refuse(exchange, problems::timeout);
        } else if (i > 0 && exchange.attempts < most_attempts &&
                   now_ - backend.flights().front().head_since >= slow_run) {
            backend.abandon(i); /* only reads stand behind another call */
            exchange.stage = Stage::Queued;
            again.push_back(&exchange);
        } else {
            watch(exchange);
        }
    }
    queue_.insert(queue_.begin(), again.begin(), again.end());
    if (backend.wants_cancel(now_))
        if (CancelPtr cancel = backend.begin_cancel(now_))
            canceller_.post(std::move(cancel), backend.serial());
}

void Loop::tend_queue()
{
    if (is_down_)
        for (Exchange *const exchange : std::exchange(queue_, {}))
            refuse(*exchange, problems::database_lost);
    while (!queue_.empty() && now_ - queue_.front()->complete >= options_.queue_timeout) {
        Exchange &exchange = *queue_.front();
        queue_.pop_front();
        refuse(exchange, problems::queue_late);
    }
    for (Exchange *const exchange : queue_)
        watch(*exchange);
    grow();
}

/* Opens one further connection when the first of the queue waits for want of an idle one. */
void Loop::grow()
{
    if (queue_.empty() || !is_ready_ || backends_.size() >= options_.max_connections ||
        now_ - queue_.front()->complete < grow_age)
        return;
    loads_.clear();
    for (const auto &backend : backends_) {
        if (backend->state() != Backend::State::Ready)
            return; /* one is on its way */
        loads_.push_back(backend->load(now_));
    }
    if (choose_backend(loads_, queue_.front()->is_read))
        return;
    /* Reads that merely stand in line are served faster by few backends than by many. */
    const bool held_up = std::all_of(loads_.begin(), loads_.end(), [](const Load &load) {
        return !load.usable || !load.reads || load.head >= quick_run;
    });
    if (queue_.front()->is_read && !held_up)
        return;
    backends_.push_back(std::make_unique<Backend>(options_, epoll_.get(), false));
    backends_.back()->connect(now_);
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
    for (const auto &backend : backends_) {
        for (std::size_t i = 0; i < backend->flights().size(); ++i)
            if (Exchange *const exchange = backend->flights()[i].exchange) {
                backend->abandon(i);
                left.push_back(exchange);
            }
        if (backend->state() == Backend::State::Ready && !backend->flights().empty())
            if (CancelPtr cancel = backend->begin_cancel(now_))
                canceller_.post(std::move(cancel), backend->serial());
    }
    for (Exchange *const exchange : left)
        refuse(*exchange, problems::stopping);
    for (int turn = 0; turn < farewell_turns; ++turn)
        server_.run();
    canceller_.wait(farewell_limit); /* closing the connections alone would let statements run */
}

} // namespace viginti::shim
