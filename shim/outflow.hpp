/*
 * Outflow: the body of an answer that comes in pieces, on its way from a stream to the client.
 *
 * The stream puts pieces in, the HTTP server takes bytes out as the client reads them. With nothing
 * to take the client's connection is suspended; whoever puts something in, or ends the flow, has the
 * loop resume it.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include <sys/types.h>

#include "clock.hpp"
#include "handles.hpp"

namespace viginti::shim {

struct Exchange;

struct Outflow {
    Exchange *exchange;
    std::deque<ResultPtr> pieces; /* one row of one column each */
    std::size_t begin = 0;        /* of what is left in the first piece */
    std::size_t held = 0;         /* bytes left in all pieces */
    bool is_complete = false;     /* no piece comes any more */
    bool is_broken = false;       /* the answer cannot be finished: the connection is to be cut */
    bool is_suspended = false;
    Instant taken{}; /* when the client last took something, or had nothing to take */

    /* Adds a piece; the first `from` bytes of it are left out. */
    void put(ResultPtr piece, std::size_t from, Instant now);
};

/* The server's way to take bytes (MHD_ContentReaderCallback); cls is the Outflow. */
ssize_t take_bytes(void *cls, std::uint64_t position, char *buffer, std::size_t size) noexcept;

} // namespace viginti::shim
