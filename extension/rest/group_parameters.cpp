#include "rest/group_parameters.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/filter_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace viginti::rest {

namespace {

using request::Dimension;
using request::GroupOrder;
using request::GroupRequest;

constexpr std::string_view group_by = "group_by";
constexpr std::string_view aggregate = "aggregate";
constexpr std::string_view order_by = "order_by";

/* A JSON parameter and what it must look like (spec §20). */
struct Form {
    std::string_view parameter;
    std::string_view shape;
};
constexpr Form group_form{
    group_by,
    "should be a valid array of objects - ex: [{\"firstField\": true}, {\"secondField\": "
    "{\"subField\": true}}, {\"dateField\": {\"granularity\": \"DAY\", \"timeZone\": \"UTC\"}}]"};
constexpr Form aggregate_form{
    aggregate,
    "should be a valid array of string - ex: [\"countNotEmptyId\", \"countEmptyField\"]"};
constexpr Form order_form{
    order_by, "should be a valid array of objects - ex: [{\"firstField\": \"AscNullsFirst\"}, "
              "{\"secondField\": {\"subField\": \"DescNullsLast\"}}, {\"dateField\": {\"orderBy\": "
              "\"AscNullsFirst\", \"granularity\": \"DAY\"}}, {\"aggregate\": {\"totalCount\": "
              "\"DescNullsLast\"}}]"};

/* The names a saved view goes by; the OpenAPI document of the contract calls it view_id. */
constexpr std::array<std::string_view, 2> view_names{"viewId", "view_id"};

Error fault(std::string_view parameter, std::string message, std::string hint = {})
{
    return Error(Code::ParameterInvalid, std::move(message), std::string(parameter),
                 std::move(hint));
}

Error malformed(const Form &form, std::string hint)
{
    return fault(form.parameter,
                 "Invalid " + std::string(form.parameter) + " query parameter - " +
                     std::string(form.shape),
                 std::move(hint));
}

std::string place(std::size_t element)
{
    return "Element " + std::to_string(element) + ": ";
}

/* The array of a parameter of at most `most` elements. */
Json read_array(const Form &form, std::string_view text, std::size_t most,
                std::string_view limit_name)
{
    Json array;
    try {
        array = parse_json(text);
    } catch (const Error &error) {
        Error told = malformed(form, error.message);
        told.position = error.position;
        throw told;
    }
    if (!json_is_array(array.get()))
        throw malformed(form, "Received " + inspect(array.get()));
    if (json_array_size(array.get()) > most)
        throw Error(Code::LimitExceeded,
                    "'" + std::string(form.parameter) + "' exceeds the limit " +
                        std::string(limit_name) + ": at most " + std::to_string(most) + " elements",
                    std::string(form.parameter));
    return array;
}

/* The one member of an object. */
struct Member {
    std::string name;
    const json_t *value;
};

Member only_member(const json_t *object)
{
    void *const first = json_object_iter(const_cast<json_t *>(object));
    return {{json_object_iter_key(first), json_object_iter_key_len(first)},
            json_object_iter_value(first)};
}

const json_t *string_member(const json_t *object, const char *name)
{
    const json_t *const value = json_object_get(object, name);
    return json_is_string(value) ? value : nullptr;
}

std::string dotted(const std::vector<std::string> &path)
{
    std::string name;
    for (const std::string &step : path) {
        name += name.empty() ? "" : ".";
        name += step;
    }
    return shorten(name, 80);
}

Error bad_definition(const std::vector<std::string> &path, std::string hint)
{
    return fault(group_by, "Invalid groupBy definition for field \"" + dotted(path) + '"',
                 std::move(hint));
}

/* {"granularity":…, "timeZone":…, "weekStartDay":…} of a date. */
void read_period(Dimension &out, const json_t *value)
{
    const char *key;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
    {
        std::string_view const name(key, length);
        if (!json_is_string(member))
            throw bad_definition(out.path, shorten(name, 60) + " must be a string");
        if (name == "granularity") {
            out.granularity = request::parse_granularity(text_of(member));
            if (!out.granularity)
                throw bad_definition(out.path, "granularity is one of " +
                                                   std::string(request::granularity_names()));
        } else if (name == "timeZone") {
            out.time_zone = text_of(member);
            if (out.time_zone.empty())
                throw fault(group_by, "Invalid timezone: ", "An IANA name, such as Europe/Paris");
        } else if (name == "weekStartDay") {
            auto const day = request::parse_week_start(text_of(member));
            if (!day)
                throw bad_definition(out.path, "weekStartDay is MONDAY, SUNDAY or SATURDAY");
            out.week_start = *day;
        } else {
            throw bad_definition(out.path, "Beside granularity only timeZone and weekStartDay "
                                           "are known, not " +
                                               inspect(name));
        }
    }
}

/*
 * Follows the members of one element to its end: true, or the period of a date. A field may be called
 * "granularity": as an option its value is a string, as a field never.
 */
Dimension read_dimension(const json_t *element, std::size_t number)
{
    Dimension out;
    if (!json_is_object(element) || json_object_size(element) == 0)
        throw malformed(group_form, place(number) + inspect(element) + " is no object with a key");
    for (const json_t *value = element;;) {
        if (string_member(value, "granularity") && !out.path.empty()) {
            read_period(out, value);
            return out;
        }
        if (json_object_size(value) > 1)
            throw fault(group_by,
                        out.path.empty() ? "You cannot provide multiple fields in one "
                                           "GroupByInput, split them into multiple GroupByInput"
                                         : "You cannot provide multiple subfields in one "
                                           "GroupByInput, split them into multiple GroupByInput",
                        place(number) + inspect(element));
        Member member = only_member(value);
        out.path.push_back(std::move(member.name));
        if (json_is_true(member.value))
            return out;
        if (!json_is_object(member.value) || json_object_size(member.value) == 0)
            throw bad_definition(out.path,
                                 "Expected true or an object, received " + inspect(member.value));
        value = member.value;
    }
}

void read_dimensions(GroupRequest &out, const QueryString &query)
{
    auto const text = query.text(group_by);
    if (!text || trim_blanks(*text).empty())
        throw malformed(group_form, "The parameter is required");
    Json const array = read_array(group_form, *text, limits::group_dimensions, "group_dimensions");
    std::size_t const count = json_array_size(array.get());
    if (count == 0)
        throw malformed(group_form, "At least one field is expected");
    for (std::size_t i = 0; i < count; ++i)
        out.dimensions.push_back(read_dimension(json_array_get(array.get(), i), i));
}

void read_aggregates(GroupRequest &out, const QueryString &query)
{
    auto const text = query.text(aggregate);
    if (!text || trim_blanks(*text).empty())
        return;
    Json const array =
        read_array(aggregate_form, *text, limits::group_aggregates, "group_aggregates");
    for (std::size_t i = 0; i < json_array_size(array.get()); ++i) {
        const json_t *const name = json_array_get(array.get(), i);
        if (!json_is_string(name))
            throw malformed(aggregate_form, place(i) + inspect(name) + " is no string");
        std::string_view const word = text_of(name);
        if (std::find(out.aggregates.begin(), out.aggregates.end(), word) == out.aggregates.end())
            out.aggregates.emplace_back(word);
    }
}

void read_direction(GroupOrder &out, const json_t *direction)
{
    auto const known = request::parse_direction(text_of(direction));
    if (!known)
        throw Error(Code::OrderInvalid, order_direction_message(text_of(direction)),
                    std::string(order_by));
    out.direction = *known;
}

/* {"aggregate":{"totalCount":"DescNullsLast"}} */
GroupOrder read_aggregate_order(const json_t *criteria, std::size_t number)
{
    if (json_object_size(criteria) > 1)
        throw fault(order_by, "Please provide aggregate criteria one by one in orderBy array",
                    place(number) + inspect(criteria));
    GroupOrder out;
    if (json_object_size(criteria) == 1) {
        Member member = only_member(criteria);
        out.aggregate = std::move(member.name);
        if (json_is_string(member.value) && !out.aggregate.empty()) {
            read_direction(out, member.value);
            return out;
        }
    }
    throw malformed(order_form, place(number) + "an aggregate and its direction are expected");
}

GroupOrder read_order(const json_t *element, std::size_t number)
{
    GroupOrder out;
    for (const json_t *value = element;;) {
        if (!json_is_object(value) || json_object_size(value) == 0)
            throw malformed(order_form,
                            place(number) + inspect(value) + " is no object with a key");
        if (const json_t *const direction = string_member(value, "orderBy");
            direction && !out.path.empty()) {
            const json_t *const granularity = string_member(value, "granularity");
            if (json_object_size(value) != (granularity ? 2u : 1u))
                throw malformed(order_form,
                                place(number) + "of a date, orderBy and granularity are known");
            if (granularity)
                out.granularity = text_of(granularity);
            read_direction(out, direction);
            return out;
        }
        if (json_object_size(value) > 1)
            throw fault(order_by,
                        "Please provide orderBy field criteria one by one in orderBy array",
                        place(number) + inspect(value));
        Member member = only_member(value);
        if (member.name == aggregate && out.path.empty() && json_is_object(member.value))
            return read_aggregate_order(member.value, number);
        out.path.push_back(std::move(member.name));
        if (json_is_string(member.value)) {
            read_direction(out, member.value);
            return out;
        }
        value = member.value;
    }
}

void read_orders(GroupRequest &out, const QueryString &query)
{
    auto const text = query.text(order_by);
    if (!text || trim_blanks(*text).empty())
        return;
    Json const array = read_array(order_form, *text, limits::order_keys, "order_keys");
    for (std::size_t i = 0; i < json_array_size(array.get()); ++i)
        out.order.push_back(read_order(json_array_get(array.get(), i), i));
}

/* The order of the samples; checked even when no samples are asked for. */
std::vector<request::OrderItem> read_sample_order(const QueryString &query)
{
    constexpr std::string_view parameter = "order_by_for_records";
    auto const text = query.text(parameter);
    if (!text)
        return {};
    try {
        return parse_order_by(*text);
    } catch (Error &error) {
        error.path = parameter;
        throw;
    }
}

/* The filters of a view would be missing in every figure, so it is not ignored. */
void refuse_view(const QueryString &query)
{
    for (std::string_view const name : view_names)
        for (const Parameter &parameter : query.parameters)
            if (parameter.name == name && !parameter.value.empty())
                throw fault(name,
                            "'" + std::string(name) +
                                "' is not supported: there are no "
                                "views",
                            "Give the conditions of the view as filter");
}

} // namespace

void read_group(request::Request &out, const QueryString &query)
{
    GroupRequest group;
    refuse_view(query);
    read_dimensions(group, query);
    read_aggregates(group, query);
    read_orders(group, query);
    group.with_sample = query.text("include_records_sample") == "true";
    auto order = read_sample_order(query);
    if (group.with_sample)
        out.order = std::move(order);
    out.group = std::move(group);
}

} // namespace viginti::rest
