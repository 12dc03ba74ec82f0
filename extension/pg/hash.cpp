#include "pg/hash.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

std::uint64_t hash(std::string_view bytes) noexcept
{
    return hash_bytes_extended(reinterpret_cast<const unsigned char *>(bytes.data()),
                               static_cast<int>(bytes.size()), 0);
}

} // namespace viginti::pg
