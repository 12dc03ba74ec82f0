/*
 * viginti.repair: puts the catalogue back to the model, or says why not. Each difference is put right
 * in a subtransaction of its own, so that one that is refused does not hold up the others; all of them
 * together are the caller's one transaction. Nothing that holds records or values is dropped.
 */
#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/drift.hpp"
#include "entry/metadata_rows.hpp"
#include "entry/workspace.hpp"
#include "pg/ddl_executor.hpp"
#include "pg/fault_point.hpp"
#include "pg/spi.hpp"

#include <map>

#include "pg/attempts.hpp"
#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

/*
 * What was put right shows what could not be looked at before: a table its columns, a column its
 * indexes. Roles, schema, table, column, constraint, and one round more that finds nothing.
 */
constexpr int most_rounds = 8;

struct Outcome {
    Difference difference;
    std::string action; /* statements that ran, or would have run */
    bool done = false;
    std::string reason; /* why not */
};

struct Repair {
    bool rights = false;
    std::vector<Outcome> outcomes;
    std::set<std::string> renewed_roles;
    std::set<std::string> renewed_tables; /* workspace.object */
};

std::string action_of(const Difference &difference)
{
    std::string action;
    /* A table made anew is one action; its indexes and comments go without saying. */
    for (const ddl::Change &change : difference.remedy) {
        if (!action.empty()) {
            if (difference.remakes_rights)
                break;
            action += "; ";
        }
        action += describe(change);
    }
    return action;
}

/* Whether a right is put right without being asked for: it was lost with its role or table. */
bool is_lost_right(const Repair &repair, const Difference &difference)
{
    return repair.renewed_roles.contains(difference.right_of) ||
           repair.renewed_tables.contains(difference.workspace + '.' + difference.object);
}

/*
 * Errors of the remedy itself are its refusal. Passed on are those that mean the request as a whole:
 * cancel, shutdown, resources, locks, internal ones.
 */
bool is_refusal(const pg::PgError &error)
{
    for (std::string_view passed : {"40", "53", "57", "58", "XX"})
        if (error.sqlstate_class() == passed)
            return false;
    return error.sqlstate_text() != "55P03";
}

/* The owner of a workspace whose roles are there. */
void run_remedy(const Difference &difference)
{
    if (difference.actor == Actor::Administrator)
        return pg::run_changes(difference.remedy);
    run_as_owner(read_workspace(difference.workspace), difference.remedy);
}

std::string obstacle_of(const Difference &difference)
{
    if (!difference.obstacle)
        return {};
    long long const records = count_records(*difference.obstacle);
    return records == 0 ? std::string() : records_that(difference.obstacle_words, records);
}

/* Why the remedy is not to be tried at all. */
std::string refusal_of(const Repair &repair, const Difference &difference)
{
    if (difference.remedy.empty())
        return difference.advice;
    if (!difference.right_of.empty() && !difference.remakes_rights && !repair.rights &&
        !is_lost_right(repair, difference))
        return "a right may have been given or taken on purpose; viginti.repair(rights => true) "
               "puts it back";
    return {};
}

void with_advice(std::string &reason, const Difference &difference)
{
    if (!difference.advice.empty() && reason != difference.advice)
        reason += "; " + difference.advice;
}

Outcome put_right(Repair &repair, Difference difference)
{
    Outcome outcome{std::move(difference), {}, false, {}};
    Difference const &of = outcome.difference;
    outcome.action = action_of(of);
    outcome.reason = refusal_of(repair, of);
    if (!outcome.reason.empty())
        return outcome;
    try {
        outcome.reason = pg::in_subtransaction([&] {
            std::string reason = obstacle_of(of);
            if (reason.empty())
                run_remedy(of);
            return reason;
        });
        outcome.done = outcome.reason.empty();
    } catch (const pg::PgError &error) {
        if (!is_refusal(error))
            throw;
        outcome.reason = error.message();
    } catch (const Error &error) {
        /* What depends on a column or table, from run_as_owner. */
        if (error.status >= 500)
            throw;
        outcome.reason = error.message;
    }
    if (!outcome.done) {
        with_advice(outcome.reason, of);
        return outcome;
    }
    if (!of.note.empty())
        outcome.action += " (" + of.note + ')';
    if (of.remakes_rights && !of.object.empty())
        repair.renewed_tables.insert(of.workspace + '.' + of.object);
    else if (of.remakes_rights)
        repair.renewed_roles.insert(of.right_of);
    return outcome;
}

std::string key_of(const Difference &difference)
{
    return difference.workspace + '\n' + difference.object + '\n' + difference.problem;
}

/* One round over what is found now; true when anything was put right. */
bool run_round(Repair &repair, const std::optional<std::string> &workspace)
{
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < repair.outcomes.size(); ++i)
        known.emplace(key_of(repair.outcomes[i].difference), i);
    bool progress = false;
    for (Difference &difference : find_drift(workspace)) {
        auto const before = known.find(key_of(difference));
        Outcome outcome = put_right(repair, std::move(difference));
        if (before == known.end()) {
            progress = progress || outcome.done;
            repair.outcomes.push_back(std::move(outcome));
            continue;
        }
        Outcome &former = repair.outcomes[before->second];
        /* Its remedy ran before, and here it is again. */
        if (former.done) {
            former.done = false;
            former.reason = "it stands as before";
            continue;
        }
        progress = progress || outcome.done;
        former = std::move(outcome);
    }
    return progress;
}

/* Two repairs, or a repair and a change of the model, one after the other. */
void lock(const std::optional<std::string> &workspace)
{
    for (pg::Row &row : pg::query(pg::Snapshot::Latest,
                                  "SELECT w.name, EXISTS (SELECT FROM pg_catalog.pg_class c"
                                  " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                  " WHERE n.nspname = w.name AND c.relname = 'viginti_workspace'"
                                  " AND c.relkind = 'r') FROM viginti.workspace w"
                                  " WHERE w.name = COALESCE($1, w.name) ORDER BY w.name",
                                  {workspace}))
        /* Without its marker nobody can change the model either. */
        if (row[1] == "t")
            pg::lock_workspace(*row[0]);
}

void run_repair(Repair &repair, const std::optional<std::string> &workspace)
{
    lock(workspace);
    for (int round = 0; round < most_rounds && run_round(repair, workspace); ++round)
        ;
}

/* Thrown to roll a rehearsal back. */
struct Rehearsed {};

std::string write_json(const std::vector<Outcome> &outcomes)
{
    std::string json = "[";
    for (const Outcome &outcome : outcomes) {
        if (json.size() > 1)
            json += ',';
        json += '{';
        if (!outcome.difference.workspace.empty())
            append_json_member(json, "workspace", outcome.difference.workspace);
        if (!outcome.difference.object.empty())
            append_json_member(json, "object", outcome.difference.object);
        append_json_member(json, "problem", outcome.difference.problem);
        if (!outcome.action.empty())
            append_json_member(json, "action", outcome.action);
        append_json_key(json, "done");
        json += outcome.done ? "true" : "false";
        if (!outcome.reason.empty())
            append_json_member(json, "reason", outcome.reason);
        json += '}';
    }
    return json + ']';
}

/* (workspace, dry_run, rights); only the workspace may be NULL, for all of them. */
Datum repair(FunctionCallInfo call)
{
    pg::SpiConnection const connection;
    require_administrator();
    std::optional<std::string> workspace;
    if (!call->args[0].isnull)
        workspace = pg::text_argument(call, 0);
    bool const dry_run = call->args[1].isnull || DatumGetBool(call->args[1].value);
    Repair state;
    state.rights = !call->args[2].isnull && DatumGetBool(call->args[2].value);

    pg::ActAs const administrator(pg::extension_owner());
    if (workspace && pg::query(pg::Snapshot::Latest,
                               "SELECT FROM viginti.workspace WHERE name = $1", {workspace})
                         .empty())
        throw Error(Code::ParameterInvalid, "workspace \"" + *workspace + "\" does not exist");
    if (!dry_run) {
        bool const rights = state.rights;
        state = pg::in_attempts([&] {
            Repair attempt;
            attempt.rights = rights;
            run_repair(attempt, workspace);
            return attempt;
        });
        pg::pass_step();
        return pg::text_result(write_json(state.outcomes));
    }
    try {
        pg::in_subtransaction([&] {
            run_repair(state, workspace);
            throw Rehearsed{};
        });
    } catch (const Rehearsed &) {
        for (Outcome &outcome : state.outcomes) {
            if (outcome.done)
                outcome.reason = "dry run";
            outcome.done = false;
        }
    }
    return pg::text_result(write_json(state.outcomes));
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_repair);
PGDLLEXPORT Datum viginti_repair(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::repair);
}
}
