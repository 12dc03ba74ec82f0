#include "pg/random.hpp"

#include "base/error.hpp"

#include <array>

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

constexpr std::int64_t epoch_distance_us =
    (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * static_cast<std::int64_t>(USECS_PER_DAY);

/*
 * Ids take their bits from a pool that is refilled in one go: a system call for each id would cost
 * more than the rest of a batch row. Secrets do not come from here.
 */
struct Pool {
    std::array<std::uint8_t, 640> bytes;
    std::size_t used = sizeof bytes;
};
constinit Pool pool{{}, sizeof pool.bytes};

/*
 * Ids of one backend rise: within a millisecond the twelve bits behind the time count up from a
 * random start (RFC 9562 §6.2, method 1), so that a batch is stored and listed in its own order.
 */
struct Clock {
    std::uint64_t millisecond = 0;
    std::uint16_t count = 0;

    void tick(std::uint64_t now, std::uint16_t random)
    {
        if (now > millisecond) {
            millisecond = now;
            count = random & 0x7ff;
        } else if (++count > 0xfff) {
            ++millisecond;
            count = 0;
        }
    }
};
constinit Clock id_clock;

} // namespace

void fill_random(std::span<std::uint8_t> bytes)
{
    if (!pg_strong_random(bytes.data(), bytes.size()))
        throw Error(Code::Internal, "could not generate random bytes");
}

std::uint64_t unix_milliseconds()
{
    return static_cast<std::uint64_t>((GetCurrentTimestamp() + epoch_distance_us) / 1000);
}

std::int64_t transaction_time()
{
    return GetCurrentTransactionStartTimestamp();
}

Uuid make_uuid()
{
    std::array<std::uint8_t, 10> bits;
    if (pool.used + bits.size() > pool.bytes.size()) {
        fill_random(pool.bytes);
        pool.used = 0;
    }
    std::memcpy(bits.data(), pool.bytes.data() + pool.used, bits.size());
    pool.used += bits.size();
    id_clock.tick(unix_milliseconds(), static_cast<std::uint16_t>(bits[0] << 8 | bits[1]));
    bits[0] = static_cast<std::uint8_t>(id_clock.count >> 8);
    bits[1] = static_cast<std::uint8_t>(id_clock.count);
    return make_uuid_v7(id_clock.millisecond, bits);
}

} // namespace viginti::pg
