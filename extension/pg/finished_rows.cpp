#include "pg/finished_rows.hpp"

#include <algorithm>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

constexpr TimestampTz longest_wait = 1000; /* microseconds */

constinit TimestampTz last_sent = 0;

} // namespace

void send_finished_rows()
{
    if (whereToSendOutput != DestRemote)
        return;
    TimestampTz const now = GetCurrentTimestamp();
    if (now - std::max(last_sent, GetCurrentStatementStartTimestamp()) < longest_wait)
        return;
    last_sent = now;
    guarded([] { pq_flush_if_writable(); });
}

} // namespace viginti::pg
