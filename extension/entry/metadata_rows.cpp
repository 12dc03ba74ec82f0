#include "entry/metadata_rows.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "pg/ddl_executor.hpp"
#include "pg/fault_point.hpp"
#include "pg/spi.hpp"

#include <optional>

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

using Cell = std::optional<std::string>;

Cell text_or_null(const std::string &text)
{
    return text.empty() ? Cell() : Cell(text);
}

Cell boolean(bool value)
{
    return std::string(value ? "true" : "false");
}

Cell options_cell(const model::Field &field)
{
    if (!field.type_info().has_options)
        return {};
    std::string json = "[";
    for (const model::Option &option : field.options) {
        if (json.back() != '[')
            json += ',';
        json += '{';
        append_json_member(json, "id", to_string(option.id));
        append_json_member(json, "value", option.value);
        append_json_member(json, "label", option.label);
        append_json_member(json, "color", option.color);
        append_json_key(json, "position");
        json += std::to_string(option.position) + '}';
    }
    return json + ']';
}

constexpr std::string_view insert_object_sql =
    "INSERT INTO viginti.object (id, workspace_id, name_singular, name_plural, label_singular,"
    " label_plural, description, icon, color, shortcut, is_custom, is_active, is_system,"
    " is_searchable, is_label_synced_with_name, label_identifier_field_id)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8, $9, $10, $11::boolean, $12::boolean,"
    " $13::boolean, $14::boolean, $15::boolean, $16::uuid)";

constexpr std::string_view update_object_sql =
    "UPDATE viginti.object SET name_singular = $2, name_plural = $3, label_singular = $4,"
    " label_plural = $5, description = $6, icon = $7, color = $8, shortcut = $9,"
    " is_active = $10::boolean, is_searchable = $11::boolean,"
    " is_label_synced_with_name = $12::boolean, label_identifier_field_id = $13::uuid,"
    " updated_at = now() WHERE id = $1::uuid";

constexpr std::string_view insert_field_sql =
    "INSERT INTO viginti.field (id, object_id, name, twenty_name, label, description, icon, type,"
    " ordinal, is_custom, is_active, is_system, is_nullable, is_unique, is_label_synced_with_name,"
    " default_value, options, settings, relation_kind, relation_target_id, relation_inverse_id,"
    " relation_on_delete, relation_follows, morph_id, morph_name) VALUES ($1::uuid, $2::uuid, $3, "
    "$4, $5, $6, $7, $8, "
    "$9::integer,"
    " $10::boolean, $11::boolean, $12::boolean, $13::boolean, $14::boolean, $15::boolean,"
    " $16::jsonb, $17::jsonb, $18::jsonb, $19, $20::uuid, $21::uuid, $22,"
    " $23::boolean, $24::uuid, $25)";

constexpr std::string_view update_field_sql =
    "UPDATE viginti.field SET name = $2, label = $3, description = $4, icon = $5,"
    " is_active = $6::boolean, is_unique = $7::boolean, is_label_synced_with_name = $8::boolean,"
    " default_value = $9::jsonb, options = $10::jsonb, settings = $11::jsonb,"
    " relation_on_delete = $12, morph_name = $13, type = $14, updated_at = now()"
    " WHERE id = $1::uuid";

Cell on_delete_cell(const model::Field &field)
{
    return field.is_to_one() ? Cell(model::name_of(field.relation->on_delete)) : Cell();
}

Cell morph_name_cell(const model::Field &field)
{
    return field.is_morph() ? Cell(field.relation->morph_name) : Cell();
}

void execute_as_extension(std::string_view sql, const std::vector<Cell> &cells)
{
    pg::pass_step();
    pg::ActAs const owner(pg::extension_owner());
    pg::execute(sql, cells);
}

} // namespace

Workspace read_workspace(std::string_view name)
{
    pg::ActAs const owner(pg::extension_owner());
    auto const rows = pg::query(pg::Snapshot::Latest,
                                "SELECT w.id, w.owner_role, r.postgres_role, r.can_write"
                                " FROM viginti.workspace w"
                                " LEFT JOIN viginti.role r ON r.workspace_id = w.id"
                                " WHERE w.name = $1 ORDER BY r.name",
                                {std::string(name)});
    if (rows.empty())
        throw Error(Code::Internal, "workspace " + std::string(name) + " does not exist");
    Workspace workspace;
    workspace.id = parse_uuid(*rows.front()[0]).value();
    workspace.name = name;
    workspace.owner = pg::role_id(*rows.front()[1]);
    for (const pg::Row &row : rows)
        if (row[2])
            (row[3] == "t" ? workspace.roles.writers : workspace.roles.readers).push_back(*row[2]);
    return workspace;
}

void run_as_owner(const Workspace &workspace, const std::vector<ddl::Change> &changes)
{
    if (changes.empty())
        return;
    try {
        pg::ActAs const owner(workspace.owner);
        pg::run_changes(changes);
    } catch (const pg::PgError &error) {
        constexpr std::string_view dependent_objects = "2BP01", too_many_columns = "54011";
        if (error.sqlstate_text() == too_many_columns)
            throw Error(Code::LimitExceeded,
                        "The table of the object is full: PostgreSQL holds 1600 columns, those of "
                        "deleted fields included");
        if (error.sqlstate_text() != dependent_objects)
            throw;
        Error refused(Code::ConstraintViolated,
                      "Views or other database objects depend on what would be dropped", {},
                      "Drop those first");
        refused.status = 409;
        throw refused;
    }
}

void insert_object(const model::Object &object)
{
    execute_as_extension(
        insert_object_sql,
        {to_string(object.id), to_string(object.workspace_id), object.name_singular,
         object.name_plural, object.label_singular, object.label_plural,
         text_or_null(object.description), text_or_null(object.icon), text_or_null(object.color),
         text_or_null(object.shortcut), boolean(object.is_custom), boolean(object.is_active),
         boolean(object.is_system), boolean(object.is_searchable),
         boolean(object.is_label_synced_with_name),
         object.label_identifier ? Cell(to_string(*object.label_identifier)) : Cell()});
}

void update_object(const model::Object &object)
{
    execute_as_extension(
        update_object_sql,
        {to_string(object.id), object.name_singular, object.name_plural, object.label_singular,
         object.label_plural, text_or_null(object.description), text_or_null(object.icon),
         text_or_null(object.color), text_or_null(object.shortcut), boolean(object.is_active),
         boolean(object.is_searchable), boolean(object.is_label_synced_with_name),
         object.label_identifier ? Cell(to_string(*object.label_identifier)) : Cell()});
}

void delete_object(const Uuid &id)
{
    execute_as_extension("DELETE FROM viginti.object WHERE id = $1::uuid", {to_string(id)});
}

void insert_field(const model::Field &field)
{
    auto const &relation = field.relation;
    execute_as_extension(insert_field_sql,
                         {to_string(field.id),
                          to_string(field.object_id),
                          field.name,
                          text_or_null(field.twenty_name),
                          field.label,
                          text_or_null(field.description),
                          text_or_null(field.icon),
                          std::string(field.type_info().name),
                          std::to_string(field.ordinal),
                          boolean(field.is_custom),
                          boolean(field.is_active),
                          boolean(field.is_system),
                          boolean(field.is_nullable),
                          boolean(field.is_unique),
                          boolean(field.is_label_synced_with_name),
                          text_or_null(field.default_value),
                          options_cell(field),
                          text_or_null(field.settings),
                          relation ? Cell(model::name_of(relation->kind)) : Cell(),
                          relation ? Cell(to_string(relation->target)) : Cell(),
                          relation ? Cell(to_string(relation->inverse)) : Cell(),
                          on_delete_cell(field),
                          boolean(relation && relation->follows_soft_delete),
                          field.is_morph() ? Cell(to_string(*relation->morph)) : Cell(),
                          morph_name_cell(field)});
}

void update_field(const model::Field &field)
{
    execute_as_extension(
        update_field_sql,
        {to_string(field.id), field.name, field.label, text_or_null(field.description),
         text_or_null(field.icon), boolean(field.is_active), boolean(field.is_unique),
         boolean(field.is_label_synced_with_name), text_or_null(field.default_value),
         options_cell(field), text_or_null(field.settings), on_delete_cell(field),
         morph_name_cell(field), std::string(field.type_info().name)});
}

void insert_index(const model::Index &index)
{
    execute_as_extension("INSERT INTO viginti.index (id, object_id, type, is_unique)"
                         " VALUES ($1::uuid, $2::uuid, $3, $4::boolean)",
                         {to_string(index.id), to_string(index.object_id),
                          std::string(model::name_of(index.type)), boolean(index.is_unique)});
    for (std::size_t i = 0; i < index.fields.size(); ++i) {
        const model::IndexField &field = index.fields[i];
        execute_as_extension("INSERT INTO viginti.index_field (index_id, object_id, ordinal,"
                             " field_id, sub_field, direction) VALUES ($1::uuid, $2::uuid,"
                             " $3::integer, $4::uuid, $5, $6)",
                             {to_string(index.id), to_string(index.object_id), std::to_string(i),
                              to_string(field.field), field.part,
                              std::string(model::name_of(field.direction))});
    }
}

void delete_index(const Uuid &id)
{
    execute_as_extension("DELETE FROM viginti.index WHERE id = $1::uuid", {to_string(id)});
}

void delete_field(const Uuid &id)
{
    execute_as_extension("DELETE FROM viginti.field WHERE id = $1::uuid", {to_string(id)});
}

} // namespace viginti::entry
