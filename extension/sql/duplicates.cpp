#include "sql/duplicates.hpp"

#include "base/limits.hpp"
#include "sql/writer.hpp"

#include <algorithm>

namespace viginti::sql {

namespace {

using model::ColumnType;

std::string input_column(std::size_t number)
{
    return "c" + std::to_string(number);
}

/* unnest($1, …) WITH ORDINALITY AS v0(c1, …, n) */
void write_inputs(Writer &sql, std::size_t arrays)
{
    sql.raw("unnest(");
    for (std::size_t i = 1; i <= arrays; ++i)
        sql.raw(i > 1 ? ", " : "").param(static_cast<int>(i));
    sql.raw(") WITH ORDINALITY AS v0(");
    for (std::size_t i = 1; i <= arrays; ++i)
        sql.name(input_column(i)).raw(", ");
    sql.raw("n)");
}

/* The first `count` columns of the select list are what a row tells; nothing of it becomes JSON. */
void keep_columns(ReadStatement &out, std::vector<plan::ParamType> types)
{
    for (std::size_t i = 0; i < types.size(); ++i)
        out.key_columns.push_back(static_cast<std::uint16_t>(i));
    out.key_types = std::move(types);
}

} // namespace

std::vector<std::string> duplicate_columns(const std::vector<model::DuplicateCriterion> &criteria)
{
    std::vector<std::string> columns;
    for (const model::DuplicateCriterion &criterion : criteria)
        for (const std::string &column : criterion.columns)
            if (std::find(columns.begin(), columns.end(), column) == columns.end())
                columns.push_back(column);
    return columns;
}

ReadStatement compile_duplicate_inputs(const model::Object &object,
                                       const std::vector<std::string> &columns)
{
    Writer sql;
    ReadStatement out;
    std::vector<plan::ParamType> types{{ColumnType::Int8}};
    sql.raw("SELECT v0.n");
    for (const std::string &column : columns) {
        sql.raw(", ").column('t', 0, column);
        types.push_back({ColumnType::Text});
    }
    types.push_back({ColumnType::Uuid});
    sql.raw(", ").column('t', 0, "id").raw(" FROM ");
    write_inputs(sql, 1);
    sql.raw(" JOIN ").qualified(object.schema, object.table).raw(" t0 ON ");
    sql.column('t', 0, "id").raw(" = v0.c1 WHERE ");
    sql.column('t', 0, "deleted_at").raw(" IS NULL ORDER BY v0.n");
    keep_columns(out, std::move(types));
    out.statement = {sql.take(), {{ColumnType::Uuid, true}}, true};
    return out;
}

ReadStatement compile_duplicates(const model::Object &object,
                                 const std::vector<model::DuplicateCriterion> &criteria)
{
    std::vector<std::string> const columns = duplicate_columns(criteria);
    auto const input_of = [&](const std::string &column) {
        auto const place = std::find(columns.begin(), columns.end(), column) - columns.begin();
        return input_column(static_cast<std::size_t>(place) + 2);
    };
    Writer sql;
    sql.raw("SELECT d.n, d.id, d.total FROM (SELECT u.n, u.id, count(*) OVER (PARTITION BY u.n) AS "
            "total, row_number() OVER (PARTITION BY u.n ORDER BY u.id) AS place FROM (");
    std::string_view glue;
    for (const model::DuplicateCriterion &criterion : criteria) {
        sql.raw(glue).raw("SELECT v0.n, ").column('t', 0, "id").raw(" FROM ");
        glue = " UNION ";
        write_inputs(sql, columns.size() + 1);
        sql.raw(" JOIN ").qualified(object.schema, object.table).raw(" t0");
        std::string_view on = " ON ";
        for (const std::string &column : criterion.columns) {
            sql.raw(on).column('t', 0, column).raw(" = ").column('v', 0, input_of(column));
            on = " AND ";
        }
        sql.raw(" WHERE ").column('t', 0, "deleted_at").raw(" IS NULL AND ");
        sql.column('t', 0, "id").raw(" IS DISTINCT FROM v0.c1");
    }
    sql.raw(") u) d WHERE d.place <= ").number(limits::duplicates_per_record);
    sql.raw(" ORDER BY d.n, d.id");

    ReadStatement out;
    keep_columns(out, {{ColumnType::Int8}, {ColumnType::Uuid}, {ColumnType::Int8}});
    std::vector<plan::ParamType> params{{ColumnType::Uuid, true}};
    params.insert(params.end(), columns.size(), {ColumnType::Text, true});
    out.statement = {sql.take(), std::move(params), false};
    return out;
}

} // namespace viginti::sql
