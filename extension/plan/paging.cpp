#include "plan/paging.hpp"

#include "base/error.hpp"
#include "plan/paths.hpp"

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Form;
using request::Direction;

constexpr std::string_view rank_name = "search rank";

/* Best first; a rank is never NULL, and takes the form of any other such key. */
OrderKey rank_key(const Condition &search)
{
    OrderKey key;
    key.column = search.column;
    key.column.type = ColumnType::Float8;
    key.column.nullable = false;
    key.descending = true;
    key.nulls_first = true;
    key.search_param = search.param;
    key.name = rank_name;
    return key;
}

OrderKey key_of(Draft &draft, ResolvedPath &path, Direction direction)
{
    OrderKey key;
    key.column = path.column;
    key.descending =
        direction == Direction::DescNullsFirst || direction == Direction::DescNullsLast;
    key.nulls_first =
        direction == Direction::AscNullsFirst || direction == Direction::DescNullsFirst;
    /* A column without NULLs sorts the same either way: take the form an index has. */
    if (!key.column.nullable)
        key.nulls_first = key.descending;
    if (path.part->form == Form::Option)
        key.options_param = draft.add_options(*path.field);
    key.name = std::move(path.name);
    return key;
}

/* The type a key's value travels as in a cursor. */
ColumnType key_type(const OrderKey &key)
{
    return key.options_param ? ColumnType::Int8 : key.column.type;
}

/* With the types, for a field made anew under its name is another one. */
std::uint64_t fingerprint_of(const ReadPlan &plan)
{
    Fingerprint print;
    for (const OrderKey &key : plan.order) {
        print.add(key.name);
        print.add(model::sql_type(key_type(key)));
        print.add(key.descending ? "d" : "a");
        print.add(key.nulls_first ? "f" : "l");
    }
    print.add(plan.id_descending ? "d" : "a");
    return print.value;
}

Error other_order(const ReadPlan &plan, std::string_view parameter)
{
    return Error(Code::CursorInvalid,
                 "Cursor is missing the value for orderBy field \"" +
                     (plan.order.empty() ? "id" : plan.order.front().name) +
                     "\": it was encoded for a different orderBy. Restart pagination without a "
                     "cursor.",
                 std::string(parameter));
}

Error other_question(std::string_view parameter)
{
    return Error(Code::CursorInvalid,
                 "Cursor was encoded for a different object, filter or search. Restart pagination "
                 "without a cursor.",
                 std::string(parameter));
}

void check_cursor(const ReadPlan &plan, const request::Cursor &cursor, std::string_view parameter)
{
    if (cursor.by_hand) {
        if (!plan.order.empty())
            throw other_order(plan, parameter);
        return;
    }
    if (!is_genuine(cursor, plan.cursor_key))
        throw invalid_cursor(cursor, parameter);
    if (cursor.order != plan.order_fingerprint || cursor.keys.size() != plan.order.size())
        throw other_order(plan, parameter);
    if (cursor.asked != plan.asked_fingerprint)
        throw other_question(parameter);
}

} // namespace

void resolve_order(ReadPlan &plan, Draft &draft, const std::vector<request::OrderItem> &items,
                   const Condition *search)
{
    if (items.empty() && search != nullptr) {
        plan.order.push_back(rank_key(*search));
        draft.mark(rank_name);
    }
    for (const request::OrderItem &item : items) {
        ResolvedPath path = resolve_order_path(draft, draft.root, item.path, item.position);
        draft.mark(path.name);
        draft.mark_number(static_cast<int>(item.direction));
        if (path.name == "id") {
            /* Nothing can follow a unique key. */
            plan.id_descending = item.direction == Direction::DescNullsFirst ||
                                 item.direction == Direction::DescNullsLast;
            break;
        }
        plan.order.push_back(key_of(draft, path, item.direction));
    }
    plan.order_fingerprint = fingerprint_of(plan);
}

void resolve_cursor(ReadPlan &plan, Draft &draft, const request::Page &page)
{
    plan.backward = page.before || page.from_end;
    plan.has_cursor = page.before || page.after;
    draft.mark(plan.backward ? "b" : "f");
    draft.mark(plan.has_cursor ? "c" : "-");
    if (!plan.has_cursor)
        return;
    const request::Cursor &cursor = page.before ? *page.before : *page.after;
    check_cursor(plan, cursor, page.before ? "ending_before" : "starting_after");
    plan.cursor_param = static_cast<int>(draft.params.size()) + 1;
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        const auto &value = cursor.keys[i];
        plan.cursor_nulls.push_back(!value);
        draft.mark(value ? "v" : "n");
        if (value)
            draft.add({{key_type(plan.order[i])}, false, *value, {}});
    }
    draft.add({{ColumnType::Uuid}, false, to_string(cursor.id), {}});
}

} // namespace viginti::plan
