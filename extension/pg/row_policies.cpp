#include "pg/row_policies.hpp"

#include "base/error.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

bool has_row_policies(std::uint32_t relation, RoleId role)
{
    return guarded([&] { return check_enable_rls(relation, role, true) != RLS_NONE; });
}

RoleId owner_of(std::uint32_t relation)
{
    Oid const owner = guarded([&] {
        HeapTuple const tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
        if (!HeapTupleIsValid(tuple))
            return InvalidOid;
        Oid const found = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
        ReleaseSysCache(tuple);
        return found;
    });
    if (!OidIsValid(owner))
        throw Error(Code::Busy, "A table of the request is gone", {}, "Try again in a moment");
    return owner;
}

} // namespace viginti::pg
