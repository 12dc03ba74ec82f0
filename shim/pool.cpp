#include "pool.hpp"

#include <algorithm>
#include <iterator>

#include "log.hpp"

namespace viginti::shim {

namespace {

/* A request that waited this long is worth a further connection; the same under pressure. */
constexpr Milliseconds grow_age{2};
constexpr Milliseconds patient_grow_age{50};

/* In place of slow_run under pressure, when calls run for long because of each other. */
constexpr Milliseconds patient_slow_run{100};

/* A read with a larger body has a statement to itself. */
constexpr std::size_t most_shared_body = 64u << 10;

/* After the server refused a further connection: how long until the next attempt. */
constexpr Milliseconds grow_pause{1000};

/* A further connection that had nothing to do for this long is closed. */
constexpr Milliseconds spare_age{30000};

/* How long a forced end waits for its cancellations. */
constexpr Milliseconds farewell_limit{1000};

bool is_ready_one(const std::unique_ptr<Backend> &backend)
{
    return backend->state() == Backend::State::Ready;
}

} // namespace

Pool::Pool(const Options &options, int epoll_fd, int wake_fd)
    : options_(options), epoll_fd_(epoll_fd), pace_(options.cheap_read), canceller_(wake_fd)
{
    for (unsigned i = 0; i < options.connections; ++i)
        backends_.push_back(std::make_unique<Backend>(options, epoll_fd, true, pace_));
}

bool Pool::is_busy() const
{
    return std::any_of(backends_.begin(), backends_.end(),
                       [](const auto &backend) { return !backend->flights().empty(); });
}

std::span<const Load> Pool::weigh(Instant now)
{
    loads_.clear();
    for (const auto &backend : backends_)
        loads_.push_back(backend->load(now));
    return loads_;
}

Milliseconds Pool::held_after() const
{
    return pressure_.is_high() ? patient_slow_run : slow_run;
}

bool Pool::is_held_up(const Backend &backend, Instant now) const
{
    return backend.state() == Backend::State::Ready && backend.flights().size() > 1 &&
           now - backend.flights().front().head_since >= held_after();
}

/* Whether there are as many connections as there can be; one alone is everybody's. */
bool Pool::is_full() const
{
    return options_.max_connections > 1 && backends_.size() >= options_.max_connections;
}

bool Pool::has_only_reads_left(Instant now)
{
    return is_full() && is_left_to_reads(weigh(now));
}

Call Pool::call_of(const Exchange &exchange) const
{
    if (!exchange.is_read)
        return Call::Write;
    return pace_.is_quick() ? Call::QuickRead : Call::Read;
}

bool Pool::may_share(const Exchange &exchange) const
{
    return pace_.is_cheap() && call_of(exchange) == Call::QuickRead &&
           exchange.question == Question::Handle && !exchange.is_alone &&
           exchange.body.size() <= most_shared_body;
}

Pool::Delivery Pool::send(std::span<Exchange *const> calls, Instant now)
{
    const auto loads = weigh(now);
    const auto chosen = choose_backend(loads, call_of(*calls.front()), held_after(), is_full());
    if (!chosen)
        return {Sent::NoRoom, 0};
    const bool is_shared = may_share(*calls.front());
    if (is_shared && is_worth_waiting(loads, *chosen, calls.size()))
        return {Sent::Held, 0};
    const std::size_t count = is_shared ? share_of(loads[*chosen], calls.size()) : 1;
    if (backends_[*chosen]->send(calls.first(count), now, finished_))
        return {Sent::Yes, count};
    has_changed_ = true;
    return {Sent::Lost, 0};
}

void Pool::abandon(const Exchange &exchange)
{
    for (const auto &backend : backends_)
        for (std::size_t i = 0; i < backend->flights().size(); ++i)
            if (backend->flights()[i].exchange == &exchange)
                backend->abandon(i);
}

void Pool::on_event(Backend &backend, std::uint32_t events, Instant now)
{
    const Backend::State before = backend.state();
    backend.on_event(events, now, finished_);
    has_changed_ = has_changed_ || backend.state() != before;
}

void Pool::on_wake(Instant now)
{
    for (const std::uint64_t serial : canceller_.take_done())
        for (const auto &backend : backends_)
            if (backend->serial() == serial && backend->cancelling())
                backend->cancel_returned(now);
    has_changed_ = true;
}

void Pool::take_finished(std::vector<Finished> &finished)
{
    std::move(finished_.begin(), finished_.end(), std::back_inserter(finished));
    finished_.clear();
}

Instant Pool::due() const
{
    if (has_changed_)
        return Instant{};
    Instant due = Instant::max();
    for (const auto &backend : backends_)
        due = std::min(due, backend->due());
    return due;
}

void Pool::tend(const Exchange *waiting, Instant now)
{
    has_changed_ = false;
    pressure_.look(now);
    note_ready();
    connect_due(now);
    drop_spare(now);
    cancel_abandoned(now);
    grow(waiting, now);
}

void Pool::note_ready()
{
    const bool ready = std::any_of(backends_.begin(), backends_.end(), is_ready_one);
    if (ready && is_down_)
        spdlog::info("connected to {} again", describe_database(options_.database));
    is_down_ = is_down_ && !ready;
    is_ready_ = ready;
}

void Pool::connect_due(Instant now)
{
    for (const auto &backend : backends_)
        if (backend->due() <= now && (backend->kept() || !is_down_))
            backend->connect(now);
    /* A further connection may be refused for want of room; that says nothing of the others. */
    const auto failed = std::find_if(backends_.begin(), backends_.end(), [](const auto &backend) {
        return backend->kept() && !backend->failure().empty();
    });
    if (is_ready_ || is_down_ || failed == backends_.end())
        return;
    spdlog::warn("no connection to {}: {}", describe_database(options_.database),
                 (*failed)->failure());
    is_down_ = true;
}

/* Closes further connections that are no longer needed, forgets those that did not come up. */
void Pool::drop_spare(Instant now)
{
    std::erase_if(backends_, [&](const auto &backend) {
        if (backend->kept())
            return false;
        if (!backend->failure().empty())
            next_growth_ = now + grow_pause;
        return backend->state() == Backend::State::Closed ||
               (is_ready_one(backend) && backend->flights().empty() && !backend->cancelling() &&
                now - backend->idle_since() > spare_age);
    });
}

bool Pool::has_held_up(Instant now) const
{
    return std::any_of(backends_.begin(), backends_.end(), [this, now](const auto &backend) {
        return is_held_up(*backend, now) &&
               std::any_of(
                   std::next(backend->flights().begin()), backend->flights().end(),
                   [](const Backend::Flight &flight) { return flight.exchange != nullptr; });
    });
}

/* On an idle backend each is the first, so none moves twice. */
void Pool::move_held_up(Instant now)
{
    for (std::size_t from = 0; from < backends_.size(); ++from) {
        if (!is_held_up(*backends_[from], now))
            continue;
        for (std::size_t i = 1; i < backends_[from]->flights().size(); ++i) {
            Exchange *const exchange = backends_[from]->flights()[i].exchange;
            if (exchange == nullptr)
                continue;
            const auto to = idle_backend(weigh(now));
            if (!to)
                return;
            /* A connection that breaks here took nothing: the read keeps its old place. */
            if (!backends_[*to]->send(std::span(&exchange, 1), now, finished_)) {
                has_changed_ = true;
                return;
            }
            backends_[from]->move_away(i);
        }
    }
}

/* Opens one further connection when somebody waits for want of one. */
void Pool::grow(const Exchange *waiting, Instant now)
{
    if (!is_ready_ || backends_.size() >= options_.max_connections || now < next_growth_ ||
        !std::all_of(backends_.begin(), backends_.end(), is_ready_one)) /* one is on its way */
        return;
    const auto loads = weigh(now);
    const Milliseconds age = pressure_.is_high() ? patient_grow_age : grow_age;
    const bool is_wanted = (waiting != nullptr && now - waiting->complete >= age &&
                            !choose_backend(loads, call_of(*waiting), held_after()) &&
                            wants_another(loads, call_of(*waiting), held_after())) ||
                           (has_held_up(now) && !idle_backend(loads));
    if (!is_wanted)
        return;
    backends_.push_back(std::make_unique<Backend>(options_, epoll_fd_, false, pace_));
    backends_.back()->connect(now);
}

void Pool::cancel_abandoned(Instant now)
{
    for (const auto &backend : backends_)
        if (backend->wants_cancel(now))
            if (CancelPtr cancel = backend->begin_cancel(now))
                canceller_.post(std::move(cancel), backend->serial());
}

void Pool::abandon_all(Instant now)
{
    for (const auto &backend : backends_) {
        for (std::size_t i = 0; i < backend->flights().size(); ++i)
            backend->abandon(i);
        if (is_ready_one(backend) && !backend->flights().empty())
            if (CancelPtr cancel = backend->begin_cancel(now))
                canceller_.post(std::move(cancel), backend->serial());
    }
}

/* Closing the connections alone would let statements run. */
void Pool::await_cancels()
{
    canceller_.wait(farewell_limit);
}

} // namespace viginti::shim
