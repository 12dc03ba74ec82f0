/*
 * viginti.selfcheck: metadata and catalogue must be a bijection. Every difference is one row: what
 * is missing, what nobody asked for, and metadata that lead nowhere.
 */
#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/metadata_rows.hpp"
#include "entry/selfcheck_expected.hpp"
#include "model/names.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/guard.hpp"
#include "pg/identity.hpp"
#include "pg/spi.hpp"

#include <algorithm>
#include <map>

namespace viginti::entry {

namespace {

/*
 * Every table of a schema with all that hangs on it: (table, line), lines as in expected_items. Of a
 * CHECK the list of values. A constraint that is NOT VALID is whole: a change of the model leaves it
 * so where it knows that the rows satisfy it, and saves a scan.
 */
constexpr std::string_view catalog_sql = R"(
WITH tables AS (
    SELECT c.oid, c.relname AS name, c.relowner, c.relacl
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))
SELECT t.name, 'table ' || t.name || ' owner ' || pg_catalog.pg_get_userbyid(t.relowner) FROM tables t
UNION ALL
SELECT t.name, 'comment ' || t.name || ' ' || d.description
  FROM tables t JOIN pg_catalog.pg_description d
    ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
UNION ALL
SELECT t.name, 'column ' || t.name || '.' || a.attname || ' '
       || pg_catalog.format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
       || CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END
  FROM tables t JOIN pg_catalog.pg_attribute a
    ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT t.name, 'comment ' || t.name || '.' || a.attname || ' ' || d.description
  FROM tables t JOIN pg_catalog.pg_attribute a
    ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  JOIN pg_catalog.pg_description d
    ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
   AND d.objsubid = a.attnum
UNION ALL
SELECT t.name, 'constraint ' || t.name || '.' || k.conname || ' ' || k.contype::text
       || CASE WHEN k.contype = 'f' THEN ' ' || f.relname || ' ' || k.confdeltype::text ELSE '' END
       || CASE WHEN k.contype = 'c' THEN ' ' || COALESCE(pg_catalog.substring(
                    pg_catalog.pg_get_expr(k.conbin, k.conrelid), '\{.*\}'), '') ELSE '' END
  FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype <> 'n'
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
UNION ALL
SELECT t.name, 'index ' || t.name || '.' || i.relname || ' '
       || CASE WHEN x.indisunique THEN 'unique' ELSE 'plain' END
       || CASE WHEN x.indisvalid THEN '' ELSE ' not valid' END
  FROM tables t JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT t.name, 'grant ' || t.name || ' ' || g.privilege_type || ' to '
       || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee)::text END
  FROM tables t CROSS JOIN LATERAL pg_catalog.aclexplode(t.relacl) g
 WHERE g.grantee <> t.relowner)";

/* Metadata whose counterpart is gone: (workspace, object, problem). */
constexpr std::string_view orphans_sql = R"(
SELECT w.name, NULL, 'the schema is missing' FROM viginti.workspace w
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = w.name)
UNION ALL
SELECT w.name, NULL, 'role ' || r.postgres_role || ' is missing'
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles p WHERE p.rolname = r.postgres_role)
UNION ALL
SELECT w.name, NULL, 'role ' || w.owner_role || ' is missing' FROM viginti.workspace w
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles p WHERE p.rolname = w.owner_role)
UNION ALL
SELECT w.name, o.name_plural, 'the label identifier is not a field of the object'
  FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
 WHERE o.label_identifier_field_id IS NOT NULL AND NOT EXISTS
       (SELECT FROM viginti.field f WHERE f.id = o.label_identifier_field_id AND f.object_id = o.id)
UNION ALL
SELECT w.name, o.name_plural, 'relation ' || f.name || ' has no matching inverse'
  FROM viginti.field f JOIN viginti.object o ON o.id = f.object_id
  JOIN viginti.workspace w ON w.id = o.workspace_id
 WHERE f.relation_kind IS NOT NULL AND NOT EXISTS
       (SELECT FROM viginti.field i WHERE i.id = f.relation_inverse_id
           AND i.object_id = f.relation_target_id AND i.relation_inverse_id = f.id
           AND i.relation_target_id = f.object_id AND i.relation_kind <> f.relation_kind))";

struct Report {
    std::string json = "[";

    void add(const std::string &workspace, const std::string &object, const std::string &problem)
    {
        if (json.size() > 1)
            json += ',';
        std::string row = "{";
        append_json_member(row, "workspace", workspace);
        if (!object.empty())
            append_json_member(row, "object", object);
        append_json_member(row, "problem", problem);
        json += row + '}';
    }
};

void compare(Report &report, const std::string &workspace, const std::string &object,
             const std::set<std::string> &expected, const std::set<std::string> &found)
{
    for (const std::string &line : expected)
        if (!found.contains(line))
            report.add(workspace, object, "missing: " + line);
    for (const std::string &line : found)
        if (!expected.contains(line))
            report.add(workspace, object, "not of the model: " + line);
}

void check_workspace(Report &report, const std::string &name)
{
    auto const catalog = pg::catalog_of(name);
    if (!catalog)
        return;
    Workspace const workspace = read_workspace(name);
    auto const owner_rows = pg::query(
        pg::Snapshot::Latest, "SELECT owner_role FROM viginti.workspace WHERE name = $1", {name});
    std::map<std::string, std::set<std::string>> found;
    for (pg::Row &row : pg::query(pg::Snapshot::Latest, catalog_sql, {name}))
        found[row[0].value_or("")].insert(row[1].value_or(""));
    std::string const marker(model::marker_table);
    if (!found.contains(marker))
        report.add(name, {}, "missing: table " + marker);
    found.erase(marker);

    auto const objects = pg::all_objects(*catalog);
    for (const model::ObjectPtr &object : objects) {
        compare(report, name, object->name_plural,
                expected_items(*object, workspace.roles, owner_rows[0][0].value_or(""), objects),
                found[object->table]);
        found.erase(object->table);
    }
    for (const auto &[table, lines] : found)
        report.add(name, {}, "not of the model: table " + table);
}

Datum selfcheck(FunctionCallInfo)
{
    pg::SpiConnection const connection;
    pg::ActAs const owner(pg::extension_owner());
    Report report;
    for (pg::Row &row : pg::query(pg::Snapshot::Latest, orphans_sql))
        report.add(row[0].value_or(""), row[1].value_or(""), row[2].value_or(""));
    bool const whole = report.json.size() == 1;
    /* Roles or schemas that are gone make the comparison meaningless: they are reported first. */
    if (whole)
        for (pg::Row &row :
             pg::query(pg::Snapshot::Latest, "SELECT name FROM viginti.workspace ORDER BY name"))
            check_workspace(report, row[0].value_or(""));
    report.json += ']';
    return pg::text_result(report.json);
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_selfcheck);
PGDLLEXPORT Datum viginti_selfcheck(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::selfcheck);
}
}
