#include "ddl/column.hpp"
#include "sql/array_literal.hpp"
#include "base/json.hpp"

#include <algorithm>

namespace viginti::ddl {

using model::Field;
using model::Object;
using model::Option;

namespace {

std::string_view action_sql(model::OnDelete action)
{
    switch (action) {
    case model::OnDelete::SetNull:
        return "SET NULL";
    case model::OnDelete::Cascade:
        return "CASCADE";
    case model::OnDelete::Restrict:
        return "RESTRICT";
    case model::OnDelete::NoAction:
        return "NO ACTION";
    }
    return "SET NULL";
}

void append_reference(Draft &draft, const Field &field, const Object &target)
{
    draft.writer.raw("REFERENCES ")
        .qualified(target.schema, target.table)
        .raw(" (id) ON DELETE ")
        .raw(action_sql(field.relation->on_delete));
}

void append_defaults(std::vector<Change> &changes, const Object &object, const Field *before,
                     const Field &after)
{
    for (const model::Column &column : model::columns_of(after)) {
        auto const old_value = before ? default_of(*before, *column.part) : std::nullopt;
        auto const new_value = default_of(after, *column.part);
        if (before ? old_value == new_value : !(new_value && new_value->is_volatile))
            continue;
        Draft draft = alter_table(object);
        draft.writer.raw("ALTER COLUMN ").name(column.name);
        draft.writer.raw(new_value ? " SET DEFAULT " : " DROP DEFAULT");
        if (new_value)
            append_default(draft, *new_value, column.part->column);
        changes.push_back(draft.take());
        if (before == nullptr && model::is_not_null(after, *column.part)) {
            Draft not_null = alter_table(object);
            not_null.writer.raw("ALTER COLUMN ").name(column.name).raw(" SET NOT NULL");
            changes.push_back(not_null.take_reading(object));
        }
    }
}

std::vector<std::string> values_of(const Field &field)
{
    std::vector<std::string> values;
    for (const Option &option : field.options)
        values.push_back(option.value);
    return values;
}

/* Old and new values of the options that were renamed or deleted; NULL for none. */
struct Mapping {
    std::vector<std::string> from;
    std::vector<std::optional<std::string>> to;
};

Mapping map_options(const Field &before, const Field &after, const model::OptionsRemap &remap)
{
    Mapping mapping;
    for (const Option &option : before.options) {
        auto const kept = std::find_if(after.options.begin(), after.options.end(),
                                       [&](const Option &other) { return other.id == option.id; });
        std::optional<std::string> to;
        if (kept != after.options.end()) {
            if (kept->value == option.value)
                continue;
            to = kept->value;
        }
        for (const auto &[from, value] : remap)
            if (kept == after.options.end() && from == option.value)
                to = value;
        mapping.from.push_back(option.value);
        mapping.to.push_back(std::move(to));
    }
    return mapping;
}

/* Of the records that hold a mapped value only; what is left empty takes a default it needs. */
Change convert_options(const Object &object, const Field &field, const Mapping &mapping)
{
    model::Column const column = model::columns_of(field).front();
    auto const needed = field.is_nullable ? std::nullopt : default_of(field, *column.part);
    bool const is_list = column.part->column == model::ColumnType::TextArray;
    sql::Writer writer;
    writer.raw("UPDATE ").qualified(object.schema, object.table).raw(" AS r SET ");
    writer.name(column.name).raw(needed ? " = coalesce(" : " = ");
    if (is_list)
        writer
            .raw("(SELECT array_agg(k.value ORDER BY k.place) FROM (SELECT CASE WHEN m.old IS NULL "
                 "THEN e.value ELSE m.new END, min(e.place) FROM unnest(r.")
            .name(column.name)
            .raw(") WITH ORDINALITY AS e(value, place) LEFT JOIN unnest($1::text[], $2::text[]) "
                 "AS m(old, new) ON m.old = e.value WHERE m.old IS NULL OR m.new IS NOT NULL "
                 "GROUP BY 1) AS k(value, place))");
    else
        writer.raw("m.new");
    if (needed)
        writer.raw(", $3::").raw(model::sql_type(column.part->column)).raw(")");
    if (is_list)
        writer.raw(" WHERE r.").name(column.name).raw(" && $1::text[]");
    else
        writer.raw(" FROM unnest($1::text[], $2::text[]) AS m(old, new) WHERE m.old = r.")
            .name(column.name);
    Change change{
        writer.take(), {sql::array_literal(mapping.from), sql::array_literal(mapping.to)}, {}};
    if (needed)
        change.literals.push_back(needed->literal);
    return change;
}

void append_option_changes(std::vector<Change> &changes, const Object &object, const Field &before,
                           const Field &after, const model::OptionsRemap &remap)
{
    std::vector<std::string> old_values = values_of(before), new_values = values_of(after);
    std::sort(old_values.begin(), old_values.end());
    std::sort(new_values.begin(), new_values.end());
    Mapping const mapping = map_options(before, after, remap);
    /* Two values that change places leave the constraint as it is, but not the rows. */
    bool const differ = old_values != new_values;
    if (differ)
        changes.push_back(drop_constraint(object, check_name(object, before)));
    if (!mapping.from.empty())
        changes.push_back(convert_options(object, after, mapping));
    if (differ)
        changes.push_back(add_check(object, after));
}

} // namespace

Change add_check(const Object &object, const Field &field)
{
    /* Existing rows hold NULL, the default or a value this change converted: no scan is needed. */
    Draft draft = alter_table(object);
    draft.writer.raw("ADD ");
    append_check(draft, object, field);
    draft.writer.raw(" NOT VALID");
    return draft.take();
}

Change create_foreign_index(const Object &object, const Field &field)
{
    std::string const column = model::columns_of(field).front().name;
    Draft draft;
    draft.writer.raw("CREATE INDEX ").name(foreign_index_name(object, field)).raw(" ON ");
    draft.writer.qualified(object.schema, object.table).raw(" (").name(column);
    draft.writer.raw(", id) WHERE ").name(column).raw(" IS NOT NULL");
    return draft.take_reading(object);
}

Change add_foreign_key(const Object &object, const Field &field, const Object &target)
{
    Draft draft = alter_table(object);
    draft.writer.raw("ADD CONSTRAINT ").name(foreign_key_name(object, field));
    draft.writer.raw(" FOREIGN KEY (").name(model::columns_of(field).front().name).raw(") ");
    append_reference(draft, field, target);
    return draft.take_reading(object);
}

Change drop_constraint(const Object &object, std::string_view name)
{
    Draft draft = alter_table(object);
    draft.writer.raw("DROP CONSTRAINT ").name(name);
    return draft.take();
}

Change validate_constraint(const Object &object, std::string_view name)
{
    Draft draft = alter_table(object);
    draft.writer.raw("VALIDATE CONSTRAINT ").name(name);
    return draft.take_reading(object);
}

Change drop_index(const Object &object, std::string_view name)
{
    Draft draft;
    draft.writer.raw("DROP INDEX ").qualified(object.schema, name);
    return draft.take();
}

std::vector<Change> create_field(const Object &object, const Field &field, const Object *target)
{
    std::vector<Change> changes;
    std::vector<model::Column> const columns = model::columns_of(field);
    if (columns.empty())
        return changes;
    Draft draft = alter_table(object);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        draft.writer.raw(i > 0 ? ", ADD COLUMN " : "ADD COLUMN ");
        append_column(draft, field, columns[i], false);
    }
    if (field.is_to_one() && target != nullptr) {
        /* Within ADD COLUMN, without a default, PostgreSQL knows that no row needs checking. */
        draft.writer.raw(" CONSTRAINT ").name(foreign_key_name(object, field)).raw(" ");
        append_reference(draft, field, *target);
    }
    changes.push_back(draft.take());
    append_defaults(changes, object, nullptr, field);
    if (has_check(field))
        changes.push_back(add_check(object, field));
    if (field.is_to_one() && target != nullptr)
        changes.push_back(create_foreign_index(object, field));
    append(changes, create_unique_indexes(object, field));
    append(changes, comment_field(object, field));
    return changes;
}

std::vector<Change> create_relation(const Object &object, const Field &field, const Object &target)
{
    return {add_foreign_key(object, field, target), create_foreign_index(object, field)};
}

std::vector<Change> drop_field(const Object &object, const Field &field)
{
    std::vector<model::Column> const columns = model::columns_of(field);
    if (columns.empty())
        return {};
    Draft draft = alter_table(object);
    for (std::size_t i = 0; i < columns.size(); ++i)
        draft.writer.raw(i > 0 ? ", DROP COLUMN " : "DROP COLUMN ").name(columns[i].name);
    return {draft.take()};
}

std::vector<Change> rename_field(const Object &object, const Field &before, const Field &after)
{
    std::vector<Change> changes;
    std::vector<model::Column> const from = model::columns_of(before);
    std::vector<model::Column> const to = model::columns_of(after);
    if (from.empty() || before.name == after.name)
        return changes;
    auto const rename = [&](std::string_view kind, std::string_view old_name,
                            std::string_view new_name) {
        Draft draft = alter_table(object);
        draft.writer.raw("RENAME ").raw(kind).raw(" ").name(old_name).raw(" TO ").name(new_name);
        changes.push_back(draft.take());
    };
    auto const rename_index = [&](std::string_view old_name, std::string_view new_name) {
        Draft draft;
        draft.writer.raw("ALTER INDEX ").qualified(object.schema, old_name);
        draft.writer.raw(" RENAME TO ").name(new_name);
        changes.push_back(draft.take());
    };
    for (std::size_t i = 0; i < from.size(); ++i)
        rename("COLUMN", from[i].name, to[i].name);
    if (has_check(before))
        rename("CONSTRAINT", check_name(object, before), check_name(object, after));
    if (before.is_to_one()) {
        rename("CONSTRAINT", foreign_key_name(object, before), foreign_key_name(object, after));
        rename_index(foreign_index_name(object, before), foreign_index_name(object, after));
    }
    if (!model::unique_columns(before).empty()) {
        /* Renaming and uniqueness may change in one request: the name follows what stands now. */
        Field unique = after;
        unique.is_unique = true;
        rename_index(unique_index_name(object, before), unique_index_name(object, unique));
        rename_index(deleted_index_name(object, before), deleted_index_name(object, unique));
    }
    Object renamed = object;
    for (Field &field : renamed.fields)
        if (field.id == after.id)
            field.name = after.name;
    append(changes, rename_indexes(object, renamed));
    return changes;
}

std::vector<Change> alter_field(const Object &object, const Field &before, const Field &after,
                                const Object *target, const model::OptionsRemap &remap)
{
    std::vector<Change> changes;
    if (after.type_info().has_options)
        append_option_changes(changes, object, before, after, remap);
    append_defaults(changes, object, &before, after);
    if (before.is_unique && !after.is_unique && !model::unique_columns(before).empty()) {
        changes.push_back(drop_index(object, unique_index_name(object, before)));
        changes.push_back(drop_index(object, deleted_index_name(object, before)));
    }
    if (!before.is_unique && after.is_unique)
        append(changes, create_unique_indexes(object, after));
    if (after.is_to_one() && target != nullptr &&
        before.relation->on_delete != after.relation->on_delete) {
        changes.push_back(drop_constraint(object, foreign_key_name(object, after)));
        /* The constraint dropped a moment ago proved the rows. */
        changes.push_back(add_foreign_key(object, after, *target));
        changes.back().text += " NOT VALID";
        changes.back().reads.clear();
    }
    if (comment_of(before) != comment_of(after))
        append(changes, comment_field(object, after));
    return changes;
}

} // namespace viginti::ddl
