/*
 * The one executor of model changes: hands one utility statement at a time to ProcessUtility at top
 * level, so that event triggers and extensions such as Citus see it (design.md §8). Literals $1, $2
 * become constants in the parse tree; no user text is ever parsed as SQL.
 */
#pragma once

#include "base/error.hpp"
#include "ddl/ddl.hpp"

#include <string_view>
#include <vector>

namespace viginti::pg {

/* Error{Busy} for a table's lock: with all locks let go, the change may be tried anew. */
struct TableBusy : Error {
    TableBusy();
};

/*
 * Runs the changes in order, as the current user, a CommandCounterIncrement after each. A lock that
 * is not to be had within viginti.lock_timeout is TableBusy (503). INSERT, UPDATE and DELETE may
 * stand among the changes; their literals are parameters of type text.
 */
void run_changes(const std::vector<ddl::Change> &changes);

/* Whether a utility statement of run_changes is being run by this backend right now. */
bool runs_own_change() noexcept;

/*
 * Takes the lock a model change holds on its workspace: SHARE ROW EXCLUSIVE on the marker table.
 * Stands in line for it viginti.lock_attempts times viginti.lock_timeout; then Error{Busy} (503).
 */
void lock_workspace(std::string_view workspace);

/* Attempt 1, 2, … at a change begins: those with even numbers insist where others would have to give way. */
void begin_change_attempt(int attempt);

/*
 * After attempt 1, 2, … sleeps a random while that grows; false when viginti.lock_attempts were made.
 * A cancel arrives as PgError.
 */
bool pause_before_attempt(int attempt);

/*
 * Keeps writers off a table until the transaction ends, readers not: SHARE ROW EXCLUSIVE. TableBusy
 * when that cannot be had within viginti.lock_timeout.
 */
void lock_records(std::string_view schema, std::string_view table);

} // namespace viginti::pg
