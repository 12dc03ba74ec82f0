/*
 * Randomness and time of the server: secrets, ids, and the clock of the current statement.
 */
#pragma once

#include "base/uuid.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace viginti::pg {

/* Fills with cryptographic random bytes; Error{Internal} when the system has none. */
void fill_random(std::span<std::uint8_t> bytes);

/* Milliseconds since 1970-01-01 UTC, by the wall clock. */
std::uint64_t unix_milliseconds();
/* Microseconds since 2000-01-01 UTC, as the server counts; the start of the transaction. */
std::int64_t transaction_time();

/* A version 7 UUID of now. */
Uuid make_uuid();

} // namespace viginti::pg
