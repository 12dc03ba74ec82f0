/*
 * The parameters of groupBy from arbitrary text: one parameter a line, in the order of `names`. A
 * request within the limits or an Error of class 4xx that names one of them.
 */
#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/group_parameters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::array<std::string_view, 5> names{"group_by", "aggregate", "order_by",
                                                "order_by_for_records", "include_records_sample"};

void check(const viginti::request::Request &request)
{
    namespace limits = viginti::limits;
    auto const &group = *request.group;
    bool good = !group.dimensions.empty() && group.dimensions.size() <= limits::group_dimensions &&
                group.aggregates.size() <= limits::group_aggregates &&
                group.order.size() <= limits::order_keys &&
                (group.with_sample || request.order.empty());
    for (auto const &dimension : group.dimensions)
        good = good && !dimension.path.empty();
    for (auto const &order : group.order)
        good = good && order.path.empty() != order.aggregate.empty();
    if (!good)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char *>(data), size);
    if (!viginti::is_storable_text(text))
        return 0;
    viginti::rest::QueryString query;
    for (std::string_view const name : names) {
        std::size_t const end = std::min(text.find('\n'), text.size());
        query.parameters.push_back({std::string(name), std::string(text.substr(0, end))});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    try {
        viginti::request::Request request;
        viginti::rest::read_group(request, query);
        check(request);
    } catch (const viginti::Error &error) {
        bool const good = error.status == 400 && error.message.size() < 1000 &&
                          viginti::is_storable_text(error.message) &&
                          viginti::is_storable_text(error.hint) &&
                          std::find(names.begin(), names.end(), error.path) != names.end();
        if (!good)
            std::abort();
    }
    return 0;
}
