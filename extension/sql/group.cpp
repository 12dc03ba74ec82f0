#include "sql/group.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "sql/aggregate.hpp"
#include "sql/condition.hpp"
#include "sql/read.hpp"
#include "sql/writer.hpp"

#include <algorithm>
#include <array>

namespace viginti::sql {

namespace {

using model::ColumnType;
using model::Form;
using plan::Aggregate;
using plan::ColumnRef;
using plan::Emit;
using plan::GroupKey;
using plan::GroupPlan;
using request::Granularity;
using request::WeekStart;

/* One row a granularity: what stands around a timestamp without zone. */
struct GranularityText {
    Granularity granularity;
    std::string_view before, after;
    /* Around the number of a place in the week or year, to make it a word. */
    std::string_view word_before, word_after;
};
constexpr std::string_view day_names =
    "(ARRAY['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[";
constexpr std::string_view month_names =
    "(ARRAY['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', "
    "'September', 'October', 'November', 'December'])[";
constexpr std::array granularities{
    GranularityText{Granularity::None, "", "", "", ""},
    GranularityText{Granularity::Day, "", "::date", "", ""},
    GranularityText{Granularity::Week, "date_trunc('week', ", ")::date", "", ""},
    GranularityText{Granularity::Month, "date_trunc('month', ", ")::date", "", ""},
    GranularityText{Granularity::Quarter, "date_trunc('quarter', ", ")::date", "", ""},
    GranularityText{Granularity::Year, "date_trunc('year', ", ")::date", "", ""},
    GranularityText{Granularity::DayOfTheWeek, "extract(isodow FROM ", ")::int", day_names, "]"},
    GranularityText{Granularity::MonthOfTheYear, "extract(month FROM ", ")::int", month_names, "]"},
    GranularityText{Granularity::QuarterOfTheYear, "extract(quarter FROM ", ")::int", "'Q' || ",
                    ""},
};

/* Weeks begin on Monday for the server: others are moved there and back. */
struct WeekText {
    WeekStart start;
    std::string_view before, after; /* of the moment; of the Monday */
};
constexpr std::array weeks{
    WeekText{WeekStart::Monday, "", ""},
    WeekText{WeekStart::Sunday, " + interval '1 day'", " - 1"},
    WeekText{WeekStart::Saturday, " + interval '2 days'", " - 2"},
};

template <class Row, std::size_t Size, class Key>
constexpr bool in_order(const std::array<Row, Size> &rows, Key Row::*key)
{
    for (std::size_t i = 0; i < Size; ++i)
        if (static_cast<std::size_t>(rows[i].*key) != i)
            return false;
    return true;
}
static_assert(in_order(granularities, &GranularityText::granularity) &&
                  in_order(weeks, &WeekText::start),
              "every granularity and week has a row");

const GranularityText &text_of(Granularity granularity)
{
    return granularities[static_cast<std::size_t>(granularity)];
}

struct Compiler {
    const GroupPlan &plan;
    GroupStatement out = {};
    Writer sql = {};
    std::string pending = {}; /* literal bytes not yet in the program */
    std::uint16_t columns = 0;

    void write_moment(const GroupKey &key);
    void write_computed_key(std::size_t i);
    void write_key(std::size_t i);
    void write_records_to_group();
    void write_unnested();
    void emit_value(bool quoted);
    void write_outputs();
    void write_order();
    GroupStatement compile();
};

/* The date, or the date-time in its zone, as a timestamp without zone. */
void Compiler::write_moment(const GroupKey &key)
{
    if (key.zone_param) {
        sql.raw("timezone(").param(key.zone_param).raw(", ");
        write_column(sql, key.column);
        sql.raw(")");
    } else {
        write_column(sql, key.column);
        sql.raw("::timestamp");
    }
}

void Compiler::write_computed_key(std::size_t i)
{
    const GroupKey &key = plan.keys[i];
    if (key.unnest) {
        sql.column('u', static_cast<int>(i) + 1, "item");
        return;
    }
    if (key.granularity == Granularity::None)
        return write_value(sql, key.column);
    bool const week = key.granularity == Granularity::Week;
    const WeekText &shift = weeks[week ? static_cast<std::size_t>(key.week_start) : 0];
    const GranularityText &text = text_of(key.granularity);
    sql.raw(shift.after.empty() ? "" : "(").raw(text.before);
    write_moment(key);
    sql.raw(shift.before).raw(text.after).raw(shift.after).raw(shift.after.empty() ? "" : ")");
}

/* Alias of the i-th key of records numbered for samples; no field maps to it. */
std::string key_alias(std::size_t i)
{
    return "_g" + std::to_string(i);
}
constexpr std::string_view number_alias = "_n";

/* The key where groups are made: with samples it was computed below, for each record. */
void Compiler::write_key(std::size_t i)
{
    if (plan.with_sample)
        sql.column('t', 0, key_alias(i));
    else
        write_computed_key(i);
}

/* The distinct elements of an array; an array without any has one row, NULL. */
void Compiler::write_unnested()
{
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
        if (!plan.keys[i].unnest)
            continue;
        int const number = static_cast<int>(i) + 1;
        sql.raw(" LEFT JOIN LATERAL (SELECT DISTINCT e.item FROM unnest(");
        write_column(sql, plan.keys[i].column);
        sql.raw(") AS e(item)) ").alias('u', number).raw(" ON true");
    }
}

/*
 * FROM and WHERE of the groups. For samples each record gets its keys and its number in its group, so
 * that one pass over the records yields both; only the columns the aggregates need go through it.
 */
void Compiler::write_records_to_group()
{
    if (!plan.with_sample) {
        write_from(sql, plan.records);
        write_unnested();
        write_where(sql, plan.records);
        return;
    }
    std::vector<std::string> names{"id"};
    for (const Aggregate &aggregate : plan.aggregates)
        for (const ColumnRef &column : aggregate.columns)
            if (std::find(names.begin(), names.end(), column.column) == names.end())
                names.push_back(column.column);
    sql.raw(" FROM (SELECT ");
    for (const std::string &name : names)
        sql.column('t', 0, name).raw(", ");
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
        write_computed_key(i);
        sql.raw(" AS ").name(key_alias(i)).raw(", ");
    }
    sql.raw("row_number() OVER (PARTITION BY ");
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
        sql.raw(i == 0 ? "" : ", ");
        write_computed_key(i);
    }
    sql.raw(" ORDER BY ");
    for (const plan::OrderKey &key : plan.records.order) {
        /* Texts and options regardless of case (spec §20). */
        bool const text = key.column.type == ColumnType::Text;
        sql.raw(text ? "lower(" : "");
        write_column(sql, key.column);
        sql.raw(text ? ")" : "");
        write_order_direction(sql, key, false);
        sql.raw(", ");
    }
    sql.column('t', 0, "id").raw(" ASC) AS ").name(number_alias);
    write_from(sql, plan.records);
    write_unnested();
    write_where(sql, plan.records);
    sql.raw(") t0");
}

void append_literal(std::vector<Emit> &program, std::string &text)
{
    if (!text.empty())
        program.push_back({Emit::Step::Literal, {}, 0, 0, std::move(text)});
    text.clear();
}

/* The next column; NULL is null, quoted or not. */
void Compiler::emit_value(bool quoted)
{
    append_literal(out.program, pending);
    std::size_t const test = out.program.size();
    if (quoted) {
        out.program.push_back({Emit::Step::NullUnless, {}, columns, 0, {}});
        out.program.push_back({Emit::Step::Literal, {}, 0, 0, "\""});
    }
    /* The form says what NULL is; how a value is written its type says. */
    out.program.push_back({Emit::Step::Value, Form::NullableText, columns, 0, {}});
    if (quoted) {
        out.program.push_back({Emit::Step::Literal, {}, 0, 0, "\""});
        out.program[test].target = static_cast<std::uint32_t>(out.program.size());
    }
    ++columns;
}

/* Types whose values arrive as strings, lest their reader round them (spec §20). */
bool is_exact(ColumnType type)
{
    return type == ColumnType::Int8 || type == ColumnType::Numeric;
}

void Compiler::write_outputs()
{
    pending = "{";
    for (std::size_t i = 0; i < plan.shown_aggregates; ++i) {
        const Aggregate &aggregate = plan.aggregates[i];
        sql.raw(i == 0 ? "" : ", ");
        write_aggregate(sql, aggregate);
        append_json_key(pending, aggregate.name);
        emit_value(is_quoted(aggregate.kind) || is_exact(aggregate.columns.front().type));
    }
    append_json_key(pending, "groupByDimensionValues");
    pending += '[';
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
        const GranularityText &text = text_of(plan.keys[i].granularity);
        sql.raw(i + plan.shown_aggregates == 0 ? "" : ", ").raw(text.word_before);
        write_key(i);
        sql.raw(text.word_after);
        pending += i == 0 ? "" : ",";
        emit_value(is_exact(plan.keys[i].column.type));
    }
    pending += ']';
    append_literal(out.program, pending);
    if (!plan.with_sample)
        return;
    sql.raw(", array_agg(").column('t', 0, "id").raw(" ORDER BY ");
    sql.column('t', 0, number_alias).raw(") FILTER (WHERE ");
    sql.column('t', 0, number_alias).raw(" <= ").number(limits::group_sample);
    if (int const offset = plan.sample_offset_param) {
        sql.raw(" + ").param(offset).raw(" AND ");
        sql.column('t', 0, number_alias).raw(" > ").param(offset);
    }
    sql.raw(")");
    out.sample_column.push_back(columns++);
}

void Compiler::write_order()
{
    sql.raw(" ORDER BY ");
    bool first = true;
    for (const plan::GroupOrderKey &order : plan.order) {
        sql.raw(first ? "" : ", ");
        first = false;
        int const options = order.by_aggregate ? 0 : plan.keys[order.index].options_param;
        if (options)
            sql.raw("array_position(").param(options).raw(", ");
        if (order.by_aggregate)
            write_aggregate(sql, plan.aggregates[order.index]);
        else
            write_key(order.index);
        sql.raw(options ? ")" : "");
        std::string_view const direction = order.descending ? " DESC" : " ASC";
        std::string_view const nulls = order.nulls_first ? " NULLS FIRST" : " NULLS LAST";
        sql.raw(direction).raw(nulls);
    }
}

GroupStatement Compiler::compile()
{
    sql.raw("SELECT ");
    write_outputs();
    write_records_to_group();
    sql.raw(" GROUP BY ");
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
        sql.raw(i == 0 ? "" : ", ");
        write_key(i);
    }
    write_order();
    sql.raw(" LIMIT ").number(plan.limit);
    out.statement = {sql.take(), types_of(plan.records.params, plan.records.params.size()), false};
    return std::move(out);
}

} // namespace

GroupStatement compile_group(const GroupPlan &plan)
{
    return Compiler{plan}.compile();
}

} // namespace viginti::sql
