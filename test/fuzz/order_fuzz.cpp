/*
 * order_by from arbitrary text: an order or an Error at a place in the text; what can be written back
 * reads as the same order.
 */
#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/filter_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using viginti::request::Direction;
using viginti::request::OrderItem;

std::string print(const std::vector<OrderItem> &order)
{
    constexpr std::string_view directions[] = {"AscNullsFirst", "AscNullsLast", "DescNullsFirst",
                                               "DescNullsLast"};
    std::string out;
    for (const OrderItem &item : order) {
        out += out.empty() ? "" : ",";
        for (const std::string &word : item.path)
            out += (&word == &item.path.front() ? "" : ".") + word;
        out += '[';
        out += directions[static_cast<std::size_t>(item.direction)];
        out += ']';
    }
    return out;
}

bool same(const OrderItem &a, const OrderItem &b)
{
    return a.path == b.path && a.direction == b.direction;
}

void check(std::string_view text)
{
    auto const order = viginti::rest::parse_order_by(text);
    auto const again = viginti::rest::parse_order_by(print(order));
    std::size_t const characters = viginti::count_characters(text);
    bool const placed = std::all_of(order.begin(), order.end(), [&](const OrderItem &item) {
        return item.position <= characters;
    });
    if (!placed || order.size() > viginti::limits::order_keys ||
        !std::equal(order.begin(), order.end(), again.begin(), again.end(), same))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    if (!viginti::is_storable_text(text))
        return 0;
    try {
        check(text);
    } catch (const viginti::Error &error) {
        bool const good = error.status == 400 && error.path == "order_by" && error.position &&
                          *error.position <= viginti::count_characters(text) &&
                          error.message.size() < 1000 && viginti::is_storable_text(error.message);
        if (!good)
            std::abort();
    }
    return 0;
}
