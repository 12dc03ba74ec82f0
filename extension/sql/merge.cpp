#include "sql/merge.hpp"

#include "sql/writer.hpp"

namespace viginti::sql {

namespace {

using model::ColumnType;

constexpr plan::ParamType uuid{ColumnType::Uuid, false};
constexpr plan::ParamType uuids{ColumnType::Uuid, true};

/* As the text the merge works with: lists and jsonb as JSON. */
void write_text_of(Writer &sql, const plan::MergedColumn &column)
{
    bool const is_array = column.part->column == ColumnType::TextArray;
    bool const is_json = column.part->column == ColumnType::Jsonb;
    if (is_array)
        sql.raw("to_jsonb(");
    sql.column('t', 0, column.name);
    if (is_array)
        sql.raw(")");
    if (is_array || is_json)
        sql.raw("::text");
}

} // namespace

ReadStatement compile_merge_read(const model::Object &object,
                                 const std::vector<plan::MergedColumn> &columns)
{
    Writer sql;
    ReadStatement out;
    sql.raw("SELECT ");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        ColumnType const type = columns[i].part->column;
        bool const as_text = type == ColumnType::TextArray || type == ColumnType::Jsonb;
        write_text_of(sql, columns[i]);
        sql.raw(", ");
        out.key_columns.push_back(static_cast<std::uint16_t>(i));
        out.key_types.push_back({as_text ? ColumnType::Text : type});
    }
    out.key_columns.push_back(static_cast<std::uint16_t>(columns.size()));
    out.key_types.push_back(uuid);
    sql.column('t', 0, "id").raw(" FROM ").qualified(object.schema, object.table).raw(" t0 WHERE ");
    sql.column('t', 0, "id").raw(" = ANY ($1) AND ").column('t', 0, "deleted_at");
    sql.raw(" IS NULL ORDER BY ").column('t', 0, "id").raw(" FOR UPDATE");
    out.statement = {sql.take(), {uuids}, true};
    return out;
}

Statement compile_repoint(const model::Object &child, const std::string &column, bool to_itself)
{
    Writer sql;
    sql.raw("UPDATE ").qualified(child.schema, child.table).raw(" t0 SET ").name(column);
    sql.raw(" = $1, updated_at = now() WHERE ").column('t', 0, column).raw(" = ANY ($2)");
    if (!to_itself)
        return {sql.take(), {uuid, uuids}, true};
    sql.raw(" AND ").column('t', 0, "id").raw(" <> ALL ($3)");
    return {sql.take(), {uuid, uuids, uuids}, true};
}

Statement compile_still_pointing(const model::Object &child, const std::string &column)
{
    Writer sql;
    sql.raw("SELECT FROM ").qualified(child.schema, child.table).raw(" t0 WHERE ");
    sql.column('t', 0, column).raw(" = ANY ($1) LIMIT 1");
    return {sql.take(), {uuids}, true};
}

Statement compile_destroy_many(const model::Object &object)
{
    Writer sql;
    sql.raw("DELETE FROM ").qualified(object.schema, object.table).raw(" t0 WHERE ");
    sql.column('t', 0, "id").raw(" = ANY ($1)");
    return {sql.take(), {uuids}, true};
}

} // namespace viginti::sql
