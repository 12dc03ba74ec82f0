#include "sql/condition.hpp"

namespace viginti::sql {

namespace {

using model::ColumnType;
using model::Operator;
using plan::Condition;

/* One row an operator: how it reads between a column and a parameter. */
struct OperatorText {
    Operator op;
    std::string_view before; /* of the column */
    std::string_view middle;
    std::string_view after; /* of the parameter */
};

constexpr OperatorText scalar_operators[] = {
    {Operator::Eq, "", " = ", ""},          {Operator::Neq, "", " <> ", ""},
    {Operator::Gt, "", " > ", ""},          {Operator::Gte, "", " >= ", ""},
    {Operator::Lt, "", " < ", ""},          {Operator::Lte, "", " <= ", ""},
    {Operator::In, "", " = ANY (", ")"},    {Operator::ContainsAny, "", " = ANY (", ")"},
    {Operator::Like, "", " LIKE ", ""},     {Operator::Ilike, "", " ILIKE ", ""},
    {Operator::StartsWith, "", " ^@ ", ""},
};

bool is_pattern(Operator op)
{
    return op == Operator::Like || op == Operator::Ilike || op == Operator::StartsWith ||
           op == Operator::EndsWith;
}

void write_operand(Writer &out, const Condition &condition)
{
    write_column(out, condition.column);
    if (is_pattern(condition.op) && condition.column.type != ColumnType::Text)
        out.raw("::text");
}

void write_comparison(Writer &out, const Condition &condition)
{
    if (condition.op == Operator::Is) {
        write_column(out, condition.column);
        out.raw(condition.is_null ? " IS NULL" : " IS NOT NULL");
        return;
    }
    if (condition.op == Operator::ContainsIlike) {
        out.raw("EXISTS (SELECT FROM unnest(");
        write_column(out, condition.column);
        out.raw(") AS e(item) WHERE e.item ILIKE ").param(condition.param).raw(")");
        return;
    }
    if (condition.op == Operator::ContainsExactly) {
        out.raw("(");
        write_column(out, condition.column);
        out.raw(" @> ").param(condition.param).raw(" AND ");
        write_column(out, condition.column);
        out.raw(" <@ ").param(condition.param).raw(")");
        return;
    }
    if (condition.op == Operator::EndsWith) {
        out.raw("right(");
        write_operand(out, condition);
        out.raw(", length(").param(condition.param).raw(")) = ").param(condition.param);
        return;
    }
    if (condition.options_param) {
        out.raw("array_position(").param(condition.options_param).raw(", ");
        write_column(out, condition.column);
        out.raw(")");
    } else {
        write_operand(out, condition);
    }
    if (condition.op == Operator::ContainsAny && condition.column.type == ColumnType::TextArray) {
        out.raw(" && ").param(condition.param);
        return;
    }
    for (const OperatorText &row : scalar_operators)
        if (row.op == condition.op) {
            out.raw(row.middle).param(condition.param).raw(row.after);
            return;
        }
}

/* An empty text, an empty list and NULL are one value (spec §8.3). */
void write_compare(Writer &out, const Condition &condition)
{
    if (!condition.null_matches || (condition.op == Operator::Is && !condition.is_null))
        return write_comparison(out, condition);
    out.raw("(");
    write_comparison(out, condition);
    out.raw(" OR ");
    write_column(out, condition.column);
    if (condition.op == Operator::Is)
        out.raw(condition.column.type == ColumnType::TextArray ? " = '{}'" : " = ''");
    else
        out.raw(" IS NULL");
    out.raw(")");
}

/*
 * A semi-join, or its negation, over the live records that name the parent. "Every" is that none
 * fails the condition, and a condition that is NULL fails.
 */
void write_quantified(Writer &out, const plan::SubQuery &records)
{
    using request::Quantifier;
    if (records.quantifier == Quantifier::Every && records.where.empty()) {
        out.raw("true");
        return;
    }
    out.raw(records.quantifier == Quantifier::Some ? "EXISTS" : "NOT EXISTS");
    out.raw(" (SELECT FROM ").qualified(records.object->schema, records.object->table).raw(" ");
    out.alias('q', records.scope);
    write_joins(out, records.joins);
    out.raw(" WHERE ").column('q', records.scope, records.inverse_column).raw(" = ");
    write_column(out, records.parent);
    out.raw(" AND ").column('q', records.scope, "deleted_at").raw(" IS NULL");
    if (!records.where.empty()) {
        out.raw(" AND (");
        write_condition(out, records.where.front());
        out.raw(records.quantifier == Quantifier::Every ? ") IS NOT TRUE" : ")");
    }
    out.raw(")");
}

/* Keyset in scan direction: one key against the cursor's value. */
struct Scan {
    const plan::ReadPlan &plan;

    bool descending(const plan::OrderKey &key) const { return key.descending != plan.backward; }
    bool nulls_first(const plan::OrderKey &key) const { return key.nulls_first != plan.backward; }

    /* Number of the parameter of key i: NULL values have none. */
    int param(std::size_t i) const
    {
        int number = plan.cursor_param;
        for (std::size_t j = 0; j < i; ++j)
            number += plan.cursor_nulls[j] ? 0 : 1;
        return number;
    }

    void write_beyond(Writer &out, std::size_t i) const
    {
        const plan::OrderKey &key = plan.order[i];
        if (plan.cursor_nulls[i]) {
            if (!nulls_first(key)) {
                out.raw("false");
                return;
            }
            write_order_value(out, key);
            out.raw(" IS NOT NULL");
            return;
        }
        bool const or_null = key.column.nullable && !nulls_first(key);
        out.raw(or_null ? "(" : "");
        write_order_value(out, key);
        out.raw(descending(key) ? " < " : " > ").param(param(i));
        if (or_null) {
            out.raw(" OR ");
            write_order_value(out, key);
            out.raw(" IS NULL)");
        }
    }

    void write_same(Writer &out, std::size_t i) const
    {
        write_order_value(out, plan.order[i]);
        if (plan.cursor_nulls[i])
            out.raw(" IS NULL");
        else
            out.raw(" = ").param(param(i));
    }
};

} // namespace

void write_column(Writer &out, const plan::ColumnRef &column)
{
    if (column.join > 0)
        out.column('f', column.join, column.column);
    else if (column.scope > 0)
        out.column('q', column.scope, column.column);
    else
        out.column('t', 0, column.column);
}

void write_joins(Writer &out, const std::vector<plan::Join> &joins)
{
    for (const plan::Join &join : joins) {
        out.raw(" LEFT JOIN ").qualified(join.target->schema, join.target->table).raw(" ");
        out.alias('f', join.number).raw(" ON ");
        out.column('f', join.number, join.target_column).raw(" = ");
        write_column(out, {.join = 0, .column = join.own_column, .scope = join.scope});
        /* Of the records that hold a key only the live ones are unique. */
        if (join.target_column != "id")
            out.raw(" AND ").column('f', join.number, "deleted_at").raw(" IS NULL");
    }
}

void write_search_query(Writer &out, int param)
{
    out.raw("to_tsquery('simple'::regconfig, ").param(param).raw(")");
}

void write_condition(Writer &out, const Condition &condition)
{
    switch (condition.kind) {
    case Condition::Kind::Compare:
        write_compare(out, condition);
        return;
    case Condition::Kind::Quantified:
        write_quantified(out, *condition.records);
        return;
    case Condition::Kind::Search:
        write_column(out, condition.column);
        out.raw(" @@ ");
        write_search_query(out, condition.param);
        return;
    case Condition::Kind::Not:
        out.raw("NOT (");
        write_condition(out, condition.children.front());
        out.raw(")");
        return;
    case Condition::Kind::And:
    case Condition::Kind::Or: {
        out.raw("(");
        bool first = true;
        for (const Condition &child : condition.children) {
            if (!first)
                out.raw(condition.kind == Condition::Kind::And ? " AND " : " OR ");
            first = false;
            write_condition(out, child);
        }
        out.raw(")");
        return;
    }
    }
}

void write_order_value(Writer &out, const plan::OrderKey &key)
{
    if (key.options_param) {
        out.raw("array_position(").param(key.options_param).raw(", ");
        write_column(out, key.column);
        out.raw(")");
        return;
    }
    if (key.search_param) {
        out.raw("ts_rank(");
        write_column(out, key.column);
        out.raw(", ");
        write_search_query(out, key.search_param);
        out.raw(")::double precision");
        return;
    }
    write_column(out, key.column);
}

void write_order_direction(Writer &out, const plan::OrderKey &key, bool backward)
{
    out.raw(key.descending != backward ? " DESC" : " ASC");
    out.raw(key.nulls_first != backward ? " NULLS FIRST" : " NULLS LAST");
}

void write_keyset(Writer &out, const plan::ReadPlan &plan)
{
    Scan const scan{plan};
    int const id_param = scan.param(plan.order.size());
    char const *const id_beyond = plan.id_descending != plan.backward ? " < " : " > ";

    if (!plan.order.empty() && !plan.cursor_nulls[0]) {
        const plan::OrderKey &key = plan.order[0];
        if (!key.column.nullable || scan.nulls_first(key)) {
            write_order_value(out, key);
            out.raw(scan.descending(key) ? " <= " : " >= ").param(scan.param(0)).raw(" AND ");
        }
    }
    out.raw("(");
    for (std::size_t i = 0; i <= plan.order.size(); ++i) {
        if (i > 0)
            out.raw(" OR ");
        out.raw("(");
        for (std::size_t j = 0; j < i; ++j) {
            scan.write_same(out, j);
            out.raw(" AND ");
        }
        if (i < plan.order.size())
            scan.write_beyond(out, i);
        else
            out.column('t', 0, "id").raw(id_beyond).param(id_param);
        out.raw(")");
    }
    out.raw(")");
}

} // namespace viginti::sql
