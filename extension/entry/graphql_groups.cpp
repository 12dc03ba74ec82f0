#include "entry/graphql_groups.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "entry/connection.hpp"
#include "entry/graphql_object.hpp"
#include "entry/group_by.hpp"
#include "entry/plans.hpp"
#include "graphql/lower.hpp"
#include "pg/read_only.hpp"
#include "request/cursor.hpp"
#include "rest/group_parameters.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace viginti::entry {

namespace {

using graphql::RecordSchema;
using graphql::SelectedField;
using graphql::SelectedObject;
using request::Request;

/* Arguments under the names REST has for them: both are read by the same code. */
struct ArgumentRow {
    const char *argument;
    const char *parameter;
};
constexpr std::array argument_rows{ArgumentRow{"groupBy", "group_by"},
                                   ArgumentRow{"orderBy", "order_by"}};

bool is_aggregate(const SelectedField &field)
{
    const std::string &name = field.field->name;
    return name != "edges" && name != "pageInfo" && name != "__typename" &&
           name != "groupByDimensionValues";
}

bool has_edges(const SelectedObject &selected)
{
    return std::any_of(selected.fields.begin(), selected.fields.end(),
                       [](const SelectedField &field) { return field.field->name == "edges"; });
}

/* The filters of a view would be missing in every figure, so it is not ignored. */
void refuse_view(const json_t *arguments)
{
    const json_t *const view = json_object_get(arguments, "viewId");
    if (view && !json_is_null(view))
        throw Error(Code::ParameterInvalid,
                    "Argument \"viewId\" is not supported: there are no views", "viewId",
                    "Give the conditions of the view as filter");
}

int read_sample_offset(const json_t *arguments)
{
    json_int_t const offset = json_integer_value(json_object_get(arguments, "offsetForRecords"));
    if (offset < 0)
        throw Error(Code::ParameterInvalid, "offsetForRecords argument must be non-negative",
                    "offsetForRecords");
    return static_cast<int>(offset);
}

Request lower_groups(const RecordSchema &schema, const SelectedField &field,
                     const model::Object &object)
{
    const json_t *const arguments = field.arguments.get();
    refuse_view(arguments);
    rest::QueryString query;
    for (const ArgumentRow &row : argument_rows)
        if (const json_t *const value = json_object_get(arguments, row.argument);
            value && !json_is_null(value))
            query.parameters.push_back({row.parameter, dump_json(value)});
    Json const names(json_array());
    for (const SelectedField &member : field.objects.front().fields)
        if (is_aggregate(member))
            json_array_append_new(names.get(), json_string(member.field->name.c_str()));
    query.parameters.push_back({"aggregate", dump_json(names.get())});

    Request request;
    request.verb = request::Verb::GroupBy;
    request.object = object.name_plural;
    rest::read_group(request, query);
    request.group->with_sample = has_edges(field.objects.front());
    request.group->sample_offset = read_sample_offset(arguments);
    if (request.group->with_sample)
        request.order = graphql::lower_order(json_object_get(arguments, "orderByForRecords"));
    graphql::lower_filter(request, schema, object, json_object_get(arguments, "filter"));
    json_int_t const limit = json_integer_value(json_object_get(arguments, "limit"));
    if (limit > static_cast<json_int_t>(limits::groups_maximum))
        throw Error(Code::LimitExceeded,
                    "Argument \"limit\" exceeds the limit groups_maximum: at most " +
                        std::to_string(limits::groups_maximum) + " groups",
                    "limit");
    request.page.limit =
        limit <= 0 ? static_cast<int>(limits::groups_default) : static_cast<int>(limit);
    return request;
}

/* The records one `edges` shows in all groups, by their ids. */
struct Nodes {
    plan::ReadPlan plan;
    Records records;
    std::unordered_map<std::string, std::size_t> places;
};

struct Writer {
    const RecordSchema &schema;
    const Caller &caller;
    const model::ObjectPtr &object;
    std::vector<Uuid> ids;

    Nodes read_nodes(const SelectedField &node) const;
    void edges(std::string &out, const SelectedField &field, const json_t *records) const;
    void page_info(std::string &out, const SelectedObject &selected, const json_t *records) const;
    void group(std::string &out, const SelectedObject &selected, const json_t *group) const;
    std::string cursor(const json_t *record) const;
};

/* REST writes counts and sums as texts, here they are numbers. */
void append_value(std::string &out, const json_t *value, std::string_view type)
{
    if (json_is_string(value) && (type == "Int" || type == "Float"))
        out += text_of(value);
    else
        out += value ? dump_json(value) : "null";
}

std::string_view id_of(const json_t *record)
{
    const json_t *const id = json_object_get(record, "id");
    return json_is_string(id) ? text_of(id) : std::string_view();
}

Nodes Writer::read_nodes(const SelectedField &node) const
{
    Request request;
    request.verb = request::Verb::FindMany;
    request.object = object->name_plural;
    request.members = graphql::lower_members(schema, node, *object);
    Nodes nodes{
        plan::plan_records(ids, request, caller.catalog, object, caller.dialect->uses_twenty_names),
        {},
        {}};
    nodes.records = run(*read_plan(nodes.plan), nodes.plan.params, true, 0, 0, &nodes.plan);
    for (std::size_t i = 0; i < nodes.records.sink->extents().size(); ++i)
        nodes.places.emplace(nodes.records.sink->keys(i).back().value_or(""), i);
    return nodes;
}

std::string Writer::cursor(const json_t *record) const
{
    return request::write_cursor({.id = parse_uuid(id_of(record)).value_or(Uuid{})},
                                 caller.catalog.directory->cursor_key);
}

void Writer::edges(std::string &out, const SelectedField &field, const json_t *records) const
{
    const SelectedObject &edge = field.objects.front();
    std::vector<Nodes> nodes;
    for (const SelectedField &member : edge.fields)
        if (member.field->name == "node")
            nodes.push_back(read_nodes(member));
    out += '[';
    for (std::size_t i = 0; i < json_array_size(records); ++i) {
        const json_t *const record = json_array_get(records, i);
        std::size_t number = 0;
        out += i == 0 ? "{" : ",{";
        for (const SelectedField &member : edge.fields) {
            append_json_key(out, member.key);
            if (member.field->name == "node") {
                const Nodes &read = nodes[number++];
                auto const place = ids.size() == 1 ? read.places.begin()
                                                   : read.places.find(std::string(id_of(record)));
                if (place == read.places.end())
                    throw Error(Code::Busy, "A record of a group was changed meanwhile", {},
                                "Try again in a moment");
                append_record(out, read.records, place->second, read.plan);
            } else {
                append_json_string(out, member.field->name == "cursor" ? cursor(record)
                                                                       : edge.type->name);
            }
        }
        out += '}';
    }
    out += ']';
}

void Writer::page_info(std::string &out, const SelectedObject &selected,
                       const json_t *records) const
{
    std::size_t const count = json_array_size(records);
    append_selected(out, selected, [&](const SelectedField &member) {
        const std::string &name = member.field->name;
        if (name == "startCursor" || name == "endCursor")
            count == 0
                ? static_cast<void>(out += "null")
                : append_json_string(
                      out, cursor(json_array_get(records, name == "startCursor" ? 0 : count - 1)));
        else
            out += "false";
    });
}

void Writer::group(std::string &out, const SelectedObject &selected, const json_t *group) const
{
    const json_t *const records = json_object_get(group, "records");
    append_selected(out, selected, [&](const SelectedField &member) {
        const std::string &name = member.field->name;
        if (name == "edges")
            edges(out, member, records);
        else if (name == "pageInfo")
            page_info(out, member.objects.front(), records);
        else
            append_value(out, json_object_get(group, name.c_str()), member.field->type.name);
    });
}

} // namespace

void append_groups(std::string &out, const RecordSchema &schema, const SelectedField &field,
                   const Caller &caller, const model::ObjectPtr &object)
{
    Request const request = lower_groups(schema, field, *object);
    Json const groups = parse_json(group_by(request, caller, object).body);
    Writer writer{schema, caller, object, {}};
    for (std::size_t i = 0; i < json_array_size(groups.get()); ++i) {
        const json_t *const records = json_object_get(json_array_get(groups.get(), i), "records");
        for (std::size_t j = 0; j < json_array_size(records); ++j)
            writer.ids.push_back(parse_uuid(id_of(json_array_get(records, j))).value_or(Uuid{}));
    }
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    out += '[';
    for (std::size_t i = 0; i < json_array_size(groups.get()); ++i) {
        out += i == 0 ? "" : ",";
        writer.group(out, field.objects.front(), json_array_get(groups.get(), i));
    }
    out += ']';
}

} // namespace viginti::entry
