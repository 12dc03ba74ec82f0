#include "entry/connection.hpp"

#include "base/json.hpp"
#include "base/stopwatch.hpp"
#include "entry/cost_guard.hpp"
#include "entry/envelope.hpp"
#include "entry/plans.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using plan::ReadPlan;
using request::FrameStep;

/* The records of one connection, in the order they were read, and its row of aggregates. */
struct Page {
    const ReadPlan &plan;
    const Records *records; /* null when there are none or none were needed */
    std::size_t begin, end;
    bool has_more; /* in the direction of the scan */
    const Records *aggregates;
    std::size_t aggregate_row;

    std::size_t count() const { return end - begin; }
    /* The i-th in the order of the answer. */
    std::size_t at(std::size_t i) const { return plan.backward ? end - 1 - i : begin + i; }
};

void append_page(std::string &out, const Page &page);

/* The connection of a to-many relation of one record. */
Page page_of(const Records::Child &child, const ReadPlan &plan, std::uint32_t parent)
{
    Page page{plan, nullptr, 0, 0, false, child.aggregates.get(), parent};
    if (parent == static_cast<std::uint32_t>(-1) || !child.records)
        return page;
    page.records = child.records.get();
    page.begin = child.first[parent];
    std::size_t const limit = static_cast<std::size_t>(plan.limit) - 1;
    std::size_t const rows = child.first[parent + 1] - page.begin;
    page.has_more = rows > limit;
    page.end = page.begin + std::min(rows, limit);
    return page;
}

/* What row `i` holds of the `place`-th place between marks, cursors and connections filled in. */
void append_row(std::string &out, const Records &records, std::size_t i, const ReadPlan &plan,
                std::size_t place)
{
    const pg::Extent &extent = records.sink->extents()[i];
    auto const splices = records.sink->splices();
    std::string_view const json = records.sink->json();
    std::size_t written = extent.begin;
    std::size_t here = 0;
    auto const advance = [&](std::size_t to) {
        if (here == place)
            out.append(json.substr(written, to - written));
        written = to;
    };

    auto splice = std::lower_bound(
        splices.begin(), splices.end(), extent.begin,
        [](const pg::SplicePoint &point, std::size_t offset) { return point.offset < offset; });
    for (; splice != splices.end() && splice->offset < extent.end && here <= place; ++splice) {
        advance(splice->offset);
        if (splice->child == plan::mark_next)
            ++here;
        else if (here != place)
            continue;
        else if (splice->child == plan::mark_cursor)
            append_cursor(out, records, i, plan);
        else
            append_page(out, page_of(records.children[splice->child],
                                     *plan.content->children[splice->child], splice->parent));
    }
    advance(extent.end);
}

void append_edges(std::string &out, const Page &page, std::size_t place)
{
    out += '[';
    for (std::size_t i = 0; i < page.count(); ++i) {
        out += i == 0 ? "" : ",";
        append_row(out, *page.records, page.at(i), page.plan, place);
    }
    out += ']';
}

void append_end(std::string &out, const Page &page, bool first)
{
    if (page.count() == 0)
        out += "null";
    else
        append_cursor(out, *page.records, page.at(first ? 0 : page.count() - 1), page.plan);
}

/* Of no parent at all the number of records is 0 and everything else null. */
void append_aggregate(std::string &out, const Page &page, std::size_t index)
{
    if (page.aggregates && page.aggregate_row < page.aggregates->sink->extents().size())
        append_row(out, *page.aggregates, page.aggregate_row, page.plan, index);
    else
        out += page.plan.content->aggregates[index].kind == plan::AggregateKind::TotalCount
                   ? "0"
                   : "null";
}

/*
 * Behind a cursor there is a page on its other side, the record it names at least (Relay's
 * specification of connections leaves it to the server to tell).
 */
void append_page(std::string &out, const Page &page)
{
    const ReadPlan &plan = page.plan;
    bool const before = plan.has_cursor || plan.offset > 0;
    for (const FrameStep &step : plan.content->frame) {
        switch (step.kind) {
        case FrameStep::Kind::Literal:
            out += step.text;
            break;
        case FrameStep::Kind::Edges:
            append_edges(out, page, step.index);
            break;
        case FrameStep::Kind::HasNextPage:
            out += (plan.backward ? before : page.has_more) ? "true" : "false";
            break;
        case FrameStep::Kind::HasPreviousPage:
            out += (plan.backward ? page.has_more : before) ? "true" : "false";
            break;
        case FrameStep::Kind::StartCursor:
        case FrameStep::Kind::EndCursor:
            append_end(out, page, step.kind == FrameStep::Kind::StartCursor);
            break;
        case FrameStep::Kind::Aggregate:
            append_aggregate(out, page, step.index);
            break;
        }
    }
}

Records run_aggregates(const ReadPlan &plan, const Caller &caller)
{
    auto const kept = aggregate_plan(plan);
    std::vector<plan::Param> const params(
        plan.params.begin(), plan.params.begin() + static_cast<std::ptrdiff_t>(plan.filter_params));
    return run(*kept, params, true, 1, caller.max_plan_cost);
}

} // namespace

void append_connection(std::string &out, const ReadPlan &plan, const Caller &caller)
{
    Page page{plan, nullptr, 0, 0, false, nullptr, 0};
    Records records, aggregates;
    if (needs_records(plan)) {
        auto const limit = static_cast<std::uint64_t>(plan.limit) - 1;
        /* A page of no records still tells whether there are any: one row is looked for. */
        records = run(*read_plan(plan), plan.params, true, std::max<std::uint64_t>(limit, 1),
                      caller.max_plan_cost, &plan);
        page.records = &records;
        page.has_more = records.found > limit;
        page.end = std::min<std::size_t>(records.sink->extents().size(), limit);
    }
    if (!plan.content->aggregates.empty()) {
        aggregates = run_aggregates(plan, caller);
        page.aggregates = &aggregates;
    }
    Span const span(Phase::Write);
    if (page.records)
        out.reserve(out.size() + size_of(records) +
                    records.sink->splices().size() * plain_cursor_bytes + 512);
    append_page(out, page);
}

void append_record(std::string &out, const Records &records, std::size_t i, const ReadPlan &plan)
{
    Span const span(Phase::Write);
    append_row(out, records, i, plan, 0);
}

} // namespace viginti::entry
