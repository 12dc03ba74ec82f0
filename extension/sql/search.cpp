#include "sql/search.hpp"

#include "sql/condition.hpp"
#include "sql/writer.hpp"

namespace viginti::sql {

namespace {

using model::ColumnType;
using plan::SearchPlan;

std::string label_alias(std::size_t i)
{
    return "l" + std::to_string(i);
}

void write_rank(Writer &sql, const SearchPlan &plan, std::string_view function, int param,
                std::string_view alias)
{
    if (param) {
        sql.raw(", ").raw(function).raw("(").column('t', 0, plan.vector).raw(", ");
        write_search_query(sql, param);
        sql.raw(")::double precision AS ").raw(alias);
    } else {
        sql.raw(", 0::double precision AS ").raw(alias);
    }
}

/* Which records there are, each with its ranks. */
void write_hits(Writer &sql, const SearchPlan &plan)
{
    sql.raw("SELECT ").column('t', 0, "id");
    write_rank(sql, plan, "ts_rank_cd", plan.all_param, "cover");
    write_rank(sql, plan, "ts_rank", plan.any_param, "rank");
    for (std::size_t i = 0; i < plan.label.size(); ++i) {
        sql.raw(", ").column('t', 0, plan.label[i]).raw("::text AS ").name(label_alias(i));
    }
    if (!plan.image.empty())
        sql.raw(", ").column('t', 0, plan.image).raw(" AS image");
    sql.raw(" FROM ").qualified(plan.object->schema, plan.object->table).raw(" t0");
    std::string_view glue = " WHERE ";
    if (plan.live_only) {
        sql.raw(glue).column('t', 0, "deleted_at").raw(" IS NULL");
        glue = " AND ";
    }
    if (plan.any_param) {
        sql.raw(glue).column('t', 0, plan.vector).raw(" @@ ");
        write_search_query(sql, plan.any_param);
        glue = " AND ";
    }
    if (plan.where) {
        sql.raw(glue);
        write_condition(sql, *plan.where);
    }
}

} // namespace

ReadStatement compile_search(const SearchPlan &plan)
{
    Writer sql;
    ReadStatement out;
    out.key_types = {{ColumnType::Uuid}, {ColumnType::Float8}, {ColumnType::Float8}};
    sql.raw("SELECT h.id, h.cover, h.rank");
    for (std::size_t i = 0; i < plan.label.size(); ++i) {
        sql.raw(", h.").name(label_alias(i));
        out.key_types.push_back({ColumnType::Text});
    }
    if (!plan.image.empty()) {
        sql.raw(", h.image");
        out.key_types.push_back({ColumnType::Text});
    }
    for (std::size_t i = 0; i < out.key_types.size(); ++i)
        out.key_columns.push_back(static_cast<std::uint16_t>(i));
    sql.raw(" FROM (");
    write_hits(sql, plan);
    int const cover = plan.place_param;
    int const rank = cover + 1;
    sql.raw(") h WHERE (h.cover, h.rank) < (").param(cover).raw(", ").param(rank);
    sql.raw(") OR (h.cover = ").param(cover).raw(" AND h.rank = ").param(rank);
    sql.raw(" AND h.id > ")
        .param(rank + 1)
        .raw(") ORDER BY h.cover DESC, h.rank DESC, h.id LIMIT ");
    sql.param(rank + 2);
    std::vector<plan::ParamType> types;
    for (const plan::Param &param : plan.params)
        types.push_back(param.type);
    out.statement = {sql.take(), std::move(types), false};
    return out;
}

} // namespace viginti::sql
