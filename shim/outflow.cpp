#include "outflow.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "exchange.hpp"

namespace viginti::shim {

namespace {

std::size_t size_of(const ResultPtr &piece)
{
    return static_cast<std::size_t>(PQgetlength(piece.get(), 0, 0));
}

} // namespace

void Outflow::put(ResultPtr piece, std::size_t from, Instant now)
{
    if (held == 0)
        taken = now;
    if (size_of(piece) <= from)
        return;
    held += size_of(piece) - from;
    if (pieces.empty())
        begin = from;
    pieces.push_back(std::move(piece));
}

ssize_t take_bytes(void *cls, std::uint64_t, char *buffer, std::size_t size) noexcept
{
    Outflow &flow = *static_cast<Outflow *>(cls);
    if (flow.is_broken)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    std::size_t copied = 0;
    while (copied < size && !flow.pieces.empty()) {
        const ResultPtr &piece = flow.pieces.front();
        const std::size_t part = std::min(size - copied, size_of(piece) - flow.begin);
        std::memcpy(buffer + copied, PQgetvalue(piece.get(), 0, 0) + flow.begin, part);
        copied += part;
        flow.begin += part;
        if (flow.begin == size_of(piece)) {
            flow.pieces.pop_front();
            flow.begin = 0;
        }
    }
    if (copied == 0) {
        if (flow.is_complete)
            return MHD_CONTENT_READER_END_OF_STREAM;
        flow.is_suspended = true;
        MHD_suspend_connection(flow.exchange->connection);
        return 0;
    }
    flow.held -= copied;
    flow.taken = Clock::now();
    flow.exchange->answer_bytes += copied;
    return static_cast<ssize_t>(copied);
}

} // namespace viginti::shim
