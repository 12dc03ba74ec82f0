#include "sql/read.hpp"

#include "base/limits.hpp"
#include "sql/condition.hpp"
#include "sql/record_program.hpp"

#include <algorithm>

namespace viginti::sql {

namespace {

using plan::ReadPlan;
using plan::Selection;

/* The records of one to-many relation under one parent, named by `parent`, cut to the limit. */
template <class Parent>
void write_embedded(Writer &sql, const RecordProgram &program, const Selection::Embedded &many,
                    const Parent &parent)
{
    const model::Object &object = *many.records.front().object;
    bool first = true;
    sql.raw("(SELECT ");
    for (const std::string &name : program.root_columns()) {
        if (!first)
            sql.raw(", ");
        first = false;
        sql.column('c', 0, name);
    }
    sql.raw(" FROM ").qualified(object.schema, object.table).raw(" c0 WHERE ");
    sql.column('c', 0, many.inverse_column).raw(" = ");
    parent(sql);
    sql.raw(" AND ").column('c', 0, "deleted_at").raw(" IS NULL ORDER BY ").column('c', 0, "id");
    sql.raw(" LIMIT ").number(limits::embedded_per_parent).raw(") t0");
}

/* For all parents at once: (ordinal, columns of t0, columns of its joins), grouped by ordinal. */
std::string write_for_all(const RecordProgram &program, const Selection::Embedded &many)
{
    Writer sql;
    sql.raw("SELECT p.ordinal, ");
    program.write_columns(sql);
    sql.raw(" FROM unnest($1) WITH ORDINALITY AS p(id, ordinal) CROSS JOIN LATERAL ");
    write_embedded(sql, program, many, [](Writer &out) { out.raw("p.id"); });
    program.write_joins(sql);
    sql.raw(" ORDER BY p.ordinal, ").column('t', 0, "id");
    return sql.take();
}

/* The same rows for a single parent: an index scan, where the other starts a join and a sort. */
std::string write_for_one(const RecordProgram &program, const Selection::Embedded &many)
{
    Writer sql;
    sql.raw("SELECT 1::bigint, ");
    program.write_columns(sql);
    sql.raw(" FROM ");
    write_embedded(sql, program, many, [](Writer &out) { out.param(1); });
    program.write_joins(sql);
    sql.raw(" ORDER BY ").column('t', 0, "id");
    return sql.take();
}

void take_program(ReadStatement &out, RecordProgram &program);

ReadStatement compile_embedded(const Selection::Embedded &many)
{
    RecordProgram program;
    program.first_column = 1;
    program.record(many.records.front(), 0);
    ReadStatement out;
    take_program(out, program);
    plan::ParamType const uuid{model::ColumnType::Uuid, false};
    plan::ParamType const uuids{model::ColumnType::Uuid, true};
    out.statement = {write_for_all(program, many), {uuids}, true};
    out.for_one_parent = {write_for_one(program, many), {uuid}, true};
    return out;
}

/* What does not depend on the text of the statement; the records embedded. */
void take_program(ReadStatement &out, RecordProgram &program)
{
    program.flush();
    out.id_column = program.column(0, "id");
    out.header = std::move(program.header);
    out.program = std::move(program.steps);
    for (const Selection::Embedded *many : program.embedded)
        out.children.push_back(compile_embedded(*many));
}

/* Alias of the i-th order value in a page that is joined further; no field maps to it. */
std::string key_alias(std::size_t i)
{
    return "_k" + std::to_string(i);
}

void write_order_by(Writer &sql, const ReadPlan &plan, bool by_alias, std::string_view first = {})
{
    if (plan.kind == ReadPlan::Kind::One)
        return;
    sql.raw(" ORDER BY ").raw(first);
    if (plan.kind == ReadPlan::Kind::Ids) {
        sql.raw("array_position(").param(plan.id_param).raw(", ").column('t', 0, "id").raw(")");
        return;
    }
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        if (by_alias)
            sql.column('t', 0, key_alias(i));
        else
            write_order_value(sql, plan.order[i]);
        write_order_direction(sql, plan.order[i], plan.backward);
        sql.raw(", ");
    }
    sql.column('t', 0, "id").raw(plan.id_descending != plan.backward ? " DESC" : " ASC");
}

/* The version of a single record is read with it, for its ETag. */
bool reads_version(const ReadPlan &plan)
{
    return plan.kind == ReadPlan::Kind::One && plan.object->is_versioned;
}

/* SELECT columns and order values FROM … cut to the page. */
void write_page(Writer &sql, const ReadPlan &plan, const std::vector<std::string> &columns)
{
    sql.raw("SELECT ");
    bool first = true;
    for (const std::string &name : columns) {
        if (!first)
            sql.raw(", ");
        first = false;
        sql.column('t', 0, name);
    }
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        sql.raw(", ");
        write_order_value(sql, plan.order[i]);
        sql.raw(" AS ").name(key_alias(i));
    }
    if (reads_version(plan))
        sql.raw(", ").column('t', 0, "xmin").raw(" AS _x, ").column('t', 0, "ctid").raw(" AS _c");
    write_from(sql, plan);
    write_where(sql, plan);
    write_order_by(sql, plan, false);
    if (plan.limit > 0)
        sql.raw(" LIMIT ").number(plan.limit);
    if (plan.offset > 0)
        sql.raw(" OFFSET ").number(plan.offset);
}

/* A page of each parent: of all in $1 at once, or of the one that $1 is. */
std::string write_pages(const RecordProgram &program, const ReadPlan &plan, bool one_parent)
{
    ReadPlan page = plan;
    page.one_parent = one_parent;
    Writer sql;
    sql.raw(one_parent ? "SELECT 1::bigint, " : "SELECT p.ordinal, ");
    program.write_columns(sql);
    for (std::size_t i = 0; i < plan.order.size(); ++i)
        sql.raw(", ").column('t', 0, key_alias(i));
    sql.raw(" FROM ");
    if (!one_parent)
        sql.raw("unnest($1) WITH ORDINALITY AS p(id, ordinal) CROSS JOIN LATERAL ");
    sql.raw("(");
    write_page(sql, page, program.root_columns());
    sql.raw(") t0");
    program.write_joins(sql);
    write_order_by(sql, page, true, one_parent ? "" : "p.ordinal, ");
    return sql.take();
}

/* The columns behind `first` that cursors are made of. */
void name_keys(ReadStatement &out, const ReadPlan &plan, std::size_t first)
{
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        const plan::OrderKey &key = plan.order[i];
        out.key_columns.push_back(static_cast<std::uint16_t>(first + i));
        out.key_types.push_back(
            {key.options_param ? model::ColumnType::Int8 : key.column.type, false});
    }
    out.key_columns.push_back(out.id_column);
    out.key_types.push_back({model::ColumnType::Uuid, false});
}

/* The record, or the edge of a connection. */
void write_record(RecordProgram &program, const ReadPlan &plan)
{
    const plan::Content &content = *plan.content;
    if (content.edges.empty() && content.selection.object)
        program.record(content.selection, 0);
    else
        program.edges(content.edges);
}

void compile_children(ReadStatement &out, const ReadPlan &plan);

ReadStatement compile_pages(const ReadPlan &plan)
{
    RecordProgram program;
    program.first_column = 1;
    write_record(program, plan);
    ReadStatement out;
    take_program(out, program);
    name_keys(out, plan, program.columns.size() + 1);
    std::vector<plan::ParamType> types = types_of(plan.params, plan.params.size());
    out.statement = {write_pages(program, plan, false), types, true};
    types.front().is_array = false;
    out.for_one_parent = {write_pages(program, plan, true), types, true};
    compile_children(out, plan);
    return out;
}

void compile_children(ReadStatement &out, const ReadPlan &plan)
{
    for (const auto &child : plan.content->children)
        out.children.push_back(compile_pages(*child));
}

} // namespace

void write_where(Writer &sql, const ReadPlan &plan)
{
    std::string_view glue = " WHERE ";
    auto const next = [&] {
        sql.raw(glue);
        glue = " AND ";
    };
    if (plan.kind == ReadPlan::Kind::One) {
        next();
        sql.column('t', 0, "id").raw(" = ").param(plan.id_param);
    }
    if (plan.kind == ReadPlan::Kind::Ids) {
        next();
        sql.column('t', 0, "id").raw(" = ANY (").param(plan.id_param).raw(")");
    }
    if (plan.kind == ReadPlan::Kind::Children) {
        next();
        sql.column('t', 0, plan.inverse_column).raw(" = ");
        if (plan.one_parent)
            sql.param(plan.id_param);
        else
            sql.raw("p.id");
    }
    if (plan.live_only) {
        next();
        sql.column('t', 0, "deleted_at").raw(" IS NULL");
    }
    if (plan.where) {
        next();
        write_condition(sql, *plan.where);
    }
    if (plan.has_cursor) {
        next();
        write_keyset(sql, plan);
    }
}

void write_from(Writer &sql, const ReadPlan &plan)
{
    sql.raw(" FROM ").qualified(plan.object->schema, plan.object->table).raw(" t0");
    write_joins(sql, plan.joins);
}

std::vector<plan::ParamType> types_of(const std::vector<plan::Param> &params, std::size_t count)
{
    std::vector<plan::ParamType> types;
    for (std::size_t i = 0; i < count; ++i)
        types.push_back(params[i].type);
    return types;
}

ReadStatement compile_read(const ReadPlan &plan)
{
    RecordProgram program;
    if (plan.layout == request::Layout::Csv)
        program.row(plan.content->selection);
    else
        write_record(program, plan);
    if (plan.layout == request::Layout::Lines)
        program.literal("\n");
    ReadStatement out;
    take_program(out, program);

    Writer sql;
    if (program.joins.empty()) {
        std::vector<std::string> names;
        for (const Output &output : program.columns)
            names.push_back(output.column);
        write_page(sql, plan, names);
    } else {
        sql.raw("SELECT ");
        program.write_columns(sql);
        for (std::size_t i = 0; i < plan.order.size(); ++i)
            sql.raw(", ").column('t', 0, key_alias(i));
        if (reads_version(plan))
            sql.raw(", t0._x, t0._c");
        sql.raw(" FROM (");
        write_page(sql, plan, program.root_columns());
        sql.raw(") t0");
        program.write_joins(sql);
        write_order_by(sql, plan, true);
    }
    if (reads_version(plan))
        out.version_column = static_cast<int>(program.columns.size() + plan.order.size());
    name_keys(out, plan, program.columns.size());
    out.statement = {sql.take(), types_of(plan.params, plan.params.size()),
                     plan.kind != ReadPlan::Kind::Page};
    compile_children(out, plan);
    return out;
}

bool is_of_one_row(const ReadPlan &plan)
{
    using Kind = Selection::Member::Kind;
    const plan::Content &content = *plan.content;
    const Selection &selection = content.selection;
    return plan.kind == ReadPlan::Kind::One && content.edges.empty() && content.children.empty() &&
           std::all_of(selection.to_one.begin(), selection.to_one.end(),
                       [](const Selection::Embedded &one) { return one.records.empty(); }) &&
           std::none_of(selection.members.begin(), selection.members.end(),
                        [](const Selection::Member &member) {
                            return member.kind == Kind::Record || member.kind == Kind::Page;
                        });
}

ReadStatement compile_returning(const ReadPlan &plan, Statement write)
{
    RecordProgram program;
    write_record(program, plan);
    ReadStatement out;
    take_program(out, program);
    Writer sql;
    std::string_view glue = " RETURNING ";
    for (const Output &output : program.columns) {
        sql.raw(glue).name(output.column);
        glue = ", ";
    }
    if (reads_version(plan)) {
        sql.raw(", xmin, ctid");
        out.version_column = static_cast<int>(program.columns.size());
    }
    name_keys(out, plan, program.columns.size());
    out.statement = std::move(write);
    out.statement.text += sql.take();
    return out;
}

/* WHERE of all records that match, whatever the page. */
void write_filter(Writer &sql, const ReadPlan &plan)
{
    ReadPlan filter;
    filter.kind = plan.kind;
    filter.id_param = plan.id_param;
    filter.inverse_column = plan.inverse_column;
    filter.live_only = plan.live_only;
    filter.where = plan.where;
    write_where(sql, filter);
}

Statement compile_count(const ReadPlan &plan)
{
    Writer sql;
    sql.raw("SELECT count(*)");
    write_from(sql, plan);
    write_filter(sql, plan);
    return {sql.take(), types_of(plan.params, plan.filter_params), false};
}

} // namespace viginti::sql
