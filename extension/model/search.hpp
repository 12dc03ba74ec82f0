/*
 * What the search column of an object is built from: a list of field ids, kept in the settings of
 * its TS_VECTOR field as {"sources":["…"]}, so that it outlives renames (design.md §5).
 */
#pragma once

#include "model/object.hpp"

#include <string>
#include <vector>

namespace viginti::model {

/* The object's TS_VECTOR field, or null. */
const Field *search_field(const Object &object);

/* Whether search= finds anything in it. */
bool is_searched(const Object &object);

/* Ids of the source fields, in order; ids of fields that are gone are left out. */
std::vector<Uuid> search_sources(const Object &object);

/* The settings text that names these sources. */
std::string search_settings(const std::vector<Uuid> &sources);

/* The columns of the source fields that hold words: texts and JSON lists. */
std::vector<Column> search_columns(const Object &object);

} // namespace viginti::model
