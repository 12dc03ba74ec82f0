#include "entry/caller.hpp"

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "entry/inbound.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/guard.hpp"
#include "pg/random.hpp"
#include "pg/settings.hpp"
#include "pg/sha256.hpp"
#include "pg/spi.hpp"

#include <array>
#include <span>

namespace viginti::entry {

namespace {

constexpr std::string_view secret_prefix = "vgt_";
constexpr std::size_t public_length = 12;

Error refused(Code code, std::string message, std::string label)
{
    Error error(code, std::move(message), {}, "Send \"Authorization: Bearer <API key>\"");
    error.label = std::move(label);
    return error;
}

std::string_view bearer_token(const Inbound &inbound)
{
    std::string_view value = inbound.header("authorization");
    constexpr std::string_view scheme = "bearer ";
    bool const bearer = value.size() >= scheme.size() && (value[0] == 'B' || value[0] == 'b') &&
                        (value.substr(1, scheme.size() - 1) == scheme.substr(1) ||
                         value.substr(1, scheme.size() - 1) == "EARER ");
    if (!bearer)
        return {};
    value.remove_prefix(scheme.size());
    while (!value.empty() && value.front() == ' ')
        value.remove_prefix(1);
    return value;
}

/*
 * The token this backend proved last. A client asks many times with one key, and hashing its token
 * would be a tenth of a small read; what the key may do is looked up each time all the same.
 */
struct Proved {
    std::string token;
    std::array<std::uint8_t, 32> hash;
};
constinit Proved *last_proved = nullptr; /* made on first use, never freed */

std::span<const std::uint8_t> bytes_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

bool is_secret_of(const pg::ApiKey &key, std::string_view token)
{
    if (last_proved && last_proved->hash == key.secret_hash &&
        equal_in_constant_time(bytes_of(last_proved->token), bytes_of(token)))
        return true;
    if (!equal_in_constant_time(key.secret_hash, pg::sha256(token)))
        return false;
    if (!last_proved)
        last_proved = new Proved;
    *last_proved = {std::string(token), key.secret_hash};
    return true;
}

model::Catalog require_catalog(std::string_view workspace)
{
    auto catalog = pg::catalog_of(workspace);
    if (!catalog)
        throw refused(Code::AuthenticationInvalid, "Workspace not found", "UNAUTHENTICATED");
    return *std::move(catalog);
}

} // namespace

const model::Dialect *choose_dialect(const Inbound &inbound, const model::Dialect *fallback)
{
    std::string_view const name = inbound.header("viginti-dialect");
    if (name.empty())
        return fallback;
    const model::Dialect *const dialect = model::find_dialect(name);
    if (!dialect)
        throw Error(Code::ParameterInvalid, "Unknown dialect", "Viginti-Dialect",
                    "Allowed values are standard, twenty");
    return dialect;
}

Caller authenticate(const Inbound &inbound)
{
    std::string_view const token = bearer_token(inbound);
    if (token.empty()) {
        Error missing = refused(Code::AuthenticationMissing, "Missing authentication token",
                                "FORBIDDEN_EXCEPTION");
        missing.status = choose_dialect(inbound, &model::dialects[0])->status_no_token;
        throw missing;
    }
    bool const shaped = token.substr(0, secret_prefix.size()) == secret_prefix &&
                        token.size() > secret_prefix.size() + public_length;
    auto const key =
        shaped ? pg::find_api_key(token.substr(secret_prefix.size(), public_length)) : std::nullopt;
    if (!key || !is_secret_of(*key, token))
        throw refused(Code::AuthenticationInvalid, "Token invalid.", "UNAUTHENTICATED");
    if (key->revoked)
        throw refused(Code::KeyRevoked, "This API Key is revoked", "FORBIDDEN_EXCEPTION");
    if (key->expires_at && *key->expires_at <= GetCurrentTimestamp())
        throw refused(Code::KeyExpired, "This API Key is expired", "FORBIDDEN_EXCEPTION");

    Caller caller;
    caller.dialect = choose_dialect(inbound, model::find_dialect(key->dialect));
    caller.catalog = require_catalog(key->workspace);
    caller.role = pg::role_id(key->postgres_role);
    caller.actor.name = key->name;
    caller.can_change_model = key->can_change_model;
    caller.key_id = key->id;
    caller.max_plan_cost = key->max_plan_cost;
    return caller;
}

Caller local_caller()
{
    pg::RoleId const user = pg::current_role();
    std::vector<pg::Row> rows;
    {
        pg::ActAs const owner(pg::extension_owner());
        rows = pg::query(pg::Snapshot::Latest,
                         "SELECT w.name, r.postgres_role, EXISTS (SELECT FROM viginti.role c"
                         " WHERE c.workspace_id = w.id AND c.can_change_model"
                         " AND pg_has_role($2::oid, c.postgres_role, 'USAGE')), r.max_plan_cost,"
                         " (SELECT o.max_plan_cost FROM viginti.role o JOIN pg_roles p"
                         " ON p.rolname = o.postgres_role WHERE p.oid = $2::oid)"
                         " FROM viginti.workspace w"
                         " JOIN viginti.role r ON r.workspace_id = w.id AND r.name = 'admin'"
                         " WHERE $1 IN ('', w.name) ORDER BY w.name LIMIT 2",
                         {std::string(pg::current_workspace()), std::to_string(user)});
    }
    if (rows.size() != 1)
        throw Error(Code::ParameterInvalid,
                    rows.empty() ? "There is no such workspace" : "Which workspace?",
                    "viginti.workspace",
                    "SET viginti.workspace = '<name>' picks one of the rows of viginti.workspace");
    Caller caller;
    caller.catalog = require_catalog(*rows[0][0]);
    bool const as_admin = pg::is_superuser(user);
    caller.role = as_admin ? pg::role_id(*rows[0][1]) : user;
    caller.max_plan_cost = parse_number(rows[0][as_admin ? 3 : 4].value_or("")).value_or(0);
    caller.actor = {"MANUAL", "SQL"};
    caller.can_change_model = rows[0][2] == "t";
    return caller;
}

} // namespace viginti::entry
