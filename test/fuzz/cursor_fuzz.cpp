/*
 * Cursors from arbitrary text, as base64 and as the bytes inside: none is genuine; what is read and
 * signed reads back the same.
 */
#include "base/error.hpp"
#include "base/text.hpp"
#include "request/cursor.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>

namespace {

using viginti::request::Cursor;

void read(std::string_view text)
{
    static const viginti::HmacKey key =
        viginti::prepare_hmac(std::array<std::uint8_t, 3>{'k', 'e', 'y'});
    try {
        Cursor const cursor = viginti::request::parse_cursor(text, "starting_after");
        Cursor const again =
            viginti::request::parse_cursor(viginti::request::write_cursor(cursor, key), "");
        bool const good = !is_genuine(cursor, key) && is_genuine(again, key) &&
                          again.id == cursor.id && again.keys == cursor.keys &&
                          again.order == cursor.order && again.asked == cursor.asked;
        if (!good)
            std::abort();
    } catch (const viginti::Error &error) {
        if (error.code != viginti::Code::CursorInvalid || error.message.size() > 1000)
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    std::string const encoded = viginti::request::encode_base64(text);
    if (viginti::request::decode_base64(encoded) != text)
        std::abort();
    read(encoded);
    if (viginti::is_storable_text(text))
        read(text);
    return 0;
}
