/*
 * Dates and numbers from arbitrary text: what is read has its canonical form, and that form reads
 * back as itself.
 */
#include "base/datetime.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace viginti;
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    if (auto const date = parse_date(text);
        date && (date->size() != 10 || parse_date(*date) != date))
        std::abort();
    if (auto const time = parse_date_time(text);
        time && (time->size() != 24 || parse_date_time(*time) != time))
        std::abort();
    if (auto const number = parse_whole_number(text);
        number && parse_whole_number(std::to_string(*number)) != number)
        std::abort();
    if (std::string_view const prefix = numeric_prefix(text); numeric_prefix(prefix) != prefix)
        std::abort();
    return 0;
}
