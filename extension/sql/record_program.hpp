/*
 * A selection as columns, joins and the program that writes a row of them as one record.
 */
#pragma once

#include "plan/read_plan.hpp"
#include "sql/statement.hpp"
#include "sql/writer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::sql {

/* A column of the select list: of the root t0 or of a joined record t1, t2, … */
struct Output {
    int alias;
    std::string column;
};

/* A record embedded in the answer, by a key that it or its parent holds. */
struct RecordJoin {
    int alias;
    int parent;
    std::string parent_column, target_column;
    const model::Object *target;
};

/* Walks selections and collects what their statement needs. */
struct RecordProgram {
    std::vector<Output> columns = {};
    std::vector<RecordJoin> joins = {};
    std::vector<plan::Emit> steps = {};
    std::string header = {}; /* of CSV: the first line */
    /* To-many relations whose records are spliced in; a Splice step names them by index. */
    std::vector<const plan::Selection::Embedded *> embedded = {};
    int first_column = 0; /* of `columns` in the select list */

    /* The record at an alias, a JSON object. */
    void record(const plan::Selection &selection, int alias);
    /* The edge of a connection in each of its places. */
    void edges(const std::vector<std::vector<plan::EdgeMember>> &places);
    /* A line of CSV: a cell a field, a sub-field or a foreign key. */
    void row(const plan::Selection &selection);
    void literal(std::string_view text) { pending_ += text; }
    /* To be called when all is added: what is pending becomes a step. */
    void flush();

    /* The place of a column in the select list, to which it is added on first use. */
    std::uint16_t column(int alias, const std::string &name);

    /* The root's own columns that the outer select or its joins use; id is the first. */
    std::vector<std::string> root_columns() const;
    /* "t0.id, t1.name, …" */
    void write_columns(Writer &sql) const;
    /* " LEFT JOIN …" */
    void write_joins(Writer &sql) const;

  private:
    void key(const std::string &name);
    void value(int alias, const std::string &name, model::Form form);
    void field(const model::Field &field, std::uint32_t parts, int alias, bool twenty_names);
    void cell(const std::string &name, const std::string &column_name);
    void to_one(const plan::Selection::Embedded &one, int alias, bool twenty_names);
    int join(const model::Field &field, const model::Object &target,
             const std::string &inverse_column, int alias);
    int join(const plan::Selection::Member &member, int alias);
    std::size_t open_record(int alias);
    void close_record(std::size_t test);
    void members(const plan::Selection &selection, int alias);

    std::string pending_; /* literal bytes not yet in the program */
};

} // namespace viginti::sql
