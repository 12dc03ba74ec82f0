/*
 * JsonSink: a DestReceiver that runs an output program for each tuple and appends JSON or CSV to a buffer
 * in server memory, straight from the slots. The program must outlive the sink. What the accessors
 * return lives as long as the sink.
 *
 * To-many arrays are spliced in afterwards: while rows are written, each Splice step notes where its
 * array belongs and whose (parent id). The caller then runs the child statements with the collected
 * ids and assembles the answer.
 */
#pragma once

#include "base/limits.hpp"
#include "base/uuid.hpp"
#include "plan/output.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::pg {

/*
 * Where an array belongs: `offset` bytes into the sink's buffer, child statement, parent. Of a mark of
 * the program (plan/output.hpp) its number stands for the child.
 */
struct SplicePoint {
    std::size_t offset;
    std::uint32_t child;
    std::uint32_t parent; /* index into that child's parent ids, -1u when the parent is absent */
};

/* One JSON record in the sink's buffer: [begin, end), and the ordinal of a child row's parent. */
struct Extent {
    std::size_t begin;
    std::size_t end;
    std::int64_t ordinal; /* 0 for a root row */
};

/* Which version of a row was read: no other version of any row of the table has the same. */
struct RowVersion {
    std::uint32_t transaction; /* that wrote it */
    std::uint32_t block;       /* where it lies: tells versions of one transaction apart */
    std::uint16_t offset;
};

struct SinkOptions {
    /* Column with the parent ordinal (child statements: 0), or -1. */
    int ordinal_column = -1;
    /* Column with xmin, ctid behind it, or -1. */
    int version_column = -1;
    /* Columns whose values are kept for each written row, for cursors. */
    const std::vector<std::uint16_t> *key_columns = nullptr;
    /* Rows beyond this are not written, only counted (limit + 1 tells of a next page); 0: no bound */
    std::uint64_t max_rows = 0;
    /* A statement that writes more is stopped after the row that passed it. */
    std::size_t max_bytes = limits::answer_bytes;
};

class JsonSink {
  public:
    JsonSink(const std::vector<plan::Emit> &program, std::size_t children, SinkOptions options);
    ~JsonSink();
    JsonSink(const JsonSink &) = delete;
    JsonSink &operator=(const JsonSink &) = delete;

    std::string_view json() const; /* records one after the other, no separators */
    std::span<const Extent> extents() const;
    std::span<const SplicePoint> splices() const; /* by offset */
    /* Distinct parent ids a child statement is to be run for, in first-seen order. */
    std::span<const Uuid> parents(std::size_t child) const;
    /* Key values of a written row in the text forms of Param; empty when there is no such row. */
    std::vector<std::optional<std::string>> keys(std::size_t row) const;
    /* The last key of a written row where it is a uuid, as the id of a record is. */
    std::optional<Uuid> id(std::size_t row) const;
    /* Of the row written last, where there is a version column. */
    std::optional<RowVersion> version() const;
    bool overflowed() const; /* max_bytes was passed: the statement was stopped */

    struct State;
    State *state() { return state_; }

  private:
    State *state_;
};

} // namespace viginti::pg
