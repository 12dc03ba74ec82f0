#include "cancel.hpp"

#include <array>
#include <thread>

#include "log.hpp"

namespace viginti::shim {

namespace {

/* How long the end of the process waits for a cancellation under way. */
constexpr Milliseconds farewell{1000};

} // namespace

Canceller::Canceller(int wake_fd) : state_(std::make_shared<State>())
{
    state_->wake = Fd(::dup(wake_fd));
}

Canceller::~Canceller()
{
    std::unique_lock lock(state_->mutex);
    state_->is_stopping = true;
    state_->changed.notify_all();
    state_->changed.wait_for(lock, farewell,
                             [this] { return !state_->is_working || state_->has_ended; });
}

void Canceller::post(CancelPtr cancel, std::uint64_t key)
{
    const std::lock_guard guard(state_->mutex);
    state_->orders.push_back(Order{std::move(cancel), key});
    if (!std::exchange(state_->is_working, true))
        std::thread([state = state_] { work(state); }).detach();
    state_->changed.notify_all();
}

std::vector<std::uint64_t> Canceller::take_done()
{
    const std::lock_guard guard(state_->mutex);
    return std::exchange(state_->done, {});
}

void Canceller::wait(Milliseconds limit)
{
    std::unique_lock lock(state_->mutex);
    state_->changed.wait_for(lock, limit, [this] { return state_->orders.empty(); });
}

void Canceller::work(const std::shared_ptr<State> &state)
{
    std::unique_lock lock(state->mutex);
    for (;;) {
        state->changed.wait(lock, [&] { return state->is_stopping || !state->orders.empty(); });
        if (state->is_stopping)
            break;
        const Order &order = state->orders.front(); /* stays in place while others are added */
        lock.unlock();
        std::array<char, 256> error{};
        if (PQcancel(order.cancel.get(), error.data(), static_cast<int>(error.size())) == 0)
            spdlog::debug("cancel request failed: {}", one_line(error.data()));
        lock.lock();
        state->done.push_back(order.key);
        state->orders.pop_front();
        state->changed.notify_all();
        const std::uint64_t one = 1;
        /* Fails only when the counter is full, and then the loop is awake anyway. */
        [[maybe_unused]] const auto written = ::write(state->wake.get(), &one, sizeof one);
    }
    state->has_ended = true;
    state->changed.notify_all();
}

} // namespace viginti::shim
