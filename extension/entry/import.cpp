#include "entry/import.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/errors.hpp"
#include "entry/writes.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/progress.hpp"
#include "pg/spi.hpp"
#include "pg/subtransaction.hpp"
#include "plan/import_reader.hpp"
#include "rest/media_type.hpp"

#include <span>
#include <vector>

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

using request::Layout;

struct Options {
    bool reports = false; /* on_error=report */
    bool is_dry = false;
};

/* Nothing of a dry run shall stay. */
struct Undo {};

Error not_allowed(std::string_view parameter, std::string_view value, std::string_view allowed)
{
    return Error(Code::ParameterInvalid,
                 '\'' + std::string(parameter) + '=' + shorten_characters(value, 60) +
                     "' parameter invalid. Allowed values are " + std::string(allowed),
                 std::string(parameter));
}

Options read_options(const rest::QueryString &query)
{
    Options options;
    auto const on_error = query.joined("on_error").value_or("");
    options.reports = on_error == "report";
    if (!options.reports && !on_error.empty() && on_error != "abort")
        throw not_allowed("on_error", on_error, "abort, report");
    auto const dry_run = query.joined("dry_run").value_or("");
    options.is_dry = dry_run == "true";
    if (!options.is_dry && !dry_run.empty() && dry_run != "false")
        throw not_allowed("dry_run", dry_run, "true, false");
    return options;
}

/* An ERROR that one of the records inserted is to blame for. */
bool is_of_a_record(const pg::PgError &error)
{
    return error.sqlstate_class() == "22" || error.sqlstate_class() == "23" ||
           error.sqlstate_text() == "54000";
}

std::string pointer_of(std::size_t line)
{
    return "/lines/" + std::to_string(line);
}

class Import {
  public:
    Import(const Caller &caller, const model::Object &object, Options options)
        : caller_(caller), object_(object), options_(options)
    {}

    void run(Layout layout, std::string_view body);
    Answer answer() const;

  private:
    /* A record to insert, and the line it stands on. */
    struct Batch {
        std::vector<sql::NewRecord> records;
        std::vector<std::size_t> lines;
    };

    bool read_one(plan::ImportReader &reader);
    void insert(std::size_t begin, std::size_t end);
    void insert_batch();
    void fail(std::size_t line, Error error);

    const Caller &caller_;
    const model::Object &object_;
    const Options options_;
    Batch batch_;
    std::uint64_t created_ = 0, failed_ = 0;
    std::string errors_; /* JSON, the first so many */
};

/* Takes note of a bad line, or ends the import with it. */
void Import::fail(std::size_t line, Error error)
{
    if (!options_.reports)
        throw error;
    if (++failed_ > limits::import_errors)
        return;
    errors_ += errors_.empty() ? "{" : ",{";
    append_json_key(errors_, "line");
    errors_ += std::to_string(line);
    append_json_member(errors_, "path", error.path);
    append_json_member(errors_, "message", error.message);
    append_json_member(errors_, "code", info(error.code).name);
    errors_ += '}';
}

/*
 * Inserts a part of the batch. Where the server refuses it, halves are tried, until the records to
 * blame stand alone; the first one comes first.
 */
void Import::insert(std::size_t begin, std::size_t end)
{
    try {
        pg::in_subtransaction([&] {
            /* What the values take in server memory goes with this connection. */
            pg::SpiConnection const spi;
            insert_all(object_, std::span(batch_.records).subspan(begin, end - begin));
        });
        created_ += end - begin;
        return;
    } catch (const pg::PgError &error) {
        if (!is_of_a_record(error))
            throw;
        if (end - begin == 1) {
            auto fault = translate(error, &object_, *caller_.dialect);
            if (!fault)
                throw;
            std::size_t const line = batch_.lines[begin];
            fault->message = "Line " + std::to_string(line) + ": " + fault->message;
            fault->path = pointer_of(line) + fault->path;
            pg::release(error);
            fail(line, *std::move(fault));
            return;
        }
        pg::release(error);
    }
    std::size_t const middle = begin + (end - begin) / 2;
    insert(begin, middle);
    insert(middle, end);
}

void Import::insert_batch()
{
    if (!batch_.records.empty())
        insert(0, batch_.records.size());
    batch_.records.clear();
    batch_.lines.clear();
}

/* Reads one record into the batch; false at the end of the body. */
bool Import::read_one(plan::ImportReader &reader)
{
    try {
        const json_t *const record = reader.next();
        if (!record)
            return false;
        std::string const base = pointer_of(reader.line());
        try {
            batch_.records.push_back(read_record(object_, record, caller_, base));
            batch_.lines.push_back(reader.line());
        } catch (Error &error) {
            error.message = "Line " + std::to_string(reader.line()) + ": " + error.message;
            throw;
        }
    } catch (const Error &error) {
        /* A record before this one may turn out worse than this line: the first fault is told. */
        if (!options_.reports)
            insert_batch();
        fail(reader.line(), error);
    }
    return true;
}

void Import::run(Layout layout, std::string_view body)
{
    pg::ActAs const role(caller_.role);
    plan::ImportReader reader(object_, layout, body);
    pg::ImportProgress progress(object_.schema, object_.table, body.size());
    std::size_t batch_begin = 0;
    while (read_one(reader)) {
        if (batch_.records.size() < limits::import_batch &&
            reader.position() - batch_begin < limits::import_batch_bytes)
            continue;
        insert_batch();
        batch_begin = reader.position();
        progress.report(batch_begin, created_, failed_);
    }
    insert_batch();
    progress.report(body.size(), created_, failed_);
}

Answer Import::answer() const
{
    Answer answer;
    answer.status = created_ > 0 && !options_.is_dry ? 201 : 200;
    answer.body = "{\"data\":{\"import\":{\"created\":" + std::to_string(created_) +
                  ",\"failed\":" + std::to_string(failed_) + ",\"errors\":[" + errors_ + ']';
    if (options_.is_dry)
        answer.body += ",\"dryRun\":true";
    answer.body += "}}}";
    return answer;
}

} // namespace

Answer import_records(std::string_view content_type, const rest::QueryString &query,
                      std::string_view body, Caller caller, const model::ObjectPtr &object)
{
    Layout const layout = rest::layout_of(content_type);
    if (layout == Layout::Page)
        throw Error(Code::MediaTypeUnsupported,
                    content_type.empty()
                        ? "The Content-Type is missing"
                        : "The Content-Type " + inspect(content_type) + " cannot be imported",
                    "Content-Type", "Allowed are text/csv and application/x-ndjson");
    if (body.size() > limits::import_bytes)
        throw Error(Code::BodyTooLarge, "The body has " + std::to_string(body.size()) +
                                            " bytes; the limit import_bytes is " +
                                            std::to_string(limits::import_bytes));
    Options const options = read_options(query);
    /* Minutes of work, which the first lock of the table keeps right. */
    pg::follow_model(pg::Follow::Errors);
    caller.actor.source = "IMPORT";
    Import import(caller, *object, options);
    if (!options.is_dry) {
        import.run(layout, body);
        return import.answer();
    }
    try {
        pg::in_subtransaction([&] {
            import.run(layout, body);
            throw Undo();
        });
    } catch (const Undo &) {
    }
    return import.answer();
}

} // namespace viginti::entry
