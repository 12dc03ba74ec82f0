/*
 * Listening sockets: one per event loop, all on the same address, so that the kernel spreads the
 * clients and no loop touches another's socket.
 */
#pragma once

#include <string>
#include <vector>

#include "handles.hpp"

namespace viginti::shim {

struct Listener {
    std::vector<Fd> sockets;
    std::string url; /* "http://127.0.0.1:3000", with the port the kernel chose for port 0 */
};

/* Binds count non-blocking sockets. Throws std::runtime_error that names address and reason. */
Listener open_listener(const std::string &host, const std::string &port, unsigned count);

} // namespace viginti::shim
