#include "entry/drift_found.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "pg/spi.hpp"
#include "sql/array_literal.hpp"

namespace viginti::entry {

namespace {

/*
 * (table, oid, kind, part, definition, role, privilege, mark): kinds by the names of ddl::ItemKind,
 * and 'narrowed' for column rights. Names stand bare in definitions, as they do in the model's.
 * The mark is true for an index that is not unique and for a constraint that is NOT VALID.
 * The planner knows nothing of what was just made and expects few columns: what they are joined with is
 * found by an index.
 */
constexpr std::string_view found_sql = R"(
WITH tables AS (
    SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')),
columns AS (
    SELECT t.relname, t.relowner, a.* FROM tables t JOIN pg_catalog.pg_attribute a
        ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE t.relkind IN ('r', 'p', 'f'))
SELECT t.relname, t.oid, 'table', '',
       CASE t.relkind WHEN 'v' THEN 'a view' WHEN 'm' THEN 'a materialized view'
            WHEN 'p' THEN 'a partitioned table' WHEN 'f' THEN 'a foreign table'
            ELSE CASE t.relpersistence WHEN 'u' THEN 'unlogged' ELSE '' END END,
       NULL::text, NULL::text, NULL::boolean
  FROM tables t
UNION ALL
SELECT t.relname, t.oid, 'owner of table', '', pg_catalog.pg_get_userbyid(t.relowner), NULL, NULL, NULL
  FROM tables t WHERE t.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT t.relname, t.oid, 'comment', COALESCE(c.attname, ''), d.description, NULL, NULL, NULL
  FROM tables t JOIN pg_catalog.pg_description d
    ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
  LEFT JOIN pg_catalog.pg_attribute c
    ON c.attrelid = t.oid AND c.attnum = d.objsubid AND c.attnum > 0
 WHERE t.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT c.relname, c.attrelid, 'column', c.attname,
       pg_catalog.format_type(c.atttypid, c.atttypmod)
       || COALESCE((SELECT ' COLLATE ' || l.collname FROM pg_catalog.pg_collation l
                      JOIN pg_catalog.pg_type y ON y.oid = c.atttypid
                     WHERE l.oid = c.attcollation AND c.attcollation <> y.typcollation), ''),
       NULL, NULL, NULL
  FROM columns c
UNION ALL
SELECT c.relname, c.attrelid, 'not null of', c.attname, '', NULL, NULL, NULL
  FROM columns c WHERE c.attnotnull
UNION ALL
SELECT c.relname, c.attrelid, 'identity of', c.attname, '', NULL, NULL, NULL
  FROM columns c WHERE c.attidentity <> ''
UNION ALL
SELECT c.relname, c.attrelid,
       CASE WHEN c.attgenerated = '' THEN 'default of' ELSE 'expression of' END, c.attname,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid), NULL, NULL, NULL
  FROM columns c JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.attrelid AND d.adnum = c.attnum
UNION ALL
SELECT t.relname, t.oid, 'constraint', k.conname,
       CASE k.contype WHEN 'c' THEN 'CHECK ' || pg_catalog.pg_get_expr(k.conbin, k.conrelid)
            WHEN 'p' THEN 'PRIMARY KEY (' || own.names || ')'
            WHEN 'f' THEN 'FOREIGN KEY (' || own.names || ') REFERENCES ' || fn.nspname || '.'
                || f.relname || ' (' || other.names || ')'
                || CASE k.confmatchtype WHEN 's' THEN '' ELSE ' MATCH FULL' END
                || CASE k.confupdtype WHEN 'a' THEN '' ELSE ' ON UPDATE ' || k.confupdtype::text END
                || ' ON DELETE ' || CASE k.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT'
                       WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END
                || CASE WHEN k.confdelsetcols IS NULL THEN '' ELSE ' of some columns' END
            ELSE pg_catalog.pg_get_constraintdef(k.oid) END
       || CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END
       || CASE WHEN k.contype = 'c' AND k.connoinherit THEN ' NO INHERIT' ELSE '' END
       || CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger g
                             WHERE g.tgconstraint = k.oid AND g.tgenabled IN ('D', 'R'))
               THEN ' with its triggers disabled' ELSE '' END,
       NULL, NULL, NOT k.convalidated
  FROM tables t JOIN pg_catalog.pg_constraint k
    ON k.conrelid = t.oid AND k.contype IN ('c', 'f', 'p', 'u', 'x')
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
  LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY n.place) AS names
      FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS n(number, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.number) own ON true
  LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY n.place) AS names
      FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS n(number, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.number) other ON true
UNION ALL
SELECT t.relname, t.oid, 'index', i.relname,
       CASE WHEN x.indisunique THEN 'unique ' ELSE '' END || m.amname || ' (' || (
           SELECT pg_catalog.string_agg(COALESCE(a.attname, '(expression)')
                      || CASE WHEN o.opcdefault THEN '' ELSE ' ' || o.opcname END
                      || CASE WHEN x.indcollation[k] IN (0, a.attcollation) THEN '' ELSE ' COLLATE' END
                      || CASE WHEN x.indoption[k] & 1 = 0 THEN '' ELSE ' DESC' END
                      || CASE x.indoption[k] & 2 WHEN 0 THEN '' ELSE ' NULLS FIRST' END, ', ' ORDER BY k)
             FROM pg_catalog.generate_series(0, x.indnkeyatts - 1) k
             JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[k]
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k]) || ')'
       || CASE WHEN x.indnatts > x.indnkeyatts THEN ' INCLUDE' ELSE '' END
       || CASE WHEN x.indnullsnotdistinct THEN ' NULLS NOT DISTINCT' ELSE '' END
       || COALESCE(' WHERE ' || pg_catalog.pg_get_expr(x.indpred, x.indrelid), '')
       || CASE WHEN x.indisvalid AND x.indisready THEN '' ELSE ' (invalid)' END,
       NULL, NULL, NOT x.indisunique
  FROM tables t JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_am m ON m.oid = i.relam
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                    WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT t.relname, t.oid, 'grant', '',
       CASE WHEN g.is_grantable AND g.grantee <> t.relowner THEN 'with grant option' ELSE '' END,
       CASE g.grantee WHEN 0 THEN 'PUBLIC' WHEN t.relowner THEN 'its owner'
            ELSE pg_catalog.pg_get_userbyid(g.grantee)::text END,
       g.privilege_type, NULL
  FROM tables t CROSS JOIN LATERAL pg_catalog.aclexplode(
           COALESCE(t.relacl, pg_catalog.acldefault('r', t.relowner))) g
 WHERE t.relkind IN ('r', 'p', 'f')
   AND (g.grantee <> t.relowner OR g.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))
UNION ALL
SELECT DISTINCT c.relname, c.attrelid,
       CASE WHEN u.name = ANY ($2::text[]) THEN 'narrowed' ELSE 'grant' END,
       CASE WHEN u.name = ANY ($2::text[]) THEN '' ELSE c.attname END,
       '', u.name, g.privilege_type, NULL::boolean
  FROM columns c
 CROSS JOIN LATERAL pg_catalog.aclexplode(c.attacl) g
 CROSS JOIN LATERAL (SELECT CASE g.grantee WHEN 0 THEN 'PUBLIC'
                         ELSE pg_catalog.pg_get_userbyid(g.grantee)::text END) u(name)
 WHERE g.grantee <> c.relowner
UNION ALL
SELECT t.relname, t.oid, 'row security of', s.part, s.part, NULL, NULL, NULL
  FROM tables t CROSS JOIN LATERAL (
    SELECT 'forced' WHERE t.relforcerowsecurity
    UNION ALL
    SELECT 'enabled without a policy' WHERE t.relrowsecurity AND NOT EXISTS
        (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = t.oid)) s(part)
UNION ALL
SELECT t.relname, t.oid, 'rule', r.rulename, '', NULL, NULL, NULL
  FROM tables t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid
 WHERE t.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT t.relname, t.oid, 'parent', h.inhparent::pg_catalog.regclass::text, '', NULL, NULL, NULL
  FROM tables t JOIN pg_catalog.pg_inherits h ON h.inhrelid = t.oid
UNION ALL
SELECT t.relname, t.oid, 'child', h.inhrelid::pg_catalog.regclass::text, '', NULL, NULL, NULL
  FROM tables t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid)";

std::string name_of(const ddl::Found &found)
{
    std::string name = found.table;
    if (!found.part.empty())
        name += '.' + found.part;
    if (found.kind == ddl::ItemKind::Grant)
        name += ' ' + found.privilege + " to " + found.role;
    return name;
}

} // namespace

std::map<std::string, FoundTable> find_tables(const std::string &schema,
                                              const std::vector<std::string> &roles)
{
    std::map<std::string, FoundTable> tables;
    for (pg::Row &row :
         pg::query(pg::Snapshot::Latest, found_sql, {schema, sql::array_literal(roles)})) {
        FoundItem item;
        item.found = {.schema = schema,
                      .table = row[0].value_or(""),
                      .kind = ddl::ItemKind::Grant,
                      .part = row[3].value_or(""),
                      .role = row[5].value_or(""),
                      .privilege = row[6].value_or("")};
        FoundTable &table = tables[item.found.table];
        table.relation = static_cast<std::uint32_t>(parse_integer(row[1].value_or("")).value_or(0));
        if (row[2] == "narrowed") {
            table.narrowed.insert(name_of(item.found));
            continue;
        }
        auto const kind = ddl::parse_item_kind(row[2].value_or(""));
        if (!kind)
            throw Error(Code::Internal, "the catalogue query names an unknown kind");
        item.found.kind = *kind;
        item.definition = row[4].value_or("");
        item.is_plain = *kind == ddl::ItemKind::Index && row[7] == "t";
        item.is_unproved = *kind == ddl::ItemKind::Constraint && row[7] == "t";
        ItemKey key{*kind, name_of(item.found)};
        table.items.emplace(std::move(key), std::move(item));
    }
    return tables;
}

} // namespace viginti::entry
