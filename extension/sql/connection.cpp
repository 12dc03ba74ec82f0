#include "sql/connection.hpp"

#include "sql/aggregate.hpp"
#include "sql/read.hpp"

namespace viginti::sql {

namespace {

using plan::Aggregate;
using plan::Emit;
using plan::ReadPlan;

/* Of no records everything is null but their number. */
void write_aggregates(Writer &sql, const ReadPlan &plan)
{
    for (std::size_t i = 0; i < plan.content->aggregates.size(); ++i) {
        const Aggregate &aggregate = plan.content->aggregates[i];
        bool const total = aggregate.kind == plan::AggregateKind::TotalCount;
        sql.raw(i == 0 ? "" : ", ").raw(total ? "" : "CASE WHEN count(*) > 0 THEN ");
        write_aggregate(sql, aggregate);
        sql.raw(total ? "" : " END").raw(" AS a").number(static_cast<int>(i));
    }
}

std::vector<Emit> program_of(const ReadPlan &plan, std::uint16_t first_column)
{
    std::vector<Emit> program;
    for (std::size_t i = 0; i < plan.content->aggregates.size(); ++i) {
        if (i > 0)
            program.push_back({Emit::Step::Mark, {}, 0, plan::mark_next, {}});
        program.push_back({Emit::Step::Value,
                           model::Form::NullableText,
                           static_cast<std::uint16_t>(first_column + i),
                           0,
                           {}});
    }
    return program;
}

} // namespace

ReadStatement compile_aggregates(const ReadPlan &plan)
{
    bool const children = plan.kind == ReadPlan::Kind::Children;
    Writer sql;
    if (children) {
        sql.raw("SELECT p.ordinal");
        for (std::size_t i = 0; i < plan.content->aggregates.size(); ++i)
            sql.raw(", c.a").number(static_cast<int>(i));
        sql.raw(" FROM unnest($1) WITH ORDINALITY AS p(id, ordinal) CROSS JOIN LATERAL (");
    }
    sql.raw("SELECT ");
    write_aggregates(sql, plan);
    write_from(sql, plan);
    write_filter(sql, plan);
    if (children)
        sql.raw(") c ORDER BY p.ordinal");
    ReadStatement out;
    out.program = program_of(plan, children ? 1 : 0);
    out.statement = {sql.take(), types_of(plan.params, plan.filter_params), children};
    return out;
}

} // namespace viginti::sql
