#include "entry/drift.hpp"

#include "ddl/shape.hpp"
#include "ddl/workspace.hpp"
#include "entry/drift_found.hpp"
#include "model/names.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/expression.hpp"
#include "pg/identity.hpp"
#include "pg/spi.hpp"

#include <algorithm>

#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

using ddl::Item;
using ddl::ItemKind;

/* A workspace whose roles and schema are there. */
struct Place {
    std::string name, owner;
    ddl::Roles roles;
    std::vector<std::string> role_names;
    std::vector<model::ObjectPtr> objects;
};

Place read_place(const std::string &workspace, const model::Catalog &catalog)
{
    Place place;
    place.name = workspace;
    for (pg::Row &row :
         pg::query(pg::Snapshot::Latest,
                   "SELECT w.owner_role, r.postgres_role, r.can_write FROM viginti.workspace w"
                   " LEFT JOIN viginti.role r ON r.workspace_id = w.id WHERE w.name = $1"
                   " ORDER BY r.name",
                   {workspace})) {
        place.owner = row[0].value_or("");
        if (!row[1])
            continue;
        place.role_names.push_back(*row[1]);
        (row[2] == "t" ? place.roles.writers : place.roles.readers).push_back(*row[1]);
    }
    place.objects = pg::all_objects(catalog);
    std::sort(place.objects.begin(), place.objects.end(),
              [](const auto &a, const auto &b) { return a->name_plural < b->name_plural; });
    return place;
}

/* "column people.city text": what is spoken of, with what it is where that says anything. */
std::string title_of(ItemKind kind, const std::string &name, const std::string &definition)
{
    std::string title(ddl::name_of(kind));
    title += ' ' + name;
    if (!definition.empty())
        title += ' ' + definition;
    return title;
}

std::string quoted(const std::string &definition)
{
    return definition.empty() ? "ordinary" : '"' + definition + '"';
}

/* The role a record right is of, when the item is one. */
std::string role_of_right(const Item &item)
{
    constexpr std::string_view to = " to ";
    std::size_t const at = item.kind == ItemKind::Grant ? item.name.find(to) : std::string::npos;
    if (at == std::string::npos || item.name.ends_with(" to its owner"))
        return {};
    return item.name.substr(at + to.size());
}

struct Comparison {
    const Place &place;
    std::vector<Difference> &differences;
    std::string object;

    Difference &add(std::string problem)
    {
        Difference difference;
        difference.workspace = place.name;
        difference.object = object;
        difference.problem = std::move(problem);
        differences.push_back(std::move(difference));
        return differences.back();
    }
};

void attach(Difference &difference, const Item &item, const std::vector<ddl::Change> &remedy)
{
    difference.remedy = remedy;
    difference.actor = item.kind == ItemKind::Owner ? Actor::Administrator : Actor::WorkspaceOwner;
    difference.right_of = role_of_right(item);
    difference.obstacle = item.obstacle;
    difference.obstacle_words = item.obstacle_words;
}

void report_missing(Comparison &comparison, const Item &item, const std::string &definition)
{
    Difference &difference =
        comparison.add("missing: " + title_of(item.kind, item.name, definition));
    attach(difference, item, item.make);
    difference.note = item.loss;
    /* What is not there cannot be in its own way: the rows counted are those of the column. */
    if (item.kind == ItemKind::Column || item.kind == ItemKind::Table)
        difference.obstacle.reset();
    difference.remakes_rights = item.kind == ItemKind::Table;
}

void report_differing(Comparison &comparison, const Item &item, const std::string &definition,
                      const std::string &found)
{
    Difference &difference =
        comparison.add("differs: " + title_of(item.kind, item.name, {}) + " is " + quoted(found) +
                       ", the model has " + quoted(definition));
    attach(difference, item, item.alter);
    if (item.kind != ItemKind::Table)
        return;
    bool const is_unlogged = found == "unlogged";
    if (!is_unlogged)
        difference.remedy.clear();
    difference.advice = "rename or drop it, repair makes the table anew then";
}

/* A constraint that is NOT VALID is whole as long as no record contradicts it. */
void check_unproved(Comparison &comparison, const Item &item)
{
    if (!item.obstacle)
        return;
    long long const records = count_records(*item.obstacle);
    if (records == 0)
        return;
    Difference &difference =
        comparison.add("not satisfied: " + title_of(item.kind, item.name, {}) + " is NOT VALID; " +
                       records_that(item.obstacle_words, records));
    attach(difference, item, item.alter);
}

bool stands_in_the_way(const FoundItem &item)
{
    switch (item.found.kind) {
    case ItemKind::Index:
        return !item.is_plain;
    case ItemKind::Comment:
        return false;
    default:
        return true;
    }
}

void report_extra(Comparison &comparison, const ItemKey &key, const FoundItem &item)
{
    bool const is_right = item.found.kind == ItemKind::Grant;
    std::string const definition =
        is_right || item.found.kind == ItemKind::RowSecurity ? std::string() : item.definition;
    Difference &difference =
        comparison.add("not of the model: " + title_of(key.first, key.second, definition));
    ddl::Removal removal = ddl::removal_of(item.found);
    difference.remedy = std::move(removal.changes);
    difference.obstacle = std::move(removal.obstacle);
    difference.obstacle_words = removal.obstacle_words;
    difference.advice = removal.advice;
    if (is_right)
        difference.right_of = item.found.role;
    else if (item.found.part == "enabled without a policy")
        difference.right_of = "every role";
}

/* Defaults as the server prints them: they depend on the type of their column, not on its table. */
using Printed = std::map<std::string, std::string>;
/* Found types by the names of columns, "people.city". */
using ColumnTypes = std::map<std::string, std::string>;

std::string key_of(const ddl::Expression &expression, std::string_view type)
{
    std::string key(type);
    key += '\n' + expression.text;
    for (const std::string &literal : expression.literals)
        key += '\n' + literal;
    return key;
}

std::string print(const ddl::Expression &expression, std::uint32_t relation)
{
    return pg::print_expression(relation, expression).value_or(expression.text);
}

std::string definition_of(const Item &item, std::uint32_t relation, const ColumnTypes &types,
                          Printed &printed)
{
    if (!item.expression)
        return item.definition;
    const ddl::Expression &expression = *item.expression;
    auto const type = types.find(item.name);
    if (expression.kind != ddl::Expression::Kind::Default || type == types.end())
        return item.definition + print(expression, relation);
    std::string key = key_of(expression, type->second);
    auto known = printed.find(key);
    if (known == printed.end())
        known = printed.emplace(std::move(key), print(expression, relation)).first;
    return item.definition + known->second;
}

/* Takes from `table` what the model knows of; the rest is reported as the catalogue's own. */
void compare_table(Comparison &comparison, const std::vector<Item> &shape, FoundTable &table,
                   Printed &printed)
{
    std::set<std::string> missing_columns;
    ColumnTypes types;
    for (auto const &[key, item] : table.items)
        if (key.first == ItemKind::Column)
            types.emplace(key.second, item.definition);
    std::string const prefix = shape.front().name + '.';
    for (const Item &item : shape)
        if (item.kind == ItemKind::Column && !table.items.contains({item.kind, item.name}))
            missing_columns.insert(item.name.substr(prefix.size()));

    for (const Item &item : shape) {
        ItemKey const key{item.kind, item.name};
        auto const found = table.items.extract(key);
        if (std::any_of(item.columns.begin(), item.columns.end(),
                        [&](const std::string &name) { return missing_columns.contains(name); }))
            continue;
        std::string const definition = definition_of(item, table.relation, types, printed);
        if (!found) {
            if (!table.narrowed.contains(item.name))
                report_missing(comparison, item, definition);
            continue;
        }
        if (found.mapped().definition != definition) {
            report_differing(comparison, item, definition, found.mapped().definition);
            if (item.kind == ItemKind::Table && !comparison.differences.back().remedy.empty())
                continue;
            if (item.kind == ItemKind::Table)
                return;
        } else if (found.mapped().is_unproved) {
            check_unproved(comparison, item);
        }
    }
    for (auto const &[key, item] : table.items)
        if (stands_in_the_way(item))
            report_extra(comparison, key, item);
}

void compare_object(std::vector<Difference> &differences, const Place &place,
                    const model::Object &object, std::map<std::string, FoundTable> &tables,
                    Printed &printed)
{
    Comparison comparison{place, differences, object.name_plural};
    std::vector<Item> const shape = ddl::shape_of(object, place.roles, place.owner, place.objects);
    auto found = tables.extract(object.table);
    if (!found)
        return report_missing(comparison, shape.front(), {});
    compare_table(comparison, shape, found.mapped(), printed);
}

/* The marker is nobody's table: nothing but its owner matters. */
void compare_marker(std::vector<Difference> &differences, const Place &place,
                    std::map<std::string, FoundTable> &tables)
{
    Comparison comparison{place, differences, {}};
    std::string const marker(model::marker_table);
    auto found = tables.extract(marker);
    if (!found) {
        Difference &difference = comparison.add("missing: table " + marker);
        difference.remedy = ddl::create_marker(place.name);
        return;
    }
    model::Object table;
    table.schema = place.name;
    table.table = marker;
    for (const Item &item : ddl::shape_of(table, {}, place.owner, {}))
        if (item.kind == ItemKind::Owner)
            if (auto const &owner = found.mapped().items[{item.kind, item.name}];
                owner.definition != item.definition)
                report_differing(comparison, item, item.definition, owner.definition);
}

/* (right, role): owner, USAGE of roles, CREATE of anybody else. */
constexpr std::string_view schema_sql = R"(
SELECT 'owner', pg_catalog.pg_get_userbyid(n.nspowner)::text FROM pg_catalog.pg_namespace n WHERE n.nspname = $1
UNION ALL
SELECT g.privilege_type, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee)::text END
  FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) g
 WHERE n.nspname = $1 AND g.grantee <> n.nspowner)";

void compare_schema(std::vector<Difference> &differences, const Place &place)
{
    Comparison comparison{place, differences, {}};
    std::set<std::string> users;
    std::string const schema = "schema " + place.name;
    for (pg::Row &row : pg::query(pg::Snapshot::Latest, schema_sql, {place.name})) {
        std::string const right = row[0].value_or(""), role = row[1].value_or("");
        if (right == "USAGE")
            users.insert(role);
        if (right == "owner" && role != place.owner) {
            Difference &difference =
                comparison.add("differs: owner of " + schema + " is " + quoted(role) +
                               ", the model has " + quoted(place.owner));
            difference.remedy = {ddl::change_schema_owner(place.name, place.owner)};
            difference.actor = Actor::Administrator;
        }
        if (right == "CREATE") {
            Difference &difference =
                comparison.add("not of the model: grant " + schema + " CREATE to " + role);
            difference.remedy = {ddl::revoke_schema(place.name, role)};
            difference.right_of = role;
        }
    }
    for (const std::string &role : place.role_names) {
        if (users.contains(role))
            continue;
        Difference &difference = comparison.add("missing: grant " + schema + " USAGE to " + role);
        difference.remedy = {ddl::grant_schema(place.name, {role})};
        difference.right_of = role;
    }
}

void report_extra_tables(std::vector<Difference> &differences, const Place &place,
                         const std::map<std::string, FoundTable> &tables)
{
    Comparison comparison{place, differences, {}};
    for (auto const &[name, table] : tables) {
        auto const found = table.items.find({ItemKind::Table, name});
        /* Views are an administrator's own. */
        if (found == table.items.end() || found->second.definition.ends_with("view"))
            continue;
        report_extra(comparison, found->first, found->second);
        bool const is_local = !found->second.definition.ends_with("foreign table");
        if (!is_local)
            differences.back().remedy.clear();
    }
}

} // namespace

std::string describe(const ddl::Change &change)
{
    if (change.comment) {
        const ddl::Comment &comment = *change.comment;
        std::string text = comment.column.empty() ? "COMMENT ON TABLE " : "COMMENT ON COLUMN ";
        text += comment.schema + '.' + comment.table;
        if (!comment.column.empty())
            text += '.' + comment.column;
        return text;
    }
    std::string text;
    for (std::size_t i = 0; i < change.text.size(); ++i) {
        std::size_t number = 0, digits = i + 1;
        if (change.text[i] == '$')
            for (; digits < change.text.size() && change.text[digits] >= '0' &&
                   change.text[digits] <= '9';
                 ++digits)
                number = number * 10 + static_cast<std::size_t>(change.text[digits] - '0');
        if (number == 0 || number > change.literals.size()) {
            text += change.text[i];
            continue;
        }
        text += '\'';
        for (char c : change.literals[number - 1])
            text += c == '\'' ? std::string("''") : std::string(1, c);
        text += '\'';
        i = digits - 1;
    }
    return text;
}

long long count_records(const ddl::Change &count)
{
    auto const rows = pg::query_once(count.text, count.literals);
    return std::stoll(rows.at(0).at(0).value_or("0"));
}

std::string records_that(std::string_view words, long long records)
{
    return "records that " + std::string(words) + ": " + std::to_string(records);
}

std::vector<Difference> find_differences(const std::string &workspace)
{
    std::vector<Difference> differences;
    auto const catalog = pg::catalog_of(workspace);
    if (!catalog)
        return differences;
    Place const place = read_place(workspace, *catalog);
    compare_schema(differences, place);
    auto tables = find_tables(workspace, place.role_names);
    compare_marker(differences, place, tables);
    Printed printed;
    for (const model::ObjectPtr &object : place.objects)
        compare_object(differences, place, *object, tables, printed);
    report_extra_tables(differences, place, tables);
    return differences;
}

std::vector<Difference> find_drift(const std::optional<std::string> &workspace)
{
    std::vector<Difference> found = find_orphans(workspace);
    std::set<std::string> blocked;
    for (const Difference &difference : found)
        if (difference.is_blocking)
            blocked.insert(difference.workspace);
    for (pg::Row &row :
         pg::query(pg::Snapshot::Latest,
                   "SELECT name FROM viginti.workspace WHERE name = COALESCE($1, name)"
                   " ORDER BY name",
                   {workspace})) {
        std::string const name = row[0].value_or("");
        if (blocked.contains(name))
            continue;
        for (Difference &difference : find_differences(name))
            found.push_back(std::move(difference));
    }
    return found;
}

} // namespace viginti::entry
