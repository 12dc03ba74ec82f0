#include "pg/identity.hpp"

#include "base/error.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

static_assert(std::is_same_v<RoleId, Oid>);

ActAs::ActAs(RoleId role)
{
    GetUserIdAndSecContext(&role_, &context_);
    /* The flag keeps code of triggers and defaults from changing the role back by SET ROLE. */
    SetUserIdAndSecContext(role, context_ | SECURITY_LOCAL_USERID_CHANGE);
}

ActAs::~ActAs()
{
    SetUserIdAndSecContext(role_, context_);
}

RoleId role_id(std::string_view name)
{
    char text[NAMEDATALEN] = {};
    bool const fits = name.size() < sizeof text;
    if (fits)
        name.copy(text, name.size());
    Oid const role = fits ? guarded([&] { return get_role_oid(text, true); }) : InvalidOid;
    if (!OidIsValid(role))
        throw Error(Code::Internal, "role \"" + std::string(name) + "\" does not exist");
    return role;
}

RoleId current_role()
{
    return GetUserId();
}

bool is_superuser(RoleId role)
{
    return guarded([&] { return superuser_arg(role); });
}

RoleId extension_owner()
{
    Oid const owner = guarded([] {
        HeapTuple const tuple = SearchSysCache1(NAMESPACENAME, CStringGetDatum("viginti"));
        if (!HeapTupleIsValid(tuple))
            return InvalidOid;
        Oid const found = reinterpret_cast<Form_pg_namespace>(GETSTRUCT(tuple))->nspowner;
        ReleaseSysCache(tuple);
        return found;
    });
    if (!OidIsValid(owner))
        throw Error(Code::Internal, "schema viginti does not exist");
    return owner;
}

bool may_act_as(RoleId member, RoleId role)
{
    return guarded([&] { return has_privs_of_role(member, role); });
}

} // namespace viginti::pg
