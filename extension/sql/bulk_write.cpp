#include "sql/bulk_write.hpp"

#include "plan/filter_value.hpp"
#include "sql/condition.hpp"
#include "sql/write.hpp"
#include "sql/writer.hpp"

#include <algorithm>

namespace viginti::sql {

namespace {

using plan::Assignment;
using plan::Matches;
using plan::Place;

void write_where(Writer &sql, const Matches &matches)
{
    sql.raw(" WHERE ");
    write_condition(sql, matches.where);
    if (!matches.versions_param)
        return;
    sql.raw(" AND ");
    write_version_test(sql, matches.versions_param);
}

void write_source(Writer &sql, const Matches &matches)
{
    sql.raw(" FROM ").qualified(matches.object->schema, matches.object->table).raw(" t0");
    write_joins(sql, matches.joins);
    write_where(sql, matches);
}

/*
 * What is to be written, m. Locked before anything is written: under a concurrent writer the filter
 * is tested once more against what that writer left.
 */
void write_matches(Writer &sql, const Matches &matches)
{
    sql.raw("WITH m AS MATERIALIZED (SELECT t0.id, t0.deleted_at");
    write_source(sql, matches);
    if (matches.limit_param)
        sql.raw(" ORDER BY t0.id LIMIT ").param(matches.limit_param);
    sql.raw(" FOR UPDATE OF t0)");
}

/* `old` has the deletedAt there was: a record that is already soft-deleted keeps its time. */
void write_deleted_at(Writer &sql, Effect effect, std::string_view old)
{
    sql.raw(" SET deleted_at = ");
    if (effect == Effect::Restore)
        sql.raw("NULL");
    else
        sql.raw("coalesce(").raw(old).raw(".deleted_at, now())");
    sql.raw(", updated_at = now()");
}

/*
 * When each match is soft-deleted, d: later than each of its followers that is deleted already, be
 * it by a millisecond, the step of the column. Of one transaction now() alone would not tell.
 */
void write_times(Writer &sql, const Matches &matches)
{
    sql.raw(", d AS MATERIALIZED (SELECT m.id, coalesce(m.deleted_at, greatest(now()");
    for (const plan::Follower &follower : matches.followers) {
        sql.raw(", (SELECT max(c0.deleted_at) + interval '1 millisecond' FROM ");
        sql.qualified(follower.object->schema, follower.object->table).raw(" c0 WHERE ");
        sql.column('c', 0, follower.owner_column).raw(" = m.id AND c0.deleted_at IS NOT NULL)");
    }
    sql.raw(")) AS deleted_at FROM m)");
}

/*
 * Those that belong to what is soft-deleted get its time, and by that time are found again when it
 * is restored: what was deleted before it stays so.
 */
void write_followers(Writer &sql, const Matches &matches, Effect effect)
{
    bool const restores = effect == Effect::Restore;
    for (std::size_t i = 0; i < matches.followers.size(); ++i) {
        const plan::Follower &follower = matches.followers[i];
        sql.raw(", ").alias('s', static_cast<int>(i) + 1).raw(" AS (UPDATE ");
        sql.qualified(follower.object->schema, follower.object->table).raw(" c0");
        write_deleted_at(sql, effect, "d");
        sql.raw(restores ? " FROM m WHERE " : " FROM d WHERE ");
        sql.column('c', 0, follower.owner_column);
        sql.raw(restores ? " = m.id AND c0.deleted_at = m.deleted_at)"
                         : " = d.id AND c0.deleted_at IS NULL)");
    }
}

bool has_places(const std::vector<Assignment> &assignments)
{
    return std::any_of(assignments.begin(), assignments.end(), [](const Assignment &assignment) {
        return assignment.place != Place::Given;
    });
}

void write_assignments(Writer &sql, const Matches &matches,
                       const std::vector<Assignment> &assignments,
                       std::vector<plan::ParamType> &params)
{
    bool touches_time = false;
    std::string_view glue = " SET ";
    for (const Assignment &assignment : assignments) {
        touches_time = touches_time || assignment.column == "updated_at";
        sql.raw(glue).name(assignment.column).raw(" = ");
        glue = ", ";
        if (assignment.place != Place::Given) {
            write_place(sql, *matches.object, assignment.place, 0, "m.n");
            continue;
        }
        params.push_back(plan::param_type(assignment.type));
        sql.param(static_cast<int>(params.size()));
    }
    if (!touches_time)
        sql.raw(glue).raw("updated_at = now()");
}

std::vector<plan::ParamType> types_of(const std::vector<plan::Param> &params)
{
    std::vector<plan::ParamType> types;
    for (const plan::Param &param : params)
        types.push_back(param.type);
    return types;
}

} // namespace

Statement compile_bulk_write(const Matches &matches, Effect effect,
                             const std::vector<Assignment> &assignments)
{
    Writer sql;
    std::vector<plan::ParamType> params = types_of(matches.params);
    bool const direct = !matches.limit_param && matches.followers.empty();
    bool const destroys = effect == Effect::Destroy;
    bool const times = effect == Effect::SoftDelete && !matches.followers.empty();
    std::string_view const source = times ? "d" : "m";
    if (!direct) {
        write_matches(sql, matches);
        if (times)
            write_times(sql, matches);
        write_followers(sql, matches, effect);
        sql.raw(" ");
    }
    sql.raw(destroys ? "DELETE FROM " : "UPDATE ");
    sql.qualified(matches.object->schema, matches.object->table).raw(direct ? " t0" : " t1");
    if (effect == Effect::Update)
        write_assignments(sql, matches, assignments, params);
    else if (!destroys)
        write_deleted_at(sql, effect, direct ? "t0" : source);
    if (direct) {
        write_where(sql, matches);
        sql.raw(" RETURNING t0.id");
    } else {
        sql.raw(destroys ? " USING " : " FROM ");
        sql.raw(has_places(assignments)
                    ? "(SELECT m.id, row_number() OVER (ORDER BY m.id) AS n FROM m) m"
                    : source);
        sql.raw(" WHERE t1.id = ").raw(source).raw(".id RETURNING t1.id");
    }
    return {sql.take(), std::move(params), !matches.limit_param};
}

std::vector<plan::Param> bulk_write_params(const Matches &matches,
                                           const std::vector<Assignment> &assignments)
{
    std::vector<plan::Param> params = matches.params;
    for (const Assignment &assignment : assignments)
        if (assignment.place == Place::Given)
            params.push_back(assignment.value);
    return params;
}

std::string bulk_write_shape(const Matches &matches, Effect effect,
                             const std::vector<Assignment> &assignments)
{
    return matches.shape + '\0' +
           write_shape(static_cast<char>('0' + static_cast<int>(effect)), *matches.object,
                       assignments);
}

Statement compile_match_count(const Matches &matches)
{
    Writer sql;
    sql.raw("SELECT count(*)");
    write_source(sql, matches);
    std::vector<plan::ParamType> types = types_of(matches.params);
    types.pop_back();
    return {sql.take(), std::move(types), false};
}

} // namespace viginti::sql
