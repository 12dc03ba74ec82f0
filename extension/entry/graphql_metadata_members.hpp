/*
 * The types of /metadata filled in: what REST has of an object, a field or an index is taken as it
 * is, and the members GraphQL has beside it are made here (spec/graphql.md, Appendix B).
 */
#pragma once

#include "base/json.hpp"
#include "entry/metadata_indexes.hpp"
#include "graphql/selection_tree.hpp"
#include "model/catalog.hpp"
#include "model/dialect.hpp"

#include <string>
#include <string_view>

namespace viginti::entry {

/* The model as it is when a field is answered: a mutation before may have changed it. */
struct Model {
    model::Catalog catalog;
    const model::Dialect &dialect;

    Json object(const model::Object &object) const;
    Json field(const model::Object &object, const model::Field &field) const;
    Json index(const IndexPlace &place) const;
    Json object_by_id(std::string_view id) const;
    Json field_by_id(std::string_view id) const;
    Json fields_of(const model::Object &object) const;
    Json indexes_of(const model::ObjectPtr &object) const;
};

/* Appends what a field selects of a value: null, a leaf, an object or a list of these. */
void append_value(std::string &out, const Model &model, const graphql::SelectedField &field,
                  const json_t *value);

} // namespace viginti::entry
