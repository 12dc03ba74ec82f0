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

constexpr std::uint16_t takes_bulk = takes_dry_run | takes_max_affected;
constexpr std::uint16_t takes_filtered = needs_filter | takes_bulk;

constexpr std::array shapes{
    Shape{Operation::FindMany, Verb::FindMany,
          takes_page | takes_filter | takes_depth | takes_search | takes_fields, Body::None},
    Shape{Operation::FindOne, Verb::FindOne, takes_depth | takes_fields, Body::None},
    Shape{Operation::CreateOne, Verb::CreateOne,
          takes_depth | takes_fields | takes_dry_run | takes_upsert, Body::Object},
    Shape{Operation::CreateMany, Verb::CreateMany,
          takes_depth | takes_fields | takes_bulk | takes_upsert, Body::Array},
    Shape{Operation::Import, Verb::CreateMany, takes_import, Body::Bulk},
    Shape{Operation::UpdateOne, Verb::UpdateOne, takes_depth | takes_fields | takes_dry_run,
          Body::OptionalObject},
    Shape{Operation::UpdateMany, Verb::UpdateMany, takes_filtered | takes_depth | takes_fields,
          Body::Object},
    Shape{Operation::DeleteOne, Verb::DeleteOne, takes_soft | takes_dry_run, Body::None},
    Shape{Operation::DeleteMany, Verb::DeleteMany, takes_filtered | takes_soft, Body::None},
    Shape{Operation::RestoreOne, Verb::RestoreOne, takes_depth | takes_fields | takes_dry_run,
          Body::None},
    Shape{Operation::RestoreMany, Verb::RestoreMany, takes_filtered | takes_depth | takes_fields,
          Body::None},
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
    CountName{"estimated", CountMode::Estimated},
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
    throw not_allowed("count", *text, "exact, estimated, none");
}

/* Anything but the exact words leaves the dialect's default (spec §1). */
bool read_soft(const QueryString &query, bool otherwise)
{
    auto const text = query.text("soft_delete");
    return text == "true" || (otherwise && text != "false");
}

std::optional<std::int64_t> read_max_affected(const QueryString &query)
{
    auto const text = query.joined("max_affected");
    if (!text || text->empty())
        return std::nullopt;
    auto const value = read_integer(*text);
    constexpr auto most = static_cast<std::int64_t>(limits::bulk_records);
    if (!value || *value < 0 || *value > most)
        throw invalid("max_affected", "max_affected '" + shorten_characters(*text, 60) +
                                          "' is invalid. Should be an integer between 0 and " +
                                          std::to_string(most));
    return *value;
}

void read_upsert(Request &out, const QueryString &query)
{
    out.upsert = query.text("upsert") == "true";
    std::string const on = query.joined("on").value_or("");
    if (on.empty())
        return;
    if (!out.upsert)
        throw invalid("on", "'on' names the key of an upsert", "Add upsert=true, or leave it out");
    for (std::size_t start = 0; start <= on.size();) {
        std::size_t const end = std::min(on.find(',', start), on.size());
        out.on.push_back(on.substr(start, end - start));
        start = end + 1;
    }
}

void read_filter(Request &out, const QueryString &query)
{
    if (auto const filter = query.text("filter"))
        out.filter = parse_filter(*filter);
}

request::Cursor read_cursor(std::string_view text, std::string_view parameter,
                            const model::Dialect &dialect)
{
    request::Cursor cursor = request::parse_cursor(text, parameter);
    if (cursor.by_hand && !dialect.takes_hand_made_cursor)
        throw request::invalid_cursor(text, parameter);
    return cursor;
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
        out.page.after = read_cursor(after, "starting_after", dialect);
    if (!before.empty() && out.layout != Layout::Page)
        throw invalid("ending_before", "A stream of records runs forward only",
                      "Use starting_after, or turn order_by round");
    if (!before.empty())
        out.page.before = read_cursor(before, "ending_before", dialect);
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

Error invalid_fields(std::string_view what)
{
    return invalid("fields", "'fields' parameter " + std::string(what) +
                                 ". Expected a comma-separated list of field names, e.g. "
                                 "fields=id,name");
}

/* Names and dots; what a name may hold is the model's business. */
std::vector<std::string> read_field_path(std::string_view item)
{
    std::vector<std::string> path = split(item, '.');
    for (const std::string &word : path)
        if (word.empty() || word.find_first_of(" \t\r\n\"'()[]{}:;") != word.npos)
            throw invalid_fields("invalid");
    return path;
}

/* fields, all its repetitions; and discover, which changes nothing (spec §14). */
void read_fields(Request &out, const QueryString &query)
{
    auto const discover = query.text("discover").value_or("");
    if (!discover.empty() && discover != "true" && discover != "false")
        throw not_allowed("discover", discover, "true, false");
    auto const text = query.joined("fields");
    if (!text)
        return;
    if (trim_blanks(*text).empty())
        throw invalid_fields("is empty");
    out.fields.emplace();
    for (const std::string &item : split(*text, ',')) {
        if (out.fields->size() == limits::projected_fields)
            throw Error(Code::LimitExceeded,
                        "'fields' exceeds the limit projected_fields: at most " +
                            std::to_string(limits::projected_fields) + " names",
                        "fields");
        out.fields->push_back(read_field_path(trim_blanks(item)));
    }
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
    case Body::Changes:
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

void require_filter(const Route &route, const QueryString &query, const model::Dialect &dialect)
{
    if (!(shape_of(route.operation).takes & needs_filter))
        return;
    auto const filter = query.text("filter");
    if (filter && filter->find_first_not_of(' ') != filter->npos)
        return;
    std::string message = "A non-empty filter is required for a bulk mutation";
    if (route.operation == Operation::DeleteMany)
        message = std::string("Filters are mandatory for bulk ") +
                  (read_soft(query, dialect.delete_is_soft) ? "delete" : "destroy") +
                  " operations. Please provide at least one filter to prevent accidental deletion "
                  "of all records.";
    throw Error(Code::FilterInvalid, std::move(message), "filter",
                "To mean all records, say so: id[is]:NOT_NULL");
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
    if (shape.takes & (takes_filter | needs_filter))
        read_filter(out, query);
    if (shape.takes & takes_page)
        read_page(out, query, dialect);
    if (shape.takes & takes_depth)
        out.depth = read_depth(query, layout == Layout::Page ? dialect.default_depth : 0);
    if (layout == Layout::Csv && out.depth > 0)
        throw not_allowed("depth", std::to_string(out.depth), "0: CSV has no place for records");
    if (shape.takes & takes_group)
        read_groups(out, query, dialect);
    if (shape.takes & takes_search)
        out.search = trim_blanks(query.text("search").value_or(""));
    if (shape.takes & takes_fields)
        read_fields(out, query);
    if (shape.takes & takes_soft)
        out.soft = read_soft(query, dialect.delete_is_soft);
    if (shape.takes & takes_dry_run)
        out.dry_run = read_dry_run(query);
    if (shape.takes & takes_upsert)
        read_upsert(out, query);
    if (shape.takes & takes_max_affected)
        out.max_affected = read_max_affected(query);
    out.body = read_body(shape.body, body, dialect);
    return out;
}

std::optional<Uuid> read_object_id(const QueryString &query)
{
    auto const text = query.joined("objectMetadataId");
    if (!text || text->empty())
        return {};
    if (auto const id = parse_uuid(*text))
        return id;
    throw invalid("objectMetadataId", "Validation failed (uuid is expected)");
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
