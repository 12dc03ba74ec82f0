/*
 * The shape the model wants a table to have, as a list of items each of which can be looked up in the
 * catalogue, told from what stands there, and put right: what viginti.selfcheck compares and
 * viginti.repair runs. Names are physical; an item is known by its kind and its name.
 */
#pragma once

#include "ddl/ddl.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::ddl {

/* In the order in which they are put right. */
enum class ItemKind : std::uint8_t {
    Table,
    Owner,
    Column,
    Generation,
    NotNull,
    Default,
    Identity,
    Constraint,
    Index,
    Comment,
    Grant,
    RowSecurity,
    Rule,
    Parent,
    Child,
};

std::string_view name_of(ItemKind kind) noexcept; /* "column", "default of" */
std::optional<ItemKind> parse_item_kind(std::string_view name) noexcept;

/* An expression of an item: the server prints it in the one form it prints stored ones in. */
struct Expression {
    enum class Kind : std::uint8_t { Default, Generation, Check, Predicate };
    Kind kind = Kind::Default;
    std::string column; /* of a default or generation: whose type the value takes */
    std::string text;
    std::vector<std::string> literals; /* $1… of the text */
};

struct Item {
    ItemKind kind;
    std::string name;       /* "people", "people.city", "people SELECT to role" */
    std::string definition; /* as the catalogue query prints it, up to the expression */
    std::optional<Expression> expression; /* printed behind the definition */
    std::vector<std::string> columns;     /* must be there, else the item is not looked at */
    std::vector<Change> make;             /* when it is missing; empty: cannot be made */
    std::vector<Change> alter;            /* when it differs; empty: cannot be altered */
    /* Counts the records in the way of making or altering it. */
    std::optional<Change> obstacle = {};
    std::string_view obstacle_words = {}; /* "hold NULL": what those records do */
    std::string_view loss = {};           /* said of what was made anew: "its values are lost" */
};

/* All a table should be and have. `objects` are those of the workspace, for targets of relations. */
std::vector<Item> shape_of(const model::Object &object, const Roles &roles,
                           const std::string &owner, const std::vector<model::ObjectPtr> &objects);

/* Names of indexes and constraints of the object's fields; for telling ours from others'. */
bool is_index_of(const model::Object &object, std::string_view index);
bool is_constraint_of(const model::Object &object, std::string_view constraint);

/* What the catalogue has and the model has not: how to take it away. */
struct Removal {
    std::vector<Change> changes; /* empty: cannot be taken away without losing records */
    std::optional<Change> obstacle = {};
    std::string_view obstacle_words = {};
    std::string_view advice = {}; /* what to call when it is refused */
};

/* `part` is what follows the table in the item's name; of a grant, role and privilege. */
struct Found {
    std::string schema, table;
    ItemKind kind;
    std::string part;
    std::string role, privilege;
};
Removal removal_of(const Found &found);

} // namespace viginti::ddl
