#include "base/uuid.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti {

namespace {

bool hyphen_at(std::size_t i) noexcept
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

} // namespace

std::optional<Uuid> parse_uuid(std::string_view text) noexcept
{
    if (text.size() != 36)
        return std::nullopt;
    Uuid uuid;
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (hyphen_at(i)) {
            if (text[i] != '-')
                return std::nullopt;
            continue;
        }
        int const value = hex_value(text[i]);
        if (value < 0)
            return std::nullopt;
        auto &byte = uuid.bytes[nibble / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
        ++nibble;
    }
    return uuid;
}

std::string to_string(const Uuid &uuid)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text(36, '-');
    std::size_t i = 0;
    for (std::uint8_t byte : uuid.bytes) {
        if (hyphen_at(i))
            ++i;
        text[i++] = digits[byte >> 4];
        text[i++] = digits[byte & 15];
    }
    return text;
}

Uuid make_uuid_v7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10> &random) noexcept
{
    Uuid uuid;
    for (int i = 0; i < 6; ++i)
        uuid.bytes[i] = static_cast<std::uint8_t>(unix_ms >> (8 * (5 - i)));
    for (std::size_t i = 0; i < random.size(); ++i)
        uuid.bytes[6 + i] = random[i];
    uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (uuid.bytes[6] & 0x0f));
    uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (uuid.bytes[8] & 0x3f));
    return uuid;
}

Uuid make_name_uuid(std::string_view name) noexcept
{
    Sha256 const hash = hash_sha256(name);
    Uuid uuid;
    std::copy_n(hash.begin(), uuid.bytes.size(), uuid.bytes.begin());
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0Fu) | 0x80u);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3Fu) | 0x80u);
    return uuid;
}

} // namespace viginti
