#include "rest/media_type.hpp"

#include "base/text.hpp"

#include <array>

namespace viginti::rest {

namespace {

using request::Layout;

struct TypeName {
    std::string_view name;
    Layout layout;
};
/* What stands for JSON, and the two streamed types. Others are passed over. */
constexpr std::array type_names{
    TypeName{"application/json", Layout::Page}, TypeName{"application/problem+json", Layout::Page},
    TypeName{"application/*", Layout::Page},    TypeName{"*/*", Layout::Page},
    TypeName{"text/csv", Layout::Csv},          TypeName{"application/x-ndjson", Layout::Lines},
};

const TypeName *find_type(std::string_view media_type)
{
    std::string_view const name = trim_blanks(media_type.substr(0, media_type.find(';')));
    for (const TypeName &row : type_names)
        if (equal_ignoring_case(row.name, name))
            return &row;
    return nullptr;
}

/* The parameter q of a media range; 1 when there is none or it is no number. */
double weight_of(std::string_view range)
{
    for (const std::string &parameter : split(range, ';')) {
        std::string_view const text = trim_blanks(parameter);
        if (text.starts_with("q=") || text.starts_with("Q="))
            return parse_number(text.substr(2)).value_or(1);
    }
    return 1;
}

} // namespace

Layout preferred_layout(std::string_view accept)
{
    auto best = Layout::Page;
    double best_weight = 0;
    while (!accept.empty()) {
        std::size_t const comma = accept.find(',');
        std::string_view const range = accept.substr(0, comma);
        accept.remove_prefix(comma == accept.npos ? accept.size() : comma + 1);
        const TypeName *const type = find_type(range);
        double const weight = weight_of(range);
        if (type && weight > best_weight) {
            best = type->layout;
            best_weight = weight;
        }
    }
    return best;
}

Layout layout_of(std::string_view content_type)
{
    const TypeName *const type = find_type(content_type);
    return type ? type->layout : Layout::Page;
}

} // namespace viginti::rest
