/*
 * Index: what a client asked for over fields and sub-fields of one object, besides the indexes every
 * object has. A unique one is over live records, as unique fields are (design.md §5).
 */
#pragma once

#include "base/uuid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::model {

struct Column;
struct Field;
struct Object;
struct Part;

enum class IndexType : std::uint8_t { Btree, Gin };

std::string_view name_of(IndexType type) noexcept; /* "BTREE" */
std::optional<IndexType> parse_index_type(std::string_view name) noexcept;

/* How a column of a BTREE index is sorted; names and default are those of order_by. */
enum class IndexDirection : std::uint8_t {
    AscNullsFirst,
    AscNullsLast,
    DescNullsFirst,
    DescNullsLast,
};

std::string_view name_of(IndexDirection direction) noexcept;
std::optional<IndexDirection> parse_index_direction(std::string_view name) noexcept;

struct IndexField {
    Uuid field;
    std::string part; /* sub-field of a composite, else empty */
    IndexDirection direction = IndexDirection::AscNullsFirst;

    bool operator==(const IndexField &) const = default;
};

struct Index {
    Uuid id;
    Uuid object_id;
    IndexType type = IndexType::Btree;
    bool is_unique = false;
    std::vector<IndexField> fields;
    std::string created_at, updated_at; /* ISO 8601, milliseconds, Z */
};

/* One column of an index with the field it belongs to. */
struct IndexColumn {
    const Field *field;
    const Part *part;
    std::string name; /* of the column */
    IndexDirection direction;
};

/* The columns in order; none at all when the object, as its asker sees it, lacks one of the fields. */
std::vector<IndexColumn> columns_of(const Object &object, const Index &index);

/* As a client names it: "hull", "emails.primaryEmail", "ownerId". */
std::string path_of(const Field &field, const Part &part);

/* The part of a field by the name of its sub-field ("" of a scalar); null when there is none. */
const Part *part_named(const Field &field, std::string_view name) noexcept;

/* Whether a column of this part can stand in an index of the type. */
bool can_index(const Field &field, const Part &part, IndexType type) noexcept;

} // namespace viginti::model
