#include "pg/kept_plan.hpp"

#include "base/stopwatch.hpp"
#include "pg/json_sink.hpp"

#include <algorithm>

#include "pg/datum.hpp"
#include "pg/guard.hpp"
#include "pg/receiver.hpp"

namespace viginti::pg {

namespace {

std::uint64_t run(const KeptPlan &plan, const std::vector<plan::Param> &params, bool read_only,
                  DestReceiver *receiver)
{
    Span const span(Phase::Execute);
    check_arity(plan, params);
    int result = 0;
    guarded([&] {
        SPIExecuteOptions options = {};
        options.params = raw_param_list(params);
        options.read_only = read_only;
        options.dest = receiver;
        result = SPI_execute_plan_extended(plan.get(), &options);
        if (receiver == nullptr)
            SPI_freetuptable(SPI_tuptable);
    });
    if (result < 0)
        throw Error(Code::Internal,
                    "a statement failed: " + std::string(SPI_result_code_string(result)));
    return SPI_processed;
}

CachedPlanSource *source_of(const KeptPlan &plan)
{
    return guarded([&] {
        return static_cast<CachedPlanSource *>(linitial(SPI_plan_get_plan_sources(plan.get())));
    });
}

/* While it lasts, the server plans for the values of a call: a generic plan knows nothing of them. */
class PlanForValues {
  public:
    explicit PlanForValues(CachedPlanSource *source)
        : source_(source), options_(source->cursor_options)
    {
        source->cursor_options &= ~CURSOR_OPT_GENERIC_PLAN;
        source->cursor_options |= CURSOR_OPT_CUSTOM_PLAN;
    }
    ~PlanForValues() { source_->cursor_options = options_; }
    PlanForValues(const PlanForValues &) = delete;
    PlanForValues &operator=(const PlanForValues &) = delete;

  private:
    CachedPlanSource *source_;
    int options_;
};

/* Takes the one number of a count. */
struct CountReceiver {
    DestReceiver base;
    std::int64_t rows;
};

extern "C" {
static bool count_receive(TupleTableSlot *slot, DestReceiver *self)
{
    bool is_null;
    reinterpret_cast<CountReceiver *>(self)->rows = DatumGetInt64(slot_getattr(slot, 1, &is_null));
    return true;
}

static void count_startup(DestReceiver *, int, TupleDesc) {}
static void count_end(DestReceiver *) {}
}

/* Rows the planner expects to be counted: those of the node below the aggregate. */
double expected_rows(const PlannedStmt *statement) noexcept
{
    const Plan *node = statement->planTree;
    while (node != nullptr && node->type != T_Agg)
        node = node->lefttree;
    if (node == nullptr || node->lefttree == nullptr)
        return 0;
    return node->lefttree->plan_rows;
}

/* Raises. */
std::int64_t raw_count(PlannedStmt *statement, const char *text, ParamListInfo params)
{
    CountReceiver receiver = {};
    receiver.base.receiveSlot = count_receive;
    receiver.base.rStartup = count_startup;
    receiver.base.rShutdown = count_end;
    receiver.base.rDestroy = count_end;
    receiver.base.mydest = DestNone;
    QueryDesc *const query = CreateQueryDesc(statement, text, GetActiveSnapshot(), InvalidSnapshot,
                                             &receiver.base, params, nullptr, 0);
    ExecutorStart(query, 0);
    ExecutorRun(query, ForwardScanDirection, 0, true);
    ExecutorFinish(query);
    ExecutorEnd(query);
    FreeQueryDesc(query);
    return receiver.rows;
}

} // namespace

void check_arity(const KeptPlan &plan, const std::vector<plan::Param> &params)
{
    if (plan.params().size() != params.size())
        throw Error(Code::Internal, "a statement got the wrong number of values");
}

KeptPlan::KeptPlan(const sql::Statement &statement) : params_(statement.params)
{
    std::vector<Oid> types;
    for (const plan::ParamType &type : params_)
        types.push_back(type_oid(type));
    /* No cursor goes back: nothing has to keep what was read. */
    int const options = CURSOR_OPT_NO_SCROLL | (statement.plan_once ? CURSOR_OPT_GENERIC_PLAN : 0);
    plan_ = guarded([&] {
        SPIPlanPtr const prepared = SPI_prepare_cursor(
            statement.text.c_str(), static_cast<int>(types.size()), types.data(), options);
        if (prepared != nullptr)
            SPI_keepplan(prepared);
        return prepared;
    });
    if (plan_ == nullptr)
        throw Error(Code::Internal, "a statement could not be prepared");
}

KeptPlan::~KeptPlan()
{
    SPI_freeplan(plan_);
}

std::uint64_t execute(const KeptPlan &plan, const std::vector<plan::Param> &params)
{
    return run(plan, params, false, nullptr);
}

std::vector<IdRow> execute_ids(const KeptPlan &plan, const std::vector<plan::Param> &params)
{
    static_assert(std::is_trivially_copyable_v<IdRow>);
    Span const span(Phase::Execute);
    check_arity(plan, params);
    int result = 0;
    std::uint64_t count = 0;
    auto *const taken = guarded([&]() -> IdRow * {
        SPIExecuteOptions options = {};
        options.params = raw_param_list(params);
        result = SPI_execute_plan_extended(plan.get(), &options);
        if (result < 0 || SPI_tuptable == nullptr)
            return nullptr;
        count = SPI_tuptable->numvals;
        TupleDesc const shape = SPI_tuptable->tupdesc;
        auto *const rows = static_cast<IdRow *>(
            MemoryContextAllocHuge(entry_context, sizeof(IdRow) * (count + 1)));
        for (std::uint64_t i = 0; i < count; ++i) {
            HeapTuple const tuple = SPI_tuptable->vals[i];
            bool is_null;
            memcpy(rows[i].id.bytes.data(), DatumGetUUIDP(SPI_getbinval(tuple, shape, 1, &is_null)),
                   UUID_LEN);
            rows[i].number =
                shape->natts > 1 ? DatumGetInt64(SPI_getbinval(tuple, shape, 2, &is_null)) : 0;
        }
        SPI_freetuptable(SPI_tuptable);
        return rows;
    });
    if (taken == nullptr)
        throw Error(Code::Internal,
                    "a statement failed: " + std::string(SPI_result_code_string(result)));
    std::vector<IdRow> rows(taken, taken + count);
    guarded([&] { pfree(taken); });
    return rows;
}

std::uint64_t execute(const KeptPlan &plan, const std::vector<plan::Param> &params, bool read_only,
                      JsonSink &sink)
{
    return run(plan, params, read_only, receiver_of(sink));
}

double plan_cost(const KeptPlan &plan, const std::vector<plan::Param> &params)
{
    Span const span(Phase::Execute);
    check_arity(plan, params);
    CachedPlanSource *const source = source_of(plan);
    PlanForValues const planning(source);
    return guarded([&] {
        PushActiveSnapshot(GetActiveSnapshot());
        CachedPlan *const cached =
            GetCachedPlan(source, raw_param_list(params), CurrentResourceOwner, nullptr);
        auto const *const statement = static_cast<PlannedStmt *>(linitial(cached->stmt_list));
        double const cost = statement->planTree->total_cost;
        ReleaseCachedPlan(cached, CurrentResourceOwner);
        PopActiveSnapshot();
        return cost;
    });
}

Count count_rows(const KeptPlan &plan, const std::vector<plan::Param> &params, bool read_only,
                 const CountBounds &bounds)
{
    Span const span(Phase::Execute);
    check_arity(plan, params);
    CachedPlanSource *const source = source_of(plan);
    /* Without parameters there is only a generic plan, and planning costs nothing from the second
       time on. */
    PlanForValues const planning(source);
    return guarded([&]() -> Count {
        if (read_only) {
            PushActiveSnapshot(GetActiveSnapshot());
        } else {
            CommandCounterIncrement();
            PushActiveSnapshot(GetTransactionSnapshot());
        }
        ParamListInfo const values = raw_param_list(params);
        CachedPlan *const cached = GetCachedPlan(source, values, CurrentResourceOwner, nullptr);
        auto *const statement = static_cast<PlannedStmt *>(linitial(cached->stmt_list));
        double const expected = expected_rows(statement);
        bool const few =
            bounds.exact_limit == 0 || expected <= static_cast<double>(bounds.exact_limit);
        bool const cheap =
            bounds.max_cost == 0 || statement->planTree->total_cost <= bounds.max_cost;
        bool const exact = few && cheap;
        Count const count{exact ? raw_count(statement, source->query_string, values)
                                : static_cast<std::int64_t>(std::min(expected, 9e15)),
                          !exact};
        ReleaseCachedPlan(cached, CurrentResourceOwner);
        PopActiveSnapshot();
        return count;
    });
}

std::string explain(const KeptPlan &plan, const std::vector<plan::Param> &params)
{
    check_arity(plan, params);
    return guarded([&] {
        auto *const source =
            static_cast<CachedPlanSource *>(linitial(SPI_plan_get_plan_sources(plan.get())));
        PushActiveSnapshot(GetActiveSnapshot());
        ParamListInfo const values = raw_param_list(params);
        CachedPlan *const cached = GetCachedPlan(source, values, CurrentResourceOwner, nullptr);
        ExplainState *const state = NewExplainState();
        state->format = EXPLAIN_FORMAT_JSON;
        state->costs = true;
        ExplainBeginOutput(state);
        explain_statement(static_cast<PlannedStmt *>(linitial(cached->stmt_list)), state,
                          source->query_string, values);
        ExplainEndOutput(state);
        ReleaseCachedPlan(cached, CurrentResourceOwner);
        PopActiveSnapshot();
        return state->str->data;
    });
}

} // namespace viginti::pg
