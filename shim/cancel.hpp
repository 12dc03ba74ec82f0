/*
 * Canceller: asks the server to stop a running statement, without holding up the loop.
 *
 * libpq's only way to cancel opens a connection of its own and waits for its end, so a helper
 * thread does it, started by the first request. When a cancellation is through, its key comes back
 * and the loop's eventfd is signalled. The helper shares only its state with the loop: should the
 * network swallow a cancellation, the process ends without waiting for it.
 */
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "clock.hpp"
#include "handles.hpp"

namespace viginti::shim {

class Canceller {
  public:
    /* wake_fd: the loop's eventfd; a duplicate is kept. */
    explicit Canceller(int wake_fd);
    ~Canceller();
    Canceller(const Canceller &) = delete;
    Canceller &operator=(const Canceller &) = delete;

    /* Asks for a cancellation; key names it in take_done. */
    void post(CancelPtr cancel, std::uint64_t key);

    /* The keys of those that are through since the last call. */
    std::vector<std::uint64_t> take_done();

    /* Waits until all are through, or for the limit. */
    void wait(Milliseconds limit);

  private:
    struct Order {
        CancelPtr cancel;
        std::uint64_t key;
    };
    struct State {
        Fd wake;
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<Order> orders; /* the first one is being worked on */
        std::vector<std::uint64_t> done;
        bool is_working = false;
        bool is_stopping = false;
        bool has_ended = false;
    };

    static void work(const std::shared_ptr<State> &state);

    std::shared_ptr<State> state_;
};

} // namespace viginti::shim
