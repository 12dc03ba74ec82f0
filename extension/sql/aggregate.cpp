#include "sql/aggregate.hpp"

#include "sql/condition.hpp"

#include <algorithm>
#include <array>

namespace viginti::sql {

namespace {

using model::Form;
using plan::AggregateKind;
using plan::ColumnRef;

/* One row an aggregate. $e: no column holds anything; $n: one does; $v: the value, or the row. */
struct AggregateText {
    AggregateKind kind;
    std::string_view text;
    /* bigint and numeric arrive as strings, whatever the column (spec §20). */
    bool quoted;
};
constexpr std::array aggregates{
    AggregateText{AggregateKind::TotalCount, "count(*)", true},
    AggregateText{AggregateKind::CountUniqueValues, "count(DISTINCT $v) FILTER (WHERE $n)", true},
    AggregateText{AggregateKind::CountEmpty, "count(*) FILTER (WHERE $e)", true},
    AggregateText{AggregateKind::CountNotEmpty, "count(*) FILTER (WHERE $n)", true},
    AggregateText{AggregateKind::PercentageEmpty,
                  "(count(*) FILTER (WHERE $e))::numeric / count(*)", true},
    AggregateText{AggregateKind::PercentageNotEmpty,
                  "(count(*) FILTER (WHERE $n))::numeric / count(*)", true},
    AggregateText{AggregateKind::CountTrue, "count(*) FILTER (WHERE $v)", true},
    AggregateText{AggregateKind::CountFalse, "count(*) FILTER (WHERE NOT $v)", true},
    AggregateText{AggregateKind::Min, "min($v)", false},
    AggregateText{AggregateKind::Max, "max($v)", false},
    AggregateText{AggregateKind::Avg, "avg($v)", false},
    AggregateText{AggregateKind::Sum, "sum($v)", false},
};

constexpr bool aggregates_in_order()
{
    std::array<bool, aggregates.size()> seen{};
    for (const AggregateText &row : aggregates)
        seen[static_cast<std::size_t>(row.kind)] = true;
    return std::all_of(seen.begin(), seen.end(), [](bool there) { return there; });
}
static_assert(aggregates_in_order(), "every aggregate has a row");

const AggregateText &text_of(AggregateKind kind) noexcept
{
    return *std::find_if(aggregates.begin(), aggregates.end(),
                         [&](const AggregateText &row) { return row.kind == kind; });
}

/* Empty text, empty list and NULL are one value (spec §8.3). */
std::string_view empty_value(Form form)
{
    switch (form) {
    case Form::Text:
        return "''";
    case Form::TextList:
    case Form::OptionList:
        return "'{}'";
    case Form::JsonList:
        return "'[]'";
    default:
        return {};
    }
}

} // namespace

void write_value(Writer &sql, const ColumnRef &column)
{
    std::string_view const empty = empty_value(column.form);
    sql.raw(empty.empty() ? "" : "NULLIF(");
    write_column(sql, column);
    if (!empty.empty())
        sql.raw(", ").raw(empty).raw(")");
}

void write_aggregate(Writer &sql, const plan::Aggregate &aggregate)
{
    auto const write_tests = [&](std::string_view test, std::string_view glue) {
        sql.raw("(");
        for (std::size_t i = 0; i < aggregate.columns.size(); ++i) {
            sql.raw(i == 0 ? "" : glue);
            write_value(sql, aggregate.columns[i]);
            sql.raw(test);
        }
        sql.raw(")");
    };
    auto const write_values = [&] {
        bool const row = aggregate.columns.size() > 1;
        sql.raw(row ? "ROW(" : "");
        for (std::size_t i = 0; i < aggregate.columns.size(); ++i) {
            sql.raw(i == 0 ? "" : ", ");
            write_value(sql, aggregate.columns[i]);
        }
        sql.raw(row ? ")" : "");
    };
    std::string_view text = text_of(aggregate.kind).text;
    for (std::size_t mark; (mark = text.find('$')) != text.npos; text.remove_prefix(mark + 2)) {
        sql.raw(text.substr(0, mark));
        if (text[mark + 1] == 'e')
            write_tests(" IS NULL", " AND ");
        else if (text[mark + 1] == 'n')
            write_tests(" IS NOT NULL", " OR ");
        else
            write_values();
    }
    sql.raw(text);
}

bool is_quoted(AggregateKind kind) noexcept
{
    return text_of(kind).quoted;
}

} // namespace viginti::sql
