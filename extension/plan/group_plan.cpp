#include "plan/group_plan.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/groups.hpp"
#include "plan/filter.hpp"
#include "plan/filter_value.hpp"
#include "plan/paths.hpp"
#include "plan/selection.hpp"

#include <algorithm>
#include <array>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Field;
using model::FieldType;
using model::Part;
using request::Dimension;
using request::Granularity;
using request::GroupOrder;

constexpr std::string_view group_by = "group_by";
constexpr std::string_view order_by = "order_by";

/*
 * Zones whose names the server takes for abbreviations, which have no summer time; by another name
 * the same zone has it (IANA's file "backward").
 */
struct ZoneName {
    std::string_view name;
    std::string_view same;
};
constexpr std::array zone_names{
    ZoneName{"CET", "Europe/Brussels"},
    ZoneName{"EET", "Europe/Athens"},
    ZoneName{"MET", "Europe/Brussels"},
    ZoneName{"WET", "Europe/Lisbon"},
};

std::string_view server_zone(std::string_view name)
{
    for (const ZoneName &row : zone_names)
        if (equal_ignoring_case(row.name, name))
            return row.same;
    return name;
}

bool is_period(Granularity granularity)
{
    return granularity >= Granularity::Day && granularity <= Granularity::Year;
}

std::string dotted(const std::vector<std::string> &path, std::size_t steps)
{
    std::string name;
    for (std::size_t i = 0; i < steps; ++i) {
        name += i == 0 ? "" : ".";
        name += path[i];
    }
    return shorten(name, 80);
}

std::string dotted(const std::vector<std::string> &path)
{
    return dotted(path, path.size());
}

Error fault(Code code, std::string message, std::string hint = {})
{
    return Error(code, std::move(message), std::string(group_by), std::move(hint));
}

Error bad_definition(const std::string &name, std::string hint)
{
    return fault(Code::ParameterInvalid, "Invalid groupBy definition for field \"" + name + '"',
                 std::move(hint));
}

Error not_supported(const std::string &name, std::string hint = {})
{
    return fault(Code::ParameterInvalid, "Field \"" + name + "\" is not supported in groupBy",
                 std::move(hint));
}

/* A path of the caller as a column. `name` is the path without a final `unnest`. */
struct Resolved {
    const Field *field;
    ColumnRef column;
    bool unnest = false;
};

Resolved resolve_value(const Field &field, const std::vector<std::string> &path, std::size_t step,
                       const Place &place)
{
    std::string const name = dotted(path, step + 1);
    std::size_t const below = path.size() - step - 1;
    const Part &first = field.type_info().parts.front();
    if (!model::is_groupable(field))
        throw not_supported(name);
    if (field.type_info().composite) {
        if (below != 1)
            throw bad_definition(name,
                                 "Name one sub-field: {\"" + name + "\": {\"subField\": true}}");
        for (const Part &part : field.type_info().parts)
            if (part.name == path[step + 1] && part.column != ColumnType::Jsonb)
                return {&field, column_at(place, field, part)};
        throw fault(Code::SubFieldUnknown, "Composite subfield \"" + shorten(path[step + 1], 80) +
                                               "\" is not supported in groupBy for \"" + name +
                                               '"');
    }
    if (below == 0)
        return {&field, column_at(place, field, first)};
    if (below == 1 && path.back() == "unnest" && first.column == ColumnType::TextArray)
        return {&field, column_at(place, field, first), true};
    throw bad_definition(name, "The field has no \"" + shorten(path[step + 1], 80) + '"');
}

Resolved resolve_path(Draft &draft, const std::vector<std::string> &path)
{
    Place place{draft.root.object.get(), draft.root.number};
    for (std::size_t step = 0;; ++step) {
        std::string const name = dotted(path, step + 1);
        bool const last = step + 1 == path.size();
        if (const Field *const key = find_active_key(*place.object, path[step])) {
            if (!last)
                throw bad_definition(name, "A foreign key has no sub-field");
            return {key, column_at(place, *key, key->type_info().parts.front())};
        }
        const Field *const field = find_active(*place.object, path[step]);
        if (!field)
            throw fault(Code::FieldUnknown, "Unidentified field in groupBy: " + name);
        if (!field->relation)
            return resolve_value(*field, path, step, place);
        if (field->is_to_many())
            throw not_supported(name, "Only to-one relations can be grouped by");
        if (place.join > 0)
            throw not_supported(name, "Only one step over a to-one relation is possible");
        if (last)
            throw bad_definition(name, field->is_to_one()
                                           ? "Name one field of the related record, or group by " +
                                                 field->foreign_key_name()
                                           : "Name one field of the related record");
        if (field->is_to_one() && path[step + 1] == "id" && step + 2 == path.size())
            return {field, column_at(place, *field, field->type_info().parts.front())};
        auto const joined =
            join_to(draft, draft.root, *field, draft.catalog.by_id(field->relation->target));
        if (!joined)
            throw fault(Code::FieldUnknown, "Unidentified field in groupBy: " + name);
        place = *joined;
    }
}

struct Builder {
    GroupPlan plan;
    Draft draft;
};

/* The zone a date-time is cut in; what has a place in the week or year needs none (spec §20). */
void set_zone(Builder &builder, GroupKey &key, const Dimension &dimension)
{
    std::string const name(server_zone(dimension.time_zone.empty() ? "UTC" : dimension.time_zone));
    if (!dimension.time_zone.empty())
        builder.plan.time_zones.push_back({dimension.time_zone, name});
    if (key.column.type != ColumnType::Timestamp || key.granularity == Granularity::None)
        return;
    if (dimension.time_zone.empty() && is_period(key.granularity))
        throw fault(Code::ParameterInvalid,
                    "Time zone should be specified for a group by date on Day, Week, Month, "
                    "Quarter or Year",
                    "For instance {\"" + dotted(dimension.path) +
                        "\": {\"granularity\": \"DAY\", \"timeZone\": \"Europe/Paris\"}}");
    key.zone_param = builder.draft.add({{ColumnType::Text}, false, name, {}});
}

GroupKey resolve_key(Builder &builder, const Dimension &dimension)
{
    Resolved const resolved = resolve_path(builder.draft, dimension.path);
    GroupKey key;
    key.column = resolved.column;
    key.unnest = resolved.unnest;
    key.week_start = dimension.week_start;
    bool const date =
        key.column.type == ColumnType::Date || key.column.type == ColumnType::Timestamp;
    if (dimension.granularity && !date)
        throw bad_definition(dotted(dimension.path), "Only dates have a granularity");
    key.granularity = dimension.granularity.value_or(Granularity::None);
    set_zone(builder, key, dimension);
    bool const options = key.column.form == model::Form::Option ||
                         (key.column.form == model::Form::OptionList && key.unnest);
    if (auto const list = option_list(*resolved.field); options && !list.empty()) {
        Param param{{ColumnType::Text, true}, false, {}, {}};
        param.items.assign(list.begin(), list.end());
        key.options_param = builder.draft.add(std::move(param));
    }
    builder.draft.mark_number(key.column.join);
    builder.draft.mark(key.column.column);
    builder.draft.mark_number(static_cast<int>(key.granularity) * 4 +
                              static_cast<int>(key.week_start));
    builder.draft.mark(key.unnest ? "u" : key.options_param ? "o" : "-");
    return key;
}

void resolve_aggregates(Builder &builder, const model::Object &object,
                        const std::vector<std::string> &names)
{
    std::string unknown;
    for (const std::string &name : names) {
        auto aggregate = find_aggregate(object, name);
        if (!aggregate) {
            unknown += unknown.empty() ? "" : ", ";
            unknown += shorten(name, 80);
            continue;
        }
        builder.draft.mark(name);
        builder.plan.aggregates.push_back(*std::move(aggregate));
    }
    if (!unknown.empty())
        throw Error(Code::FieldUnknown, "Unknown aggregate field(s): " + shorten(unknown, 1000),
                    "aggregate");
    builder.plan.shown_aggregates = builder.plan.aggregates.size();
}

Error not_in_group(const std::string &name)
{
    return Error(
        Code::OrderInvalid,
        "Cannot order by a field that is not an aggregate nor in groupBy criteria: " + name + '.',
        std::string(order_by));
}

std::size_t place_of_aggregate(Builder &builder, const model::Object &object,
                               const std::string &name)
{
    auto &all = builder.plan.aggregates;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].name == name)
            return i;
    auto aggregate = find_aggregate(object, name);
    if (!aggregate)
        throw not_in_group(shorten(name, 80));
    all.push_back(*std::move(aggregate));
    return all.size() - 1;
}

/* The key an order names: the same column, and the same granularity where one is named. */
std::size_t place_of_key(Builder &builder, const GroupOrder &order)
{
    std::optional<Resolved> path;
    std::size_t const joins = builder.draft.root.joins.size();
    try {
        path = resolve_path(builder.draft, order.path);
    } catch (const Error &) {
        throw not_in_group(dotted(order.path));
    }
    if (builder.draft.root.joins.size() > joins)
        throw not_in_group(dotted(order.path));
    auto const granularity = request::parse_granularity(order.granularity);
    bool found = false;
    for (std::size_t i = 0; i < builder.plan.keys.size(); ++i) {
        const GroupKey &key = builder.plan.keys[i];
        if (key.column.join != path->column.join || key.column.column != path->column.column)
            continue;
        found = true;
        if (order.granularity.empty() || granularity == key.granularity)
            return i;
    }
    if (found)
        throw Error(Code::OrderInvalid,
                    "Cannot order by a date granularity that is not in groupBy criteria: " +
                        shorten(order.granularity, 60),
                    std::string(order_by));
    throw not_in_group(dotted(order.path));
}

void add_order(GroupPlan &plan, const GroupOrderKey &key)
{
    auto const same = [&](const GroupOrderKey &other) {
        return other.by_aggregate == key.by_aggregate && other.index == key.index;
    };
    if (std::none_of(plan.order.begin(), plan.order.end(), same))
        plan.order.push_back(key);
}

void resolve_order(Builder &builder, const model::Object &object,
                   const std::vector<GroupOrder> &items)
{
    using request::Direction;
    for (const GroupOrder &item : items) {
        GroupOrderKey key;
        key.by_aggregate = !item.aggregate.empty();
        key.index = key.by_aggregate ? place_of_aggregate(builder, object, item.aggregate)
                                     : place_of_key(builder, item);
        key.descending = item.direction == Direction::DescNullsFirst ||
                         item.direction == Direction::DescNullsLast;
        key.nulls_first = item.direction == Direction::AscNullsFirst ||
                          item.direction == Direction::DescNullsFirst;
        builder.draft.mark(key.by_aggregate ? item.aggregate : std::to_string(key.index));
        builder.draft.mark_number(static_cast<int>(item.direction));
        add_order(builder.plan, key);
    }
    /* The keys tell groups apart: with all of them the answer has one order. */
    for (std::size_t i = 0; i < builder.plan.keys.size(); ++i)
        add_order(builder.plan, {false, i, false, true});
}

/* The order of the sample's records; their places among texts are regardless of case. */
void resolve_sample_order(Builder &builder, const std::vector<request::OrderItem> &items)
{
    using request::Direction;
    for (const request::OrderItem &item : items) {
        OrderKey key;
        try {
            key.column =
                resolve_order_path(builder.draft, builder.draft.root, item.path, item.position)
                    .column;
        } catch (Error &error) {
            error.path = "order_by_for_records";
            throw;
        }
        key.descending = item.direction == Direction::DescNullsFirst ||
                         item.direction == Direction::DescNullsLast;
        key.nulls_first = item.direction == Direction::AscNullsFirst ||
                          item.direction == Direction::DescNullsFirst;
        builder.draft.mark_number(key.column.join);
        builder.draft.mark(key.column.column);
        builder.draft.mark_number(static_cast<int>(item.direction));
        builder.plan.records.order.push_back(std::move(key));
    }
}

} // namespace

GroupPlan resolve_group(const request::Request &request, const model::Catalog &catalog,
                        const model::ObjectPtr &object)
{
    const request::GroupRequest &group = *request.group;
    Builder builder{{}, Draft(catalog, object, 'G')};
    GroupPlan &plan = builder.plan;
    Draft &draft = builder.draft;
    plan.records.object = object;
    plan.limit = request.page.limit;
    plan.with_sample = group.with_sample;
    draft.mark_number(plan.limit);
    draft.mark(group.with_sample ? "s" : "-");
    if (request.filter)
        plan.records.where = resolve_filter(draft, *request.filter);
    plan.records.live_only = draft.live_only;
    draft.mark("|");
    if (group.with_sample) {
        resolve_sample_order(builder, request.order);
        draft.mark(group.sample_offset > 0 ? "+" : "-");
        if (group.sample_offset > 0)
            plan.sample_offset_param =
                draft.add({{ColumnType::Int8}, false, std::to_string(group.sample_offset), {}});
    }
    draft.mark("|");
    for (const Dimension &dimension : group.dimensions)
        plan.keys.push_back(resolve_key(builder, dimension));
    draft.mark("|");
    resolve_aggregates(builder, *object, group.aggregates);
    draft.mark("|");
    resolve_order(builder, *object, group.order);
    plan.records.params = std::move(draft.params);
    plan.records.joins = std::move(draft.root.joins);
    plan.shape = std::move(draft.shape);
    return std::move(builder.plan);
}

ReadPlan plan_samples(const std::vector<Uuid> &ids, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names)
{
    Draft draft(catalog, object, 'S');
    ReadPlan plan;
    plan.object = object;
    plan.live_only = false;
    Param list{{ColumnType::Uuid, true}, false, {}, {}};
    for (const Uuid &id : ids)
        list.items.emplace_back(to_string(id));
    Condition &listed = plan.where.emplace();
    listed.kind = Condition::Kind::Compare;
    listed.op = model::Operator::In;
    listed.column = {0, "id", ColumnType::Uuid, model::Form::Uuid, false};
    listed.param = draft.add(std::move(list));
    draft.mark(twenty_names ? "t" : "s");
    auto content = std::make_shared<Content>();
    content->selection = select_record(object, 0, catalog, twenty_names, draft.shape);
    plan.content = std::move(content);
    plan.params = std::move(draft.params);
    plan.shape = std::move(draft.shape);
    return plan;
}

} // namespace viginti::plan
