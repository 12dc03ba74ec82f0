#include "entry/type_change.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "ddl/retype.hpp"
#include "entry/unique_values.hpp"
#include "model/validate.hpp"
#include "pg/ddl_executor.hpp"
#include "pg/ddl_recorder.hpp"
#include "pg/random.hpp"
#include "pg/spi.hpp"
#include "plan/convert.hpp"
#include "plan/convert_words.hpp"
#include "sql/array_literal.hpp"
#include "sql/writer.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "pg/identity.hpp"

namespace viginti::entry {

using model::Column;
using model::Field;
using model::Object;

namespace {

using Columns = std::vector<std::string>;
using OnRecord = std::function<void(const std::string &id, const plan::Cells &cells)>;

std::vector<model::ColumnType> types_of(const Field &field)
{
    std::vector<model::ColumnType> types;
    for (const Column &column : model::columns_of(field))
        types.push_back(column.part->column);
    return types;
}

Columns names_of(const Field &field)
{
    Columns names;
    for (const Column &column : model::columns_of(field))
        names.push_back(column.name);
    return names;
}

/* The reading of a column, $c in it replaced. */
void append_reading(sql::Writer &writer, const std::string &column, model::ColumnType type)
{
    std::string_view reading = plan::reading_of(type);
    constexpr std::string_view mark = "$c";
    for (std::size_t at; (at = reading.find(mark)) != reading.npos;) {
        writer.raw(reading.substr(0, at)).name(column);
        reading.remove_prefix(at + mark.size());
    }
    writer.raw(reading);
}

/* A page of records with a value, by id; $1 is the last id of the page before. */
std::string page_statement(const Object &object, const Field &field, const Columns &columns,
                           bool is_first)
{
    std::vector<model::ColumnType> const types = types_of(field);
    sql::Writer writer;
    writer.raw("SELECT id::text");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        writer.raw(", ");
        append_reading(writer, columns[i], types[i]);
    }
    writer.raw(" FROM ").qualified(object.schema, object.table).raw(" WHERE (");
    for (std::size_t i = 0; i < columns.size(); ++i)
        writer.raw(i > 0 ? " OR " : "").name(columns[i]).raw(" IS NOT NULL");
    writer.raw(is_first ? ")" : ") AND id > $1::uuid");
    return writer.raw(" ORDER BY id LIMIT ").number(limits::converted_batch).take();
}

/* Every record with a value, soft-deleted ones included; `on_page` after each page of them. */
void each_record(const Object &object, const Field &field, const Columns &columns,
                 const OnRecord &on_record, const std::function<void()> &on_page = {})
{
    std::vector<model::ColumnType> const types = types_of(field);
    std::string const first = page_statement(object, field, columns, true);
    std::string const next = page_statement(object, field, columns, false);
    std::string last;
    while (true) {
        auto const rows = last.empty() ? pg::query_once(first, {}) : pg::query_once(next, {last});
        for (const pg::Row &row : rows) {
            plan::Cells cells(row.begin() + 1, row.end());
            for (std::size_t i = 0; i < cells.size(); ++i)
                if (cells[i] && types[i] == model::ColumnType::Float8)
                    cells[i] = plan::text_of_double(*cells[i]);
            on_record(*row.front(), cells);
        }
        if (on_page)
            on_page();
        if (rows.size() < limits::converted_batch)
            return;
        last = *rows.back().front();
    }
}

/* What a conversion does to the records, and what it would lose. */
struct Outcome {
    struct Example {
        std::string id, value;
    };
    std::uint64_t records = 0; /* with a value */
    std::uint64_t lost = 0;
    std::vector<Example> examples;
};

Outcome assess(const Object &object, const Field &before, const Field &after)
{
    Outcome outcome;
    each_record(object, before, names_of(before),
                [&](const std::string &id, const plan::Cells &cells) {
                    ++outcome.records;
                    if (plan::convert_value(before, after, cells).is_kept)
                        return;
                    ++outcome.lost;
                    if (outcome.examples.size() < limits::lost_examples)
                        outcome.examples.push_back({id, plan::show_value(before, cells)});
                });
    return outcome;
}

std::string describe(const Object &object, const Field &before, const Field &after,
                     const Outcome &outcome)
{
    std::string json = "{";
    append_json_member(json, "object", object.name_plural);
    append_json_member(json, "field", after.name);
    append_json_member(json, "from", before.type_info().name);
    append_json_member(json, "to", after.type_info().name);
    append_json_key(json, "records");
    json += std::to_string(outcome.records);
    append_json_key(json, "lost");
    json += std::to_string(outcome.lost);
    append_json_key(json, "examples");
    json += '[';
    for (const Outcome::Example &example : outcome.examples) {
        json += json.back() == '[' ? "{" : ",{";
        append_json_member(json, "id", example.id);
        append_json_member(json, "value", example.value);
        json += '}';
    }
    return json + "]}";
}

Error values_lost(const Object &object, const Field &before, const Field &after,
                  const Outcome &outcome)
{
    constexpr std::size_t named = 3;
    std::string message = std::to_string(outcome.lost) + " of " + std::to_string(outcome.records) +
                          " values of field \"" + after.name + "\" would be lost as " +
                          std::string(after.type_info().name) + ": ";
    for (std::size_t i = 0; i < std::min(named, outcome.examples.size()); ++i)
        message.append(i > 0 ? ", " : "").append(inspect(outcome.examples[i].value));
    if (outcome.lost > named)
        message += ", …";
    Error error(Code::ValuesLost, std::move(message), "/type",
                "Change those records, or send \"allowLoss\": true");
    error.report = "\"conversion\":" + describe(object, before, after, outcome);
    return error;
}

/*
 * Indexes and constraints that somebody else made on the columns: they would go with the columns
 * without a word.
 */
void check_dependants(const Object &object, const Field &before)
{
    std::vector<std::string> own{ddl::check_name(object, before)};
    if (!model::unique_columns(before).empty()) {
        own.push_back(ddl::unique_index_name(object, before));
        own.push_back(ddl::deleted_index_name(object, before));
    }
    auto const rows = pg::query(
        pg::Snapshot::Latest,
        "SELECT DISTINCT coalesce(c.relname, k.conname)::text FROM pg_depend d"
        " JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
        " LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid"
        " AND c.relkind = 'i'"
        " LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid"
        " AND k.contype <> 'n'"
        " WHERE d.refclassid = 'pg_class'::regclass AND n.nspname = $1 AND t.relname = $2"
        " AND a.attname = ANY ($3::text[]) AND coalesce(c.relname, k.conname) IS NOT NULL"
        " AND coalesce(c.relname, k.conname) <> ALL ($4::text[]) ORDER BY 1",
        {object.schema, object.table, sql::array_literal(names_of(before)),
         sql::array_literal(own)});
    if (rows.empty())
        return;
    Error error(Code::ConstraintViolated,
                "The index or constraint " + *rows.front().front() +
                    " stands on the field, and cannot follow to another type",
                "/type", "Drop it first and make it again afterwards");
    error.status = 409;
    throw error;
}

/* Rights that were given on every column of the field. */
std::vector<ddl::ColumnRight> rights_on(const Object &object, const Field &field)
{
    Columns const columns = names_of(field);
    std::vector<ddl::ColumnRight> rights;
    for (const pg::Row &row :
         pg::query(pg::Snapshot::Latest,
                   "SELECT x.privilege_type, r.rolname::text, bool_and(x.is_grantable)::text"
                   " FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace"
                   " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = ANY ($3::text[])"
                   " CROSS JOIN LATERAL aclexplode(a.attacl) x"
                   " LEFT JOIN pg_roles r ON r.oid = x.grantee"
                   " WHERE n.nspname = $1 AND t.relname = $2"
                   " AND (x.grantee = 0 OR r.oid IS NOT NULL)"
                   " GROUP BY 1, 2 HAVING count(DISTINCT a.attnum) = $4::bigint ORDER BY 1, 2",
                   {object.schema, object.table, sql::array_literal(columns),
                    std::to_string(columns.size())}))
        rights.push_back({*row[0], row[1].value_or(""), row[2] == "true"});
    return rights;
}

std::string text_of_param(const plan::Param &param)
{
    return param.type.is_array ? sql::array_literal(param.items) : param.text;
}

/* Fills the new columns from the parked ones; how many records. */
std::uint64_t fill(const Object &object, const Field &before, const Field &after)
{
    Columns parked;
    for (std::size_t i = 0; i < model::columns_of(before).size(); ++i)
        parked.push_back(ddl::parked_column(i));
    std::string const statement = ddl::fill_statement(object, after);
    std::size_t const width = model::columns_of(after).size();
    std::vector<std::string> ids;
    std::vector<std::vector<std::optional<std::string>>> values(width);
    std::uint64_t filled = 0;
    auto const write = [&] {
        if (ids.empty())
            return;
        std::vector<std::string> params{sql::array_literal(ids)};
        for (auto &column : values) {
            params.push_back(sql::array_literal(column));
            column.clear();
        }
        ids.clear();
        filled += pg::execute_once(statement, params);
    };
    each_record(
        object, before, parked,
        [&](const std::string &id, const plan::Cells &cells) {
            plan::Converted const converted = plan::convert_value(before, after, cells);
            ids.push_back(id);
            for (std::size_t i = 0; i < width; ++i)
                values[i].push_back(converted.values[i].is_null
                                        ? std::nullopt
                                        : std::optional(text_of_param(converted.values[i])));
        },
        write);
    if (pg::DdlRecorder *const recorder = pg::DdlRecorder::current())
        recorder->rewrote(statement, filled);
    return filled;
}

std::string free_value(const std::vector<model::Option> &options, const std::string &text)
{
    std::string value = plan::option_value_of(text);
    constexpr std::size_t room = 55; /* an option has 63 bytes, a number behind it some */
    value.resize(std::min(value.size(), room));
    std::string const start = value.empty() ? "OPTION" : value;
    auto const is_taken = [&](const std::string &name) {
        return std::any_of(options.begin(), options.end(),
                           [&](const model::Option &option) { return option.value == name; });
    };
    for (int n = 2; value.empty() || is_taken(value); ++n)
        value = start + '_' + std::to_string(n);
    return value;
}

/* One option for each text the records hold, in their order. */
std::vector<model::OptionInput> options_of_records(const Object &object, const Field &before,
                                                   const Field &after)
{
    /* Texts that differ in case or blanks only are one option. */
    std::map<std::string, std::string> texts;
    each_record(
        object, before, names_of(before), [&](const std::string &, const plan::Cells &cells) {
            for (const std::string &text : plan::option_texts(before, after, cells))
                texts.emplace(lower_case(collapse_blanks(text)), collapse_blanks(text));
            if (texts.size() > limits::options_per_field)
                throw Error(Code::LimitExceeded,
                            "options_per_field is " + std::to_string(limits::options_per_field) +
                                ": the records hold more values than that",
                            "/options", "Give the options");
        });
    std::vector<model::Option> made;
    std::vector<model::OptionInput> inputs;
    for (const auto &[key, text] : texts) {
        made.push_back({{}, free_value(made, text), {}, {}, 0});
        model::OptionInput input;
        input.value = made.back().value;
        input.label = shorten(text, 60);
        std::replace(input.label->begin(), input.label->end(), ',', ' ');
        input.value_is_text = input.label_is_text = true;
        inputs.push_back(std::move(input));
    }
    return inputs;
}

} // namespace

void prepare_type_change(const FieldPlace &place, const Scope &scope, Field &after,
                         bool keeps_default)
{
    const Field &before = *place.field;
    pg::ActAs const owner(scope.workspace.owner);
    pg::lock_records(place.object->schema, place.object->table);
    if (after.type_info().has_options && after.options.empty())
        after.options = model::make_options(options_of_records(*place.object, before, after), {},
                                            pg::make_uuid);
    if (keeps_default)
        after.default_value = plan::convert_default(before, after);
}

void check_type_change(const Scope &scope, const Object &object, const Field &before,
                       const Field &after, bool may_lose)
{
    pg::ActAs const owner(scope.workspace.owner);
    check_dependants(object, before);
    Outcome const outcome = assess(object, before, after);
    if (outcome.lost > 0 && !may_lose)
        throw values_lost(object, before, after, outcome);
    if (pg::DdlRecorder *const recorder = pg::DdlRecorder::current())
        recorder->add_conversion(describe(object, before, after, outcome));
}

void change_type(const Scope &scope, const Object &object, const Field &before, const Field &after)
{
    Object changed = object;
    for (Field &field : changed.fields)
        if (field.id == after.id)
            field = after;
    std::vector<ddl::ColumnRight> const rights = rights_on(object, before);
    run_as_owner(scope.workspace, ddl::begin_retype(object, before, after));
    {
        pg::ActAs const owner(scope.workspace.owner);
        fill(object, before, after);
    }
    std::vector<ddl::Change> const changes = ddl::end_retype(changed, before, after, rights);
    if (after.is_unique)
        run_unique(scope, changed, key_of(after), changes);
    else
        run_as_owner(scope.workspace, changes);
}

} // namespace viginti::entry
