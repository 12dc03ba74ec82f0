#include "pg/triggers.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* Raises. */
bool raw_has_triggers(Oid oid)
{
    Relation const relation = RelationIdGetRelation(oid);
    if (!RelationIsValid(relation))
        return true;
    bool found = relation->rd_rules != nullptr;
    TriggerDesc const *const triggers = relation->trigdesc;
    for (int i = 0; triggers != nullptr && i < triggers->numtriggers; ++i)
        found = found || !triggers->triggers[i].tgisinternal;
    RelationClose(relation);
    return found;
}

} // namespace

bool has_own_triggers(std::uint32_t relation)
{
    return guarded([&] { return raw_has_triggers(relation); });
}

} // namespace viginti::pg
