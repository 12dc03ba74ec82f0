/*
 * A read statement with its to-many children, prepared and kept; running it; and writing the records
 * it found as JSON with the embedded arrays in their places.
 */
#pragma once

#include "base/uuid.hpp"
#include "pg/cursor.hpp"
#include "pg/json_sink.hpp"
#include "pg/kept_plan.hpp"
#include "plan/read_plan.hpp"
#include "sql/statement.hpp"

#include <memory>
#include <string>
#include <vector>

namespace viginti::entry {

struct KeptRead {
    explicit KeptRead(sql::ReadStatement statement);

    /* A child's plan for one parent, prepared when first asked for. */
    const pg::KeptPlan &plan_for_one_parent() const;

    sql::ReadStatement read;
    pg::KeptPlan plan;
    std::vector<std::unique_ptr<KeptRead>> children;

  private:
    mutable std::unique_ptr<pg::KeptPlan> one_parent_;
};

/* The records of one statement in server memory, and those embedded in them. */
struct Records {
    std::unique_ptr<pg::JsonSink> sink;
    std::uint64_t found = 0; /* rows of the statement, the one beyond the page included */
    struct Child {
        std::unique_ptr<Records> records;
        std::vector<std::size_t> first;      /* by parent: its first extent; one more at the end */
        std::unique_ptr<Records> aggregates; /* of a connection that has some: a row a parent */
    };
    std::vector<Child> children;
};

/*
 * Runs the statement and one statement per to-many relation and level. `max_rows` rows are written,
 * 0 for all. Throws Error{LimitExceeded} when the answer outgrows limits::answer_bytes or
 * embedded_total, Error{CostExceeded} for a statement above `max_cost` (0: no ceiling). `asked` is the
 * plan where it has children, whose parameters are in it.
 */
Records run(const KeptRead &kept, const std::vector<plan::Param> &params, bool read_only,
            std::uint64_t max_rows, double max_cost = 0, const plan::ReadPlan *asked = nullptr);

/* The same of records that no other can refer to: what they embed of to-many relations is empty. */
Records run_without_children(const KeptRead &kept, const std::vector<plan::Param> &params);

/* Whether records of a connection are needed at all, for edges or their cursors. */
bool needs_records(const plan::ReadPlan &plan) noexcept;

/*
 * The next records of a cursor over the statement of `kept`, some 64 KB of them, and what they embed.
 * Throws Error{LimitExceeded} when a single record embeds more than an answer may.
 */
struct Chunk {
    Records records;
    bool has_more = false;
};
Chunk fetch(const KeptRead &kept, pg::Cursor &cursor);

/* Bytes of all records with those embedded in them: what an answer will need about. */
std::size_t size_of(const Records &records);

/* Appends record `i`, its arrays spliced in. */
void write_record(std::string &out, const Records &records, std::size_t i);

} // namespace viginti::entry
