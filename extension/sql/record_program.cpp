#include "sql/record_program.hpp"

#include "base/json.hpp"
#include "rest/csv.hpp"

#include <algorithm>

namespace viginti::sql {

using model::Field;
using model::Part;
using plan::Emit;
using plan::Selection;

namespace {

std::string wire_name(const Field &field, bool twenty_names)
{
    return twenty_names && !field.twenty_name.empty() ? field.twenty_name : field.name;
}

/* The record a foreign key leads to, where the selection holds that, too. */
const Selection::Member *record_of(const Selection &selection, const Selection::Member &key)
{
    for (const Selection::Member &member : selection.members)
        if (member.kind == Selection::Member::Kind::Record && member.field == key.field)
            return &member;
    return nullptr;
}

} // namespace

std::uint16_t RecordProgram::column(int alias, const std::string &name)
{
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].alias == alias && columns[i].column == name)
            return static_cast<std::uint16_t>(i + first_column);
    columns.push_back({alias, name});
    return static_cast<std::uint16_t>(columns.size() - 1 + first_column);
}

void RecordProgram::flush()
{
    if (!pending_.empty())
        steps.push_back({Emit::Step::Literal, {}, 0, 0, std::move(pending_)});
    pending_.clear();
}

void RecordProgram::key(const std::string &name)
{
    append_json_key(pending_, name);
}

void RecordProgram::value(int alias, const std::string &name, model::Form form)
{
    std::uint16_t const place = column(alias, name);
    flush();
    steps.push_back({Emit::Step::Value, form, place, 0, {}});
}

/* The parts whose bits are set. */
void RecordProgram::field(const Field &field, std::uint32_t parts, int alias, bool twenty_names)
{
    const model::FieldTypeInfo &type = field.type_info();
    key(wire_name(field, twenty_names));
    if (!type.composite)
        return value(alias, model::column_name(field, type.parts.front()), type.parts.front().form);
    literal("{");
    bool first = true;
    for (std::size_t i = 0; i < type.parts.size(); ++i) {
        const Part &part = type.parts[i];
        if (part.form == model::Form::Hidden || (parts >> i & 1) == 0)
            continue;
        if (!first)
            pending_ += ',';
        first = false;
        append_json_string(pending_, part.name);
        pending_ += ':';
        value(alias, model::column_name(field, part), part.form);
    }
    literal("}");
}

void RecordProgram::cell(const std::string &name, const std::string &column_name)
{
    if (!header.empty()) {
        header += ',';
        pending_ += ',';
    }
    rest::append_csv_cell(header, name);
    std::uint16_t const place = column(0, column_name);
    flush();
    steps.push_back({Emit::Step::Cell, {}, place, 0, {}});
}

void RecordProgram::to_one(const Selection::Embedded &one, int alias, bool twenty_names)
{
    const Field &field = *one.field;
    if (one.records.empty()) {
        key(field.foreign_key_name());
        return value(alias, model::column_name(field, field.type_info().parts.front()),
                     model::Form::Uuid);
    }

    int const target = join(field, *one.records.front().object, one.inverse_column, alias);
    if (one.has_key) {
        key(field.foreign_key_name());
        value(target, "id", model::Form::Uuid);
    }
    key(wire_name(field, twenty_names));
    std::size_t const test = open_record(target);
    record(one.records.front(), target);
    close_record(test);
}

/* A soft-deleted target reads as absent, its key too (spec/core-rest.md §13). */
int RecordProgram::join(const Field &field, const model::Object &target,
                        const std::string &inverse_column, int alias)
{
    std::string parent = "id", other = "id";
    if (field.is_to_one())
        parent = model::column_name(field, field.type_info().parts.front());
    else
        other = inverse_column;
    for (const RecordJoin &known : joins)
        if (known.parent == alias && known.parent_column == parent &&
            known.target_column == other && known.target->id == target.id)
            return known.alias;
    int const number = static_cast<int>(joins.size()) + 1;
    joins.push_back({number, alias, std::move(parent), std::move(other), &target});
    return number;
}

/* What is added until close_record() is written where there is a record, else null. */
std::size_t RecordProgram::open_record(int alias)
{
    flush();
    steps.push_back({Emit::Step::NullUnless, {}, column(alias, "id"), 0, {}});
    return steps.size() - 1;
}

void RecordProgram::close_record(std::size_t test)
{
    flush();
    steps[test].target = static_cast<std::uint32_t>(steps.size());
}

int RecordProgram::join(const Selection::Member &member, int alias)
{
    return join(*member.field, *member.record.front().object, member.inverse_column, alias);
}

void RecordProgram::members(const Selection &selection, int alias)
{
    using Kind = Selection::Member::Kind;
    literal("{");
    for (const Selection::Member &member : selection.members) {
        key(member.key);
        switch (member.kind) {
        case Kind::TypeName:
            append_json_string(pending_, member.type_name);
            break;
        case Kind::Value:
            if (const Selection::Member *const record = record_of(selection, member))
                value(join(*record, alias), "id", model::Form::Uuid);
            else
                value(alias, model::column_name(*member.field, *member.part), member.part->form);
            break;
        case Kind::Part:
            value(alias, model::column_name(*member.field, *member.part), member.part->form);
            break;
        case Kind::Composite:
            members(member.record.front(), alias);
            break;
        case Kind::Record: {
            int const target = join(member, alias);
            std::size_t const test = open_record(target);
            members(member.record.front(), target);
            close_record(test);
            break;
        }
        case Kind::Page: {
            std::uint16_t const parent = column(alias, "id");
            flush();
            steps.push_back(
                {Emit::Step::Splice, {}, parent, static_cast<std::uint32_t>(member.child), {}});
            break;
        }
        }
    }
    literal("}");
}

void RecordProgram::edges(const std::vector<std::vector<plan::EdgeMember>> &places)
{
    using Kind = plan::EdgeMember::Kind;
    for (const auto &place : places) {
        if (&place != &places.front()) {
            flush();
            steps.push_back({Emit::Step::Mark, {}, 0, plan::mark_next, {}});
        }
        literal("{");
        for (const plan::EdgeMember &each : place) {
            key(each.key);
            if (each.kind == Kind::TypeName) {
                append_json_string(pending_, each.type_name);
            } else if (each.kind == Kind::Node) {
                members(each.node, 0);
            } else {
                flush();
                steps.push_back({Emit::Step::Mark, {}, 0, plan::mark_cursor, {}});
            }
        }
        literal("}");
    }
}

/* A line of CSV: a cell a field, a sub-field or a foreign key. */
void RecordProgram::row(const Selection &selection)
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
    pending_ += "\r\n";
    header += "\r\n";
}

void RecordProgram::record(const Selection &selection, int alias)
{
    if (!selection.members.empty())
        return members(selection, alias);
    bool const twenty_names = selection.twenty_names;
    literal("{");
    for (std::size_t i = 0; i < selection.fields.size(); ++i)
        field(*selection.fields[i], selection.parts.empty() ? ~0u : selection.parts[i], alias,
              twenty_names);
    for (const Selection::Embedded &one : selection.to_one)
        to_one(one, alias, twenty_names);
    for (const Selection::Embedded &many : selection.to_many) {
        key(wire_name(*many.field, twenty_names));
        flush();
        auto const child = static_cast<std::uint32_t>(embedded.size());
        steps.push_back({Emit::Step::Splice, {}, column(alias, "id"), child, {}});
        embedded.push_back(&many);
    }
    literal("}");
}

std::vector<std::string> RecordProgram::root_columns() const
{
    std::vector<std::string> names{"id"};
    auto const add = [&](const std::string &name) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    };
    for (const Output &output : columns)
        if (output.alias == 0)
            add(output.column);
    for (const RecordJoin &join : joins)
        if (join.parent == 0)
            add(join.parent_column);
    return names;
}

void RecordProgram::write_columns(Writer &sql) const
{
    bool first = true;
    for (const Output &output : columns) {
        if (!first)
            sql.raw(", ");
        first = false;
        sql.column('t', output.alias, output.column);
    }
}

void RecordProgram::write_joins(Writer &sql) const
{
    for (const RecordJoin &join : joins) {
        sql.raw(" LEFT JOIN ").qualified(join.target->schema, join.target->table).raw(" ");
        sql.alias('t', join.alias).raw(" ON ").column('t', join.alias, join.target_column);
        sql.raw(" = ").column('t', join.parent, join.parent_column).raw(" AND ");
        sql.column('t', join.alias, "deleted_at").raw(" IS NULL");
    }
}

} // namespace viginti::sql
