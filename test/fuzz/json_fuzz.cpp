/* JSON from arbitrary bytes: what is read dumps to text that reads as the same value. */
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    try {
        auto const value = viginti::parse_json(text);
        std::string const dumped = viginti::dump_json(value.get());
        std::string const again = viginti::dump_json(viginti::parse_json(dumped).get());
        bool const good = dumped == again && viginti::is_storable_text(dumped) &&
                          viginti::inspect(value.get()).size() <= 300;
        if (!good)
            std::abort();
    } catch (const viginti::Error &error) {
        bool const good = error.code == viginti::Code::BodyInvalid && error.position &&
                          *error.position <= size && error.message.size() < 1000 &&
                          viginti::is_storable_text(error.message);
        if (!good)
            std::abort();
    }
    return 0;
}
