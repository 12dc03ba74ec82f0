#include "pg/spi.hpp"

#include "base/error.hpp"
#include "pg/lru.hpp"

#include <algorithm>
#include <unordered_map>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* The widest metadata row has some 25 columns. */
constexpr std::size_t max_fixed_params = 64;

using FixedPlans = std::unordered_map<std::string, SPIPlanPtr, TextHash, std::equal_to<>>;

/* The statements are literals of this code: there are few, and they stay for the session. */
FixedPlans &fixed_plans()
{
    static FixedPlans *const plans = new FixedPlans;
    return *plans;
}

SPIPlanPtr find_fixed_plan(std::string_view sql, std::size_t params)
{
    FixedPlans &plans = fixed_plans();
    if (auto const found = plans.find(sql); found != plans.end())
        return found->second;

    if (params > max_fixed_params)
        throw Error(Code::Internal, "a metadata statement has too many parameters");
    std::string text(sql);
    std::vector<Oid> const types(params, TEXTOID);
    SPIPlanPtr const plan = guarded([&] {
        SPIPlanPtr const prepared =
            SPI_prepare_cursor(text.c_str(), static_cast<int>(types.size()),
                               const_cast<Oid *>(types.data()), CURSOR_OPT_GENERIC_PLAN);
        if (prepared != nullptr)
            SPI_keepplan(prepared);
        return prepared;
    });
    if (plan == nullptr)
        throw Error(Code::Internal, "a metadata statement could not be prepared");
    plans.emplace(std::move(text), plan);
    return plan;
}

/* The rows of SPI_tuptable as C strings, in a context of their own. */
struct Cells {
    MemoryContext context;
    char **texts; /* row by row; null for NULL */
    std::uint64_t rows;
    int columns;
};

/* Raises. */
Cells raw_cells()
{
    Cells cells = {};
    cells.context =
        AllocSetContextCreate(CurrentMemoryContext, "viginti rows", ALLOCSET_DEFAULT_SIZES);
    if (SPI_tuptable == nullptr)
        return cells;
    TupleDesc const shape = SPI_tuptable->tupdesc;
    MemoryContext const before = MemoryContextSwitchTo(cells.context);
    cells.rows = SPI_tuptable->numvals;
    cells.columns = shape->natts;
    auto const count =
        static_cast<std::size_t>(cells.rows) * static_cast<std::size_t>(cells.columns);
    cells.texts =
        static_cast<char **>(MemoryContextAllocHuge(cells.context, sizeof(char *) * (count + 1)));
    auto *const output = static_cast<FmgrInfo *>(palloc(sizeof(FmgrInfo) * (shape->natts + 1)));
    for (int column = 0; column < shape->natts; ++column) {
        Oid function;
        bool is_varlena;
        getTypeOutputInfo(TupleDescAttr(shape, column)->atttypid, &function, &is_varlena);
        fmgr_info(function, &output[column]);
    }
    char **text = cells.texts;
    for (std::uint64_t row = 0; row < cells.rows; ++row)
        for (int column = 0; column < shape->natts; ++column) {
            bool is_null;
            Datum const value = SPI_getbinval(SPI_tuptable->vals[row], shape, column + 1, &is_null);
            *text++ = is_null ? nullptr : OutputFunctionCall(&output[column], value);
        }
    MemoryContextSwitchTo(before);
    SPI_freetuptable(SPI_tuptable);
    return cells;
}

/* Raises. Runs one fixed plan with text values. */
int raw_run(SPIPlanPtr plan, const std::vector<std::optional<std::string>> &params,
            Snapshot snapshot)
{
    Datum values[max_fixed_params];
    char nulls[max_fixed_params];
    for (std::size_t i = 0; i < params.size(); ++i) {
        nulls[i] = params[i] ? ' ' : 'n';
        values[i] = params[i] ? PointerGetDatum(cstring_to_text_with_len(
                                    params[i]->data(), static_cast<int>(params[i]->size())))
                              : Datum{0};
    }
    if (snapshot == Snapshot::Latest)
        PushActiveSnapshot(GetLatestSnapshot());
    int const result = SPI_execute_plan(plan, values, nulls, snapshot != Snapshot::Write, 0);
    if (snapshot == Snapshot::Latest)
        PopActiveSnapshot();
    return result;
}

/* The cells as values; their memory goes. */
std::vector<Row> take_rows(const Cells &cells)
{
    std::vector<Row> rows(cells.rows);
    char **text = cells.texts;
    for (Row &row : rows) {
        row.reserve(cells.columns);
        for (int column = 0; column < cells.columns; ++column, ++text)
            *text != nullptr ? row.emplace_back(*text) : row.emplace_back(std::nullopt);
    }
    guarded([&] { MemoryContextDelete(cells.context); });
    return rows;
}

/* Raises. Runs a statement made at run time with text values. */
int raw_run_once(const char *sql, const std::vector<std::string> &params, bool read_only)
{
    auto const count = static_cast<int>(params.size());
    auto *const types = static_cast<Oid *>(palloc(sizeof(Oid) * (params.size() + 1)));
    auto *const values = static_cast<Datum *>(palloc(sizeof(Datum) * (params.size() + 1)));
    for (int i = 0; i < count; ++i) {
        types[i] = TEXTOID;
        values[i] = PointerGetDatum(
            cstring_to_text_with_len(params[i].data(), static_cast<int>(params[i].size())));
    }
    return SPI_execute_with_args(sql, count, types, values, nullptr, read_only, 0);
}

} // namespace

SpiConnection::SpiConnection() : exceptions_(std::uncaught_exceptions())
{
    path_level_ = guarded([] {
        SPI_connect();
        return push_search_path();
    });
}

SpiConnection::~SpiConnection()
{
    if (std::uncaught_exceptions() > exceptions_)
        return;
    pop_search_path(path_level_);
    SPI_finish();
}

NewestSnapshot::NewestSnapshot() : exceptions_(std::uncaught_exceptions())
{
    guarded([] { PushActiveSnapshot(GetLatestSnapshot()); });
}

NewestSnapshot::~NewestSnapshot()
{
    if (std::uncaught_exceptions() == exceptions_)
        PopActiveSnapshot();
}

CurrentSnapshot::CurrentSnapshot() : exceptions_(std::uncaught_exceptions())
{
    guarded([] {
        CommandCounterIncrement();
        PushActiveSnapshot(GetTransactionSnapshot());
    });
}

CurrentSnapshot::~CurrentSnapshot()
{
    if (std::uncaught_exceptions() == exceptions_)
        PopActiveSnapshot();
}

bool is_snapshot_newest()
{
    return guarded([] {
        if (!ActiveSnapshotSet())
            return true;
        SnapshotData const &active = *GetActiveSnapshot();
        SnapshotData const &newest = *GetLatestSnapshot();
        /* On a standby all transactions that run count as subtransactions. */
        bool const on_standby = newest.takenDuringRecovery;
        auto const count = [&](SnapshotData const &of) {
            return on_standby ? static_cast<std::uint32_t>(of.subxcnt) : of.xcnt;
        };
        auto const *const running = on_standby ? active.subxip : active.xip;
        return active.xmax == newest.xmax && count(active) == count(newest) &&
               std::equal(running, running + count(active),
                          on_standby ? newest.subxip : newest.xip);
    });
}

std::vector<Row> query(Snapshot snapshot, std::string_view sql,
                       const std::vector<std::optional<std::string>> &params)
{
    SPIPlanPtr const plan = find_fixed_plan(sql, params.size());
    int result = 0;
    Cells const cells = guarded([&] {
        result = raw_run(plan, params, snapshot);
        return raw_cells();
    });
    if (result < 0)
        throw Error(Code::Internal, "a metadata statement failed");

    return take_rows(cells);
}

std::uint64_t execute(std::string_view sql, const std::vector<std::optional<std::string>> &params)
{
    SPIPlanPtr const plan = find_fixed_plan(sql, params.size());
    int result = 0;
    guarded([&] {
        result = raw_run(plan, params, Snapshot::Write);
        SPI_freetuptable(SPI_tuptable);
    });
    if (result < 0)
        throw Error(Code::Internal, "a metadata statement failed");
    return SPI_processed;
}

std::uint64_t execute_once(const std::string &sql, const std::vector<std::string> &params)
{
    int result = 0;
    guarded([&] {
        result = raw_run_once(sql.c_str(), params, false);
        SPI_freetuptable(SPI_tuptable);
    });
    if (result < 0)
        throw Error(Code::Internal, "a statement failed");
    return SPI_processed;
}

std::vector<Row> query_once(const std::string &sql, const std::vector<std::string> &params)
{
    int result = 0;
    Cells const cells = guarded([&] {
        PushActiveSnapshot(GetLatestSnapshot());
        result = raw_run_once(sql.c_str(), params, true);
        PopActiveSnapshot();
        return raw_cells();
    });
    if (result < 0)
        throw Error(Code::Internal, "a statement failed");
    return take_rows(cells);
}

} // namespace viginti::pg
