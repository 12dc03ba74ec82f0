#include "base/error.hpp"
#include "ddl/workspace.hpp"
#include "entry/drift.hpp"
#include "pg/spi.hpp"

#include <array>

namespace viginti::entry {

namespace {

/* Rows of the metadata that lead nowhere. */
struct Orphans {
    std::string_view sql;    /* (workspace, namePlural, problem, id); $1: workspace or NULL */
    std::string_view remedy; /* with the id as $1; empty: repair refuses */
    std::string_view note;
    std::string_view advice;
};

constexpr std::array orphans{
    Orphans{
        R"(SELECT w.name, o.name_plural, 'the label identifier is not a field of the object', o.id
  FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
 WHERE w.name = COALESCE($1, w.name) AND o.label_identifier_field_id IS NOT NULL AND NOT EXISTS
       (SELECT FROM viginti.field f WHERE f.id = o.label_identifier_field_id AND f.object_id = o.id))",
        "UPDATE viginti.object SET label_identifier_field_id = NULL WHERE id = $1::uuid",
        "choose another one by PATCH /rest/metadata/objects/<id>",
        {}},
    Orphans{
        R"(SELECT w.name, o.name_plural, 'relation ' || f.name || ' has no matching inverse', f.id
  FROM viginti.field f JOIN viginti.object o ON o.id = f.object_id
  JOIN viginti.workspace w ON w.id = o.workspace_id
 WHERE w.name = COALESCE($1, w.name) AND f.relation_kind IS NOT NULL AND NOT EXISTS
       (SELECT FROM viginti.field i WHERE i.id = f.relation_inverse_id
           AND i.object_id = f.relation_target_id AND i.relation_inverse_id = f.id
           AND i.relation_target_id = f.object_id
           AND (i.relation_kind = 'ONE_TO_ONE') = (f.relation_kind = 'ONE_TO_ONE')
           AND (i.relation_on_delete IS NULL) <> (f.relation_on_delete IS NULL)))",
        {},
        {},
        "delete the field by DELETE /rest/metadata/fields/<id>, or restore the row of its "
        "inverse in viginti.field"},
    Orphans{
        R"(SELECT NULL, NULL, 'object ' || o.name_plural || ' is of a workspace that is gone', o.id
  FROM viginti.object o
 WHERE $1 IS NULL AND NOT EXISTS (SELECT FROM viginti.workspace w WHERE w.id = o.workspace_id))",
        "DELETE FROM viginti.object WHERE id = $1::uuid",
        {},
        {}},
    Orphans{R"(SELECT NULL, NULL, 'field ' || f.name || ' is of an object that is gone', f.id
  FROM viginti.field f
 WHERE $1 IS NULL AND NOT EXISTS (SELECT FROM viginti.object o WHERE o.id = f.object_id))",
            "DELETE FROM viginti.field WHERE id = $1::uuid",
            {},
            {}},
    Orphans{R"(SELECT w.name, NULL, 'key "' || k.name || '" is of a role that is gone', k.id
  FROM viginti.api_key k LEFT JOIN viginti.workspace w ON w.id = k.workspace_id
 WHERE ($1 IS NULL OR w.name = $1) AND NOT EXISTS
       (SELECT FROM viginti.role r WHERE r.id = k.role_id AND r.workspace_id = k.workspace_id))",
            "DELETE FROM viginti.api_key WHERE id = $1::uuid",
            "it could not be used",
            {}},
    Orphans{
        R"(SELECT NULL, NULL, count(*) || ' documents are of a workspace that is gone', d.workspace_id
  FROM viginti.document d
 WHERE $1 IS NULL AND NOT EXISTS (SELECT FROM viginti.workspace w WHERE w.id = d.workspace_id)
 GROUP BY d.workspace_id)",
        "DELETE FROM viginti.document WHERE workspace_id = $1::uuid",
        {},
        {}},
};

/* (workspace, role, is missing) */
constexpr std::string_view roles_sql = R"(
SELECT w.name, r.name, p.rolname IS NULL
  FROM viginti.workspace w
 CROSS JOIN LATERAL (SELECT w.owner_role UNION ALL
                     SELECT postgres_role FROM viginti.role WHERE workspace_id = w.id) r(name)
  LEFT JOIN pg_catalog.pg_roles p ON p.rolname = r.name
 WHERE w.name = COALESCE($1, w.name)
   AND (p.rolname IS NULL OR p.rolcanlogin OR p.rolsuper OR p.rolcreaterole OR p.rolcreatedb
        OR p.rolreplication OR p.rolbypassrls)
 ORDER BY w.name, r.name)";

/* (workspace, owner, roles) of those without a schema */
constexpr std::string_view schemas_sql = R"(
SELECT w.name, w.owner_role, r.postgres_role
  FROM viginti.workspace w LEFT JOIN viginti.role r ON r.workspace_id = w.id
 WHERE w.name = COALESCE($1, w.name)
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = w.name)
 ORDER BY w.name, r.name)";

void add_roles(std::vector<Difference> &found, const std::optional<std::string> &workspace)
{
    for (pg::Row &row : pg::query(pg::Snapshot::Latest, roles_sql, {workspace})) {
        std::string const role = row[1].value_or("");
        Difference difference;
        difference.workspace = row[0].value_or("");
        difference.actor = Actor::Administrator;
        if (row[2] == "t") {
            difference.problem = "role " + role + " is missing";
            difference.remedy = {ddl::create_role(role)};
            difference.right_of = role;
            difference.remakes_rights = true;
            difference.is_blocking = true;
        } else {
            difference.problem = "role " + role + " may log in or pass by rights";
            difference.remedy = {ddl::restrict_role(role)};
        }
        found.push_back(std::move(difference));
    }
}

void add_schemas(std::vector<Difference> &found, const std::optional<std::string> &workspace)
{
    struct Schema {
        std::string name, owner;
        std::vector<std::string> users;
    };
    std::vector<Schema> schemas;
    for (pg::Row &row : pg::query(pg::Snapshot::Latest, schemas_sql, {workspace})) {
        if (schemas.empty() || schemas.back().name != row[0])
            schemas.push_back({row[0].value_or(""), row[1].value_or(""), {}});
        if (row[2])
            schemas.back().users.push_back(*row[2]);
    }
    for (Schema const &schema : schemas) {
        Difference difference;
        difference.workspace = schema.name;
        difference.problem = "the schema is missing";
        difference.actor = Actor::Administrator;
        difference.remedy = ddl::create_schema(schema.name, schema.owner, schema.users);
        difference.is_blocking = true;
        found.push_back(std::move(difference));
    }
}

} // namespace

std::vector<Difference> find_orphans(const std::optional<std::string> &workspace)
{
    std::vector<Difference> found;
    /* Roles first: a schema is made for them. */
    add_roles(found, workspace);
    add_schemas(found, workspace);
    for (const Orphans &kind : orphans)
        for (pg::Row &row : pg::query(pg::Snapshot::Latest, kind.sql, {workspace})) {
            Difference difference;
            difference.workspace = row[0].value_or("");
            difference.object = row[1].value_or("");
            difference.problem = row[2].value_or("");
            difference.actor = Actor::Administrator;
            if (!kind.remedy.empty())
                difference.remedy = {
                    {std::string(kind.remedy), {row[3].value_or("")}, std::nullopt}};
            difference.note = kind.note;
            difference.advice = kind.advice;
            found.push_back(std::move(difference));
        }
    return found;
}

} // namespace viginti::entry
