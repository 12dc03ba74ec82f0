#include "entry/kept_read.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/stopwatch.hpp"
#include "entry/cost_guard.hpp"
#include "entry/plans.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

/* What one answer may still hold, over all its statements, and what each of them may cost. */
struct Budget {
    std::size_t rows = limits::embedded_total;
    std::size_t bytes = limits::answer_bytes;
    double max_cost = 0;
};

Error too_large(std::string_view name, std::string_view what, std::size_t limit)
{
    return Error(Code::LimitExceeded,
                 "The answer exceeds the limit " + std::string(name) + ": at most " +
                     std::to_string(limit) + " " + std::string(what),
                 "depth", "Ask for a smaller depth or a smaller limit");
}

/* Extents come grouped by parent ordinal: where each parent's begin. */
std::vector<std::size_t> first_extents(std::span<const pg::Extent> extents, std::size_t parents)
{
    std::vector<std::size_t> first(parents + 1, extents.size());
    for (std::size_t i = extents.size(); i-- > 0;)
        first[static_cast<std::size_t>(extents[i].ordinal) - 1] = i;
    for (std::size_t p = parents; p-- > 0;)
        if (first[p] > first[p + 1])
            first[p] = first[p + 1];
    return first;
}

/* How a level is run: which plan, with what. */
struct Call {
    const pg::KeptPlan &plan;
    std::vector<plan::Param> params;
};

plan::Param parents_param(std::span<const Uuid> parents, bool one)
{
    if (one)
        return {{model::ColumnType::Uuid}, false, to_string(parents.front()), {}};
    plan::Param ids{{model::ColumnType::Uuid, true}, false, {}, {}};
    ids.items.reserve(parents.size());
    for (const Uuid &parent : parents)
        ids.items.emplace_back(to_string(parent));
    return ids;
}

/* The parents and the first `count` parameters of what was asked, of which they are the first. */
std::vector<plan::Param> params_for(std::span<const Uuid> parents, bool one,
                                    const plan::ReadPlan *asked, std::size_t count)
{
    std::vector<plan::Param> params;
    if (asked)
        params.assign(asked->params.begin(),
                      asked->params.begin() + static_cast<std::ptrdiff_t>(count));
    if (params.empty())
        params.emplace_back();
    params.front() = parents_param(parents, one);
    return params;
}

Call call_for(const KeptRead &child, std::span<const Uuid> parents, const plan::ReadPlan *asked)
{
    bool const one = parents.size() == 1;
    return {one ? child.plan_for_one_parent() : child.plan,
            params_for(parents, one, asked, asked ? asked->params.size() : 0)};
}

/* A level is a statement for all parents: what is asked of it, and how it may be run. */
struct Level {
    const KeptRead &kept;
    const plan::ReadPlan *asked;
    bool read_only;
    Budget &budget;
    bool is_childless = false;

    Records run(const pg::KeptPlan &plan, const std::vector<plan::Param> &params,
                const pg::SinkOptions &options) const;
    void run_children(Records &out) const;
    Records::Child run_child(std::span<const Uuid> parents, std::size_t i) const;
    std::unique_ptr<Records> aggregate(std::span<const Uuid> parents,
                                       const plan::ReadPlan &of) const;
};

std::unique_ptr<Records> Level::aggregate(std::span<const Uuid> parents,
                                          const plan::ReadPlan &of) const
{
    auto const plan = aggregate_plan(of);
    pg::SinkOptions options;
    options.ordinal_column = 0;
    options.max_bytes = budget.bytes;
    auto out = std::make_unique<Records>();
    out->sink = std::make_unique<pg::JsonSink>(plan->read.program, 0, options);
    std::vector<plan::Param> const params = params_for(parents, false, &of, of.filter_params);
    check_cost(plan->plan, params, budget.max_cost);
    out->found = pg::execute(plan->plan, params, read_only, *out->sink);
    return out;
}

Records::Child Level::run_child(std::span<const Uuid> parents, std::size_t i) const
{
    Records::Child child;
    const plan::ReadPlan *const page = asked ? asked->content->children[i].get() : nullptr;
    Level const level{*kept.children[i], page, read_only, budget};
    if (parents.empty())
        return child;
    if (!page || needs_records(*page)) {
        Call const call = call_for(level.kept, parents, page);
        pg::SinkOptions options;
        options.ordinal_column = 0;
        options.max_bytes = budget.bytes;
        options.key_columns = page ? &level.kept.read.key_columns : nullptr;
        child.records = std::make_unique<Records>(level.run(call.plan, call.params, options));
        child.first = first_extents(child.records->sink->extents(), parents.size());
    }
    if (page && !page->content->aggregates.empty())
        child.aggregates = aggregate(parents, *page);
    return child;
}

/* Runs the statements of the to-many relations of what `out` holds. */
void Level::run_children(Records &out) const
{
    for (std::size_t i = 0; i < kept.children.size(); ++i)
        out.children.push_back(is_childless ? Records::Child{}
                                            : run_child(out.sink->parents(i), i));
}

Records Level::run(const pg::KeptPlan &plan, const std::vector<plan::Param> &params,
                   const pg::SinkOptions &options) const
{
    Records out;
    out.sink = std::make_unique<pg::JsonSink>(kept.read.program, kept.children.size(), options);
    check_cost(plan, params, budget.max_cost);
    out.found = pg::execute(plan, params, read_only, *out.sink);
    if (out.sink->overflowed())
        throw too_large("answer_bytes", "bytes", limits::answer_bytes);
    budget.bytes -= std::min(budget.bytes, out.sink->json().size());
    if (options.ordinal_column >= 0) {
        if (out.found > budget.rows)
            throw too_large("embedded_total", "embedded records", limits::embedded_total);
        budget.rows -= out.found;
    }
    run_children(out);
    return out;
}

/* Records that may be embedded in one of `kept`, on all levels. */
std::uint64_t most_embedded(const KeptRead &kept)
{
    std::uint64_t most = 0;
    for (const auto &child : kept.children)
        most += limits::embedded_per_parent * (1 + most_embedded(*child));
    return most;
}

} // namespace

KeptRead::KeptRead(sql::ReadStatement statement) : read(std::move(statement)), plan(read.statement)
{
    for (sql::ReadStatement &child : read.children)
        children.push_back(std::make_unique<KeptRead>(std::move(child)));
    read.children.clear();
}

const pg::KeptPlan &KeptRead::plan_for_one_parent() const
{
    if (!one_parent_) {
        Span const span(Phase::Compile);
        note_compiled();
        one_parent_ = std::make_unique<pg::KeptPlan>(read.for_one_parent);
    }
    return *one_parent_;
}

bool needs_records(const plan::ReadPlan &plan) noexcept
{
    using Kind = request::FrameStep::Kind;
    const std::vector<request::FrameStep> &frame = plan.content->frame;
    return frame.empty() ||
           std::any_of(frame.begin(), frame.end(), [](const request::FrameStep &step) {
               return step.kind != Kind::Literal && step.kind != Kind::Aggregate;
           });
}

Records run(const KeptRead &kept, const std::vector<plan::Param> &params, bool read_only,
            std::uint64_t max_rows, double max_cost, const plan::ReadPlan *asked)
{
    Budget budget;
    budget.max_cost = max_cost;
    pg::SinkOptions options;
    options.key_columns = &kept.read.key_columns;
    options.version_column = kept.read.version_column;
    options.max_rows = max_rows;
    options.max_bytes = budget.bytes;
    return Level{kept, asked, read_only, budget}.run(kept.plan, params, options);
}

Records run_without_children(const KeptRead &kept, const std::vector<plan::Param> &params)
{
    Budget budget;
    pg::SinkOptions options;
    options.key_columns = &kept.read.key_columns;
    options.version_column = kept.read.version_column;
    options.max_bytes = budget.bytes;
    return Level{kept, nullptr, false, budget, true}.run(kept.plan, params, options);
}

Chunk fetch(const KeptRead &kept, pg::Cursor &cursor)
{
    /* So few that what they embed stays within the budget, whatever there is. */
    std::uint64_t const most = most_embedded(kept);
    std::uint64_t const rows =
        most == 0 ? 0 : std::max<std::uint64_t>(limits::embedded_total / most, 1);
    Budget budget;
    pg::SinkOptions options;
    options.max_bytes = limits::stream_chunk;
    Chunk out;
    out.records.sink =
        std::make_unique<pg::JsonSink>(kept.read.program, kept.children.size(), options);
    out.has_more = cursor.fetch(rows, *out.records.sink);
    Level{kept, nullptr, true, budget}.run_children(out.records);
    return out;
}

std::size_t size_of(const Records &records)
{
    std::size_t size = records.sink->json().size() + records.sink->extents().size();
    for (const Records::Child &child : records.children)
        if (child.records)
            size += size_of(*child.records);
    return size;
}

void write_record(std::string &out, const Records &records, std::size_t i)
{
    const pg::Extent &extent = records.sink->extents()[i];
    auto const splices = records.sink->splices();
    std::string_view const json = records.sink->json();
    std::size_t written = extent.begin;

    auto splice = std::lower_bound(
        splices.begin(), splices.end(), extent.begin,
        [](const pg::SplicePoint &point, std::size_t offset) { return point.offset < offset; });
    for (; splice != splices.end() && splice->offset < extent.end; ++splice) {
        out.append(json.substr(written, splice->offset - written));
        written = splice->offset;
        const Records::Child &child = records.children[splice->child];
        out += '[';
        if (child.records && splice->parent != static_cast<std::uint32_t>(-1)) {
            std::size_t const end = child.first[splice->parent + 1];
            for (std::size_t j = child.first[splice->parent]; j < end; ++j) {
                if (j > child.first[splice->parent])
                    out += ',';
                write_record(out, *child.records, j);
            }
        }
        out += ']';
    }
    out.append(json.substr(written, extent.end - written));
}

} // namespace viginti::entry
