#include "sql/write.hpp"

#include "plan/filter_value.hpp"
#include "sql/array_literal.hpp"
#include "sql/writer.hpp"

namespace viginti::sql {

namespace {

using model::ColumnType;
using model::Object;
using plan::Assignment;
using plan::Param;
using plan::ParamType;
using plan::Place;

ParamType uuid_type(bool is_array)
{
    return {ColumnType::Uuid, is_array};
}

/* Values of arrays and jsonb travel as text in a batch and are cast where they are used. */
bool is_cast_in_batch(ColumnType type)
{
    return type == ColumnType::TextArray || type == ColumnType::Jsonb;
}

/* Before the first, behind the last record: `offset` counts the records of one statement from 1. */
void write_place(Writer &sql, const Object &object, Place place, std::string_view offset)
{
    bool const first = place == Place::First;
    sql.raw(first ? "(SELECT coalesce(min(x.position), 1) FROM "
                  : "(SELECT coalesce(max(x.position), 1) FROM ");
    sql.qualified(object.schema, object.table).raw(" x)").raw(first ? " - " : " + ").raw(offset);
}

void write_insert_head(Writer &sql, const Object &object,
                       const std::vector<Assignment> &assignments)
{
    sql.raw("INSERT INTO ").qualified(object.schema, object.table).raw(" (").name("id");
    for (const Assignment &assignment : assignments)
        sql.raw(", ").name(assignment.column);
    sql.raw(")");
}

/* The record of id $1, in one of the versions of the last parameter. */
void write_id_test(Writer &sql, bool versioned, std::vector<ParamType> &params)
{
    sql.raw(" WHERE ").column('t', 0, "id").raw(" = $1");
    if (!versioned)
        return;
    params.push_back({ColumnType::Text, true});
    sql.raw(" AND (").column('t', 0, "xmin").raw("::text || ").column('t', 0, "ctid");
    sql.raw("::text) = ANY (").param(static_cast<int>(params.size())).raw(")");
}

void add_versions(std::vector<Param> &params, const Versions &versions)
{
    if (!versions)
        return;
    Param list{{ColumnType::Text, true}, false, {}, {}};
    list.items.assign(versions->begin(), versions->end());
    params.push_back(std::move(list));
}

} // namespace

std::string write_shape(char kind, const Object &object, const std::vector<Assignment> &assignments)
{
    std::string shape(1, kind);
    shape.append(reinterpret_cast<const char *>(&object.version), sizeof object.version);
    for (const Assignment &assignment : assignments) {
        shape += assignment.column;
        shape += static_cast<char>(static_cast<int>(assignment.place));
    }
    return shape;
}

Statement compile_insert_one(const Object &object, const std::vector<Assignment> &assignments)
{
    Writer sql;
    std::vector<ParamType> params{uuid_type(false)};
    write_insert_head(sql, object, assignments);
    sql.raw(" VALUES ($1");
    for (const Assignment &assignment : assignments) {
        sql.raw(", ");
        if (assignment.place != Place::Given) {
            write_place(sql, object, assignment.place, "1");
            continue;
        }
        params.push_back(plan::param_type(assignment.type));
        sql.param(static_cast<int>(params.size()));
    }
    sql.raw(")");
    return {sql.take(), std::move(params), true};
}

std::vector<Param> insert_one_params(const NewRecord &record)
{
    std::vector<Param> params{{uuid_type(false), false, to_string(record.id), {}}};
    for (const Assignment &assignment : record.assignments)
        if (assignment.place == Place::Given)
            params.push_back(assignment.value);
    return params;
}

Statement compile_insert_many(const Object &object, const std::vector<Assignment> &assignments)
{
    Writer sql;
    std::vector<ParamType> params{uuid_type(true)};
    write_insert_head(sql, object, assignments);
    sql.raw(" SELECT ").column('v', 0, "c1");
    for (const Assignment &assignment : assignments) {
        sql.raw(", ");
        if (assignment.place != Place::Given) {
            write_place(sql, object, assignment.place, "v0.n");
            continue;
        }
        bool const cast = is_cast_in_batch(assignment.type);
        params.push_back({cast ? ColumnType::Text : assignment.type, true});
        sql.column('v', 0, "c" + std::to_string(params.size()));
        if (cast)
            sql.raw("::").raw(model::sql_type(assignment.type));
    }
    sql.raw(" FROM unnest(");
    for (std::size_t i = 1; i <= params.size(); ++i)
        sql.raw(i > 1 ? ", " : "").param(static_cast<int>(i));
    sql.raw(") WITH ORDINALITY AS v0(");
    for (std::size_t i = 1; i <= params.size(); ++i)
        sql.name("c" + std::to_string(i)).raw(", ");
    sql.raw("n)");
    return {sql.take(), std::move(params), true};
}

std::vector<Param> insert_many_params(const std::vector<const NewRecord *> &records)
{
    std::vector<Param> params{{uuid_type(true), false, {}, {}}};
    for (const Assignment &assignment : records.front()->assignments)
        if (assignment.place == Place::Given) {
            bool const cast = is_cast_in_batch(assignment.type);
            params.push_back({{cast ? ColumnType::Text : assignment.type, true}, false, {}, {}});
        }
    for (const NewRecord *const record : records) {
        params[0].items.emplace_back(to_string(record->id));
        std::size_t i = 0;
        for (const Assignment &assignment : record->assignments) {
            if (assignment.place != Place::Given)
                continue;
            auto &items = params[++i].items;
            if (assignment.value.is_null)
                items.emplace_back(std::nullopt);
            else if (assignment.value.type.is_array)
                items.emplace_back(array_literal(assignment.value.items));
            else
                items.emplace_back(assignment.value.text);
        }
    }
    return params;
}

Statement compile_update(const Object &object, const std::vector<Assignment> &assignments,
                         bool versioned)
{
    Writer sql;
    std::vector<ParamType> params{uuid_type(false)};
    bool touches_time = false;
    std::string_view glue = " t0 SET ";
    sql.raw("UPDATE ").qualified(object.schema, object.table);
    for (const Assignment &assignment : assignments) {
        touches_time = touches_time || assignment.column == "updated_at";
        sql.raw(glue).name(assignment.column).raw(" = ");
        glue = ", ";
        if (assignment.place != Place::Given) {
            write_place(sql, object, assignment.place, "1");
            continue;
        }
        params.push_back(plan::param_type(assignment.type));
        sql.param(static_cast<int>(params.size()));
    }
    if (!touches_time)
        sql.raw(glue).name("updated_at").raw(" = now()");
    write_id_test(sql, versioned, params);
    return {sql.take(), std::move(params), true};
}

std::vector<Param> update_params(const Uuid &id, const std::vector<Assignment> &assignments,
                                 const Versions &versions)
{
    std::vector<Param> params{{uuid_type(false), false, to_string(id), {}}};
    for (const Assignment &assignment : assignments)
        if (assignment.place == Place::Given)
            params.push_back(assignment.value);
    add_versions(params, versions);
    return params;
}

Statement compile_soft_delete(const Object &object, bool versioned)
{
    Writer sql;
    std::vector<ParamType> params{uuid_type(false)};
    sql.raw("UPDATE ").qualified(object.schema, object.table);
    sql.raw(" t0 SET deleted_at = coalesce(t0.deleted_at, now()), updated_at = now()");
    write_id_test(sql, versioned, params);
    return {sql.take(), std::move(params), true};
}

Statement compile_destroy(const Object &object, bool versioned)
{
    Writer sql;
    std::vector<ParamType> params{uuid_type(false)};
    sql.raw("DELETE FROM ").qualified(object.schema, object.table).raw(" t0");
    write_id_test(sql, versioned, params);
    return {sql.take(), std::move(params), true};
}

std::vector<Param> id_params(const Uuid &id, const Versions &versions)
{
    std::vector<Param> params{{uuid_type(false), false, to_string(id), {}}};
    add_versions(params, versions);
    return params;
}

} // namespace viginti::sql
