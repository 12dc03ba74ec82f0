/*
 * Time as the daemon counts it: monotonic, so that a change of the wall clock ends no request.
 */
#pragma once

#include <chrono>

namespace viginti::shim {

using Clock = std::chrono::steady_clock;
using Instant = Clock::time_point;
using Milliseconds = std::chrono::milliseconds;

} // namespace viginti::shim
