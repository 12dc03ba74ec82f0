/*
 * Canceller: asks the server to stop a running statement, without holding up the loop.
 *
 * libpq's only way to cancel opens a connection of its own and waits for its end, so a helper
 * thread does it, started by the first request. When a cancellation is through, its key comes back
 * and the loop's eventfd is signalled.
 */
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "handles.hpp"

namespace viginti::shim {

class Canceller {
public:
    /* wake_fd: an eventfd of the loop, which outlives this object. */
    explicit Canceller(int wake_fd) : wake_fd_(wake_fd) {}
    ~Canceller();
    Canceller(const Canceller &) = delete;
    Canceller &operator=(const Canceller &) = delete;

    /* Asks for a cancellation; key names it in take_done. */
    void post(CancelPtr cancel, std::uint64_t key);

    /* The keys of those that are through since the last call. */
    std::vector<std::uint64_t> take_done();

private:
    struct Order {
        CancelPtr cancel;
        std::uint64_t key;
    };

    void work();

    const int wake_fd_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Order> orders_;
    std::vector<std::uint64_t> done_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace viginti::shim
