#include "sql/read.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/csv.hpp"
#include "sql/condition.hpp"
#include "sql/writer.hpp"

#include <algorithm>
#include <optional>

namespace viginti::sql {

namespace {

using model::Field;
using model::Part;
using plan::Emit;
using plan::ReadPlan;
using plan::Selection;

/* A column of the select list: of the root t0 or of a joined record t1, t2, … */
struct Output {
    int alias;
    std::string column;
};

/* A to-one record embedded in the answer. */
struct RecordJoin {
    int alias;
    int parent;
    std::string foreign_key;
    const model::Object *target;
};

std::string wire_name(const Field &field, bool twenty_names)
{
    return twenty_names && !field.twenty_name.empty() ? field.twenty_name : field.name;
}

ReadStatement compile_child(const Selection::Embedded &many);

/* Walks a selection and collects its columns, its joins and the program that writes it. */
struct Compiler {
    ReadStatement out;
    std::vector<Output> columns;
    std::vector<RecordJoin> joins;
    std::string pending; /* literal bytes not yet in the program */
    int first_column = 0;

    std::uint16_t column(int alias, const std::string &name)
    {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i].alias == alias && columns[i].column == name)
                return static_cast<std::uint16_t>(i + first_column);
        columns.push_back({alias, name});
        return static_cast<std::uint16_t>(columns.size() - 1 + first_column);
    }

    void flush()
    {
        if (!pending.empty())
            out.program.push_back({Emit::Step::Literal, {}, 0, 0, std::move(pending)});
        pending.clear();
    }

    void key(const std::string &name) { append_json_key(pending, name); }

    void value(int alias, const std::string &name, model::Form form)
    {
        std::uint16_t const place = column(alias, name);
        flush();
        out.program.push_back({Emit::Step::Value, form, place, 0, {}});
    }

    void open(char bracket) { pending += bracket; }

    /* The parts whose bits are set. */
    void field(const Field &field, std::uint32_t parts, int alias, bool twenty_names)
    {
        const model::FieldTypeInfo &type = field.type_info();
        key(wire_name(field, twenty_names));
        if (!type.composite)
            return value(alias, model::column_name(field, type.parts.front()),
                         type.parts.front().form);
        open('{');
        bool first = true;
        for (std::size_t i = 0; i < type.parts.size(); ++i) {
            const Part &part = type.parts[i];
            if (part.form == model::Form::Hidden || (parts >> i & 1) == 0)
                continue;
            if (!first)
                pending += ',';
            first = false;
            append_json_string(pending, part.name);
            pending += ':';
            value(alias, model::column_name(field, part), part.form);
        }
        open('}');
    }

    void cell(const std::string &name, const std::string &column_name)
    {
        if (!out.header.empty()) {
            out.header += ',';
            pending += ',';
        }
        rest::append_csv_cell(out.header, name);
        std::uint16_t const place = column(0, column_name);
        flush();
        out.program.push_back({Emit::Step::Cell, {}, place, 0, {}});
    }

    void row(const Selection &selection);
    void record(const Selection &selection, int alias);
    void to_one(const Selection::Embedded &one, int alias, bool twenty_names);
};

void Compiler::to_one(const Selection::Embedded &one, int alias, bool twenty_names)
{
    const Field &field = *one.field;
    std::string const foreign_key = model::column_name(field, field.type_info().parts.front());
    if (one.records.empty()) {
        key(field.foreign_key_name());
        return value(alias, foreign_key, model::Form::Uuid);
    }

    /* A soft-deleted target reads as absent, its key too (spec/core-rest.md §13). */
    int const target = static_cast<int>(joins.size()) + 1;
    joins.push_back({target, alias, foreign_key, one.records.front().object.get()});
    if (one.has_key) {
        key(field.foreign_key_name());
        value(target, "id", model::Form::Uuid);
    }
    key(wire_name(field, twenty_names));
    flush();
    std::size_t const test = out.program.size();
    out.program.push_back({Emit::Step::NullUnless, {}, column(target, "id"), 0, {}});
    record(one.records.front(), target);
    flush();
    out.program[test].target = static_cast<std::uint32_t>(out.program.size());
}

/* A line of CSV: a cell a field, a sub-field or a foreign key. */
void Compiler::row(const Selection &selection)
{
    for (std::size_t i = 0; i < selection.fields.size(); ++i) {
        const Field &field = *selection.fields[i];
        std::string const name = wire_name(field, selection.twenty_names);
        std::uint32_t bits = selection.parts.empty() ? ~0u : selection.parts[i];
        for (const Part &part : field.type_info().parts) {
            if (part.form != model::Form::Hidden && (bits & 1) != 0)
                cell(part.name.empty() ? name : name + '.' + std::string(part.name),
                     model::column_name(field, part));
            bits >>= 1;
        }
    }
    for (const Selection::Embedded &one : selection.to_one)
        cell(one.field->foreign_key_name(),
             model::column_name(*one.field, one.field->type_info().parts.front()));
    pending += "\r\n";
    out.header += "\r\n";
}

void Compiler::record(const Selection &selection, int alias)
{
    bool const twenty_names = selection.twenty_names;
    open('{');
    for (std::size_t i = 0; i < selection.fields.size(); ++i)
        field(*selection.fields[i], selection.parts.empty() ? ~0u : selection.parts[i], alias,
              twenty_names);
    for (const Selection::Embedded &one : selection.to_one)
        to_one(one, alias, twenty_names);
    for (const Selection::Embedded &many : selection.to_many) {
        key(wire_name(*many.field, twenty_names));
        flush();
        std::uint32_t const child = static_cast<std::uint32_t>(out.children.size());
        out.program.push_back({Emit::Step::Splice, {}, column(alias, "id"), child, {}});
        out.children.push_back(compile_child(many));
    }
    open('}');
}

void write_outputs(Writer &sql, const std::vector<Output> &columns)
{
    bool first = true;
    for (const Output &output : columns) {
        if (!first)
            sql.raw(", ");
        first = false;
        sql.column('t', output.alias, output.column);
    }
}

/* The root's own columns that the outer select or its joins use. */
std::vector<std::string> root_columns(const Compiler &compiler)
{
    std::vector<std::string> names{"id"};
    auto const add = [&](const std::string &name) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    };
    for (const Output &output : compiler.columns)
        if (output.alias == 0)
            add(output.column);
    for (const RecordJoin &join : compiler.joins)
        if (join.parent == 0)
            add(join.foreign_key);
    return names;
}

void write_record_joins(Writer &sql, const std::vector<RecordJoin> &joins)
{
    for (const RecordJoin &join : joins) {
        sql.raw(" LEFT JOIN ").qualified(join.target->schema, join.target->table).raw(" ");
        sql.alias('t', join.alias).raw(" ON ").column('t', join.alias, "id").raw(" = ");
        sql.column('t', join.parent, join.foreign_key).raw(" AND ");
        sql.column('t', join.alias, "deleted_at").raw(" IS NULL");
    }
}

/* The records of one to-many relation under one parent, named by `parent`, cut to the limit. */
template <class Parent>
void write_children(Writer &sql, const Compiler &compiler, const Selection::Embedded &many,
                    const Parent &parent)
{
    const model::Object &object = *many.records.front().object;
    bool first = true;
    sql.raw("(SELECT ");
    for (const std::string &name : root_columns(compiler)) {
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
std::string write_for_all(const Compiler &compiler, const Selection::Embedded &many)
{
    Writer sql;
    sql.raw("SELECT p.ordinal, ");
    write_outputs(sql, compiler.columns);
    sql.raw(" FROM unnest($1) WITH ORDINALITY AS p(id, ordinal) CROSS JOIN LATERAL ");
    write_children(sql, compiler, many, [](Writer &out) { out.raw("p.id"); });
    write_record_joins(sql, compiler.joins);
    sql.raw(" ORDER BY p.ordinal, ").column('t', 0, "id");
    return sql.take();
}

/* The same rows for a single parent: an index scan, where the other starts a join and a sort. */
std::string write_for_one(const Compiler &compiler, const Selection::Embedded &many)
{
    Writer sql;
    sql.raw("SELECT 1::bigint, ");
    write_outputs(sql, compiler.columns);
    sql.raw(" FROM ");
    write_children(sql, compiler, many, [](Writer &out) { out.param(1); });
    write_record_joins(sql, compiler.joins);
    sql.raw(" ORDER BY ").column('t', 0, "id");
    return sql.take();
}

ReadStatement compile_child(const Selection::Embedded &many)
{
    Compiler compiler;
    compiler.first_column = 1;
    compiler.record(many.records.front(), 0);
    compiler.flush();
    compiler.out.id_column = compiler.column(0, "id");
    plan::ParamType const uuid{model::ColumnType::Uuid, false};
    plan::ParamType const uuids{model::ColumnType::Uuid, true};
    compiler.out.statement = {write_for_all(compiler, many), {uuids}, true};
    compiler.out.for_one_parent = {write_for_one(compiler, many), {uuid}, true};
    return std::move(compiler.out);
}

/* Alias of the i-th order value in a page that is joined further; no field maps to it. */
std::string key_alias(std::size_t i)
{
    return "_k" + std::to_string(i);
}

void write_order_by(Writer &sql, const ReadPlan &plan, bool by_alias)
{
    if (plan.kind == ReadPlan::Kind::One)
        return;
    sql.raw(" ORDER BY ");
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
    if (plan.kind == ReadPlan::Kind::Page && plan.limit > 0)
        sql.raw(" LIMIT ").number(plan.limit);
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
    Compiler compiler;
    if (plan.layout == request::Layout::Csv)
        compiler.row(plan.selection);
    else
        compiler.record(plan.selection, 0);
    if (plan.layout == request::Layout::Lines)
        compiler.pending += '\n';
    compiler.flush();
    ReadStatement &out = compiler.out;
    out.id_column = compiler.column(0, "id");

    Writer sql;
    if (compiler.joins.empty()) {
        std::vector<std::string> names;
        for (const Output &output : compiler.columns)
            names.push_back(output.column);
        write_page(sql, plan, names);
    } else {
        sql.raw("SELECT ");
        write_outputs(sql, compiler.columns);
        for (std::size_t i = 0; i < plan.order.size(); ++i)
            sql.raw(", ").column('t', 0, key_alias(i));
        if (reads_version(plan))
            sql.raw(", t0._x, t0._c");
        sql.raw(" FROM (");
        write_page(sql, plan, root_columns(compiler));
        sql.raw(") t0");
        write_record_joins(sql, compiler.joins);
        write_order_by(sql, plan, true);
    }
    if (reads_version(plan))
        out.version_column = static_cast<int>(compiler.columns.size() + plan.order.size());
    for (std::size_t i = 0; i < plan.order.size(); ++i) {
        const plan::OrderKey &key = plan.order[i];
        out.key_columns.push_back(static_cast<std::uint16_t>(compiler.columns.size() + i));
        out.key_types.push_back(
            {key.options_param ? model::ColumnType::Int8 : key.column.type, false});
    }
    out.key_columns.push_back(out.id_column);
    out.key_types.push_back({model::ColumnType::Uuid, false});
    out.statement = {sql.take(), types_of(plan.params, plan.params.size()),
                     plan.kind != ReadPlan::Kind::Page};
    return std::move(compiler.out);
}

Statement compile_count(const ReadPlan &plan)
{
    Writer sql;
    sql.raw("SELECT count(*)");
    write_from(sql, plan);
    ReadPlan filter;
    filter.live_only = plan.live_only;
    filter.where = plan.where;
    write_where(sql, filter);
    return {sql.take(), types_of(plan.params, plan.filter_params), false};
}

} // namespace viginti::sql
