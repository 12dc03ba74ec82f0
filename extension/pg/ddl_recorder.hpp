/*
 * What the executor of model changes did, step by step, for rehearsals: the statement, the locks it
 * took, whether PostgreSQL gave the table a new file, and how many rows it had to read or write.
 */
#pragma once

#include "ddl/ddl.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace viginti::pg {

/* A table's lock, e.g. {"demo.people", "AccessExclusiveLock"}. */
struct TableLock {
    std::string table;
    std::string mode;

    auto operator<=>(const TableLock &) const = default;
};

/* What a step costs others: only rows of the catalogue, a look at each row, a new file. */
enum class StepClass : std::uint8_t { CatalogueOnly, Scan, Rewrite };
std::string_view name_of(StepClass step) noexcept;

struct RecordedStep {
    std::string text; /* "COMMENT ON …" for a comment */
    std::vector<std::string> literals;
    StepClass step_class = StepClass::CatalogueOnly;
    std::vector<TableLock> locks; /* not held before this step */
    std::int64_t rows = 0;        /* written, or read under the lock */
};

/* While one stands, run_changes records into it. They do not nest. */
class DdlRecorder {
  public:
    DdlRecorder();
    ~DdlRecorder();
    DdlRecorder(const DdlRecorder &) = delete;
    DdlRecorder &operator=(const DdlRecorder &) = delete;

    const std::vector<RecordedStep> &steps() const { return steps_; }
    /* What changes of types did to values: JSON objects. */
    const std::vector<std::string> &conversions() const { return conversions_; }

    /* The recorder that stands, or null. */
    static DdlRecorder *current() noexcept;

    /* The executor's calls around each change; `written` are the rows of an UPDATE. */
    void before(const ddl::Change &change);
    void after(const ddl::Change &change, std::uint64_t written);
    /* Rows written batch by batch by a statement of the caller's. */
    void rewrote(const std::string &text, std::uint64_t rows);
    void add_conversion(std::string json) { conversions_.push_back(std::move(json)); }

  private:
    std::vector<RecordedStep> steps_;
    std::vector<std::string> conversions_;
    std::vector<TableLock> held_;
    std::map<std::string, std::string> files_;
};

} // namespace viginti::pg
