#include "cancel.hpp"

#include <array>

#include "log.hpp"

namespace viginti::shim {

Canceller::~Canceller()
{
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
        orders_.clear();
    }
    changed_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void Canceller::post(CancelPtr cancel, std::uint64_t key)
{
    {
        const std::lock_guard guard(mutex_);
        orders_.push_back(Order{std::move(cancel), key});
        if (!thread_.joinable())
            thread_ = std::thread([this] { work(); });
    }
    changed_.notify_one();
}

std::vector<std::uint64_t> Canceller::take_done()
{
    const std::lock_guard guard(mutex_);
    return std::exchange(done_, {});
}

void Canceller::work()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !orders_.empty(); });
        if (stopping_)
            return;
        const Order order = std::move(orders_.front());
        orders_.pop_front();
        lock.unlock();
        std::array<char, 256> error{};
        if (PQcancel(order.cancel.get(), error.data(), static_cast<int>(error.size())) == 0)
            spdlog::debug("cancel request failed: {}", one_line(error.data()));
        lock.lock();
        done_.push_back(order.key);
        const std::uint64_t one = 1;
        /* Fails only when the counter is full, and then the loop is awake anyway. */
        [[maybe_unused]] const auto written = ::write(wake_fd_, &one, sizeof one);
    }
}

} // namespace viginti::shim
