/*
 * Object, Field, Relation: the model of one workspace as immutable values. Names on the wire are
 * camelCase; tables and columns are derived from them by to_snake and never stored (design.md §5).
 */
#pragma once

#include "base/uuid.hpp"
#include "model/field_type.hpp"
#include "model/index.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace viginti::model {

enum class RelationKind : std::uint8_t { ManyToOne, OneToMany, OneToOne };
enum class OnDelete : std::uint8_t { SetNull, Cascade, Restrict, NoAction };

std::string_view name_of(RelationKind kind) noexcept;
std::optional<RelationKind> parse_relation_kind(std::string_view name) noexcept;
std::string_view name_of(OnDelete action) noexcept; /* "SET_NULL" */
std::optional<OnDelete> parse_on_delete(std::string_view name) noexcept;

/* One end of a relation; the other end is field `inverse` of object `target`. */
struct Relation {
    RelationKind kind;
    Uuid target;
    Uuid inverse;
    std::string inverse_name; /* name of the inverse field: a to-many end finds its column by it */
    OnDelete on_delete = OnDelete::SetNull;
    /* On both ends: the records of the to-one end are soft-deleted and restored with their target. */
    bool follows_soft_delete = false;
    /* Of ONE_TO_ONE: the end without the foreign key, which its record finds by the other's. */
    bool is_mirror = false;
    /* Of a MORPH_RELATION: what its fields, one a target, share, and what their names begin with. */
    std::optional<Uuid> morph = {};
    std::string morph_name = {};

    bool holds_key() const { return kind != RelationKind::OneToMany && !is_mirror; }
};

/* The other end's kind: "ONE_TO_MANY" to "MANY_TO_ONE" and back. */
RelationKind inverse_of(RelationKind kind) noexcept;

struct Option {
    Uuid id;
    std::string value;
    std::string label;
    std::string color;
    int position = 0;
};

/* What a field's settings ask of the values written to it. */
struct ValueRules {
    int max_values = 0;                /* of a list, a primary value counted; 0: any number */
    double whole_limit = 0;            /* only whole numbers up to this; 0: any number */
    std::string_view number_type = {}; /* the dataType behind whole_limit */

    bool operator==(const ValueRules &) const = default;
};

struct Field {
    Uuid id;
    Uuid object_id;
    std::string name;
    std::string twenty_name; /* name in dialect twenty where it differs, else empty */
    std::string label;
    std::string description;
    std::string icon;
    FieldType type{};
    bool is_custom = true;
    bool is_active = true;
    bool is_system = false;
    bool is_nullable = true;
    bool is_unique = false;
    bool is_label_synced_with_name = false;
    std::string default_value; /* JSON text in the grammar of spec/metadata-rest.md §9, or empty */
    std::string settings;      /* JSON text or empty */
    ValueRules rules;          /* those of the settings */
    std::vector<Option> options; /* by position */
    std::optional<Relation> relation;
    int ordinal = 0;                    /* order of creation within the object */
    std::string created_at, updated_at; /* ISO 8601, milliseconds, Z */

    const FieldTypeInfo &type_info() const { return info(type); }
    /* A relation by the foreign key it holds. */
    bool is_to_one() const { return relation && relation->holds_key(); }
    bool is_to_many() const { return relation && relation->kind == RelationKind::OneToMany; }
    bool is_mirror() const { return relation && relation->is_mirror; }
    /* A relation that answers a record or null; the others answer a list. */
    bool is_single() const { return relation && !is_to_many(); }
    bool is_morph() const { return relation && relation->morph; }
    /* Wire name of the foreign key of a to-one relation: "companyId". */
    std::string foreign_key_name() const { return name + "Id"; }
};

struct Object;

/* One physical column of a field. A relation whose key is at its other end has none. */
struct Column {
    std::string name;
    const Part *part;
};

/* The columns of a field, in the order of its type's parts. */
std::vector<Column> columns_of(const Field &field);
std::string column_name(const Field &field, const Part &part);
/*
 * Whether the column is NOT NULL: a field that is not nullable, of a composite only the parts its
 * type cannot do without (spec/metadata-rest.md §8). Foreign keys and search columns never are.
 */
bool is_not_null(const Field &field, const Part &part) noexcept;

/* A MORPH_RELATION of an object: the foreign keys of which at most one is set. */
struct MorphGroup {
    Uuid id;
    std::string name;
    std::vector<Uuid> fields;         /* by ordinal */
    std::vector<std::string> columns; /* theirs */
};
/* Those whose fields hold keys, two at least. */
std::vector<MorphGroup> morph_groups(const Object &object);

/* The name of a group's field for a target: "targetPerson", of a to-many one "targetPeople". */
std::string morph_field_name(std::string_view morph_name, RelationKind kind, const Object &target);

/* The columns of a field's unique index; `id` has none, the primary key serves it. */
std::vector<Column> unique_columns(const Field &field);

struct Object {
    Uuid id;
    Uuid workspace_id;
    std::string schema; /* of the workspace */
    std::string table;
    std::string name_singular, name_plural;
    std::string label_singular, label_plural;
    std::string description, icon, color, shortcut;
    bool is_custom = true;
    bool is_active = true;
    bool is_system = false;
    bool is_searchable = true;
    bool is_label_synced_with_name = false;
    std::optional<Uuid> label_identifier;
    std::string created_at, updated_at;
    std::vector<Field> fields;  /* by ordinal */
    std::vector<Index> indexes; /* by id; those that clients made */

    std::uint32_t relation = 0; /* OID of the table when this was read */
    /* As the asking role sees it: fields it may not read, and whether it may read the rest. */
    std::vector<Field> hidden;
    bool is_readable = true;
    /* Whether it may read the versions of rows (xmin, ctid), which only a right to the table gives. */
    bool is_versioned = true;

    /* Distinct for each value read from the database: part of every plan's key. */
    std::uint64_t version = 0;

    /* By wire name in either dialect. Nothing when unknown; inactive fields are found. */
    const Field *find_field(std::string_view name) const;
    /* A to-one relation by the name of its foreign key ("companyId"). */
    const Field *find_foreign_key(std::string_view name) const;
    const Field *find_field_by_id(const Uuid &id) const;
};

using ObjectPtr = std::shared_ptr<const Object>;

} // namespace viginti::model
