/*
 * Indexes as the metadata API shows them: those every object has by its fields (primary key, unique
 * fields, foreign keys, position, search), which follow the fields and have no row of their own, and
 * those clients made.
 */
#pragma once

#include "model/catalog.hpp"
#include "model/dialect.hpp"

#include <string>
#include <vector>

namespace viginti::entry {

struct IndexPlace {
    model::ObjectPtr object; /* null: there is no such index */
    model::Index index;
    std::string name; /* of the index in PostgreSQL */
    bool is_custom = false;
};

/* Of one object; ids of indexes without a row are made from those of their fields, and stay. */
std::vector<IndexPlace> indexes_of(const model::ObjectPtr &object);

/* Of all objects, or of one, by id. */
std::vector<IndexPlace> all_indexes(const model::Catalog &catalog,
                                    const std::optional<Uuid> &object_id);

IndexPlace find_index(const model::Catalog &catalog, const Uuid &id);
/* By the name PostgreSQL has for it. */
IndexPlace find_index(const model::Catalog &catalog, std::string_view name);

/* Appends the resource (spec/metadata-rest.md §15). */
void append_index(std::string &out, const IndexPlace &place, const model::Dialect &dialect);

} // namespace viginti::entry
