#include "sql/link.hpp"

#include "plan/filter_value.hpp"
#include "sql/write.hpp"
#include "sql/writer.hpp"

namespace viginti::sql {

using model::ColumnType;
using plan::Nest;

namespace {

std::string key_column(const Link &link)
{
    return model::column_name(link.key, link.key.type_info().parts.front());
}

plan::Param list_of(const std::vector<Uuid> &ids)
{
    plan::Param list{{ColumnType::Uuid, true}, false, {}, {}};
    for (const Uuid &id : ids)
        list.items.emplace_back(to_string(id));
    return list;
}

} // namespace

Statement compile_link(const Link &link)
{
    bool const connects = link.act == Nest::Act::Connect;
    bool const releases = link.act == Nest::Act::Release;
    std::string const key = key_column(link);
    std::vector<plan::ParamType> params{{ColumnType::Uuid, true}};
    if (!releases)
        params.push_back({ColumnType::Uuid, true});
    Writer sql;
    sql.raw("UPDATE ").qualified(link.object.schema, link.object.table).raw(" t0 SET ");
    sql.name(key).raw(connects ? " = v0.owner" : " = NULL");
    bool touches_time = false;
    for (const plan::Assignment &assignment : link.also) {
        touches_time = touches_time || assignment.column == "updated_at";
        params.push_back(plan::param_type(assignment.type));
        sql.raw(", ").name(assignment.column).raw(" = ");
        sql.param(static_cast<int>(params.size()));
    }
    if (!touches_time)
        sql.raw(", ").name("updated_at").raw(" = now()");
    sql.raw(releases ? " FROM unnest($1) AS v0(owner) WHERE "
                     : " FROM unnest($1, $2) AS v0(owner, id) WHERE t0.id = v0.id AND ");
    if (!connects)
        sql.column('t', 0, key).raw(" = v0.owner AND ");
    sql.raw("t0.deleted_at IS NULL RETURNING t0.id");
    return {sql.take(), std::move(params), true};
}

std::string link_shape(const Link &link)
{
    std::string shape = "k" + write_shape(static_cast<char>('0' + static_cast<int>(link.act)),
                                          link.object, link.also);
    return shape + '\0' + key_column(link);
}

std::vector<plan::Param> link_params(const Link &link, const std::vector<Uuid> &owners,
                                     const std::vector<Uuid> &records)
{
    std::vector<plan::Param> params{list_of(owners)};
    if (link.act != Nest::Act::Release)
        params.push_back(list_of(records));
    for (const plan::Assignment &assignment : link.also)
        params.push_back(assignment.value);
    return params;
}

} // namespace viginti::sql
