#include "sql/lookup.hpp"

#include "sql/array_literal.hpp"
#include "sql/writer.hpp"

namespace viginti::sql {

namespace {

using model::ColumnType;
using plan::ParamType;

/* Arrays of lists and of jsonb travel as text and are cast where they are used. */
bool is_cast(ColumnType type)
{
    return type == ColumnType::TextArray || type == ColumnType::Jsonb;
}

ParamType array_type(const model::Column &column)
{
    return {is_cast(column.part->column) ? ColumnType::Text : column.part->column, true};
}

std::string alias_of(std::size_t i)
{
    return "c" + std::to_string(i + 1);
}

} // namespace

Statement compile_lookup(const Lookup &lookup)
{
    Writer sql;
    std::vector<ParamType> types;
    sql.raw("SELECT t0.id, v0.n FROM unnest(");
    for (const model::Column &column : lookup.columns) {
        sql.raw(types.empty() ? "" : ", ").param(static_cast<int>(types.size()) + 1);
        types.push_back(array_type(column));
    }
    sql.raw(") WITH ORDINALITY AS v0(");
    for (std::size_t i = 0; i < types.size(); ++i)
        sql.name(alias_of(i)).raw(", ");
    sql.raw("n) JOIN ").qualified(lookup.object.schema, lookup.object.table).raw(" t0 ON ");
    for (std::size_t i = 0; i < types.size(); ++i) {
        ColumnType const type = lookup.columns[i].part->column;
        sql.raw(i > 0 ? " AND " : "").column('t', 0, lookup.columns[i].name).raw(" = ");
        sql.column('v', 0, alias_of(i));
        if (is_cast(type))
            sql.raw("::").raw(model::sql_type(type));
    }
    if (lookup.life != Life::Any)
        sql.raw(lookup.life == Life::Live ? " WHERE t0.deleted_at IS NULL"
                                          : " WHERE t0.deleted_at IS NOT NULL");
    sql.raw(lookup.life == Life::Deleted ? " ORDER BY t0.deleted_at, t0.id" : " ORDER BY t0.id");
    if (lookup.locks)
        sql.raw(" FOR UPDATE OF t0");
    return {sql.take(), std::move(types), true};
}

std::string lookup_shape(const Lookup &lookup)
{
    std::string shape = "l";
    shape += static_cast<char>('0' + static_cast<int>(lookup.life));
    shape += lookup.locks ? 'f' : '-';
    shape.append(reinterpret_cast<const char *>(&lookup.object.version),
                 sizeof lookup.object.version);
    for (const model::Column &column : lookup.columns) {
        shape += column.name;
        shape += '\0';
    }
    return shape;
}

std::vector<plan::Param> lookup_params(const Lookup &lookup,
                                       const std::vector<std::vector<plan::Param>> &rows)
{
    std::vector<plan::Param> params;
    for (std::size_t i = 0; i < lookup.columns.size(); ++i) {
        plan::Param list{array_type(lookup.columns[i]), false, {}, {}};
        for (const auto &row : rows)
            list.items.emplace_back(row[i].type.is_array ? array_literal(row[i].items)
                                                         : row[i].text);
        params.push_back(std::move(list));
    }
    return params;
}

} // namespace viginti::sql
