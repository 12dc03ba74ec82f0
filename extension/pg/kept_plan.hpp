/*
 * KeptPlan: a compiled statement prepared once and kept by this backend; and what can be done with
 * one. The plan cache owns them by shape.
 */
#pragma once

#include "base/uuid.hpp"
#include "plan/param.hpp"
#include "sql/statement.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct _SPI_plan;

namespace viginti::pg {

class JsonSink;

/* Owner of one SPI plan; freed when the last user lets go. */
class KeptPlan {
  public:
    /* Prepares and keeps; needs an open SpiConnection. */
    explicit KeptPlan(const sql::Statement &statement);
    ~KeptPlan();
    KeptPlan(const KeptPlan &) = delete;
    KeptPlan &operator=(const KeptPlan &) = delete;

    _SPI_plan *get() const { return plan_; }
    const std::vector<plan::ParamType> &params() const { return params_; }

  private:
    _SPI_plan *plan_ = nullptr;
    std::vector<plan::ParamType> params_;
};

/* Throws Error{Internal} unless there is a value for each parameter. */
void check_arity(const KeptPlan &plan, const std::vector<plan::Param> &params);

/* Runs a statement that changes rows, as the current user; returns the number of rows. */
std::uint64_t execute(const KeptPlan &plan, const std::vector<plan::Param> &params);

/*
 * The same for a statement whose rows are ids, or ids and numbers (bigint; 0 where there is no second
 * column): one that RETURNs them, or a SELECT that may lock.
 */
struct IdRow {
    Uuid id;
    std::int64_t number;
};
std::vector<IdRow> execute_ids(const KeptPlan &plan, const std::vector<plan::Param> &params);

/*
 * Runs a SELECT read-only when `read_only`, feeding each tuple to `sink` (see json_sink.hpp).
 * Returns the number of rows.
 */
std::uint64_t execute(const KeptPlan &plan, const std::vector<plan::Param> &params, bool read_only,
                      JsonSink &sink);

/*
 * The planner's cost of a SELECT with these values, in its own units: what a role may be held to
 * before the statement runs. Plans it once more.
 */
double plan_cost(const KeptPlan &plan, const std::vector<plan::Param> &params);

/*
 * For `SELECT count(*) FROM … WHERE …`: plans it with these values; runs it when the planner expects
 * at most `exact_limit` rows to be counted (0: however many, below 0: never) at a cost of at most
 * `max_cost` (0: any), else answers the estimate.
 */
struct CountBounds {
    std::int64_t exact_limit = 0;
    double max_cost = 0;
};
struct Count {
    std::int64_t rows;
    bool estimated;
};
Count count_rows(const KeptPlan &plan, const std::vector<plan::Param> &params, bool read_only,
                 const CountBounds &bounds);

/*
 * EXPLAIN (FORMAT JSON) of the plan a run with these values would take, as the current user, whose
 * rights are checked; nothing is run.
 */
std::string explain(const KeptPlan &plan, const std::vector<plan::Param> &params);

} // namespace viginti::pg
