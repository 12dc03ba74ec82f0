/*
 * Filters from arbitrary text: a value or an Error, never anything else; what can be printed reads
 * back as the same filter; positions stay inside the text.
 */
#include "../unit/filter_text.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "rest/filter_parser.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void check(const viginti::Error &error, std::string_view text)
{
    bool const good = error.status == 400 && error.position &&
                      *error.position <= viginti::count_characters(text) &&
                      error.message.size() < 1000 && viginti::is_storable_text(error.message);
    if (!good)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    if (!viginti::is_storable_text(text))
        return 0;
    try {
        auto const filter = viginti::rest::parse_filter(text);
        if (viginti::test::is_printable(filter) &&
            !viginti::test::equal(viginti::rest::parse_filter(viginti::test::print(filter)),
                                  filter))
            std::abort();
    } catch (const viginti::Error &error) {
        check(error, text);
    }
    return 0;
}
