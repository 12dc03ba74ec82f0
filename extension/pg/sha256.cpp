#include "pg/sha256.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

std::array<std::uint8_t, 32> sha256(std::string_view bytes)
{
    static_assert(PG_SHA256_DIGEST_LENGTH == 32);
    std::array<std::uint8_t, 32> digest;
    bool const done = guarded([&] {
        pg_cryptohash_ctx *const hash = pg_cryptohash_create(PG_SHA256);
        bool const good = pg_cryptohash_init(hash) >= 0 &&
                          pg_cryptohash_update(hash, reinterpret_cast<const uint8 *>(bytes.data()),
                                               bytes.size()) >= 0 &&
                          pg_cryptohash_final(hash, digest.data(), digest.size()) >= 0;
        pg_cryptohash_free(hash);
        return good;
    });
    if (!done)
        throw Error(Code::Internal, "SHA-256 is not available");
    return digest;
}

} // namespace viginti::pg
