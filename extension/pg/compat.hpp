/*
 * The only file that asks for the server's version: the newest form is written everywhere else, and
 * older versions are mapped onto it here. Included by server.hpp, never alone.
 */
#pragma once

#if PG_VERSION_NUM < 150000
#error "viginti needs PostgreSQL 15 or newer"
#endif

#if PG_VERSION_NUM < 160000
/* From 16 on the server declares it. */
extern "C" PGDLLEXPORT void _PG_init(void);
#else
extern "C" {
#include "varatt.h"
}
#endif

#if PG_VERSION_NUM >= 180000
extern "C" {
#include "commands/explain_format.h"
#include "commands/explain_state.h"
}
#endif

namespace viginti::pg {

/* EXPLAIN of one statement, without running it. Raises. */
inline void explain_statement(PlannedStmt *statement, ExplainState *state, const char *text,
                              ParamListInfo params)
{
#if PG_VERSION_NUM < 170000
    ExplainOnePlan(statement, nullptr, state, text, params, nullptr, nullptr, nullptr);
#else
    ExplainOnePlan(statement, nullptr, state, text, params, nullptr, nullptr, nullptr, nullptr);
#endif
}

/*
 * Search path pg_catalog alone, as long as the caller's transaction level lives or until popped. The
 * abort of the (sub)transaction pops it by itself. Returns what pop_search_path takes.
 */
inline int push_search_path()
{
#if PG_VERSION_NUM < 170000
    /* The stack's own entry is copied from this one. A path on the stack spares the recomputation
       that every change of the current user costs otherwise. */
    List schemas = {};
    ListCell cell = {};
    cell.oid_value = PG_CATALOG_NAMESPACE;
    schemas.type = T_OidList;
    schemas.length = 1;
    schemas.max_length = 1;
    schemas.elements = &cell;
    OverrideSearchPath path = {};
    path.schemas = &schemas;
    PushOverrideSearchPath(&path);
    return 0;
#else
    int const level = NewGUCNestLevel();
    set_config_option("search_path", "pg_catalog", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
                      true, 0, false);
    return level;
#endif
}

inline void pop_search_path(int level)
{
#if PG_VERSION_NUM < 170000
    (void)level;
    PopOverrideSearchPath();
#else
    AtEOXact_GUC(true, level);
#endif
}

} // namespace viginti::pg
