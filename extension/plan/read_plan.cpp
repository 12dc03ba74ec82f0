#include "plan/read_plan.hpp"

#include "base/datetime.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/filter.hpp"
#include "plan/paths.hpp"
#include "plan/selection.hpp"

#include <charconv>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Form;

void resolve_order(ReadPlan &plan, Draft &draft, const std::vector<request::OrderItem> &items)
{
    using request::Direction;
    for (const request::OrderItem &item : items) {
        ResolvedPath path = resolve_order_path(draft, draft.root, item.path, item.position);
        bool const descending = item.direction == Direction::DescNullsFirst ||
                                item.direction == Direction::DescNullsLast;
        draft.mark(path.name);
        draft.mark_number(static_cast<int>(item.direction));
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
            key.options_param = draft.add_options(*path.field);
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

void resolve_cursor(ReadPlan &plan, Draft &draft, const request::Page &page)
{
    plan.backward = page.before.has_value();
    plan.has_cursor = page.before || page.after;
    draft.mark(plan.backward ? "b" : plan.has_cursor ? "a" : "-");
    if (!plan.has_cursor)
        return;
    std::string_view const parameter = plan.backward ? "ending_before" : "starting_after";
    const request::Cursor &cursor = plan.backward ? *page.before : *page.after;
    std::string const first = plan.order.empty() ? "id" : plan.order.front().name;
    if (cursor.order != plan.order_signature || cursor.keys.size() != plan.order.size())
        throw other_order(first, parameter);
    plan.cursor_param = static_cast<int>(draft.params.size()) + 1;
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        const auto &value = cursor.keys[i];
        plan.cursor_nulls.push_back(!value);
        draft.mark(value ? "v" : "n");
        if (!value)
            continue;
        ColumnType const type =
            plan.order[i].options_param ? ColumnType::Int8 : plan.order[i].column.type;
        if (!is_value_of(type, *value))
            throw other_order(plan.order[i].name, parameter);
        draft.add({{type}, false, *value, {}});
    }
    draft.add({{ColumnType::Uuid}, false, to_string(cursor.id), {}});
}

/* Moves what the draft collected into the plan. */
void finish(ReadPlan &plan, Draft &draft)
{
    plan.params = std::move(draft.params);
    plan.joins = std::move(draft.root.joins);
    plan.shape = std::move(draft.shape);
}

void resolve_selection(ReadPlan &plan, Draft &draft, int depth, bool twenty_names)
{
    draft.mark(twenty_names ? "t" : "s");
    draft.mark_number(depth);
    plan.selection = select_record(plan.object, depth, draft.catalog, twenty_names, draft.shape);
}

} // namespace

ReadPlan resolve_read(const request::Request &request, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names)
{
    bool const one = request.verb == request::Verb::FindOne;
    Draft draft(catalog, object, one ? '1' : 'P');
    ReadPlan plan;
    plan.object = object;
    if (one) {
        plan.kind = ReadPlan::Kind::One;
        plan.id_param = draft.add({{ColumnType::Uuid}, false, to_string(request.id), {}});
    } else {
        if (request.filter)
            plan.where = resolve_filter(draft, *request.filter);
        plan.live_only = draft.live_only;
        plan.filter_params = draft.params.size();
        plan.filter_shape = "C" + draft.shape;
        draft.mark("|");
        resolve_order(plan, draft, request.order);
        resolve_cursor(plan, draft, request.page);
        plan.layout = request.layout;
        bool const page = plan.layout == request::Layout::Page;
        plan.limit = request.page.all ? 0 : request.page.limit + (page ? 1 : 0);
        draft.mark_number(plan.limit);
        draft.mark_number(static_cast<int>(plan.layout));
    }
    resolve_selection(plan, draft, request.depth, twenty_names);
    finish(plan, draft);
    return plan;
}

ReadPlan plan_records(const std::vector<Uuid> &ids, int depth, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names)
{
    Draft draft(catalog, object, ids.size() == 1 ? 'i' : 'I');
    ReadPlan plan;
    plan.object = object;
    plan.live_only = false;
    if (ids.size() == 1) {
        plan.kind = ReadPlan::Kind::One;
        plan.id_param = draft.add({{ColumnType::Uuid}, false, to_string(ids.front()), {}});
    } else {
        plan.kind = ReadPlan::Kind::Ids;
        Param list{{ColumnType::Uuid, true}, false, {}, {}};
        for (const Uuid &id : ids)
            list.items.emplace_back(to_string(id));
        plan.id_param = draft.add(std::move(list));
    }
    resolve_selection(plan, draft, depth, twenty_names);
    finish(plan, draft);
    return plan;
}

} // namespace viginti::plan
