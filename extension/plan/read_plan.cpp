#include "plan/read_plan.hpp"

#include "base/datetime.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/filter_value.hpp"
#include "plan/paths.hpp"
#include "plan/selection.hpp"

#include <charconv>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Form;
using model::Operator;

struct Builder {
    ReadPlan plan;
    JoinList joins;

    int add(Param param)
    {
        plan.params.push_back(std::move(param));
        return static_cast<int>(plan.params.size());
    }
    void mark(std::string_view text)
    {
        plan.shape += text;
        plan.shape += '\0';
    }
    void mark_number(int number) { mark(std::to_string(number)); }
    int add_options(const model::Field &field)
    {
        Param options{{ColumnType::Text, true}, false, {}, {}};
        for (const model::Option &option : field.options)
            options.items.emplace_back(option.value);
        return add(std::move(options));
    }
};

bool is_ordered(Operator op)
{
    return op == Operator::Gt || op == Operator::Gte || op == Operator::Lt || op == Operator::Lte;
}

bool is_pattern(Operator op)
{
    return op == Operator::Like || op == Operator::Ilike || op == Operator::StartsWith ||
           op == Operator::EndsWith;
}

/* 1-based place of an option, as the text of a bigint. */
std::string option_place(const model::Field &field, std::string_view value)
{
    for (std::size_t i = 0; i < field.options.size(); ++i)
        if (field.options[i].value == value)
            return std::to_string(i + 1);
    return "0";
}

Condition resolve_predicate(Builder &builder, const model::Object &object,
                            const request::Predicate &predicate)
{
    ResolvedPath const path = resolve_filter_path(object, predicate, builder.joins);
    const model::Field &field = *path.field;
    const model::Part &part = *path.part;
    Operator const op = predicate.op;
    if (!(part.operators & model::bit(op))) {
        Error error(Code::OperatorInvalid,
                    "Operator \"" + std::string(name_of(op)) + "\" is not valid for field \"" +
                        path.name + "\" of type " + std::string(field.type_info().name) +
                        " - Allowed operators: " + std::string(part.operators_text),
                    "filter");
        throw error.at(predicate.position);
    }
    if (field.name == "deletedAt" && field.is_system && path.column.join == 0)
        builder.plan.live_only = false;

    Condition condition;
    condition.kind = Condition::Kind::Compare;
    condition.op = op;
    condition.column = path.column;
    bool const text = part.form == Form::Text;
    try {
        if (op == Operator::Is) {
            condition.is_null = predicate.values.front() == "NULL";
            if (!condition.is_null && predicate.values.front() != "NOT_NULL")
                throw Error(Code::FilterInvalid,
                            "Invalid filter value for \"is\" operator. Expected \"NULL\" or "
                            "\"NOT_NULL\"",
                            "filter");
            condition.null_matches = text || part.column == ColumnType::TextArray;
        } else if (op == Operator::In || op == Operator::ContainsAny) {
            Param list{
                {part.column == ColumnType::TextArray ? ColumnType::Text : part.column, true},
                false,
                {},
                {}};
            for (const std::string &value : predicate.values)
                list.items.emplace_back(filter_value(field, part, path.name, value));
            condition.param = builder.add(std::move(list));
        } else if (is_pattern(op)) {
            std::string const &value = predicate.values.front();
            condition.null_matches =
                text && value.empty() && (op == Operator::Like || op == Operator::Ilike);
            condition.param = builder.add({{ColumnType::Text}, false, value, {}});
        } else {
            std::string value = filter_value(field, part, path.name, predicate.values.front());
            condition.null_matches = text && value.empty() && op == Operator::Eq;
            if (part.form == Form::Option && is_ordered(op) && !field.options.empty()) {
                condition.options_param = builder.add_options(field);
                condition.param =
                    builder.add({{ColumnType::Int8}, false, option_place(field, value), {}});
            } else {
                condition.param =
                    builder.add({param_type(part.column), false, std::move(value), {}});
            }
        }
    } catch (Error &error) {
        throw error.at(predicate.position);
    }
    builder.mark(path.name);
    builder.mark(name_of(op));
    builder.mark(condition.is_null ? "n" : condition.null_matches ? "e" : "-");
    return condition;
}

Condition resolve_filter(Builder &builder, const model::Object &object,
                         const request::Filter &filter)
{
    using Kind = request::Filter::Kind;
    if (filter.kind == Kind::Predicate)
        return resolve_predicate(builder, object, filter.predicate);
    Condition condition;
    condition.kind = filter.kind == Kind::And  ? Condition::Kind::And
                     : filter.kind == Kind::Or ? Condition::Kind::Or
                                               : Condition::Kind::Not;
    builder.mark(filter.kind == Kind::And ? "(&" : filter.kind == Kind::Or ? "(|" : "(!");
    for (const request::Filter &child : filter.children)
        condition.children.push_back(resolve_filter(builder, object, child));
    builder.mark(")");
    return condition;
}

void resolve_order(Builder &builder, const model::Object &object,
                   const std::vector<request::OrderItem> &items)
{
    using request::Direction;
    ReadPlan &plan = builder.plan;
    for (const request::OrderItem &item : items) {
        ResolvedPath path = resolve_order_path(object, item.path, builder.joins, item.position);
        bool const descending = item.direction == Direction::DescNullsFirst ||
                                item.direction == Direction::DescNullsLast;
        builder.mark(path.name);
        builder.mark_number(static_cast<int>(item.direction));
        plan.order_signature += path.name;
        plan.order_signature += static_cast<char>('0' + static_cast<int>(item.direction));
        plan.order_signature += ',';
        if (path.name == "id") {
            /* Nothing can follow a unique key. */
            plan.id_descending = descending;
            break;
        }
        OrderKey key;
        key.column = path.column;
        key.descending = descending;
        key.nulls_first = item.direction == Direction::AscNullsFirst ||
                          item.direction == Direction::DescNullsFirst;
        /* A column without NULLs sorts the same either way: take the form an index has. */
        if (!key.column.nullable)
            key.nulls_first = descending;
        if (path.part->form == Form::Option && !path.field->options.empty())
            key.options_param = builder.add_options(*path.field);
        key.name = std::move(path.name);
        plan.order.push_back(std::move(key));
    }
    if (plan.order.empty() && !plan.id_descending)
        plan.order_signature.clear();
}

Error other_order(const std::string &name, std::string_view parameter)
{
    return Error(Code::CursorInvalid,
                 "Cursor is missing the value for orderBy field \"" + name +
                     "\": it was encoded for a different orderBy. Restart pagination without a "
                     "cursor.",
                 std::string(parameter));
}

/* Checks a cursor's text against the type of its key, so that the statement cannot fail on it. */
bool is_value_of(ColumnType type, const std::string &text)
{
    switch (type) {
    case ColumnType::Uuid:
        return parse_uuid(text).has_value();
    case ColumnType::Float8:
        return parse_number(text) || text == "NaN" || text == "Infinity" || text == "-Infinity";
    case ColumnType::Int8:
        return parse_integer(text).has_value();
    case ColumnType::Bool:
        return text == "true" || text == "false";
    case ColumnType::Date:
        return parse_date(text) || text == "infinity" || text == "-infinity";
    case ColumnType::Timestamp:
        return parse_date_time(text) || text == "infinity" || text == "-infinity";
    case ColumnType::Text:
        return is_storable_text(text);
    case ColumnType::TextArray:
    case ColumnType::Jsonb:
    case ColumnType::TsVector:
        break;
    }
    return false;
}

void resolve_cursor(Builder &builder, const request::Page &page)
{
    ReadPlan &plan = builder.plan;
    plan.backward = page.before.has_value();
    plan.has_cursor = page.before || page.after;
    builder.mark(plan.backward ? "b" : plan.has_cursor ? "a" : "-");
    if (!plan.has_cursor)
        return;
    std::string_view const parameter = plan.backward ? "ending_before" : "starting_after";
    const request::Cursor &cursor = plan.backward ? *page.before : *page.after;
    std::string const first = plan.order.empty() ? "id" : plan.order.front().name;
    if (cursor.order != plan.order_signature || cursor.keys.size() != plan.order.size())
        throw other_order(first, parameter);
    plan.cursor_param = static_cast<int>(plan.params.size()) + 1;
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        const auto &value = cursor.keys[i];
        plan.cursor_nulls.push_back(!value);
        builder.mark(value ? "v" : "n");
        if (!value)
            continue;
        ColumnType const type =
            plan.order[i].options_param ? ColumnType::Int8 : plan.order[i].column.type;
        if (!is_value_of(type, *value))
            throw other_order(plan.order[i].name, parameter);
        builder.add({{type}, false, *value, {}});
    }
    builder.add({{ColumnType::Uuid}, false, to_string(cursor.id), {}});
}

void start_shape(Builder &builder, const model::ObjectPtr &object, char kind)
{
    ReadPlan &plan = builder.plan;
    plan.object = object;
    plan.shape += kind;
    plan.shape.append(reinterpret_cast<const char *>(&object->version), sizeof object->version);
}

void finish_joins(Builder &builder)
{
    for (const Join &join : builder.joins.joins)
        builder.plan.shape.append(reinterpret_cast<const char *>(&join.target->version),
                                  sizeof join.target->version);
    builder.plan.joins = std::move(builder.joins.joins);
}

} // namespace

ReadPlan resolve_read(const request::Request &request, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names)
{
    Builder builder{{}, {catalog, {}}};
    ReadPlan &plan = builder.plan;
    bool const one = request.verb == request::Verb::FindOne;
    start_shape(builder, object, one ? '1' : 'P');
    if (one) {
        plan.kind = ReadPlan::Kind::One;
        plan.id_param = builder.add({{ColumnType::Uuid}, false, to_string(request.id), {}});
    } else {
        if (request.filter) {
            plan.where = resolve_filter(builder, *object, *request.filter);
            plan.filter_params = plan.params.size();
        }
        plan.filter_shape = "C" + plan.shape;
        for (const Join &join : builder.joins.joins)
            plan.filter_shape.append(reinterpret_cast<const char *>(&join.target->version),
                                     sizeof join.target->version);
        builder.mark("|");
        resolve_order(builder, *object, request.order);
        resolve_cursor(builder, request.page);
        plan.limit = request.page.limit + 1;
        builder.mark_number(plan.limit);
    }
    builder.mark(twenty_names ? "t" : "s");
    builder.mark_number(request.depth);
    plan.selection = select_record(object, request.depth, catalog, twenty_names, plan.shape);
    finish_joins(builder);
    return std::move(builder.plan);
}

ReadPlan plan_records(const std::vector<Uuid> &ids, int depth, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names)
{
    Builder builder{{}, {catalog, {}}};
    ReadPlan &plan = builder.plan;
    start_shape(builder, object, ids.size() == 1 ? 'i' : 'I');
    plan.live_only = false;
    if (ids.size() == 1) {
        plan.kind = ReadPlan::Kind::One;
        plan.id_param = builder.add({{ColumnType::Uuid}, false, to_string(ids.front()), {}});
    } else {
        plan.kind = ReadPlan::Kind::Ids;
        Param list{{ColumnType::Uuid, true}, false, {}, {}};
        for (const Uuid &id : ids)
            list.items.emplace_back(to_string(id));
        plan.id_param = builder.add(std::move(list));
    }
    builder.mark(twenty_names ? "t" : "s");
    builder.mark_number(depth);
    plan.selection = select_record(object, depth, catalog, twenty_names, plan.shape);
    return std::move(builder.plan);
}

} // namespace viginti::plan
