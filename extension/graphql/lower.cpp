#include "graphql/lower.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "graphql/record_types.hpp"

#include <array>
#include <optional>

namespace viginti::graphql {

namespace {

using request::Asked;
using request::Connection;
using request::FrameStep;
using request::Request;

void add_order(std::vector<request::OrderItem> &out, const std::vector<std::string> &path,
               const json_t *value)
{
    if (json_is_null(value))
        return;
    if (json_is_string(value)) {
        auto const direction = request::parse_direction(text_of(value));
        if (!direction)
            throw Error(Code::OrderInvalid, "Invalid direction " + inspect(value), "orderBy");
        out.push_back({path, *direction, 0});
        return;
    }
    const char *key;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
    {
        std::vector<std::string> within = path;
        within.emplace_back(key, length);
        add_order(out, within, member);
    }
}

Error conflict(std::string message, std::string argument)
{
    return Error(Code::ParameterInvalid, std::move(message), std::move(argument));
}

/* A whole number argument that is not negative; nothing when it is absent or null. */
std::optional<int> read_count(const json_t *arguments, const char *name, std::string_view words)
{
    const json_t *const value = json_object_get(arguments, name);
    if (!json_is_integer(value))
        return std::nullopt;
    json_int_t const number = json_integer_value(value);
    if (number < 0)
        throw conflict(std::string(words) + " argument must be non-negative", name);
    return static_cast<int>(number);
}

/* The same of a number of records to be answered. */
std::optional<int> read_size(const json_t *arguments, const char *name, std::string_view words)
{
    auto const number = read_count(arguments, name, words);
    if (number && static_cast<std::size_t>(*number) > limits::graphql_page)
        throw Error(Code::LimitExceeded,
                    "Argument \"" + std::string(name) +
                        "\" exceeds the limit graphql_page: at most " +
                        std::to_string(limits::graphql_page) + " records",
                    name, "Ask for pages by cursor");
    return number;
}

std::optional<request::Cursor> read_cursor(const json_t *arguments, const char *name)
{
    const json_t *const value = json_object_get(arguments, name);
    if (!json_is_string(value))
        return std::nullopt;
    return request::parse_cursor(text_of(value), name);
}

void lower_paging(request::Page &page, const json_t *arguments, int page_default)
{
    auto const first = read_size(arguments, "first", "First");
    auto const last = read_size(arguments, "last", "Last");
    page.after = read_cursor(arguments, "after");
    page.before = read_cursor(arguments, "before");
    if (first && last)
        throw conflict("Cannot provide both first and last", "last");
    if (page.before && page.after)
        throw conflict("Cannot provide both before and after", "after");
    if (page.before && first)
        throw conflict("Cannot provide both before and first", "first");
    if (page.after && last)
        throw conflict("Cannot provide both after and last", "last");
    page.limit = first ? *first : last.value_or(page_default);
    page.from_end = last && !page.before;
    page.offset = read_count(arguments, "offset", "Offset").value_or(0);
}

void add_literal(Connection &out, std::string_view text)
{
    if (out.frame.empty() || out.frame.back().kind != FrameStep::Kind::Literal)
        out.frame.push_back({FrameStep::Kind::Literal, {}, 0});
    out.frame.back().text += text;
}

void add_key(Connection &out, std::string_view key, bool first)
{
    std::string text = first ? "" : ",";
    append_json_string(text, key);
    add_literal(out, text + ':');
}

void add_text(Connection &out, std::string_view value)
{
    std::string text;
    append_json_string(text, value);
    add_literal(out, text);
}

struct PageInfoRow {
    std::string_view name;
    FrameStep::Kind kind;
};
constexpr std::array page_info_rows{
    PageInfoRow{"hasNextPage", FrameStep::Kind::HasNextPage},
    PageInfoRow{"hasPreviousPage", FrameStep::Kind::HasPreviousPage},
    PageInfoRow{"startCursor", FrameStep::Kind::StartCursor},
    PageInfoRow{"endCursor", FrameStep::Kind::EndCursor},
};

void add_page_info(Connection &out, const SelectedObject &selected)
{
    add_literal(out, "{");
    bool first = true;
    for (const SelectedField &field : selected.fields) {
        add_key(out, field.key, first);
        first = false;
        if (field.field->name == "__typename")
            add_text(out, selected.type->name);
        for (const PageInfoRow &row : page_info_rows)
            if (row.name == field.field->name)
                out.frame.push_back({row.kind, {}, 0});
    }
    add_literal(out, "}");
}

std::vector<Asked> lower_edge(const RecordSchema &schema, const SelectedObject &edge,
                              const model::Object &object)
{
    std::vector<Asked> members;
    for (const SelectedField &field : edge.fields) {
        Asked &asked = members.emplace_back();
        asked.key = field.key;
        if (field.field->name == "__typename")
            asked.type_name = edge.type->name;
        else
            asked.name = field.field->name;
        if (field.field->name == "node")
            asked.members = lower_members(schema, field, object);
    }
    return members;
}

Asked lower_member(const RecordSchema &schema, const SelectedField &field,
                   const model::Object &object, const std::string &type_name)
{
    Asked asked;
    asked.key = field.key;
    if (field.field->name == "__typename") {
        asked.type_name = type_name;
        return asked;
    }
    asked.name = field.field->name;
    if (field.objects.empty())
        return asked;
    const model::Field *const own = object.find_field(asked.name);
    model::ObjectPtr const target =
        own && own->relation ? schema.find_object(own->relation->target) : nullptr;
    if (!target) {
        for (const SelectedField &part : field.objects.front().fields)
            asked.members.push_back(
                lower_member(schema, part, object, field.objects.front().type->name));
    } else if (own->is_to_many()) {
        asked.page = std::make_shared<const Request>(
            lower_page(schema, field, *target, static_cast<int>(limits::embedded_per_parent)));
    } else {
        asked.members = lower_members(schema, field, *target);
    }
    return asked;
}

} // namespace

std::vector<request::OrderItem> lower_order(const json_t *order)
{
    std::vector<request::OrderItem> items;
    for (std::size_t i = 0; i < json_array_size(order); ++i)
        add_order(items, {}, json_array_get(order, i));
    if (items.size() > limits::order_keys)
        throw Error(Code::LimitExceeded,
                    "'orderBy' exceeds the limit order_keys: at most " +
                        std::to_string(limits::order_keys) + " keys",
                    "orderBy");
    return items;
}

std::vector<Asked> lower_members(const RecordSchema &schema, const SelectedField &field,
                                 const model::Object &object)
{
    std::vector<Asked> members;
    const SelectedObject &selected = field.objects.front();
    for (const SelectedField &member : selected.fields)
        members.push_back(lower_member(schema, member, object, selected.type->name));
    return members;
}

Connection lower_connection(const RecordSchema &schema, const SelectedField &field,
                            const model::Object &object)
{
    Connection out;
    const SelectedObject &selected = field.objects.front();
    add_literal(out, "{");
    bool first = true;
    for (const SelectedField &member : selected.fields) {
        const std::string &name = member.field->name;
        add_key(out, member.key, first);
        first = false;
        if (name == "__typename") {
            add_text(out, selected.type->name);
        } else if (name == "edges") {
            out.frame.push_back({FrameStep::Kind::Edges, {}, out.edges.size()});
            out.edges.push_back(lower_edge(schema, member.objects.front(), object));
        } else if (name == "pageInfo") {
            add_page_info(out, member.objects.front());
        } else {
            out.frame.push_back({FrameStep::Kind::Aggregate, name, 0});
        }
    }
    add_literal(out, "}");
    return out;
}

Request lower_arguments(const RecordSchema &schema, const SelectedField &field,
                        const model::Object &object, int page_default)
{
    Request out;
    out.verb = request::Verb::FindMany;
    out.object = object.name_plural;
    const json_t *const arguments = field.arguments.get();
    lower_filter(out, schema, object, json_object_get(arguments, "filter"));
    out.order = lower_order(json_object_get(arguments, "orderBy"));
    lower_paging(out.page, arguments, page_default);
    return out;
}

Request lower_page(const RecordSchema &schema, const SelectedField &field,
                   const model::Object &object, int page_default)
{
    Request out = lower_arguments(schema, field, object, page_default);
    out.connection = lower_connection(schema, field, object);
    return out;
}

} // namespace viginti::graphql
