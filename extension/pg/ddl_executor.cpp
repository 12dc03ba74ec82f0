#include "pg/ddl_executor.hpp"

#include "base/error.hpp"
#include "model/names.hpp"
#include "pg/ddl_literals.hpp"
#include "pg/ddl_recorder.hpp"
#include "pg/fault_point.hpp"
#include "pg/pause.hpp"
#include "pg/random.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"

#include <algorithm>
#include <array>
#include <climits>

#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::pg {

namespace {

/* First pause before a change is tried again; each further one is longer, all are random. */
constexpr long pause_ms = 20;

/*
 * Requests that hold a table and stand in line for another behind a change wait for it as it does for
 * them. Every other attempt looks for that at once, and gives way: most often that is all it takes. The
 * attempts in between leave it to the requests to give way (GivesWay in current_model.hpp): where all
 * read the same tables, a change would hardly ever get two of them.
 */
constexpr std::int64_t early_deadlock_ms = 5;
constinit bool insists = false;

/* lock_timeout of that many ms for its lifetime; an ERROR resets it with the transaction. */
class ShortLockTimeout {
  public:
    explicit ShortLockTimeout(std::int64_t milliseconds) : exceptions_(std::uncaught_exceptions())
    {
        std::string const value = std::to_string(milliseconds);
        std::string const look = std::to_string(
            insists ? std::min<std::int64_t>(milliseconds * 2, INT_MAX) : early_deadlock_ms);
        level_ = guarded([&] {
            int const level = NewGUCNestLevel();
            set_config_option("lock_timeout", value.c_str(), PGC_USERSET, PGC_S_SESSION,
                              GUC_ACTION_SAVE, true, 0, false);
            set_config_option("deadlock_timeout", look.c_str(), PGC_SUSET, PGC_S_SESSION,
                              GUC_ACTION_SAVE, true, 0, false);
            return level;
        });
    }
    ~ShortLockTimeout()
    {
        if (std::uncaught_exceptions() == exceptions_)
            AtEOXact_GUC(true, level_);
    }
    ShortLockTimeout(const ShortLockTimeout &) = delete;
    ShortLockTimeout &operator=(const ShortLockTimeout &) = delete;

  private:
    int exceptions_;
    int level_;
};

/*
 * Tells the guard of DDL that a command is ours. In this backend's memory, so that nobody can claim it
 * by a setting; not while an UPDATE of ours runs, whose triggers are somebody's code.
 */
constinit int own_changes = 0;

struct OwnChange {
    OwnChange() { ++own_changes; }
    ~OwnChange() { --own_changes; }
    OwnChange(const OwnChange &) = delete;
    OwnChange &operator=(const OwnChange &) = delete;
};

/* Raises. Hands a planned utility statement over as if a client had sent it. */
void raw_process(PlannedStmt *statement, const char *text)
{
    PushActiveSnapshot(GetTransactionSnapshot());
    ProcessUtility(statement, text, false, PROCESS_UTILITY_TOPLEVEL, nullptr, nullptr,
                   None_Receiver, nullptr);
    PopActiveSnapshot();
    CommandCounterIncrement();
}

/* Raises. The one statement of the text. */
RawStmt *raw_parse(const char *text)
{
    List *const statements = raw_parser(text, RAW_PARSE_DEFAULT);
    if (list_length(statements) != 1)
        raw_raise("a model change is not one statement");
    return static_cast<RawStmt *>(linitial(statements));
}

/* Raises. */
void raw_run_utility(RawStmt *statement, const char *text, const std::vector<std::string> &literals)
{
    statement->stmt = raw_put_literals(statement->stmt, literals);
    List *const queries = pg_analyze_and_rewrite_fixedparams(statement, text, nullptr, 0, nullptr);
    List *const plans = pg_plan_queries(queries, text, 0, nullptr);
    for (int i = 0; i < plans->length; ++i)
        raw_process(static_cast<PlannedStmt *>(plans->elements[i].ptr_value), text);
}

/* Raises. */
bool is_query(const RawStmt *statement)
{
    switch (statement->stmt->type) {
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt:
    case T_SelectStmt:
        return true;
    default:
        return false;
    }
}

/* Rows an UPDATE wrote. */
std::uint64_t run_statement(const ddl::Change &change)
{
    bool const query = [&] {
        OwnChange const own;
        return guarded([&] {
            RawStmt *const statement = raw_parse(change.text.c_str());
            if (is_query(statement))
                return true;
            raw_run_utility(statement, change.text.c_str(), change.literals);
            return false;
        });
    }();
    if (!query)
        return 0;
    std::uint64_t const rows = execute_once(change.text, change.literals);
    guarded([] { CommandCounterIncrement(); });
    return rows;
}

/* COMMENT as a parse tree, since it takes neither parameters nor expressions. */
void run_comment(const ddl::Comment &comment)
{
    OwnChange const own;
    guarded([&] {
        List *name = list_make2(makeString(pstrdup(comment.schema.c_str())),
                                makeString(pstrdup(comment.table.c_str())));
        if (!comment.column.empty())
            name = lappend(name, makeString(pstrdup(comment.column.c_str())));
        CommentStmt *const node = makeNode(CommentStmt);
        node->objtype = comment.column.empty() ? OBJECT_TABLE : OBJECT_COLUMN;
        node->object = reinterpret_cast<Node *>(name);
        node->comment = comment.text.empty() ? nullptr : pstrdup(comment.text.c_str());

        PlannedStmt *const statement = makeNode(PlannedStmt);
        statement->commandType = CMD_UTILITY;
        statement->utilityStmt = reinterpret_cast<Node *>(node);
        statement->stmt_location = -1;
        raw_process(statement, "COMMENT");
    });
}

void run_change(const ddl::Change &change)
{
    pass_step();
    DdlRecorder *const recorder = DdlRecorder::current();
    if (recorder != nullptr)
        recorder->before(change);
    std::uint64_t rows = 0;
    if (change.comment)
        run_comment(*change.comment);
    else
        rows = run_statement(change);
    if (recorder != nullptr)
        recorder->after(change, rows);
}

bool is_lock_refused(const PgError &error)
{
    return error.sqlstate() == ERRCODE_LOCK_NOT_AVAILABLE ||
           error.sqlstate() == ERRCODE_T_R_DEADLOCK_DETECTED;
}

/* Raises. SHARE ROW EXCLUSIVE on a table, until the transaction ends. */
void raw_lock(const char *schema, const char *table)
{
    RangeVar *const name = makeRangeVar(const_cast<char *>(schema), const_cast<char *>(table), -1);
    RangeVarGetRelid(name, ShareRowExclusiveLock, false);
}

Error busy()
{
    return Error(Code::Busy, "The workspace is busy, the change was not made", {},
                 "Send the request again");
}

/* Memory of the process itself runs out without a hint. */
bool is_lock_table_full(const PgError &error)
{
    return error.sqlstate() == ERRCODE_OUT_OF_MEMORY && error.data()->hint != nullptr;
}

Error too_many_tables()
{
    return Error(Code::LimitExceeded,
                 "The change touches more tables than one transaction can lock", {},
                 "Make it in several transactions: lists of fewer changes, objects deleted before "
                 "their workspace is dropped; or raise max_locks_per_transaction");
}

} // namespace

TableBusy::TableBusy() : Error(busy()) {}

void run_changes(const std::vector<ddl::Change> &changes)
{
    try {
        SpiConnection const connection;
        ShortLockTimeout const timeout(lock_timeout());
        for (const ddl::Change &change : changes)
            run_change(change);
    } catch (const PgError &error) {
        if (is_lock_refused(error))
            throw TableBusy();
        if (is_lock_table_full(error))
            throw too_many_tables();
        throw;
    }
}

bool runs_own_change() noexcept
{
    return own_changes > 0;
}

void lock_workspace(std::string_view workspace)
{
    std::string const schema(workspace), marker(model::marker_table);
    /* Nobody who reads or writes records asks for this lock: waiting for it holds up no one. */
    std::int64_t const patience = std::int64_t{lock_timeout()} * lock_attempts();
    try {
        ShortLockTimeout const timeout(std::min<std::int64_t>(patience, INT_MAX));
        guarded([&] { raw_lock(schema.c_str(), marker.c_str()); });
    } catch (const PgError &error) {
        if (is_lock_refused(error))
            throw busy();
        throw;
    }
}

void begin_change_attempt(int attempt)
{
    insists = attempt % 2 == 0;
}

bool pause_before_attempt(int attempt)
{
    if (attempt >= lock_attempts())
        return false;
    std::array<std::uint8_t, 1> chance;
    fill_random(chance);
    long const span = pause_ms * attempt;
    pause(span / 2 + span * chance[0] / 255);
    return true;
}

void lock_records(std::string_view schema, std::string_view table)
{
    std::string const in(schema), name(table);
    try {
        ShortLockTimeout const timeout(lock_timeout());
        guarded([&] { raw_lock(in.c_str(), name.c_str()); });
    } catch (const PgError &error) {
        if (is_lock_refused(error))
            throw TableBusy();
        throw;
    }
}

} // namespace viginti::pg
