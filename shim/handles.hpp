/*
 * Owners of the C handles the daemon uses: each is released exactly once, on every path.
 * A raw handle is only ever borrowed; who owns it holds one of these.
 */
#pragma once

#include <memory>
#include <utility>

#include <unistd.h>

#include <jansson.h>
#include <libpq-fe.h>
#include <microhttpd.h>

namespace viginti::shim {

/* Makes a release function of a C library usable as a deleter. */
template <auto release>
struct ReleasedBy {
    template <class Handle>
    void operator()(Handle *handle) const noexcept
    {
        release(handle);
    }
};

using ConnectionPtr = std::unique_ptr<PGconn, ReleasedBy<PQfinish>>;
using ResultPtr = std::unique_ptr<PGresult, ReleasedBy<PQclear>>;
using CancelPtr = std::unique_ptr<PGcancel, ReleasedBy<PQfreeCancel>>;
using ConninfoPtr = std::unique_ptr<PQconninfoOption, ReleasedBy<PQconninfoFree>>;
using DaemonPtr = std::unique_ptr<MHD_Daemon, ReleasedBy<MHD_stop_daemon>>;
using ResponsePtr = std::unique_ptr<MHD_Response, ReleasedBy<MHD_destroy_response>>;
using JsonPtr = std::unique_ptr<json_t, ReleasedBy<json_decref>>;

/* A file descriptor; -1 stands for none. */
class Fd {
  public:
    Fd() = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    Fd(Fd &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd &operator=(Fd &&other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }
    int get() const noexcept { return fd_; }
    int release() noexcept { return std::exchange(fd_, -1); }

  private:
    int fd_ = -1;
};

} // namespace viginti::shim
