#include "ddl/column.hpp"

#include "base/datetime.hpp"
#include "base/json.hpp"
#include "sql/array_literal.hpp"

#include <algorithm>

namespace viginti::ddl {

using model::ColumnType;
using model::Field;
using model::FieldType;
using model::Part;

namespace {

/* 'text' in its inner quotes to text (spec/metadata-rest.md §9). */
std::string unquote(std::string_view text)
{
    if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'')
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

Default constant(std::string literal)
{
    return {{}, std::move(literal), false};
}

std::optional<Default> default_of_value(const json_t *value, ColumnType type)
{
    if (value == nullptr || json_is_null(value))
        return {};
    if (type == ColumnType::Jsonb) {
        if (json_is_string(value))
            return constant(unquote(text_of(value)));
        return constant(dump_json(value));
    }
    if (type == ColumnType::TextArray) {
        std::vector<std::string> items;
        std::size_t index;
        json_t *item;
        json_array_foreach(value, index, item)
        {
            if (json_is_string(item))
                items.push_back(unquote(text_of(item)));
        }
        if (items.empty())
            return {};
        return constant(sql::array_literal(items));
    }
    if (!json_is_string(value))
        return constant(dump_json(value));

    std::string_view const text = text_of(value);
    if (text == "uuid" && type == ColumnType::Uuid)
        return Default{"pg_catalog.gen_random_uuid()", {}, true};
    if (text == "now" && type == ColumnType::Timestamp)
        return Default{"pg_catalog.now()", {}, false};
    if (text == "now" && type == ColumnType::Date)
        return Default{"(pg_catalog.now() AT TIME ZONE 'UTC')::date", {}, false};
    std::string literal = unquote(text);
    /* In the one form PostgreSQL reads the same under every DateStyle and time zone. */
    if (type == ColumnType::Date)
        literal = parse_date(literal).value_or(std::string());
    if (type == ColumnType::Timestamp)
        literal = parse_date_time(literal).value_or(std::string());
    /* Empty text is stored as NULL, so it is no default. */
    if (literal.empty())
        return {};
    return constant(std::move(literal));
}

} // namespace

void Draft::literal(std::string text)
{
    literals.push_back(std::move(text));
    writer.param(static_cast<int>(literals.size()));
}

std::optional<Default> default_of(const Field &field, const Part &part)
{
    if (field.relation || part.column == ColumnType::TsVector)
        return {};
    Json parsed;
    const json_t *value = nullptr;
    if (!field.default_value.empty()) {
        parsed = parse_json(field.default_value);
        value = parsed.get();
        if (!part.name.empty())
            value = json_object_getn(value, part.name.data(), part.name.size());
    }
    /* The context of an ACTOR is an object on the wire, also where nobody set one (spec §15). */
    if (value == nullptr && field.type == FieldType::Actor && part.name == "context")
        return constant("{}");
    if (field.type == FieldType::Actor && part.name == "source" &&
        (value == nullptr || json_is_null(value)))
        return constant("MANUAL");
    return default_of_value(value, part.column);
}

void append_default(Draft &draft, const Default &value, ColumnType type)
{
    if (!value.expression.empty()) {
        draft.writer.raw(value.expression);
        return;
    }
    draft.literal(value.literal);
    draft.writer.raw("::").raw(model::sql_type(type));
}

void append_column(Draft &draft, const Field &field, const model::Column &column, bool table_is_new)
{
    draft.writer.name(column.name).raw(" ").raw(model::sql_type(column.part->column));
    auto const value = default_of(field, *column.part);
    bool const later = value && value->is_volatile && !table_is_new;
    if (value && !later) {
        draft.writer.raw(" DEFAULT ");
        append_default(draft, *value, column.part->column);
    }
    if (model::is_not_null(field, *column.part) && !later)
        draft.writer.raw(" NOT NULL");
}

void append_check_condition(Draft &draft, const Field &field)
{
    std::vector<std::string> values;
    for (const model::Option &option : field.options)
        values.push_back(option.value);
    if (field.type == FieldType::Actor)
        values.assign(model::actor_sources().begin(), model::actor_sources().end());
    /* Options that only change places leave the constraint as it is. */
    std::sort(values.begin(), values.end());

    model::Column const column = model::columns_of(field).front();
    bool const is_list = column.part->column == ColumnType::TextArray;
    draft.writer.name(column.name).raw(is_list ? " <@ " : " = ANY (");
    draft.literal(sql::array_literal(values));
    draft.writer.raw(is_list ? "::text[]" : "::text[])");
}

void append_check(Draft &draft, const model::Object &object, const Field &field)
{
    draft.writer.raw("CONSTRAINT ").name(check_name(object, field)).raw(" CHECK (");
    append_check_condition(draft, field);
    draft.writer.raw(")");
}

Draft alter_table(const model::Object &object)
{
    Draft draft;
    draft.writer.raw("ALTER TABLE ").qualified(object.schema, object.table).raw(" ");
    return draft;
}

void append(std::vector<Change> &changes, std::vector<Change> more)
{
    for (Change &change : more)
        changes.push_back(std::move(change));
}

namespace {

Change create_index_on_unique_columns(std::string_view command, std::string_view name,
                                      const model::Object &object, const Field &field,
                                      std::string_view rows)
{
    std::vector<model::Column> const columns = model::unique_columns(field);
    Draft draft;
    draft.writer.raw(command).name(name).raw(" ON ");
    draft.writer.qualified(object.schema, object.table).raw(" (");
    for (std::size_t i = 0; i < columns.size(); ++i)
        draft.writer.raw(i > 0 ? ", " : "").name(columns[i].name);
    draft.writer.raw(") WHERE deleted_at ").raw(rows);
    return draft.take_reading(object);
}

} // namespace

Change create_unique_index(const model::Object &object, const Field &field)
{
    return create_index_on_unique_columns("CREATE UNIQUE INDEX ", unique_index_name(object, field),
                                          object, field, "IS NULL");
}

Change create_deleted_index(const model::Object &object, const Field &field)
{
    return create_index_on_unique_columns("CREATE INDEX ", deleted_index_name(object, field),
                                          object, field, "IS NOT NULL");
}

std::vector<Change> create_unique_indexes(const model::Object &object, const Field &field)
{
    if (model::unique_columns(field).empty())
        return {};
    return {create_unique_index(object, field), create_deleted_index(object, field)};
}

std::vector<Change> comment_field(const model::Object &object, const Field &field)
{
    std::vector<Change> changes;
    for (const model::Column &column : model::columns_of(field))
        changes.push_back(
            {{}, {}, Comment{object.schema, object.table, column.name, comment_of(field)}});
    return changes;
}

} // namespace viginti::ddl
