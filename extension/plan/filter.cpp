#include "plan/filter.hpp"

#include "base/error.hpp"
#include "plan/filter_value.hpp"
#include "plan/paths.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Form;
using model::Operator;
using request::Filter;

bool is_ordered(Operator op)
{
    return op == Operator::Gt || op == Operator::Gte || op == Operator::Lt || op == Operator::Lte;
}

bool is_pattern(Operator op)
{
    return op == Operator::Like || op == Operator::Ilike || op == Operator::StartsWith ||
           op == Operator::EndsWith || op == Operator::ContainsIlike;
}

/* 1-based place of an option, as the text of a bigint. */
std::string option_place(const model::Field &field, std::string_view value)
{
    std::vector<std::string_view> const options = option_list(field);
    auto const found = std::find(options.begin(), options.end(), value);
    return found == options.end() ? "0" : std::to_string(found - options.begin() + 1);
}

void check_operator(const ResolvedPath &path, const request::Predicate &predicate)
{
    const model::Part &part = *path.part;
    if (part.operators & model::bit(predicate.op))
        return;
    Error error(Code::OperatorInvalid,
                "Operator \"" + std::string(name_of(predicate.op)) +
                    "\" is not valid for field \"" + path.name + "\" of type " +
                    std::string(path.field->type_info().name) +
                    " - Allowed operators: " + std::string(part.operators_text),
                "filter");
    throw error.at(predicate.position);
}

/* The values of a predicate as the parameters of its condition. */
void resolve_values(Draft &draft, const ResolvedPath &path, const request::Predicate &predicate,
                    Condition &condition)
{
    const model::Field &field = *path.field;
    const model::Part &part = *path.part;
    Operator const op = predicate.op;
    bool const text = part.form == Form::Text;
    if (op == Operator::Is) {
        condition.is_null = predicate.values.front() == "NULL";
        if (!condition.is_null && predicate.values.front() != "NOT_NULL")
            throw Error(Code::FilterInvalid,
                        "Invalid filter value for \"is\" operator. Expected \"NULL\" or "
                        "\"NOT_NULL\"",
                        "filter");
        condition.null_matches = text || part.column == ColumnType::TextArray;
    } else if (model::takes_list(op)) {
        Param list{{part.column == ColumnType::TextArray ? ColumnType::Text : part.column, true},
                   false,
                   {},
                   {}};
        for (const std::string &value : predicate.values)
            list.items.emplace_back(filter_value(field, part, path.name, value));
        condition.param = draft.add_asked(std::move(list));
    } else if (is_pattern(op)) {
        std::string const &value = predicate.values.front();
        condition.null_matches =
            text && value.empty() && (op == Operator::Like || op == Operator::Ilike);
        condition.param = draft.add_asked({{ColumnType::Text}, false, value, {}});
    } else {
        std::string value = filter_value(field, part, path.name, predicate.values.front());
        condition.null_matches = text && value.empty() && op == Operator::Eq;
        if (part.form == Form::Option && is_ordered(op)) {
            condition.options_param = draft.add_options(field);
            condition.param =
                draft.add_asked({{ColumnType::Int8}, false, option_place(field, value), {}});
        } else {
            condition.param =
                draft.add_asked({param_type(part.column), false, std::move(value), {}});
        }
    }
}

Condition resolve_predicate(Draft &draft, Scope &scope, const request::Predicate &predicate)
{
    ResolvedPath const path = resolve_filter_path(draft, scope, predicate);
    check_operator(path, predicate);
    if (scope.number == 0 && path.field->name == "deletedAt" && path.field->is_system &&
        path.column.join == 0)
        draft.live_only = false;

    Condition condition;
    condition.kind = Condition::Kind::Compare;
    condition.op = predicate.op;
    condition.column = path.column;
    try {
        resolve_values(draft, path, predicate, condition);
    } catch (Error &error) {
        throw error.at(predicate.position);
    }
    draft.mark_asked(path.name);
    draft.mark_asked(name_of(predicate.op));
    draft.mark_asked(condition.is_null ? "n" : condition.null_matches ? "e" : "-");
    return condition;
}

Condition resolve_in(Draft &draft, Scope &scope, const Filter &filter);

/* All of them, in a scope; one stands for itself. */
Condition resolve_all(Draft &draft, Scope &scope, const std::vector<Filter> &filters)
{
    if (filters.size() == 1)
        return resolve_in(draft, scope, filters.front());
    Condition condition;
    for (const Filter &filter : filters)
        condition.children.push_back(resolve_in(draft, scope, filter));
    return condition;
}

Condition resolve_quantified(Draft &draft, Scope &scope, const Filter &filter)
{
    ToManyPath path = resolve_to_many_path(draft, scope, filter.predicate, filter.quantifier);
    auto records = std::make_shared<SubQuery>();
    Scope inner{path.target, ++draft.scopes, {}};
    records->quantifier = filter.quantifier;
    records->object = std::move(path.target);
    records->scope = inner.number;
    records->inverse_column = std::move(path.inverse_column);
    records->parent = std::move(path.parent);
    draft.mark_asked(path.name);
    draft.mark_asked(name_of(filter.quantifier));
    draft.mark_asked("{");
    draft.mark_version(*records->object);
    if (!filter.children.empty())
        records->where.push_back(resolve_all(draft, inner, filter.children));
    draft.mark_asked("}");
    records->joins = std::move(inner.joins);

    Condition condition;
    condition.kind = Condition::Kind::Quantified;
    condition.records = std::move(records);
    return condition;
}

struct Conjunction {
    Filter::Kind filter;
    Condition::Kind condition;
    std::string_view mark;
};
constexpr Conjunction conjunctions[] = {
    {Filter::Kind::And, Condition::Kind::And, "(&"},
    {Filter::Kind::Or, Condition::Kind::Or, "(|"},
    {Filter::Kind::Not, Condition::Kind::Not, "(!"},
};

/* The parser bounds the depth of what recurses here. */
Condition resolve_in(Draft &draft, Scope &scope, const Filter &filter)
{
    if (filter.kind == Filter::Kind::Predicate)
        return resolve_predicate(draft, scope, filter.predicate);
    if (filter.kind == Filter::Kind::Quantified)
        return resolve_quantified(draft, scope, filter);
    Condition condition;
    for (const Conjunction &row : conjunctions) {
        if (row.filter != filter.kind)
            continue;
        condition.kind = row.condition;
        draft.mark_asked(row.mark);
    }
    for (const Filter &child : filter.children)
        condition.children.push_back(resolve_in(draft, scope, child));
    draft.mark_asked(")");
    return condition;
}

} // namespace

Condition resolve_filter(Draft &draft, const Filter &filter)
{
    return resolve_in(draft, draft.root, filter);
}

} // namespace viginti::plan
