#include "entry/graphql_workspace.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "entry/plans.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/kept_plan.hpp"
#include "pg/object_rights.hpp"
#include "pg/read_only.hpp"
#include "pg/role_view.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace viginti::entry {

namespace {

void set_text(const Json &object, const char *name, const std::optional<std::string> &text)
{
    json_object_set_new(object.get(), name,
                        text ? json_stringn(text->data(), text->size()) : json_null());
}

void set_boolean(const Json &object, const char *name, bool value)
{
    json_object_set_new(object.get(), name, json_boolean(value));
}

/* An instant as the API writes it. */
std::string time_sql(const std::string &column)
{
    return "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
}

std::vector<pg::Row> read_rows(const std::string &sql, const Caller &caller)
{
    pg::ActAs const owner(pg::extension_owner());
    return pg::query(pg::Snapshot::Latest, sql, {caller.catalog.workspace});
}

/* A right is told for all records of an object, of which a policy may yet hide some. */
struct Rights {
    bool may_read = true;
    pg::TableRights table{true, true, true};

    bool operator==(const Rights &) const = default;
};

Json permission_of(const model::Object &object, const Rights &rights)
{
    Json permission = make_json_object();
    set_text(permission, "objectMetadataId", to_string(object.id));
    set_boolean(permission, "canReadObjectRecords", rights.may_read);
    set_boolean(permission, "canUpdateObjectRecords", rights.table.may_write);
    set_boolean(permission, "canSoftDeleteObjectRecords", rights.table.may_soft_delete);
    set_boolean(permission, "canDestroyObjectRecords", rights.table.may_destroy);
    return permission;
}

/* What a role may not do with a field though it may do so with records; what it may is null. */
void add_restriction(const Json &list, std::string_view role, const model::Object &object,
                     const model::Field &field, const char *right)
{
    Json const item = make_json_object();
    std::string const id = to_string(field.id);
    set_text(item, "id",
             to_string(make_name_uuid("field permission " + std::string(role) + ' ' + id)));
    set_text(item, "roleId", std::string(role));
    set_text(item, "objectMetadataId", to_string(object.id));
    set_text(item, "fieldMetadataId", id);
    set_boolean(item, right, false);
    json_array_append(list.get(), item.get());
}

/* A field that cannot be read is not there for the role, and so need not be said to be unwritable. */
void add_restrictions(const Json &list, std::string_view role, const model::Object &object,
                      const model::Object &seen, pg::RoleId postgres_role)
{
    for (const model::Field &field : seen.hidden)
        add_restriction(list, role, object, field, "canReadFieldValue");
    pg::ObjectRights const rights = pg::rights_on(object, postgres_role);
    if (!rights.may_update)
        return;
    for (std::size_t i = 0; i < object.fields.size(); ++i)
        if (!rights.updatable[i] && seen.find_field_by_id(object.fields[i].id))
            add_restriction(list, role, object, object.fields[i], "canUpdateFieldValue");
}

/* What a role may do with all objects, and each object and field with which it may do less or more. */
void set_rights(const Json &role, const Caller &caller, pg::RoleId postgres_role)
{
    std::string_view const id = text_of(json_object_get(role.get(), "id"));
    model::Catalog const seen = pg::visible_to(caller.catalog, postgres_role);
    auto const objects = pg::all_objects(caller.catalog);
    std::vector<Rights> rights;
    Rights all;
    Json const fields(json_array());
    for (const model::ObjectPtr &object : objects) {
        model::ObjectPtr const view = seen.by_id(object->id);
        const Rights &own = rights.emplace_back(
            Rights{view->is_readable, pg::table_rights(*object, postgres_role)});
        all.may_read = all.may_read && own.may_read;
        all.table.may_write = all.table.may_write && own.table.may_write;
        all.table.may_soft_delete = all.table.may_soft_delete && own.table.may_soft_delete;
        all.table.may_destroy = all.table.may_destroy && own.table.may_destroy;
        add_restrictions(fields, id, *object, *view, postgres_role);
    }
    set_boolean(role, "canReadAllObjectRecords", all.may_read);
    set_boolean(role, "canUpdateAllObjectRecords", all.table.may_write);
    set_boolean(role, "canSoftDeleteAllObjectRecords", all.table.may_soft_delete);
    set_boolean(role, "canDestroyAllObjectRecords", all.table.may_destroy);
    Json const others(json_array());
    for (std::size_t i = 0; i < objects.size(); ++i)
        if (rights[i] != all)
            json_array_append_new(others.get(), permission_of(*objects[i], rights[i]).release());
    json_object_set(role.get(), "objectPermissions", others.get());
    json_object_set(role.get(), "fieldPermissions", fields.get());
}

/* Roles are made in SQL, for keys alone, so nobody edits them here. */
Json read_roles(const Caller &caller)
{
    Json roles(json_array());
    for (const pg::Row &row :
         read_rows("SELECT r.id, r.name, r.postgres_role, r.can_change_model FROM viginti.role r"
                   " JOIN viginti.workspace w ON w.id = r.workspace_id WHERE w.name = $1"
                   " ORDER BY r.name",
                   caller)) {
        Json const role = make_json_object();
        set_text(role, "id", row[0]);
        set_text(role, "universalIdentifier", row[0]);
        set_text(role, "label", capitalize(row[1].value_or("")));
        for (const char *const name :
             {"isEditable", "canBeAssignedToUsers", "canBeAssignedToAgents", "canAccessAllTools"})
            set_boolean(role, name, false);
        set_boolean(role, "canBeAssignedToApiKeys", true);
        set_boolean(role, "canUpdateAllSettings", row[3] == "t");
        set_rights(role, caller, pg::role_id(row[2].value_or("")));
        json_object_set_new(role.get(), "apiKeys", json_array());
        json_array_append(roles.get(), role.get());
    }
    return roles;
}

json_t *find_by_id(const json_t *list, std::string_view id)
{
    for (std::size_t i = 0; i < json_array_size(list); ++i)
        if (json_t *const each = json_array_get(list, i);
            text_of(json_object_get(each, "id")) == id)
            return each;
    return nullptr;
}

/* Roles with their live keys, and all keys with their roles. */
struct Access {
    Json roles;
    Json keys;
};

/* The contract has an end for every key: one without ends with the last year that has four digits. */
Access read_access(const Caller &caller)
{
    Access out{read_roles(caller), Json(json_array())};
    for (const pg::Row &row :
         read_rows("SELECT k.id, k.name, k.role_id, " +
                       time_sql("least(coalesce(k.expires_at, 'infinity'), "
                                "timestamptz '9999-12-31T23:59:59.999Z')") +
                       ", " + time_sql("k.revoked_at") + ", " + time_sql("k.created_at") + ", " +
                       time_sql("greatest(k.created_at, k.revoked_at)") +
                       " FROM viginti.api_key k JOIN viginti.workspace w ON w.id = k.workspace_id"
                       " WHERE w.name = $1 ORDER BY k.created_at, k.id",
                   caller)) {
        Json const key = make_json_object();
        set_text(key, "id", row[0]);
        set_text(key, "name", row[1]);
        set_text(key, "expiresAt", row[3]);
        set_text(key, "revokedAt", row[4]);
        json_t *const role = find_by_id(out.roles.get(), row[2].value_or(""));
        if (!row[4])
            json_array_append_new(json_object_get(role, "apiKeys"), json_copy(key.get()));
        set_text(key, "createdAt", row[5]);
        set_text(key, "updatedAt", row[6]);
        json_object_set(key.get(), "role", role);
        json_array_append(out.keys.get(), key.get());
    }
    return out;
}

Json roles_of(const Caller &caller, const json_t *)
{
    return read_access(caller).roles;
}

Json live_keys(const Caller &caller, const json_t *)
{
    Access const access = read_access(caller);
    Json live(json_array());
    for (std::size_t i = 0; i < json_array_size(access.keys.get()); ++i)
        if (json_t *const key = json_array_get(access.keys.get(), i);
            json_is_null(json_object_get(key, "revokedAt")))
            json_array_append(live.get(), key);
    return live;
}

Json one_key(const Caller &caller, const json_t *arguments)
{
    const json_t *const id = json_object_get(json_object_get(arguments, "input"), "id");
    auto const wanted = parse_uuid(text_of(id));
    Access const access = read_access(caller);
    return Json(json_incref(find_by_id(access.keys.get(), to_string(wanted.value_or(Uuid{})))));
}

Json no_list(const Caller &, const json_t *)
{
    return Json(json_array());
}

Json nothing(const Caller &, const json_t *)
{
    return nullptr;
}

/* Of the objects the key may read; large ones are estimated, as totals of lists are. */
Json record_counts(const Caller &caller, const json_t *)
{
    model::Catalog const catalog = pg::visible_to(caller.catalog, caller.role);
    bool const twenty_names = caller.dialect->uses_twenty_names;
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    Json counts(json_array());
    for (const model::ObjectPtr &each : pg::all_objects(caller.catalog)) {
        model::ObjectPtr const object = catalog.by_id(each->id);
        if (!object->is_active || !object->is_readable)
            continue;
        request::Request request;
        request.verb = request::Verb::FindMany;
        request.object = object->name_plural;
        plan::ReadPlan const plan = plan::resolve_read(request, catalog, object, twenty_names);
        std::vector<plan::Param> const params(plan.params.begin(),
                                              plan.params.begin() +
                                                  static_cast<std::ptrdiff_t>(plan.filter_params));
        pg::Count const count = pg::count_rows(*count_plan(plan), params, true,
                                               {pg::exact_count_limit(), caller.max_plan_cost});
        Json const item = make_json_object();
        set_text(item, "objectNamePlural", object->name_plural);
        json_object_set_new(
            item.get(), "totalCount",
            json_integer(std::min<std::int64_t>(count.rows, std::numeric_limits<int>::max())));
        json_array_append(counts.get(), item.get());
    }
    return counts;
}

/* There are no users here, so whatever is about their logging in is off. */
constexpr std::array<const char *, 13> absent_switches{
    "allowImpersonation",
    "isPublicInviteLinkEnabled",
    "isGoogleAuthEnabled",
    "isGoogleAuthBypassEnabled",
    "isTwoFactorAuthenticationEnforced",
    "isPasswordAuthEnabled",
    "isPasswordAuthBypassEnabled",
    "isMicrosoftAuthEnabled",
    "isMicrosoftAuthBypassEnabled",
    "isCustomDomainEnabled",
    "isInternalMessagesImportEnabled",
    "hasValidSignedEnterpriseKey",
    "hasValidEnterpriseValidityToken",
};

Json workspace_of(const Caller &caller, const json_t *)
{
    auto const rows = read_rows("SELECT w.id, w.name, " + time_sql("w.created_at") +
                                    " FROM viginti.workspace w WHERE w.name = $1",
                                caller);
    if (rows.empty())
        throw Error(Code::AuthenticationInvalid, "Workspace not found");
    const pg::Row &row = rows.front();
    Json workspace = make_json_object();
    set_text(workspace, "id", row[0]);
    set_text(workspace, "workspaceCustomApplicationId", row[0]);
    for (const char *const name : {"displayName", "subdomain", "databaseSchema"})
        set_text(workspace, name, row[1]);
    for (const char *const name : {"createdAt", "updatedAt"})
        set_text(workspace, name, row[2]);
    set_text(workspace, "activationStatus", "ACTIVE");
    for (const char *const name : absent_switches)
        set_boolean(workspace, name, false);
    return workspace;
}

Json session_only(const Caller &, const json_t *)
{
    throw Error(Code::PermissionDenied, "This endpoint requires a session access token", {},
                "Keys are made and revoked in SQL: viginti.create_api_key, viginti.revoke_api_key");
}

enum class Needs : bool { Nothing, RightToChangeModel };

struct Row {
    std::string_view name;
    Needs needs;
    Json (*read)(const Caller &, const json_t *arguments);
};
constexpr std::array rows{
    Row{"currentWorkspace", Needs::Nothing, workspace_of},
    Row{"objectRecordCounts", Needs::RightToChangeModel, record_counts},
    Row{"getRoles", Needs::RightToChangeModel, roles_of},
    Row{"apiKeys", Needs::RightToChangeModel, live_keys},
    Row{"apiKey", Needs::RightToChangeModel, one_key},
    Row{"webhooks", Needs::RightToChangeModel, no_list},
    Row{"webhook", Needs::RightToChangeModel, nothing},
    Row{"createApiKey", Needs::Nothing, session_only},
    Row{"updateApiKey", Needs::Nothing, session_only},
    Row{"revokeApiKey", Needs::Nothing, session_only},
    Row{"assignRoleToApiKey", Needs::Nothing, session_only},
    Row{"generateApiKeyToken", Needs::Nothing, session_only},
};

} // namespace

std::optional<Json> read_workspace_field(std::string_view name, const json_t *arguments,
                                         const Caller &caller)
{
    auto const row =
        std::find_if(rows.begin(), rows.end(), [&](const Row &each) { return each.name == name; });
    if (row == rows.end())
        return std::nullopt;
    if (row->needs == Needs::RightToChangeModel && !caller.can_change_model)
        throw Error(Code::PermissionDenied,
                    "Entity performing the request does not have permission", {},
                    "Ask with a key whose role may change the model");
    return row->read(caller, arguments);
}

} // namespace viginti::entry
