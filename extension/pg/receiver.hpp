/*
 * The server's view of a JsonSink, for the code that executes statements.
 */
#pragma once

#include "pg/json_sink.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

/* Lives as long as the sink. */
DestReceiver *receiver_of(JsonSink &sink) noexcept;

} // namespace viginti::pg
