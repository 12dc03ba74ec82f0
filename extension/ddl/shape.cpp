#include "ddl/shape.hpp"

#include "ddl/column.hpp"
#include "model/search.hpp"

#include <array>

namespace viginti::ddl {

namespace {

using model::Column;
using model::ColumnType;
using model::Field;
using model::Object;

/* In the order of ItemKind. */
constexpr std::array<std::string_view, 15> kind_names{
    "table",      "owner of table",  "column",     "expression of", "not null of",
    "default of", "identity of",     "constraint", "index",         "comment",
    "grant",      "row security of", "rule",       "parent",        "child"};
static_assert(kind_names.size() == static_cast<std::size_t>(ItemKind::Child) + 1);

/* Column types as format_type prints them. */
std::string_view catalog_type(ColumnType type)
{
    return type == ColumnType::Timestamp ? "timestamp(3) with time zone" : model::sql_type(type);
}

std::string_view action_words(model::OnDelete action)
{
    constexpr std::array<std::string_view, 4> words{"SET NULL", "CASCADE", "RESTRICT", "NO ACTION"};
    return words[static_cast<std::size_t>(action)];
}

/* SELECT count(*) FROM the table, and a blank. */
Draft count_records(const Object &object)
{
    Draft draft;
    draft.writer.raw("SELECT count(*) FROM ").qualified(object.schema, object.table).raw(" ");
    return draft;
}

struct Shape {
    const Object &object;
    std::vector<Item> items;

    Item &add(ItemKind kind, std::string_view part, std::string definition)
    {
        std::string name = object.table;
        if (!part.empty()) {
            name += kind == ItemKind::Grant ? ' ' : '.';
            name += part;
        }
        items.push_back({kind, std::move(name), std::move(definition), {}, {}, {}, {}});
        return items.back();
    }

    /* One ALTER COLUMN of the table. */
    Change alter_column(const std::string &column, std::string_view action) const
    {
        Draft draft = alter_table(object);
        draft.writer.raw("ALTER COLUMN ").name(column).raw(" ").raw(action);
        return draft.take();
    }
};

/* Rows whose value would read differently after the change of type. */
Change count_changed(const Object &object, const Column &column)
{
    Draft draft = count_records(object);
    draft.writer.raw("WHERE ").name(column.name).raw("::pg_catalog.text IS DISTINCT FROM ");
    draft.writer.name(column.name).raw("::").raw(model::sql_type(column.part->column));
    draft.writer.raw("::pg_catalog.text");
    return draft.take();
}

void add_column(Shape &shape, const Field &field, const Column &column)
{
    const Object &object = shape.object;
    std::string_view const type = model::sql_type(column.part->column);
    auto const value = default_of(field, *column.part);
    {
        Item &item = shape.add(ItemKind::Column, column.name,
                               std::string(catalog_type(column.part->column)));
        /* NOT NULL comes as an item of its own: the column is there even if that is refused. */
        Draft add = alter_table(object);
        add.writer.raw("ADD COLUMN ").name(column.name).raw(" ").raw(type);
        if (value) {
            add.writer.raw(" DEFAULT ");
            append_default(add, *value, column.part->column);
        }
        item.make.push_back(add.take());
        item.loss = "the values it held are lost";
        /* A default of the former type may have no cast to the new one. */
        item.alter.push_back(shape.alter_column(column.name, "DROP DEFAULT"));
        Draft alter = alter_table(object);
        alter.writer.raw("ALTER COLUMN ").name(column.name).raw(" TYPE ").raw(type);
        alter.writer.raw(" USING ").name(column.name).raw("::").raw(type);
        item.alter.push_back(alter.take());
        item.obstacle = count_changed(object, column);
        item.obstacle_words = "hold a value the model's type does not keep";
    }
    if (model::is_not_null(field, *column.part)) {
        Item &item = shape.add(ItemKind::NotNull, column.name, {});
        item.columns = {column.name};
        item.make.push_back(shape.alter_column(column.name, "SET NOT NULL"));
        Draft count = count_records(object);
        count.writer.raw("WHERE ").name(column.name).raw(" IS NULL");
        item.obstacle = count.take();
        item.obstacle_words = "hold NULL";
    }
    if (value) {
        Item &item = shape.add(ItemKind::Default, column.name, {});
        item.columns = {column.name};
        Draft expression;
        append_default(expression, *value, column.part->column);
        item.expression = {Expression::Kind::Default, column.name, expression.writer.take(),
                           expression.literals};
        Draft set = alter_table(object);
        set.writer.raw("ALTER COLUMN ").name(column.name).raw(" SET DEFAULT ");
        append_default(set, *value, column.part->column);
        item.make.push_back(set.take());
        item.alter = item.make;
    }
}

/* Derived data: the column is dropped and made anew, which loses nothing. */
void add_search(Shape &shape, const Field &field)
{
    const Object &object = shape.object;
    std::string const column = model::columns_of(field).front().name;
    std::vector<Change> const rebuild = rebuild_search(object);
    std::vector<std::string> sources;
    for (const Column &source : model::search_columns(object))
        sources.push_back(source.name);
    {
        Item &item = shape.add(ItemKind::Column, column, "tsvector");
        item.columns = sources;
        /* Without the DROP COLUMN. */
        item.make.assign(rebuild.begin() + 1, rebuild.end());
        item.alter = rebuild;
    }
    Item &item = shape.add(ItemKind::Generation, column, {});
    item.columns = sources;
    item.columns.push_back(column);
    item.expression = {
        Expression::Kind::Generation, column, search_expression(model::search_columns(object)), {}};
    item.make = item.alter = rebuild;
}

Item &add_index(Shape &shape, const std::string &index, std::string definition,
                std::vector<std::string> columns, Change create)
{
    Item &item = shape.add(ItemKind::Index, index, std::move(definition));
    item.columns = std::move(columns);
    item.alter.push_back(drop_index(shape.object, index));
    item.alter.push_back(create);
    item.make.push_back(std::move(create));
    return item;
}

/* Counts the live records that share all of these columns' values with another one. */
void set_duplicates_as_obstacle(Item &item, const Object &object,
                                const std::vector<std::string> &columns)
{
    sql::Writer filled, keys;
    for (const std::string &column : columns) {
        keys.raw(keys.text().empty() ? "" : ", ").name(column);
        filled.raw(" AND ").name(column).raw(" IS NOT NULL");
    }
    Draft count;
    count.writer.raw("SELECT coalesce(sum(d.records), 0) FROM (SELECT count(*) FROM ");
    count.writer.qualified(object.schema, object.table);
    count.writer.raw(" WHERE deleted_at IS NULL").raw(filled.text()).raw(" GROUP BY ");
    count.writer.raw(keys.text()).raw(" HAVING count(*) > 1) AS d(records)");
    item.obstacle = count.take();
    item.obstacle_words = "share their value with another one";
}

void add_unique_indexes(Shape &shape, const Field &field)
{
    const Object &object = shape.object;
    std::vector<std::string> keys;
    std::string list;
    for (const Column &column : model::unique_columns(field)) {
        list += keys.empty() ? "" : ", ";
        list += column.name;
        keys.push_back(column.name);
    }
    std::vector<std::string> columns = keys;
    columns.emplace_back("deleted_at");

    Item &deleted =
        add_index(shape, deleted_index_name(object, field), "btree (" + list + ") WHERE ", columns,
                  create_deleted_index(object, field));
    deleted.expression = {Expression::Kind::Predicate, {}, "deleted_at IS NOT NULL", {}};

    Item &unique =
        add_index(shape, unique_index_name(object, field), "unique btree (" + list + ") WHERE ",
                  std::move(columns), create_unique_index(object, field));
    unique.expression = {Expression::Kind::Predicate, {}, "deleted_at IS NULL", {}};
    set_duplicates_as_obstacle(unique, object, keys);
}

void add_custom_index(Shape &shape, const model::Index &index)
{
    const Object &object = shape.object;
    std::vector<std::string> keys;
    std::string list;
    for (const model::IndexColumn &column : model::columns_of(object, index)) {
        list += keys.empty() ? "" : ", ";
        list += column.name + sort_in_catalog(column, index);
        keys.push_back(column.name);
    }
    std::string const method = index.type == model::IndexType::Gin ? "gin (" : "btree (";
    std::string const name = index_name(object, index);
    if (!index.is_unique) {
        add_index(shape, name, method + list + ")", keys, create_index_itself(object, index));
        return;
    }
    std::vector<std::string> columns = keys;
    columns.emplace_back("deleted_at");
    Item &deleted = add_index(shape, deleted_index_name(object, index), method + list + ") WHERE ",
                              columns, create_deleted_index(object, index));
    deleted.expression = {Expression::Kind::Predicate, {}, "deleted_at IS NOT NULL", {}};
    Item &unique = add_index(shape, name, "unique " + method + list + ") WHERE ",
                             std::move(columns), create_index_itself(object, index));
    unique.expression = {Expression::Kind::Predicate, {}, "deleted_at IS NULL", {}};
    set_duplicates_as_obstacle(unique, object, keys);
}

Item &add_constraint(Shape &shape, const std::string &name, std::string definition,
                     std::vector<std::string> columns, Change create)
{
    Item &item = shape.add(ItemKind::Constraint, name, std::move(definition));
    item.columns = std::move(columns);
    item.alter.push_back(drop_constraint(shape.object, name));
    item.alter.push_back(create);
    item.make.push_back(std::move(create));
    return item;
}

void add_primary_key(Shape &shape)
{
    std::string const name = primary_key_name(shape.object);
    Draft create = alter_table(shape.object);
    create.writer.raw("ADD CONSTRAINT ").name(name).raw(" PRIMARY KEY (id)");
    Item &item = add_constraint(shape, name, "PRIMARY KEY (id)", {"id"}, create.take());
    Draft count;
    count.writer.raw("SELECT count(*) - count(DISTINCT id) FROM ");
    item.obstacle =
        Change{count.writer.qualified(shape.object.schema, shape.object.table).take(), {}, {}};
    item.obstacle_words = "have no id of their own";
}

void add_check(Shape &shape, const Field &field)
{
    std::string const column = model::columns_of(field).front().name;
    Draft create = alter_table(shape.object);
    create.writer.raw("ADD ");
    append_check(create, shape.object, field);
    Item &item =
        add_constraint(shape, check_name(shape.object, field), "CHECK ", {column}, create.take());
    Draft condition;
    append_check_condition(condition, field);
    item.expression = {Expression::Kind::Check, {}, condition.writer.text(), condition.literals};
    Draft count = count_records(shape.object);
    count.writer.raw("WHERE NOT (").raw(condition.writer.text()).raw(")");
    count.literals = condition.literals;
    item.obstacle = count.take();
    item.obstacle_words = "hold a value that is not among the options";
}

void add_relation(Shape &shape, const Field &field, const Object *target)
{
    const Object &object = shape.object;
    std::string const column = model::columns_of(field).front().name;
    Item &index =
        add_index(shape, foreign_index_name(object, field), "btree (" + column + ", id) WHERE ",
                  {column, "id"}, create_foreign_index(object, field));
    sql::Writer predicate;
    index.expression = {
        Expression::Kind::Predicate, {}, predicate.name(column).raw(" IS NOT NULL").take(), {}};
    if (target == nullptr)
        return; /* reported as a relation without an inverse */
    Item &item = add_constraint(shape, foreign_key_name(object, field),
                                "FOREIGN KEY (" + column + ") REFERENCES " + target->schema + '.' +
                                    target->table + " (id) ON DELETE " +
                                    std::string(action_words(field.relation->on_delete)),
                                {column}, add_foreign_key(object, field, *target));
    Draft count;
    count.writer.raw("SELECT count(*) FROM ").qualified(object.schema, object.table);
    count.writer.raw(" AS r WHERE r.")
        .name(column)
        .raw(" IS NOT NULL AND NOT EXISTS (SELECT FROM ");
    count.writer.qualified(target->schema, target->table).raw(" AS t WHERE t.id = r.");
    count.writer.name(column).raw(")");
    item.obstacle = count.take();
    item.obstacle_words = "refer to a record that is not there";
}

void add_morph_check(Shape &shape, const model::MorphGroup &group)
{
    Item &item = add_constraint(shape, morph_check_name(group.name), "CHECK ", group.columns,
                                ddl::add_morph_check(shape.object, group));
    std::string const condition = morph_condition(group);
    item.expression = {Expression::Kind::Check, {}, condition, {}};
    Draft count = count_records(shape.object);
    count.writer.raw("WHERE NOT (").raw(condition).raw(")");
    item.obstacle = count.take();
    item.obstacle_words = "lead to several records";
}

void add_field(Shape &shape, const Field &field, const std::vector<model::ObjectPtr> &objects)
{
    const Object &object = shape.object;
    if (field.type == model::FieldType::TsVector) {
        add_search(shape, field);
        std::string const column = model::columns_of(field).front().name;
        add_index(shape, search_index_name(object), "gin (" + column + ")", {column},
                  create_search_index(object, field));
    } else {
        for (const Column &column : model::columns_of(field))
            add_column(shape, field, column);
    }
    if (field.type == model::FieldType::Position)
        add_index(shape, position_index_name(object), "btree (position, id)", {"position", "id"},
                  create_position_index(object));
    if (has_check(field))
        add_check(shape, field);
    if (!model::unique_columns(field).empty())
        add_unique_indexes(shape, field);
    if (field.is_to_one()) {
        const Object *target = nullptr;
        for (const model::ObjectPtr &other : objects)
            if (other->id == field.relation->target)
                target = other.get();
        add_relation(shape, field, target);
    }
    for (const Change &change : comment_field(object, field)) {
        if (change.comment->text.empty())
            continue;
        Item &item = shape.add(ItemKind::Comment, change.comment->column, change.comment->text);
        item.columns = {change.comment->column};
        item.make = item.alter = {change};
    }
}

void add_grant(Shape &shape, std::string_view right, const std::string &role, bool is_owner)
{
    Item &item = shape.add(ItemKind::Grant,
                           std::string(right) + " to " + (is_owner ? "its owner" : role), {});
    Draft draft;
    draft.writer.raw("GRANT ").raw(right).raw(" ON TABLE ");
    draft.writer.qualified(shape.object.schema, shape.object.table).raw(" TO ").name(role);
    item.make.push_back(draft.take());
    Draft only;
    only.writer.raw("REVOKE GRANT OPTION FOR ").raw(right).raw(" ON TABLE ");
    only.writer.qualified(shape.object.schema, shape.object.table).raw(" FROM ").name(role);
    item.alter.push_back(only.take());
}

void add_grants(Shape &shape, const Roles &roles, const std::string &owner)
{
    for (const char *const right : {"DELETE", "INSERT", "SELECT", "UPDATE"}) {
        for (const std::string &role : roles.writers)
            add_grant(shape, right, role, false);
        /* Foreign keys are checked with the rights of the owner. */
        add_grant(shape, right, owner, true);
    }
    for (const std::string &role : roles.readers)
        add_grant(shape, "SELECT", role, false);
}

} // namespace

std::string_view name_of(ItemKind kind) noexcept
{
    return kind_names[static_cast<std::size_t>(kind)];
}

std::optional<ItemKind> parse_item_kind(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < kind_names.size(); ++i)
        if (kind_names[i] == name)
            return static_cast<ItemKind>(i);
    return {};
}

std::vector<Item> shape_of(const Object &object, const Roles &roles, const std::string &owner,
                           const std::vector<model::ObjectPtr> &objects)
{
    Shape shape{object, {}};
    {
        Item &table = shape.add(ItemKind::Table, {}, {});
        table.make = create_object(object, roles);
        table.loss = "the records it held are lost";
        Draft logged = alter_table(object);
        logged.writer.raw("SET LOGGED");
        table.alter.push_back(logged.take());
    }
    {
        Item &item = shape.add(ItemKind::Owner, {}, owner);
        Draft change = alter_table(object);
        change.writer.raw("OWNER TO ").name(owner);
        item.alter.push_back(change.take());
    }
    for (const Field &field : object.fields)
        add_field(shape, field, objects);
    for (const model::Index &index : object.indexes)
        add_custom_index(shape, index);
    for (const model::MorphGroup &group : model::morph_groups(object))
        add_morph_check(shape, group);
    add_primary_key(shape);
    if (std::vector<Change> const comment = comment_object(object);
        !comment.front().comment->text.empty()) {
        Item &item = shape.add(ItemKind::Comment, {}, comment.front().comment->text);
        item.make = item.alter = comment;
    }
    add_grants(shape, roles, owner);
    return std::move(shape.items);
}

bool is_index_of(const Object &object, std::string_view index)
{
    if (index == primary_key_name(object))
        return true;
    for (const Field &field : object.fields)
        if ((!model::unique_columns(field).empty() &&
             (index == unique_index_name(object, field) ||
              index == deleted_index_name(object, field))) ||
            (field.is_to_one() && index == foreign_index_name(object, field)) ||
            (field.type == model::FieldType::TsVector && index == search_index_name(object)) ||
            (field.type == model::FieldType::Position && index == position_index_name(object)))
            return true;
    for (const model::Index &custom : object.indexes)
        if (index == index_name(object, custom) ||
            (custom.is_unique && index == deleted_index_name(object, custom)))
            return true;
    return false;
}

bool is_constraint_of(const Object &object, std::string_view constraint)
{
    if (constraint == primary_key_name(object))
        return true;
    for (const Field &field : object.fields)
        if ((has_check(field) && constraint == check_name(object, field)) ||
            (field.is_to_one() && constraint == foreign_key_name(object, field)))
            return true;
    for (const model::MorphGroup &group : model::morph_groups(object))
        if (constraint == morph_check_name(group.name))
            return true;
    return false;
}

} // namespace viginti::ddl
