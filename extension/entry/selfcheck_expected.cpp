#include "entry/selfcheck_expected.hpp"

#include "model/names.hpp"

namespace viginti::entry {

namespace {

using model::ColumnType;
using model::Field;
using model::Object;

/* Column types as format_type prints them. */
std::string_view catalog_type(ColumnType type)
{
    return type == ColumnType::Timestamp ? "timestamp(3) with time zone" : model::sql_type(type);
}

const Object *find(const std::vector<model::ObjectPtr> &objects, const Uuid &id)
{
    for (const model::ObjectPtr &object : objects)
        if (object->id == id)
            return object.get();
    return nullptr;
}

/* pg_constraint.confdeltype */
char action_letter(model::OnDelete action)
{
    switch (action) {
    case model::OnDelete::SetNull:
        return 'n';
    case model::OnDelete::Cascade:
        return 'c';
    case model::OnDelete::Restrict:
        return 'r';
    case model::OnDelete::NoAction:
        break;
    }
    return 'a';
}

/* The values a CHECK allows, as PostgreSQL prints a text[]: none of them needs quotes but NULL. */
std::string check_values(const Field &field)
{
    std::string text = "{";
    auto const add = [&](std::string_view value) {
        if (text.size() > 1)
            text += ',';
        text += value == "NULL" ? "\"NULL\"" : value;
    };
    if (field.type == model::FieldType::Actor)
        for (std::string_view source : model::actor_sources())
            add(source);
    for (const model::Option &option : field.options)
        add(option.value);
    return text + '}';
}

struct Items {
    const Object &object;
    std::set<std::string> lines;

    void add(std::string_view kind, std::string_view name, const std::string &properties)
    {
        std::string line(kind);
        line += ' ';
        line += object.table;
        if (!name.empty()) {
            line += '.';
            line += name;
        }
        line += ' ';
        line += properties;
        lines.insert(std::move(line));
    }
};

void add_field(Items &items, const Field &field, const std::vector<model::ObjectPtr> &objects)
{
    const Object &object = items.object;
    for (const model::Column &column : model::columns_of(field)) {
        bool const generated = field.type == model::FieldType::TsVector;
        items.add("column", column.name,
                  std::string(catalog_type(column.part->column)) +
                      (model::is_not_null(field, *column.part) ? " not null" : "") +
                      (generated ? " generated" : ""));
        if (!generated)
            items.add("comment", column.name, ddl::comment_of(field));
    }
    if (ddl::has_check(field))
        items.add("constraint", ddl::check_name(object, field), "c " + check_values(field));
    if (!model::unique_columns(field).empty()) {
        items.add("index", ddl::unique_index_name(object, field), "unique");
        items.add("index", ddl::deleted_index_name(object, field), "plain");
    }
    if (field.type == model::FieldType::TsVector)
        items.add("index", ddl::search_index_name(object), "plain");
    if (field.type == model::FieldType::Position)
        items.add("index", ddl::position_index_name(object), "plain");
    if (!field.is_to_one())
        return;
    const Object *const target = find(objects, field.relation->target);
    items.add("constraint", ddl::foreign_key_name(object, field),
              std::string("f ") + (target ? target->table : "?") + " " +
                  action_letter(field.relation->on_delete));
    items.add("index", ddl::foreign_index_name(object, field), "plain");
}

} // namespace

std::set<std::string> expected_items(const Object &object, const ddl::Roles &roles,
                                     const std::string &owner,
                                     const std::vector<model::ObjectPtr> &objects)
{
    Items items{object, {}};
    items.add("table", {}, "owner " + owner);
    items.add("comment", {}, ddl::comment_of(object));
    items.add("constraint", ddl::primary_key_name(object), "p");
    items.add("index", ddl::primary_key_name(object), "unique");
    for (const Field &field : object.fields)
        add_field(items, field, objects);
    for (const std::string &role : roles.writers)
        for (const char *const right : {"DELETE", "INSERT", "SELECT", "UPDATE"})
            items.add("grant", {}, std::string(right) + " to " + role);
    for (const std::string &role : roles.readers)
        items.add("grant", {}, "SELECT to " + role);
    return std::move(items.lines);
}

} // namespace viginti::entry
