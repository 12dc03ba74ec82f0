#include "sql/repeated_values.hpp"

#include "sql/writer.hpp"

namespace viginti::sql {

namespace {

void write_columns(Writer &sql, const std::vector<std::string> &columns, std::string_view after)
{
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql.raw(i > 0 ? ", " : "").name(columns[i]).raw(after);
}

/* FROM … GROUP BY … HAVING …: one group a value that is there more than once. */
void write_groups(Writer &sql, const model::Object &object, const std::vector<std::string> &columns)
{
    sql.raw(" FROM ").qualified(object.schema, object.table).raw(" WHERE deleted_at IS NULL");
    for (const std::string &column : columns)
        sql.raw(" AND ").name(column).raw(" IS NOT NULL");
    sql.raw(" GROUP BY ");
    write_columns(sql, columns, "");
    sql.raw(" HAVING count(*) > 1");
}

} // namespace

std::string count_repeated_values(const model::Object &object,
                                  const std::vector<std::string> &columns)
{
    Writer sql;
    sql.raw("SELECT count(*), coalesce(sum(g.records), 0) FROM (SELECT count(*) AS records");
    write_groups(sql, object, columns);
    return sql.raw(") g").take();
}

std::string list_repeated_values(const model::Object &object,
                                 const std::vector<std::string> &columns, int limit)
{
    Writer sql;
    sql.raw("SELECT ");
    write_columns(sql, columns, "::pg_catalog.text");
    sql.raw(", count(*)");
    write_groups(sql, object, columns);
    sql.raw(" ORDER BY count(*) DESC, ");
    write_columns(sql, columns, "");
    return sql.raw(" LIMIT ").number(limit).take();
}

} // namespace viginti::sql
