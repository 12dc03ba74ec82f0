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

/* The first parameter, an id, and room for more. */
std::vector<Param> id_and(std::size_t more)
{
    std::vector<Param> params;
    params.reserve(1 + more);
    params.push_back({uuid_type(false), false, {}, {}});
    return params;
}

/* Values of arrays and jsonb travel as text in a batch and are cast where they are used. */
bool is_cast_in_batch(ColumnType type)
{
    return type == ColumnType::TextArray || type == ColumnType::Jsonb;
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
    sql.raw(" AND ");
    write_version_test(sql, static_cast<int>(params.size()));
}

void add_versions(std::vector<Param> &params, const Versions &versions)
{
    if (!versions)
        return;
    Param list{{ColumnType::Text, true}, false, {}, {}};
    list.items.assign(versions->begin(), versions->end());
    params.push_back(std::move(list));
}

/* Two batches with the same unique values meet at the first: one waits, and neither for the other. */
void write_key_order(Writer &sql, const Object &object, const std::vector<Assignment> &assignments)
{
    std::string_view glue = " ORDER BY ";
    auto const add = [&](std::string_view column) {
        for (std::size_t i = 0; i < assignments.size(); ++i)
            if (assignments[i].column == column) {
                sql.raw(glue).column('v', 0, "c" + std::to_string(i + 2));
                glue = ", ";
            }
    };
    for (const model::Field &field : object.fields)
        for (const model::Column &column : model::unique_columns(field))
            add(column.name);
    for (const model::Index &index : object.indexes)
        if (index.is_unique)
            for (const model::IndexColumn &column : model::columns_of(object, index))
                add(column.name);
}

} // namespace

void write_place(Writer &sql, const Object &object, Place place, int bound, std::string_view offset)
{
    bool const first = place == Place::First;
    sql.raw("coalesce(");
    if (bound)
        sql.raw(first ? "least(" : "greatest(").param(bound).raw(", ");
    sql.raw(first ? "(SELECT min(x.position) FROM " : "(SELECT max(x.position) FROM ");
    sql.qualified(object.schema, object.table).raw(bound ? " x)), 1)" : " x), 1)");
    sql.raw(first ? " - " : " + ").raw(offset);
}

void write_version_test(Writer &sql, int param)
{
    sql.raw("(").column('t', 0, "xmin").raw("::text || ").column('t', 0, "ctid");
    sql.raw("::text) = ANY (").param(param).raw(")");
}

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
        params.push_back(plan::param_type(assignment.type));
        int const number = static_cast<int>(params.size());
        if (assignment.place != Place::Given)
            write_place(sql, object, assignment.place, number, "1");
        else
            sql.param(number);
    }
    sql.raw(")");
    return {sql.take(), std::move(params), true};
}

std::vector<Param> insert_one_params(const NewRecord &record)
{
    std::vector<Param> params = id_and(record.assignments.size());
    params.front().text = to_string(record.id);
    for (const Assignment &assignment : record.assignments)
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
        int const number = static_cast<int>(params.size()) + 1;
        if (assignment.place != Place::Given) {
            params.push_back(plan::param_type(assignment.type));
            write_place(sql, object, assignment.place, number, "v0.n");
            continue;
        }
        bool const cast = is_cast_in_batch(assignment.type);
        params.push_back({cast ? ColumnType::Text : assignment.type, true});
        sql.column('v', 0, "c" + std::to_string(number));
        if (cast)
            sql.raw("::").raw(model::sql_type(assignment.type));
    }
    /* All arrays but the bounds of places, which stand for all records. */
    auto const each_array = [&](const auto &write) {
        for (std::size_t i = 0; i < params.size(); ++i)
            if (i == 0 || assignments[i - 1].place == Place::Given)
                write(static_cast<int>(i) + 1);
    };
    sql.raw(" FROM unnest(");
    each_array([&](int number) { sql.raw(number > 1 ? ", " : "").param(number); });
    sql.raw(") WITH ORDINALITY AS v0(");
    each_array([&](int number) { sql.name("c" + std::to_string(number)).raw(", "); });
    sql.raw("n)");
    write_key_order(sql, object, assignments);
    return {sql.take(), std::move(params), true};
}

std::vector<Param> insert_many_params(const std::vector<const NewRecord *> &records)
{
    const auto &assignments = records.front()->assignments;
    std::vector<Param> params{{uuid_type(true), false, {}, {}}};
    for (const Assignment &assignment : assignments) {
        bool const cast = is_cast_in_batch(assignment.type);
        if (assignment.place != Place::Given)
            params.push_back(assignment.value);
        else
            params.push_back({{cast ? ColumnType::Text : assignment.type, true}, false, {}, {}});
    }
    for (const NewRecord *const record : records) {
        params[0].items.emplace_back(to_string(record->id));
        for (std::size_t i = 0; i < assignments.size(); ++i) {
            const Param &value = record->assignments[i].value;
            auto &items = params[i + 1].items;
            if (assignments[i].place != Place::Given)
                continue;
            if (value.is_null)
                items.emplace_back(std::nullopt);
            else if (value.type.is_array)
                items.emplace_back(array_literal(value.items));
            else
                items.emplace_back(value.text);
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
            write_place(sql, object, assignment.place, 0, "1");
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
    std::vector<Param> params = id_and(assignments.size() + 1);
    params.front().text = to_string(id);
    for (const Assignment &assignment : assignments)
        if (assignment.place == Place::Given)
            params.push_back(assignment.value);
    add_versions(params, versions);
    return params;
}

} // namespace viginti::sql
