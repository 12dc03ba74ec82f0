/*
 * Link: a libpq connection as an event loop uses it. It is begun, polled until it is up, and its
 * socket stands in the loop's epoll; nothing ever waits.
 */
#pragma once

#include <cstdint>
#include <string>

#include "exchange.hpp"
#include "handles.hpp"
#include "options.hpp"

namespace viginti::shim {

/* The arguments of a call of the database: those of viginti.handle, viginti.handle_read and viginti.stream. */
struct CallArguments {
    explicit CallArguments(const Exchange &exchange);

    static constexpr int count = 4;
    static const Oid types[count];
    static const int formats[count];
    const char *values[count];
    int lengths[count];
};

/* Of results and of the body. */
inline constexpr int binary_format = 1;

class Link {
  public:
    enum class Progress : std::uint8_t { Pending, Up, Failed };

    /* options and the epoll outlive the link; watch is what the epoll hands back. */
    Link(const Options &options, int epoll_fd, Watch &watch)
        : options_(options), epoll_fd_(epoll_fd), watch_(watch)
    {}

    /* Begins to connect; false when that failed already. */
    bool begin();
    /* Goes on with it. Once up, nothing that is sent blocks. */
    Progress poll();
    /* What the epoll looks for from now on. */
    void watch(std::uint32_t events);
    void close();

    PGconn *get() const { return connection_.get(); }
    explicit operator bool() const { return connection_ != nullptr; }
    /* Why the last step failed. */
    std::string failure() const;

  private:
    const Options &options_;
    const int epoll_fd_;
    Watch &watch_;
    ConnectionPtr connection_;
    bool is_up_ = false;
    int socket_ = -1;
    std::uint32_t interest_ = 0;
};

} // namespace viginti::shim
