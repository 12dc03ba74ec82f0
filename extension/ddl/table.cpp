#include "ddl/column.hpp"
#include "model/search.hpp"

namespace viginti::ddl {

using model::Field;
using model::Object;

namespace {

void append_search_column(Draft &draft, const Object &object, const Field &field)
{
    draft.writer.name(model::columns_of(field).front().name)
        .raw(" tsvector GENERATED ALWAYS AS (")
        .raw(search_expression(model::search_columns(object)))
        .raw(") STORED");
}

Change create_table(const Object &object)
{
    Draft draft;
    draft.writer.raw("CREATE TABLE ").qualified(object.schema, object.table).raw(" (");
    for (const Field &field : object.fields) {
        if (field.type == model::FieldType::TsVector) {
            append_search_column(draft, object, field);
            draft.writer.raw(", ");
            continue;
        }
        for (const model::Column &column : model::columns_of(field)) {
            append_column(draft, field, column, true);
            draft.writer.raw(", ");
        }
        if (has_check(field)) {
            append_check(draft, object, field);
            draft.writer.raw(", ");
        }
    }
    for (const model::MorphGroup &group : model::morph_groups(object))
        draft.writer.raw("CONSTRAINT ")
            .name(morph_check_name(group.name))
            .raw(" CHECK (")
            .raw(morph_condition(group))
            .raw("), ");
    draft.writer.raw("CONSTRAINT ").name(primary_key_name(object)).raw(" PRIMARY KEY (id))");
    return draft.take();
}

void append_grant(std::vector<Change> &changes, const Object &object, std::string_view rights,
                  const std::vector<std::string> &roles)
{
    if (roles.empty())
        return;
    Draft draft;
    draft.writer.raw("GRANT ").raw(rights).raw(" ON TABLE ");
    draft.writer.qualified(object.schema, object.table).raw(" TO ");
    for (std::size_t i = 0; i < roles.size(); ++i) {
        if (i > 0)
            draft.writer.raw(", ");
        draft.writer.name(roles[i]);
    }
    changes.push_back(draft.take());
}

Change rename_index(const Object &object, std::string_view from, std::string_view to)
{
    Draft draft;
    draft.writer.raw("ALTER INDEX ").qualified(object.schema, from).raw(" RENAME TO ").name(to);
    return draft.take();
}

} // namespace

Change create_search_index(const Object &object, const Field &field)
{
    Draft draft;
    draft.writer.raw("CREATE INDEX ").name(search_index_name(object)).raw(" ON ");
    draft.writer.qualified(object.schema, object.table)
        .raw(" USING gin (")
        .name(model::columns_of(field).front().name)
        .raw(")");
    return draft.take();
}

/* Every new record asks for the least position, and lists are shown by it. */
Change create_position_index(const Object &object)
{
    Draft draft;
    draft.writer.raw("CREATE INDEX ").name(position_index_name(object)).raw(" ON ");
    draft.writer.qualified(object.schema, object.table).raw(" (\"position\", id)");
    return draft.take();
}

std::string search_expression(const std::vector<model::Column> &columns)
{
    sql::Writer writer;
    writer.raw("pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, ");
    if (columns.empty())
        writer.raw("''");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        bool const is_json = columns[i].part->column == model::ColumnType::Jsonb;
        if (i > 0)
            writer.raw(" || ' ' || ");
        writer.raw("COALESCE(").name(columns[i].name).raw(is_json ? "::text, '')" : ", '')");
        /* The parser takes an address as one word; its domain is to be found as well. */
        if (columns[i].part->name == "primaryEmail")
            writer.raw(" || ' ' || pg_catalog.translate(COALESCE(")
                .name(columns[i].name)
                .raw(", ''), '@', ' ')");
    }
    return writer.raw(")").take();
}

std::vector<Change> create_object(const Object &object, const Roles &roles)
{
    std::vector<Change> changes;
    changes.push_back(create_table(object));
    for (const Field &field : object.fields) {
        append(changes, create_unique_indexes(object, field));
        if (field.type == model::FieldType::TsVector)
            changes.push_back(create_search_index(object, field));
        if (field.type == model::FieldType::Position)
            changes.push_back(create_position_index(object));
    }
    for (const model::Index &index : object.indexes)
        append(changes, create_index(object, index));
    append_grant(changes, object, "SELECT, INSERT, UPDATE, DELETE", roles.writers);
    append_grant(changes, object, "SELECT", roles.readers);
    append(changes, comment_object(object));
    for (const Field &field : object.fields)
        append(changes, comment_field(object, field));
    return changes;
}

std::vector<Change> drop_object(const Object &object)
{
    Draft draft;
    /* Without CASCADE: what else depends on the table belongs to somebody and stops the change. */
    draft.writer.raw("DROP TABLE ").qualified(object.schema, object.table);
    return {draft.take()};
}

std::vector<Change> rename_object(const Object &before, const Object &after)
{
    std::vector<Change> changes;
    if (before.table == after.table)
        return changes;
    Draft draft = alter_table(before);
    draft.writer.raw("RENAME TO ").name(after.table);
    changes.push_back(draft.take());

    auto const rename = [&](const std::string &from, const std::string &to) {
        changes.push_back(rename_index(after, from, to));
    };
    rename(primary_key_name(before), primary_key_name(after));
    for (const Field &field : before.fields) {
        if (!model::unique_columns(field).empty()) {
            rename(unique_index_name(before, field), unique_index_name(after, field));
            rename(deleted_index_name(before, field), deleted_index_name(after, field));
        }
        if (field.is_to_one())
            rename(foreign_index_name(before, field), foreign_index_name(after, field));
        if (field.type == model::FieldType::TsVector)
            rename(search_index_name(before), search_index_name(after));
        if (field.type == model::FieldType::Position)
            rename(position_index_name(before), position_index_name(after));
    }
    append(changes, rename_indexes(before, after));
    return changes;
}

std::vector<Change> comment_object(const Object &object)
{
    return {{{}, {}, Comment{object.schema, object.table, {}, comment_of(object)}}};
}

std::vector<Change> rebuild_search(const Object &object)
{
    std::vector<Change> changes;
    const Field *const field = model::search_field(object);
    if (field == nullptr)
        return changes;
    Draft drop = alter_table(object);
    drop.writer.raw("DROP COLUMN ").name(model::columns_of(*field).front().name);
    changes.push_back(drop.take());
    Draft add = alter_table(object);
    add.writer.raw("ADD COLUMN ");
    append_search_column(add, object, *field);
    changes.push_back(add.take());
    changes.push_back(create_search_index(object, *field));
    append(changes, comment_field(object, *field));
    return changes;
}

} // namespace viginti::ddl
