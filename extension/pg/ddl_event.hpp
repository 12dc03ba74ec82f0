/*
 * What a DDL command is about to do to tables, and what it dropped, as plain values: the reading of
 * parse trees for the event trigger viginti.guard_ddl. Commands that cannot part a table from its
 * model (plain indexes, triggers, policies, rights, statistics, storage) yield nothing.
 */
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/server.hpp"

namespace viginti::pg {

enum class DdlAct : std::uint8_t {
    CreateTable,
    RenameTable,
    MoveTable,
    AlterTable, /* owner, persistence, inheritance, rules */
    AddColumn,
    DropColumn,
    AlterColumn,
    RenameColumn,
    AddConstraint,
    AlterConstraint,
    DropConstraint,
    AddUniqueIndex,
    RenameIndex,
    DropIndex,
    Comment,
    DropTable,
    RenameSchema,
    AlterSchema,
    DropSchema,
    DropOwned, /* `part` is the role; REASSIGN OWNED fires no event trigger */
};

struct DdlStep {
    DdlAct act;
    std::string schema, table;
    std::string part = {}; /* column, constraint or index */
};

/*
 * The steps of the command an event trigger was called for, at its start or, for what is dropped, in
 * sql_drop (which needs an open SpiConnection: see is_drop_event). At the start only tables in schemas
 * that hold a marker are looked at. Names are resolved as the command will resolve them, so this is
 * to be called with the search path of the session.
 */
std::vector<DdlStep> read_ddl_steps(FunctionCallInfo call);
std::vector<DdlStep> read_dropped();

bool is_event_trigger_call(FunctionCallInfo call);
bool is_drop_event(FunctionCallInfo call);

/* CREATE EVENT TRIGGER binds the trigger to its function; this lets it go with the function. */
void drop_event_trigger_with_function(const char *trigger, const char *function);

} // namespace viginti::pg
