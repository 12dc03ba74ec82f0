#include "rest/parameters.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/filter_parser.hpp"
#include "rest/group_parameters.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

namespace viginti::rest {

namespace {

using request::CountMode;
using request::Layout;
using request::Request;
using request::Verb;

constexpr std::array shapes{
    Shape{Operation::FindMany, Verb::FindMany, takes_page | takes_filter | takes_depth, Body::None},
    Shape{Operation::FindOne, Verb::FindOne, takes_depth, Body::None},
    Shape{Operation::CreateOne, Verb::CreateOne, takes_depth, Body::Object},
    Shape{Operation::CreateMany, Verb::CreateMany, takes_depth, Body::Array},
    Shape{Operation::Import, Verb::CreateMany, takes_import, Body::Bulk},
    Shape{Operation::UpdateOne, Verb::UpdateOne, takes_depth, Body::OptionalObject},
    Shape{Operation::DeleteOne, Verb::DeleteOne, takes_soft, Body::None},
    Shape{Operation::GroupBy, Verb::GroupBy, takes_group | takes_filter, Body::None},
    Shape{Operation::FindDuplicates, Verb::FindDuplicates, takes_depth, Body::Object},
    Shape{Operation::Merge, Verb::Merge, takes_depth | takes_dry_run, Body::Object},
};

struct CountName {
    std::string_view name;
    CountMode mode;
};
constexpr std::array count_names{
    CountName{"exact", CountMode::Exact},
    CountName{"none", CountMode::None},
};

Error invalid(std::string_view parameter, std::string message, std::string hint = {})
{
    return Error(Code::ParameterInvalid, std::move(message), std::string(parameter),
                 std::move(hint));
}

Error not_allowed(std::string_view parameter, std::string_view value, std::string_view allowed)
{
    return invalid(parameter, '\'' + std::string(parameter) + '=' + shorten_characters(value, 60) +
                                  "' parameter invalid. Allowed values are " +
                                  std::string(allowed));
}

/* A whole number of any size; what does not fit counts as the largest or smallest that does. */
std::optional<long long> read_integer(std::string_view text)
{
    if (auto const value = parse_integer(text))
        return value;
    std::string_view const digits = text.substr(text.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
        return std::nullopt;
    using Limits = std::numeric_limits<long long>;
    return text.starts_with('-') ? Limits::min() : Limits::max();
}

/*
 * The page size: clamped to `maximum`, or refused outside 1..maximum. Given twice it is no number,
 * as for a client's array.
 */
int read_limit(const QueryString &query, int otherwise, int maximum, bool clamped)
{
    auto const text = query.joined("limit");
    if (!text || text->empty())
        return otherwise;
    auto const value = read_integer(*text);
    std::string message =
        "limit '" + shorten_characters(*text, 60) + "' is invalid. Should be an integer";
    std::string const bounds =
        clamped ? "of at least 0" : "between 1 and " + std::to_string(maximum);
    if (!value || (clamped && *value < 0))
        throw invalid("limit", std::move(message), "An integer " + bounds + " is expected");
    if (clamped)
        return static_cast<int>(std::min<long long>(*value, maximum));
    if (*value < 1 || *value > maximum)
        throw invalid("limit", message + ' ' + bounds);
    return static_cast<int>(*value);
}

/* The number of records of a list without pages: any, or all. */
void read_stream_limit(Request &out, const QueryString &query)
{
    auto const text = query.joined("limit");
    out.page.all = text == "all";
    if (out.page.all || !text || text->empty())
        return;
    auto const value = read_integer(*text);
    if (!value || *value < 1)
        throw invalid("limit", "limit '" + shorten_characters(*text, 60) +
                                   "' is invalid. Should be a positive integer or \"all\"");
    constexpr long long most = std::numeric_limits<int>::max() - 1;
    out.page.limit = static_cast<int>(std::min(*value, most));
}

int read_depth(const QueryString &query, int otherwise)
{
    auto const text = query.joined("depth");
    if (!text || text->empty())
        return otherwise;
    if (text->size() == 1 && (*text)[0] >= '0' && (*text)[0] <= '2')
        return (*text)[0] - '0';
    throw not_allowed("depth", *text, "0, 1, 2");
}

CountMode read_count(const QueryString &query)
{
    auto const text = query.text("count");
    if (!text || text->empty())
        return CountMode::Automatic;
    for (const CountName &row : count_names)
        if (row.name == *text)
            return row.mode;
    throw not_allowed("count", *text, "exact, none");
}

/* Anything but the exact words leaves the dialect's default (spec §1). */
bool read_soft(const QueryString &query, bool otherwise)
{
    auto const text = query.text("soft_delete");
    return text == "true" || (otherwise && text != "false");
}

void read_filter(Request &out, const QueryString &query)
{
    if (auto const filter = query.text("filter"))
        out.filter = parse_filter(*filter);
}

void read_page(Request &out, const QueryString &query, const model::Dialect &dialect)
{
    if (out.layout == Layout::Page)
        out.page.limit =
            read_limit(query, model::default_limit, dialect.max_limit, dialect.limit_is_clamped);
    else
        read_stream_limit(out, query);
    if (auto const order = query.text("order_by"))
        out.order = parse_order_by(*order);
    auto const after = query.text("starting_after").value_or("");
    auto const before = query.text("ending_before").value_or("");
    if (!after.empty() && !before.empty())
        throw invalid("starting_after", "Cannot provide both before and after");
    if (!after.empty())
        out.page.after = request::parse_cursor(after, "starting_after");
    if (!before.empty() && out.layout != Layout::Page)
        throw invalid("ending_before", "A stream of records runs forward only",
                      "Use starting_after, or turn order_by round");
    if (!before.empty())
        out.page.before = request::parse_cursor(before, "ending_before");
    out.count = read_count(query);
}

/* A limit of 0 groups is the default (spec §20). */
void read_groups(Request &out, const QueryString &query, const model::Dialect &dialect)
{
    int const otherwise = static_cast<int>(limits::groups_default);
    int const maximum = static_cast<int>(limits::groups_maximum);
    read_group(out, query);
    int const limit = read_limit(query, otherwise, maximum, dialect.limit_is_clamped);
    out.page.limit = limit == 0 ? otherwise : limit;
}

void check_size(std::string_view body)
{
    if (body.size() > limits::body_bytes)
        throw Error(Code::BodyTooLarge, "The body has " + std::to_string(body.size()) +
                                            " bytes; the limit body_bytes is " +
                                            std::to_string(limits::body_bytes));
}

Json parse_array_body(std::string_view body, int max_batch)
{
    check_size(body);
    Json array = body.empty() ? nullptr : parse_json(body);
    if (!json_is_array(array.get()))
        throw Error(Code::BodyInvalid, "Request body must be an array");
    if (json_array_size(array.get()) > static_cast<std::size_t>(max_batch))
        throw Error(Code::LimitExceeded,
                    "Maximum number of records to upsert is " + std::to_string(max_batch) + '.');
    for (std::size_t i = 0; i < json_array_size(array.get()); ++i)
        if (!json_is_object(json_array_get(array.get(), i)))
            throw Error(Code::BodyInvalid,
                        "Element " + std::to_string(i) + " of the request body must be an object",
                        pointer("", std::to_string(i)));
    return array;
}

Json read_body(Body kind, std::string_view body, const model::Dialect &dialect)
{
    switch (kind) {
    case Body::Object:
        return parse_object_body(body, false);
    case Body::OptionalObject:
        return parse_object_body(body, true);
    case Body::Array:
        return parse_array_body(body, dialect.max_batch);
    case Body::None:
    case Body::Bulk:
        break;
    }
    return nullptr;
}

/* The cursors of the metadata lists are ids. */
std::optional<Uuid> read_id_cursor(const QueryString &query, std::string_view name)
{
    auto const text = query.text(name).value_or("");
    if (text.empty())
        return std::nullopt;
    auto const id = parse_uuid(text);
    if (!id)
        throw Error(Code::CursorInvalid, "Invalid cursor: " + shorten_characters(text, 200),
                    std::string(name));
    return id;
}

} // namespace

const Shape *find_shape(Operation operation) noexcept
{
    for (const Shape &shape : shapes)
        if (shape.operation == operation)
            return &shape;
    return nullptr;
}

const Shape &shape_of(Operation operation)
{
    if (const Shape *const shape = find_shape(operation))
        return *shape;
    throw Error(Code::Internal, "The operation is none on records");
}

bool read_dry_run(const QueryString &query)
{
    auto const text = query.joined("dry_run");
    if (!text || text->empty() || *text == "false")
        return false;
    if (*text == "true")
        return true;
    throw not_allowed("dry_run", *text, "true, false");
}

Json parse_object_body(std::string_view body, bool may_be_empty)
{
    check_size(body);
    if (body.empty() && may_be_empty)
        return make_json_object();
    Json object = body.empty() ? nullptr : parse_json(body);
    if (!json_is_object(object.get()))
        throw Error(Code::BodyInvalid, "Request body must be an object");
    return object;
}

Request parse_record_request(const Route &route, const QueryString &query, std::string_view body,
                             const model::Dialect &dialect, Layout layout)
{
    const Shape &shape = shape_of(route.operation);
    Request out;
    out.layout = layout;
    out.verb = shape.verb;
    out.object = route.object;
    out.id = route.id;
    if (shape.takes & takes_filter)
        read_filter(out, query);
    if (shape.takes & takes_page)
        read_page(out, query, dialect);
    if (shape.takes & takes_depth)
        out.depth = read_depth(query, layout == Layout::Page ? dialect.default_depth : 0);
    if (layout == Layout::Csv && out.depth > 0)
        throw not_allowed("depth", std::to_string(out.depth), "0: CSV has no place for records");
    if (shape.takes & takes_group)
        read_groups(out, query, dialect);
    if (shape.takes & takes_soft)
        out.soft = read_soft(query, dialect.delete_is_soft);
    if (shape.takes & takes_dry_run)
        out.dry_run = read_dry_run(query);
    out.body = read_body(shape.body, body, dialect);
    return out;
}

MetadataPage parse_metadata_page(const QueryString &query)
{
    MetadataPage page;
    page.limit = read_limit(query, static_cast<int>(limits::metadata_page_default),
                            static_cast<int>(limits::metadata_page_maximum), true);
    page.after = read_id_cursor(query, "starting_after");
    page.before = read_id_cursor(query, "ending_before");
    if (page.after && page.before)
        throw invalid("starting_after",
                      "'starting_after' and 'ending_before' cannot be used together.");
    return page;
}

} // namespace viginti::rest
