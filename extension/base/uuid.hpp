/*
 * Uuid: sixteen bytes, RFC 9562. Any version is accepted, the ones we make are version 7.
 */
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace viginti {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Uuid &) const = default;
    bool is_nil() const { return *this == Uuid{}; }
};

/* The canonical 36-character text in either case; nothing else (no braces, no missing hyphens). */
std::optional<Uuid> parse_uuid(std::string_view text) noexcept;

/* Lower-case canonical text, 36 characters. */
std::string to_string(const Uuid &uuid);

/*
 * A version 7 UUID: `unix_ms` in the first 48 bits, then `random` (version and variant bits are
 * set here). RFC 9562 §5.7.
 */
Uuid make_uuid_v7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10> &random) noexcept;

/*
 * A version 8 UUID made of a name (RFC 9562 §5.8): what has no row of its own, and so no id, has the
 * same one wherever it is looked at.
 */
Uuid make_name_uuid(std::string_view name) noexcept;

} // namespace viginti

template <>
struct std::hash<viginti::Uuid> {
    std::size_t operator()(const viginti::Uuid &uuid) const noexcept
    {
        /* The last eight bytes are random in every version in use. */
        std::size_t value;
        std::memcpy(&value, uuid.bytes.data() + 8, sizeof value);
        return value;
    }
};
