/* Cursors from arbitrary text, as base64 and as the JSON inside; what is read writes back. */
#include "base/error.hpp"
#include "base/text.hpp"
#include "request/cursor.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void read(std::string_view text)
{
    try {
        auto const cursor = viginti::request::parse_cursor(text, "starting_after");
        auto const again =
            viginti::request::parse_cursor(viginti::request::write_cursor(cursor), "");
        bool const same =
            again.id == cursor.id && again.keys == cursor.keys && again.order == cursor.order;
        if (!same)
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
