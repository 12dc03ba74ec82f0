#include "rest/filter_parser.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace viginti::rest {

namespace {

using request::Direction;

Error fault(Code code, std::string message, std::string_view text, std::string_view item)
{
    Error error(code, std::move(message), "order_by");
    auto const start = static_cast<std::size_t>(item.data() - text.data());
    error.at(count_characters(text.substr(0, start)));
    return error;
}

/* "field" or "field[direction]" as its two parts; no brackets give no direction. */
struct Item {
    std::string_view path;
    std::optional<std::string_view> direction;
};

Item split_item(std::string_view item)
{
    std::size_t const open = item.find('[');
    if (open == item.npos)
        return {item, std::nullopt};
    std::string_view direction = item.substr(open + 1);
    /* Without the bracket that closes it, or with a text behind, it is no direction either. */
    if (direction.ends_with(']'))
        direction.remove_suffix(1);
    else
        direction = item.substr(open);
    return {trim_blanks(item.substr(0, open)), trim_blanks(direction)};
}

Direction read_direction(std::string_view name, std::string_view text, std::string_view item)
{
    if (auto const direction = request::parse_direction(name))
        return *direction;
    throw fault(Code::OrderInvalid, order_direction_message(name), text, item);
}

} // namespace

std::string order_direction_message(std::string_view name)
{
    return "'order_by' direction '" + shorten_characters(name, 60) +
           "' invalid. Allowed values are 'AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', "
           "'DescNullsLast'. eg: ?order_by=field_1[AscNullsFirst],field_2[DescNullsLast],field_3";
}

std::vector<request::OrderItem> parse_order_by(std::string_view text)
{
    std::vector<request::OrderItem> order;
    if (trim_blanks(text).empty())
        return order;
    std::array<std::string_view, limits::order_keys> seen;
    for (std::size_t start = 0; start <= text.size();) {
        std::size_t const end = std::min(text.find(',', start), text.size());
        std::string_view const item = trim_blanks(text.substr(start, end - start));
        start = end + 1;
        auto const [path, name] = split_item(item);
        if (path.empty())
            throw fault(Code::OrderInvalid, "Field \"\" does not exist or is not sortable", text,
                        item);
        Direction const direction =
            name ? read_direction(*name, text, item) : Direction::AscNullsFirst;
        auto const known = seen.begin() + static_cast<std::ptrdiff_t>(order.size());
        if (std::find(seen.begin(), known, path) != known)
            continue;
        if (order.size() == limits::order_keys)
            throw fault(Code::LimitExceeded,
                        "'order_by' exceeds the limit order_keys: at most " +
                            std::to_string(limits::order_keys) + " fields",
                        text, item);
        seen[order.size()] = path;
        auto const byte = static_cast<std::size_t>(item.data() - text.data());
        order.push_back({split(path, '.'), direction, count_characters(text.substr(0, byte))});
    }
    return order;
}

} // namespace viginti::rest
