#include "entry/graphql_metadata_page.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "request/cursor.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace viginti::entry {

namespace {

constexpr std::string_view cursor_prefix = "arrayconnection:";
constexpr json_int_t default_size = 10;
constexpr json_int_t most = 1000;

std::string cursor_at(std::size_t place)
{
    return request::encode_base64(std::string(cursor_prefix) + std::to_string(place));
}

std::optional<std::size_t> read_cursor(const json_t *paging, const char *name)
{
    const json_t *const value = json_object_get(paging, name);
    if (!json_is_string(value))
        return std::nullopt;
    auto const text = request::decode_base64(text_of(value));
    auto const place = text && text->starts_with(cursor_prefix)
                           ? parse_integer(std::string_view(*text).substr(cursor_prefix.size()))
                           : std::nullopt;
    if (!place || *place < 0)
        throw request::invalid_cursor(text_of(value), "paging." + std::string(name));
    return static_cast<std::size_t>(*place);
}

std::optional<std::size_t> read_size(const json_t *paging, const char *name)
{
    const json_t *const value = json_object_get(paging, name);
    if (!json_is_integer(value))
        return std::nullopt;
    json_int_t const size = json_integer_value(value);
    std::string const path = "paging." + std::string(name);
    if (size < 0)
        throw Error(Code::ParameterInvalid, "Field " + path + " must not be negative", path);
    if (size > most)
        throw Error(Code::LimitExceeded,
                    "Field " + path + " max allowed value is " + std::to_string(most), path);
    return static_cast<std::size_t>(size);
}

struct Slice {
    std::size_t begin, end;
};

Slice cut(std::size_t count, const json_t *paging)
{
    auto const first = read_size(paging, "first"), last = read_size(paging, "last");
    auto const after = read_cursor(paging, "after"), before = read_cursor(paging, "before");
    auto const conflict = [](std::string message) {
        return Error(Code::ParameterInvalid, std::move(message), "paging");
    };
    if (first && last)
        throw conflict("Cannot provide both first and last");
    if (before && !last)
        throw conflict("before is given with last");
    std::size_t const begin = after ? std::min(*after + 1, count) : 0;
    std::size_t const end = before ? std::min(*before, count) : count;
    if (begin >= end)
        return {begin, begin};
    if (last)
        return {end - std::min(*last, end - begin), end};
    return {begin, begin + std::min(first.value_or(default_size), end - begin)};
}

/* How a text of a UUID compares; JSON null stands before all. */
struct Comparison {
    std::string_view name;
    bool (*holds)(int);
};
constexpr std::array comparisons{
    Comparison{"eq", [](int sign) { return sign == 0; }},
    Comparison{"neq", [](int sign) { return sign != 0; }},
    /* A UUID is no pattern: it is like itself. */
    Comparison{"like", [](int sign) { return sign == 0; }},
    Comparison{"iLike", [](int sign) { return sign == 0; }},
    Comparison{"notLike", [](int sign) { return sign != 0; }},
    Comparison{"notILike", [](int sign) { return sign != 0; }},
    Comparison{"gt", [](int sign) { return sign > 0; }},
    Comparison{"gte", [](int sign) { return sign >= 0; }},
    Comparison{"lt", [](int sign) { return sign < 0; }},
    Comparison{"lte", [](int sign) { return sign <= 0; }},
};

std::string canonical(const json_t *value)
{
    std::string text = json_is_string(value) ? std::string(text_of(value)) : std::string();
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_among(const json_t *list, const std::string &text)
{
    for (std::size_t i = 0; i < json_array_size(list); ++i)
        if (canonical(json_array_get(list, i)) == text)
            return true;
    return false;
}

bool meets_operator(const json_t *value, std::string_view name, const json_t *operand)
{
    bool const is_member = name == "is" || name == "isNot";
    if (is_member && json_is_boolean(value))
        return json_is_null(operand) || (json_equal(value, operand) != 0) == (name == "is");
    if (json_is_null(operand))
        return true;
    std::string const text = canonical(value);
    /* Of a UUID `is` asks whether there is none. */
    if (is_member)
        return (text.empty() == json_is_true(operand)) == (name == "is");
    if (name == "in" || name == "notIn")
        return is_among(operand, text) == (name == "in");
    for (const Comparison &row : comparisons)
        if (row.name == name)
            return row.holds(text.compare(canonical(operand)));
    return false;
}

template <class Holds>
bool all_members(const json_t *object, const Holds &holds)
{
    const char *key;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(object), key, length, value)
    {
        if (!holds(std::string(key, length), static_cast<const json_t *>(value)))
            return false;
    }
    return true;
}

/* The depth of a filter is that of the document or its variables, which is bounded. */
bool meets(const json_t *resource, const json_t *filter)
{
    return all_members(filter, [&](const std::string &name, const json_t *value) {
        if (json_is_null(value))
            return true;
        if (name == "and" || name == "or") {
            bool const is_and = name == "and";
            for (std::size_t i = 0; i < json_array_size(value); ++i)
                if (meets(resource, json_array_get(value, i)) != is_and)
                    return !is_and;
            return is_and || json_array_size(value) == 0;
        }
        return all_members(value, [&](const std::string &op, const json_t *operand) {
            return meets_operator(json_object_get(resource, name.c_str()), op, operand);
        });
    });
}

} // namespace

Json cut_page(const Json &resources, const json_t *arguments)
{
    const json_t *const filter = json_object_get(arguments, "filter");
    std::vector<json_t *> found;
    for (std::size_t i = 0; i < json_array_size(resources.get()); ++i)
        if (json_t *const each = json_array_get(resources.get(), i); meets(each, filter))
            found.push_back(each);
    Slice const slice = cut(found.size(), json_object_get(arguments, "paging"));
    Json const edges(json_array());
    for (std::size_t i = slice.begin; i < slice.end; ++i) {
        Json const edge = make_json_object();
        json_object_set(edge.get(), "node", found[i]);
        json_object_set_new(edge.get(), "cursor", json_string(cursor_at(i).c_str()));
        json_array_append(edges.get(), edge.get());
    }
    bool const is_empty = slice.begin == slice.end;
    auto const cursor = [&](std::size_t place) {
        return is_empty ? json_null() : json_string(cursor_at(place).c_str());
    };
    Json const info = make_json_object();
    json_object_set_new(info.get(), "hasNextPage", json_boolean(slice.end < found.size()));
    json_object_set_new(info.get(), "hasPreviousPage", json_boolean(!is_empty && slice.begin > 0));
    json_object_set_new(info.get(), "startCursor", cursor(slice.begin));
    json_object_set_new(info.get(), "endCursor", cursor(slice.end - 1));
    Json page = make_json_object();
    json_object_set(page.get(), "edges", edges.get());
    json_object_set(page.get(), "pageInfo", info.get());
    return page;
}

} // namespace viginti::entry
