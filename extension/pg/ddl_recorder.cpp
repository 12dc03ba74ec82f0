#include "pg/ddl_recorder.hpp"

#include "pg/identity.hpp"
#include "pg/spi.hpp"

#include <algorithm>

namespace viginti::pg {

namespace {

constinit DdlRecorder *standing = nullptr;

/* Tables of this transaction's locks; catalogues are not worth telling. */
std::vector<TableLock> read_locks()
{
    ActAs const owner(extension_owner());
    std::vector<TableLock> locks;
    for (Row &row :
         query(Snapshot::Latest, "SELECT l.relation::regclass::text, l.mode FROM pg_locks l"
                                 " WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid()"
                                 " AND l.relation >= 16384"
                                 " AND EXISTS (SELECT FROM pg_class c WHERE c.oid = l.relation"
                                 " AND c.relkind = 'r') ORDER BY 1, 2"))
        locks.push_back({row[0].value_or(""), row[1].value_or("")});
    return locks;
}

/* The file of each table, by schema.table; catalogues apart. */
std::map<std::string, std::string> read_files()
{
    ActAs const owner(extension_owner());
    std::map<std::string, std::string> files;
    for (Row &row :
         query(Snapshot::Latest, "SELECT c.oid::regclass::text, c.relfilenode::text FROM pg_class c"
                                 " WHERE c.relkind = 'r' AND c.oid >= 16384"))
        files.emplace(row[0].value_or(""), row[1].value_or(""));
    return files;
}

/* A table that was there before and has another file now, or "". */
std::string rewritten(const std::map<std::string, std::string> &before,
                      const std::map<std::string, std::string> &after)
{
    for (const auto &[table, file] : after)
        if (auto const old = before.find(table); old != before.end() && old->second != file)
            return table;
    return {};
}

/* Rows of a table as far as they are known without counting. */
std::int64_t rows_of(std::string_view table)
{
    ActAs const owner(extension_owner());
    auto const rows =
        query(Snapshot::Latest,
              "SELECT greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint"
              " FROM pg_class c WHERE c.oid = to_regclass($1)",
              {std::string(table)});
    return rows.empty() ? 0 : std::stoll(rows[0][0].value_or("0"));
}

} // namespace

std::string_view name_of(StepClass step) noexcept
{
    switch (step) {
    case StepClass::CatalogueOnly:
        return "catalogue-only";
    case StepClass::Scan:
        return "scan";
    case StepClass::Rewrite:
        return "rewrite";
    }
    return {};
}

DdlRecorder::DdlRecorder()
{
    standing = this;
}

DdlRecorder::~DdlRecorder()
{
    standing = nullptr;
}

DdlRecorder *DdlRecorder::current() noexcept
{
    return standing;
}

void DdlRecorder::before(const ddl::Change &change)
{
    if (change.comment)
        return;
    held_ = read_locks();
    files_ = read_files();
}

void DdlRecorder::after(const ddl::Change &change, std::uint64_t written)
{
    RecordedStep step;
    step.literals = change.literals;
    if (change.comment) {
        const ddl::Comment &comment = *change.comment;
        step.text = "COMMENT ON " + std::string(comment.column.empty() ? "TABLE " : "COLUMN ") +
                    comment.schema + '.' + comment.table +
                    (comment.column.empty() ? "" : "." + comment.column) + " IS $1";
        step.literals = {comment.text};
        steps_.push_back(std::move(step));
        return;
    }
    step.text = change.text;
    std::vector<TableLock> const now = read_locks();
    std::set_difference(now.begin(), now.end(), held_.begin(), held_.end(),
                        std::back_inserter(step.locks));
    if (written > 0) {
        step.step_class = StepClass::Rewrite;
        step.rows = static_cast<std::int64_t>(written);
    } else if (std::string const table = rewritten(files_, read_files()); !table.empty()) {
        step.step_class = StepClass::Rewrite;
        step.rows = rows_of(table);
    } else if (!change.reads.empty()) {
        step.step_class = StepClass::Scan;
        step.rows = rows_of(change.reads);
    }
    steps_.push_back(std::move(step));
}

void DdlRecorder::rewrote(const std::string &text, std::uint64_t rows)
{
    RecordedStep step;
    step.text = text;
    step.step_class = StepClass::Rewrite;
    step.rows = static_cast<std::int64_t>(rows);
    steps_.push_back(std::move(step));
}

} // namespace viginti::pg
