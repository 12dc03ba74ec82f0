/*
 * The model as DDL: values of the model in, statements out. Physical names are derived here and
 * nowhere else. User text (option values, defaults, comments) never stands in a statement: it
 * travels as literals $1, $2, … which the executor puts into the parse tree as constants.
 */
#pragma once

#include "model/metadata_input.hpp"
#include "model/object.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::ddl {

/* A comment for an object of the catalogue; set by call, since COMMENT takes no parameter. */
struct Comment {
    std::string schema, table;
    std::string column; /* empty: the table itself */
    std::string text;
};

/*
 * One utility statement with its literals for $1…, an UPDATE of converted rows with them as text
 * parameters, or a comment (then text is empty).
 */
struct Change {
    std::string text;
    std::vector<std::string> literals;
    std::optional<Comment> comment;
    std::string reads = {}; /* schema.table whose rows it reads under its lock, or empty */
};

/* PostgreSQL roles of a workspace, by what they may do with records. */
struct Roles {
    std::vector<std::string> writers; /* SELECT, INSERT, UPDATE, DELETE */
    std::vector<std::string> readers; /* SELECT */
};

/*
 * CREATE TABLE with all columns, primary key, CHECKs, indexes, grants and comments of the object's
 * fields. Foreign keys are not included (their targets may come later): see create_relation.
 */
std::vector<Change> create_object(const model::Object &object, const Roles &roles);
std::vector<Change> drop_object(const model::Object &object);
/* Table and everything named after it; `before` and `after` share id and fields. */
std::vector<Change> rename_object(const model::Object &before, const model::Object &after);
std::vector<Change> comment_object(const model::Object &object);
/* The search column made anew from the object's sources: rewrites the table. */
std::vector<Change> rebuild_search(const model::Object &object);

/*
 * ADD COLUMN with CHECK, unique index, comments. Never rewrites or scans the table, but for the
 * unique index. A to-one relation needs `target`: its column brings foreign key and index along.
 */
std::vector<Change> create_field(const model::Object &object, const model::Field &field,
                                 const model::Object *target);
/* Foreign key and its index of a to-one field whose column stands, ON DELETE by its relation. */
std::vector<Change> create_relation(const model::Object &object, const model::Field &field,
                                    const model::Object &target);
/* The columns with all that hangs on them; the field must not be a source of the search column. */
std::vector<Change> drop_field(const model::Object &object, const model::Field &field);
std::vector<Change> rename_field(const model::Object &object, const model::Field &before,
                                 const model::Field &after);
/*
 * Everything but name and type that differs: default, options (values renamed by option id, deleted
 * ones replaced by `remap`, else by NULL, or by the default of a field that is not nullable), uniqueness, ON DELETE, comment.
 * `target` for a to-one field whose ON DELETE changed.
 */
std::vector<Change> alter_field(const model::Object &object, const model::Field &before,
                                const model::Field &after, const model::Object *target,
                                const model::OptionsRemap &remap = {});

/* An index clients asked for; of a unique one also the index over soft-deleted records. */
std::vector<Change> create_index(const model::Object &object, const model::Index &index);
std::vector<Change> drop_index(const model::Object &object, const model::Index &index);
/* What clients' indexes are called after a change of the object's or a field's name. */
std::vector<Change> rename_indexes(const model::Object &before, const model::Object &after);

/*
 * The CHECKs of morph relations, one a group, that differ between two states of an object: to be run
 * when the columns of both are there.
 */
std::vector<Change> change_morph_checks(const model::Object &before, const model::Object &after);

/* Text of the generation expression of the search column; '' without columns. */
std::string search_expression(const std::vector<model::Column> &columns);

/*
 * Names of indexes and constraints (design.md §5). Constraints are named after the column, since
 * they belong to the table. Indexes share a name space with tables: they hold two underscores, which
 * no table's name does.
 */
std::string unique_index_name(const model::Object &object, const model::Field &field);
/* Of the index by which an upsert finds soft-deleted records of the same unique value. */
std::string deleted_index_name(const model::Object &object, const model::Field &field);
std::string foreign_index_name(const model::Object &object, const model::Field &field);
std::string primary_key_name(const model::Object &object);
std::string position_index_name(const model::Object &object);
std::string search_index_name(const model::Object &object);
/* Of an index clients asked for, and of its twin over soft-deleted records where it is unique. */
std::string index_name(const model::Object &object, const model::Index &index);
std::string deleted_index_name(const model::Object &object, const model::Index &index);
std::string foreign_key_name(const model::Object &object, const model::Field &field);
/* Of the CHECK on a field with options and on the source of an ACTOR; else empty. */
std::string check_name(const model::Object &object, const model::Field &field);
bool has_check(const model::Field &field) noexcept;
/* Of the CHECK that at most one key of a morph relation is set. */
std::string morph_check_name(std::string_view morph_name);

/* Text of a table's and of a column's comment. */
std::string comment_of(const model::Object &object);
std::string comment_of(const model::Field &field);

} // namespace viginti::ddl
