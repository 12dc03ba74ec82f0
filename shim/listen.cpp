#include "listen.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <netdb.h>
#include <sys/socket.h>

namespace viginti::shim {

namespace {

using AddressPtr = std::unique_ptr<addrinfo, ReleasedBy<freeaddrinfo>>;

/* One bound and listening socket; shared lets further sockets bind to the same port. */
Fd bind_socket(const sockaddr *address, socklen_t length, int family, bool shared)
{
    Fd fd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    if (fd.get() < 0 || ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        (shared && ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) ||
        ::bind(fd.get(), address, length) != 0 || ::listen(fd.get(), SOMAXCONN) != 0)
        throw std::runtime_error(std::strerror(errno));
    return fd;
}

} // namespace

Listener open_listener(const std::string &host, const std::string &port, unsigned count)
{
    const bool is_v6 = host.find(':') != std::string::npos;
    const std::string shown = is_v6 ? "[" + host + "]" : host;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo *found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0)
        throw std::runtime_error("cannot listen on " + shown + ":" + port + ": " +
                                 ::gai_strerror(error));
    const AddressPtr owner(found);

    sockaddr_storage address{};
    socklen_t length = found->ai_addrlen;
    std::memcpy(&address, found->ai_addr, length);
    Listener listener;
    try {
        /* Bound without sharing first: a shared port would hide that another process has it. */
        const auto *const target = reinterpret_cast<const sockaddr *>(&address);
        Fd first = bind_socket(target, length, found->ai_family, false);
        if (::getsockname(first.get(), reinterpret_cast<sockaddr *>(&address), &length) != 0)
            throw std::runtime_error(std::strerror(errno));
        if (count == 1) {
            listener.sockets.push_back(std::move(first));
        } else {
            first = Fd();
            for (unsigned i = 0; i < count; ++i)
                listener.sockets.push_back(bind_socket(target, length, found->ai_family, true));
        }
    } catch (const std::runtime_error &error) {
        throw std::runtime_error("cannot listen on " + shown + ":" + port + ": " + error.what());
    }
    char number[NI_MAXSERV] = "";
    ::getnameinfo(reinterpret_cast<sockaddr *>(&address), length, nullptr, 0, number, sizeof number,
                  NI_NUMERICSERV);
    listener.url = "http://" + shown + ":" + number;
    return listener;
}

} // namespace viginti::shim
