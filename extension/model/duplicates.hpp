/*
 * What makes two records of an object duplicates of each other (spec/core-rest.md §19). An object
 * without criteria has no duplicates and cannot be merged (§18).
 */
#pragma once

#include "model/object.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace viginti::model {

/* A shorter value says too little to tell a record by. */
inline constexpr std::size_t shortest_telling_value = 3;

/* Records that are equal in all of these text columns are duplicates. */
struct DuplicateCriterion {
    std::vector<std::string> columns;
    std::vector<std::string> names; /* of their fields, "nameFirstName" */
};

/*
 * The criteria of an object, any of which suffices. One over a field that is inactive, or that the
 * asking role may not read, is left out.
 */
std::vector<DuplicateCriterion> duplicate_criteria(const Object &object);

/* Whether the object has criteria at all, usable or not. */
bool has_duplicate_criteria(const Object &object) noexcept;

} // namespace viginti::model
