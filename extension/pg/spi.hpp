/*
 * SPI: the only door to executing SQL. Two kinds of call: fixed statements over the metadata
 * (query, execute: rows come back as text values) and kept plans of compiled statements (KeptPlan).
 * Every call is guarded: a server ERROR arrives as PgError.
 */
#pragma once

#include "plan/param.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::pg {

using Row = std::vector<std::optional<std::string>>;

/*
 * Connects to SPI for its lifetime and pins the search path to pg_catalog: statements name their
 * schemas, and operators are the server's own. entry() bodies that execute anything hold one; nested
 * use is legal. Left by an exception it cleans nothing up: the abort of the (sub)transaction does,
 * so such an exception is raised in the end or crosses in_subtransaction().
 */
class SpiConnection {
  public:
    SpiConnection();
    ~SpiConnection();
    SpiConnection(const SpiConnection &) = delete;
    SpiConnection &operator=(const SpiConnection &) = delete;

  private:
    int exceptions_; /* on their way when the connection was made */
    int path_level_;
};

/*
 * Makes the newest committed state, plus our own changes, the active snapshot for its lifetime
 * (style §7). Statements that belong together run in one of these with Snapshot::Transaction.
 */
class NewestSnapshot {
  public:
    NewestSnapshot();
    ~NewestSnapshot();
    NewestSnapshot(const NewestSnapshot &) = delete;
    NewestSnapshot &operator=(const NewestSnapshot &) = delete;

  private:
    int exceptions_;
};

/*
 * Makes the transaction's snapshot with all it has written so far the active one for its lifetime:
 * what a read sees that follows writes of the same request.
 */
class CurrentSnapshot {
  public:
    CurrentSnapshot();
    ~CurrentSnapshot();
    CurrentSnapshot(const CurrentSnapshot &) = delete;
    CurrentSnapshot &operator=(const CurrentSnapshot &) = delete;

  private:
    int exceptions_;
};

/* Whether nobody has committed since the active snapshot was taken. */
bool is_snapshot_newest();

enum class Snapshot : std::uint8_t {
    Transaction, /* read-only, the active snapshot */
    Latest,      /* read-only, a NewestSnapshot of its own */
    Write,       /* a new command: sees and makes changes */
};

/*
 * Runs one fixed statement over metadata with text parameters (cast in the SQL: $1::uuid). Plans are
 * kept by text. Returns all rows, each column in its text form.
 */
std::vector<Row> query(Snapshot snapshot, std::string_view sql,
                       const std::vector<std::optional<std::string>> &params = {});

/* The same for statements that change rows; returns the number of rows. */
std::uint64_t execute(std::string_view sql,
                      const std::vector<std::optional<std::string>> &params = {});

/* The same for a statement made at run time: planned for this one run. */
std::uint64_t execute_once(const std::string &sql, const std::vector<std::string> &params);
/* The same, read-only, for its rows. */
std::vector<Row> query_once(const std::string &sql, const std::vector<std::string> &params);

} // namespace viginti::pg
