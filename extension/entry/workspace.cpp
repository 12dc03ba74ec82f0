/*
 * viginti.create_workspace, drop_workspace, create_api_key, revoke_api_key, set_role_limits,
 * create_api_login: what an administrator does at psql. Callers need the rights of the extension's owner.
 */
#include "entry/workspace.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "ddl/workspace.hpp"
#include "entry/metadata_operations.hpp"
#include "model/dialect.hpp"
#include "model/names.hpp"
#include "model/standard.hpp"
#include "pg/ddl_executor.hpp"
#include "pg/fault_point.hpp"
#include "pg/random.hpp"
#include "pg/sha256.hpp"
#include "pg/spi.hpp"
#include "sql/writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "pg/attempts.hpp"
#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

/* All that vigintid calls. */
constexpr std::array<std::string_view, 4> api_functions{
    "viginti.handle(text, text, text, bytea)",
    "viginti.handle_read(text, text, text, bytea)",
    "viginti.stream(text, text, text, bytea)",
    "viginti.version()",
};

struct RoleRow {
    std::string_view name;
    bool can_write;
    bool can_change_model;
};

constexpr std::array roles{RoleRow{"admin", true, true}, RoleRow{"member", true, false},
                           RoleRow{"viewer", false, false}};

/* A secret is vgt_, the public prefix that finds its row, and 256 random bits (design.md §7). */
constexpr std::string_view secret_start = "vgt_";
constexpr std::size_t prefix_bytes = 6;
constexpr std::size_t secret_bytes = 32;

void run(std::string statement)
{
    pg::run_changes({{std::move(statement), {}, {}}});
}

std::string role_name(const std::string &database, std::string_view workspace,
                      std::string_view role)
{
    return model::identifier("viginti_" + database, workspace, role);
}

std::string shortest_number(double number)
{
    char text[40];
    auto const end = std::to_chars(text, text + sizeof text, number);
    return std::string(text, end.ptr);
}

std::string current_database()
{
    return *pg::query(pg::Snapshot::Transaction, "SELECT current_database()")[0][0];
}

/*
 * Makes the role, or takes over one that a dropped or restored database left behind: not one that
 * can log in or that other databases know of.
 */
void make_role(const std::string &name)
{
    auto const rows = pg::query(
        pg::Snapshot::Latest,
        "SELECT NOT r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolcreaterole AND NOT EXISTS ("
        "SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = "
        "r.oid"
        " AND d.dbid NOT IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))"
        " FROM pg_roles r WHERE r.rolname = $1",
        {name});
    if (rows.empty()) {
        pg::run_changes({ddl::create_role(name)});
    } else if (rows[0][0] != "t") {
        throw Error(Code::ParameterInvalid,
                    "role \"" + name + "\" exists and is not one this workspace may use", {},
                    "Rename it: ALTER ROLE … RENAME TO …");
    }
}

} // namespace

std::string require_workspace(const std::string &name)
{
    auto const rows =
        pg::query(pg::Snapshot::Latest, "SELECT id FROM viginti.workspace WHERE name = $1", {name});
    if (rows.empty())
        throw Error(Code::ParameterInvalid, "workspace \"" + name + "\" does not exist");
    return *rows[0][0];
}

void require_administrator()
{
    pg::RoleId const owner = pg::extension_owner();
    if (!pg::may_act_as(pg::current_role(), owner))
        pg::guarded([] { aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_SCHEMA, "viginti"); });
}

Uuid create_workspace(const std::string &name)
{
    if (auto const violation = model::workspace_name_violation(name))
        throw Error(Code::ParameterInvalid, *violation);
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    if (!pg::query(pg::Snapshot::Latest, "SELECT FROM viginti.workspace WHERE name = $1", {name})
             .empty())
        throw Error(Code::ParameterInvalid, "workspace \"" + name + "\" exists");

    std::string const database = current_database();
    std::string const owner = role_name(database, name, "owner");
    std::vector<std::string> users;
    make_role(owner);
    for (const RoleRow &role : roles) {
        users.push_back(role_name(database, name, role.name));
        make_role(users.back());
    }
    pg::run_changes(ddl::create_schema(name, owner, users));

    Uuid const id = pg::make_uuid();
    std::array<std::uint8_t, secret_bytes> cursor_secret;
    pg::fill_random(cursor_secret);
    pg::execute("INSERT INTO viginti.workspace (id, name, owner_role, cursor_secret) VALUES"
                " ($1::uuid, $2, $3, decode($4, 'hex'))",
                {to_string(id), name, owner, hexadecimal(cursor_secret)});
    for (std::size_t i = 0; i < roles.size(); ++i)
        pg::execute("INSERT INTO viginti.role (id, workspace_id, name, postgres_role, can_write,"
                    " can_change_model) VALUES ($1::uuid, $2::uuid, $3, $4, $5::boolean,"
                    " $6::boolean)",
                    {to_string(pg::make_uuid()), to_string(id), std::string(roles[i].name),
                     users[i], std::string(roles[i].can_write ? "true" : "false"),
                     std::string(roles[i].can_change_model ? "true" : "false")});
    Workspace const workspace = read_workspace(name);
    run_as_owner(workspace, ddl::create_marker(name));
    create_objects(workspace, model::standard_objects(id, name, pg::make_uuid));
    pg::pass_step();
    return id;
}

void drop_workspace(const std::string &name)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    std::string const id = require_workspace(name);
    auto const names = pg::query(pg::Snapshot::Latest,
                                 "SELECT postgres_role FROM viginti.role WHERE workspace_id = "
                                 "$1::uuid UNION ALL SELECT owner_role FROM viginti.workspace "
                                 "WHERE id = $1::uuid",
                                 {id});
    pg::execute("DELETE FROM viginti.workspace WHERE id = $1::uuid", {id});
    sql::Writer schema;
    run(schema.raw("DROP SCHEMA ").name(name).raw(" CASCADE").take());
    for (const pg::Row &row : names) {
        /* Rights the role was given elsewhere in this database would keep it alive. */
        sql::Writer owned, role;
        run(owned.raw("DROP OWNED BY ").name(*row[0]).take());
        run(role.raw("DROP ROLE ").name(*row[0]).take());
    }
    pg::pass_step();
}

std::string create_api_key(const std::string &workspace, const std::string &name,
                           const std::string &role, const std::string &dialect,
                           const std::optional<std::string> &expires_at)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    std::string const id = require_workspace(workspace);
    if (name.empty())
        throw Error(Code::ParameterInvalid, "A key needs a name");
    if (model::find_dialect(dialect) == nullptr)
        throw Error(Code::ParameterInvalid, "Unknown dialect", {}, "Dialects are standard, twenty");
    auto const found = pg::query(
        pg::Snapshot::Latest,
        "SELECT id FROM viginti.role WHERE workspace_id = $1::uuid AND name = $2", {id, role});
    if (found.empty())
        throw Error(Code::ParameterInvalid, "role \"" + role + "\" does not exist", {},
                    "Roles are the rows of viginti.role");

    std::array<std::uint8_t, prefix_bytes + secret_bytes> random;
    pg::fill_random(random);
    std::string const digits = hexadecimal(random);
    std::string const secret = std::string(secret_start) + digits;
    pg::execute("INSERT INTO viginti.api_key (id, workspace_id, role_id, name, dialect, prefix,"
                " secret_hash, expires_at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6,"
                " decode($7, 'hex'), $8::timestamptz)",
                {to_string(pg::make_uuid()), id, *found[0][0], name, dialect,
                 digits.substr(0, 2 * prefix_bytes), hexadecimal(pg::sha256(secret)), expires_at});
    return secret;
}

void revoke_api_key(const std::string &workspace, const std::string &name)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    std::string const id = require_workspace(workspace);
    if (pg::execute("UPDATE viginti.api_key SET revoked_at = now()"
                    " WHERE workspace_id = $1::uuid AND name = $2 AND revoked_at IS NULL",
                    {id, name}) == 0)
        throw Error(Code::ParameterInvalid, "There is no live key of that name");
}

void set_role_limits(const std::string &workspace, const std::string &role,
                     const std::optional<double> &max_plan_cost)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    std::string const id = require_workspace(workspace);
    if (max_plan_cost && !(*max_plan_cost > 0 && std::isfinite(*max_plan_cost)))
        throw Error(Code::ParameterInvalid, "max_plan_cost must be a number above 0, or NULL");
    std::optional<std::string> cost;
    if (max_plan_cost)
        cost = shortest_number(*max_plan_cost);
    if (pg::execute("UPDATE viginti.role SET max_plan_cost = $3::double precision"
                    " WHERE workspace_id = $1::uuid AND name = $2",
                    {id, role, cost}) == 0)
        throw Error(Code::ParameterInvalid, "role \"" + role + "\" does not exist", {},
                    "Roles are the rows of viginti.role");
}

void create_api_login(const std::string &name)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    auto const rows =
        pg::query(pg::Snapshot::Latest,
                  "SELECT rolcanlogin AND NOT rolsuper AND NOT rolcreaterole AND NOT rolcreatedb"
                  " FROM pg_roles WHERE rolname = $1",
                  {name});
    if (rows.empty()) {
        sql::Writer writer;
        run(writer.raw("CREATE ROLE ").name(name).raw(" LOGIN NOINHERIT").take());
    } else if (rows[0][0] != "t") {
        throw Error(Code::ParameterInvalid,
                    "role \"" + name + "\" exists and is not a plain login");
    }
    sql::Writer usage;
    run(usage.raw("GRANT USAGE ON SCHEMA viginti TO ").name(name).take());
    for (const std::string_view function : api_functions) {
        sql::Writer grant;
        run(grant.raw("GRANT EXECUTE ON FUNCTION ").raw(function).raw(" TO ").name(name).take());
    }
}

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_create_workspace);
PGDLLEXPORT Datum viginti_create_workspace(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        std::string const name = pg::text_argument(call, 0);
        Uuid id;
        {
            pg::SpiConnection const connection;
            id = entry::create_workspace(name);
        }
        return pg::guarded([&] {
            auto *const value = static_cast<pg_uuid_t *>(palloc(sizeof(pg_uuid_t)));
            std::memcpy(value->data, id.bytes.data(), sizeof value->data);
            return UUIDPGetDatum(value);
        });
    });
}

PG_FUNCTION_INFO_V1(viginti_drop_workspace);
PGDLLEXPORT Datum viginti_drop_workspace(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        pg::SpiConnection const connection;
        std::string const name = pg::text_argument(call, 0);
        pg::in_attempts([&] { entry::drop_workspace(name); });
        return Datum{0};
    });
}

/* Not strict: only the expiry may be NULL. */
PG_FUNCTION_INFO_V1(viginti_create_api_key);
PGDLLEXPORT Datum viginti_create_api_key(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        for (int i = 0; i < 4; ++i)
            if (call->args[i].isnull)
                throw Error(Code::ParameterInvalid,
                            "workspace, name, role and dialect must not be NULL");
        std::optional<std::string> expires_at;
        if (!call->args[4].isnull)
            expires_at = pg::guarded([&] {
                return DatumGetCString(DirectFunctionCall1(timestamptz_out, call->args[4].value));
            });
        std::string secret;
        {
            pg::SpiConnection const connection;
            secret = entry::create_api_key(pg::text_argument(call, 0), pg::text_argument(call, 1),
                                           pg::text_argument(call, 2), pg::text_argument(call, 3),
                                           expires_at);
        }
        return pg::text_result(secret);
    });
}

PG_FUNCTION_INFO_V1(viginti_revoke_api_key);
PGDLLEXPORT Datum viginti_revoke_api_key(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        pg::SpiConnection const connection;
        entry::revoke_api_key(pg::text_argument(call, 0), pg::text_argument(call, 1));
        return Datum{0};
    });
}

/* Not strict: NULL takes the ceiling away. */
PG_FUNCTION_INFO_V1(viginti_set_role_limits);
PGDLLEXPORT Datum viginti_set_role_limits(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        if (call->args[0].isnull || call->args[1].isnull)
            throw Error(Code::ParameterInvalid, "workspace and role must not be NULL");
        std::optional<double> cost;
        if (!call->args[2].isnull)
            cost = DatumGetFloat8(call->args[2].value);
        pg::SpiConnection const connection;
        entry::set_role_limits(pg::text_argument(call, 0), pg::text_argument(call, 1), cost);
        return Datum{0};
    });
}

PG_FUNCTION_INFO_V1(viginti_create_api_login);
PGDLLEXPORT Datum viginti_create_api_login(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        pg::SpiConnection const connection;
        entry::create_api_login(pg::text_argument(call, 0));
        return Datum{0};
    });
}
}
