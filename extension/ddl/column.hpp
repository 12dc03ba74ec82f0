/*
 * One column as DDL: type, default, nullability, CHECK. Texts of the user become literals $n.
 */
#pragma once

#include "ddl/ddl.hpp"
#include "sql/writer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::ddl {

/* A statement under construction with its literals. */
struct Draft {
    sql::Writer writer;
    std::vector<std::string> literals;

    /* Appends $n for a new literal. */
    void literal(std::string text);
    Change take() { return {writer.take(), std::move(literals), {}}; }
    /* Of a statement that reads the rows of the object under its lock. */
    Change take_reading(const model::Object &object)
    {
        Change change = take();
        change.reads = object.schema + '.' + object.table;
        return change;
    }
};

/* The DEFAULT of a column: an expression of ours, or a constant. */
struct Default {
    std::string_view expression; /* empty for a constant */
    std::string literal;
    bool is_volatile = false; /* in ADD COLUMN it would rewrite the table */

    bool operator==(const Default &) const = default;
};

/* By the grammar of spec/metadata-rest.md §9; nothing when the column has none. */
std::optional<Default> default_of(const model::Field &field, const model::Part &part);

/* Appends the default's expression with a cast to the column's type. */
void append_default(Draft &draft, const Default &value, model::ColumnType type);

/* Appends `"name" type [DEFAULT …] [NOT NULL]`; a volatile default only when `table_is_new`. */
void append_column(Draft &draft, const model::Field &field, const model::Column &column,
                   bool table_is_new);

/* Appends the condition that the CHECK of a field for which has_check holds its column to. */
void append_check_condition(Draft &draft, const model::Field &field);
/* Appends `CONSTRAINT "…" CHECK (…)` of such a field. */
void append_check(Draft &draft, const model::Object &object, const model::Field &field);

/* ALTER TABLE "schema"."table" and a blank. */
Draft alter_table(const model::Object &object);

void append(std::vector<Change> &changes, std::vector<Change> more);

/* CREATE UNIQUE INDEX over the live rows; only for a field with unique columns. */
Change create_unique_index(const model::Object &object, const model::Field &field);
/* Index by which an upsert finds soft-deleted records; only for a field with unique columns. */
Change create_deleted_index(const model::Object &object, const model::Field &field);
/* Both of them; nothing for a field without unique columns. */
std::vector<Change> create_unique_indexes(const model::Object &object, const model::Field &field);
/* Of a to-one field: foreign key and the index that serves it. */
Change add_foreign_key(const model::Object &object, const model::Field &field,
                       const model::Object &target);
Change create_foreign_index(const model::Object &object, const model::Field &field);
Change create_search_index(const model::Object &object, const model::Field &field);
Change create_position_index(const model::Object &object);

/* Of an index clients asked for: it and, for a unique one, that over soft-deleted records. */
Change create_index_itself(const model::Object &object, const model::Index &index);
Change create_deleted_index(const model::Object &object, const model::Index &index);
/* " DESC NULLS FIRST", as the catalogue has it of a column: what is the default is not said. */
std::string sort_in_catalog(const model::IndexColumn &column, const model::Index &index);

Change drop_constraint(const model::Object &object, std::string_view name);
/* Reads the records a NOT VALID constraint was not proved on; readers and writers go on meanwhile. */
Change validate_constraint(const model::Object &object, std::string_view name);
/* ADD CONSTRAINT … CHECK that at most one key of the group is set. */
Change add_morph_check(const model::Object &object, const model::MorphGroup &group);
/* num_nonnulls(VARIADIC ARRAY[…]) <= 1 */
std::string morph_condition(const model::MorphGroup &group);
Change drop_index(const model::Object &object, std::string_view name);

/* The CHECK of such a field, not looked at in the rows: they hold nothing else. */
Change add_check(const model::Object &object, const model::Field &field);

/* Comments of a field's columns. */
std::vector<Change> comment_field(const model::Object &object, const model::Field &field);

} // namespace viginti::ddl
