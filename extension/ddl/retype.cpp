#include "ddl/retype.hpp"

#include "ddl/column.hpp"
#include "model/search.hpp"

#include <algorithm>

namespace viginti::ddl {

using model::Column;
using model::Field;
using model::Object;

namespace {

bool is_search_source(const Object &object, const Field &field)
{
    std::vector<viginti::Uuid> const sources = model::search_sources(object);
    return std::find(sources.begin(), sources.end(), field.id) != sources.end();
}

/* Records without a value of a field that needs one take its default. */
void fill_empty(std::vector<Change> &changes, const Object &object, const Column &column,
                const Default &value)
{
    Draft fill;
    fill.writer.raw("UPDATE ").qualified(object.schema, object.table).raw(" SET ");
    fill.writer.name(column.name).raw(" = ");
    append_default(fill, value, column.part->column);
    fill.writer.raw(" WHERE ").name(column.name).raw(" IS NULL");
    changes.push_back(fill.take());
}

void end_column(std::vector<Change> &changes, const Object &object, const Field &field,
                const Column &column)
{
    auto const value = default_of(field, *column.part);
    bool const is_not_null = model::is_not_null(field, *column.part);
    if (value) {
        Draft draft = alter_table(object);
        draft.writer.raw("ALTER COLUMN ").name(column.name).raw(" SET DEFAULT ");
        append_default(draft, *value, column.part->column);
        changes.push_back(draft.take());
        if (is_not_null)
            fill_empty(changes, object, column, *value);
    }
    if (is_not_null) {
        Draft draft = alter_table(object);
        draft.writer.raw("ALTER COLUMN ").name(column.name).raw(" SET NOT NULL");
        changes.push_back(draft.take_reading(object));
    }
}

Change grant(const Object &object, const Field &field, const ColumnRight &right)
{
    Draft draft;
    draft.writer.raw("GRANT ").raw(right.privilege).raw(" (");
    std::vector<Column> const columns = model::columns_of(field);
    for (std::size_t i = 0; i < columns.size(); ++i)
        draft.writer.raw(i > 0 ? ", " : "").name(columns[i].name);
    draft.writer.raw(") ON TABLE ").qualified(object.schema, object.table).raw(" TO ");
    if (right.role.empty())
        draft.writer.raw("PUBLIC");
    else
        draft.writer.name(right.role);
    if (right.with_grant_option)
        draft.writer.raw(" WITH GRANT OPTION");
    return draft.take();
}

} // namespace

std::string parked_column(std::size_t n)
{
    /* Columns of fields hold letters, digits and single underscores. */
    return "__" + std::to_string(n + 1);
}

std::vector<Change> begin_retype(const Object &object, const Field &before, const Field &after)
{
    std::vector<Change> changes;
    if (has_check(before))
        changes.push_back(drop_constraint(object, check_name(object, before)));
    if (!model::unique_columns(before).empty()) {
        changes.push_back(drop_index(object, unique_index_name(object, before)));
        changes.push_back(drop_index(object, deleted_index_name(object, before)));
    }
    std::vector<Column> const old_columns = model::columns_of(before);
    for (std::size_t i = 0; i < old_columns.size(); ++i) {
        Draft draft = alter_table(object);
        draft.writer.raw("RENAME COLUMN ").name(old_columns[i].name);
        draft.writer.raw(" TO ").name(parked_column(i));
        changes.push_back(draft.take());
    }
    Draft add = alter_table(object);
    std::vector<Column> const columns = model::columns_of(after);
    for (std::size_t i = 0; i < columns.size(); ++i)
        add.writer.raw(i > 0 ? ", ADD COLUMN " : "ADD COLUMN ")
            .name(columns[i].name)
            .raw(" ")
            .raw(model::sql_type(columns[i].part->column));
    changes.push_back(add.take());
    return changes;
}

std::string fill_statement(const Object &object, const Field &after)
{
    sql::Writer writer;
    std::vector<Column> const columns = model::columns_of(after);
    writer.raw("UPDATE ").qualified(object.schema, object.table).raw(" AS r SET ");
    for (std::size_t i = 0; i < columns.size(); ++i)
        writer.raw(i > 0 ? ", " : "")
            .name(columns[i].name)
            .raw(" = v.c")
            .number(static_cast<long long>(i))
            .raw("::")
            .raw(model::sql_type(columns[i].part->column));
    writer.raw(" FROM unnest($1::uuid[]");
    for (std::size_t i = 0; i < columns.size(); ++i)
        writer.raw(", ").param(static_cast<int>(i) + 2).raw("::text[]");
    writer.raw(") AS v(id");
    for (std::size_t i = 0; i < columns.size(); ++i)
        writer.raw(", c").number(static_cast<long long>(i));
    return writer.raw(") WHERE r.id = v.id").take();
}

std::vector<Change> end_retype(const Object &object, const Field &before, const Field &after,
                               const std::vector<ColumnRight> &rights)
{
    std::vector<Change> changes;
    if (is_search_source(object, after))
        append(changes, rebuild_search(object));
    Draft drop = alter_table(object);
    for (std::size_t i = 0; i < model::columns_of(before).size(); ++i)
        drop.writer.raw(i > 0 ? ", DROP COLUMN " : "DROP COLUMN ").name(parked_column(i));
    changes.push_back(drop.take());
    for (const Column &column : model::columns_of(after))
        end_column(changes, object, after, column);
    if (has_check(after))
        changes.push_back(add_check(object, after));
    append(changes, create_unique_indexes(object, after));
    append(changes, comment_field(object, after));
    for (const ColumnRight &right : rights)
        changes.push_back(grant(object, after, right));
    return changes;
}

} // namespace viginti::ddl
