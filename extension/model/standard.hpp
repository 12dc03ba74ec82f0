/*
 * The objects every workspace starts with (spec/core-rest.md §23), and the fields every object has
 * (spec/metadata-rest.md §12), as model values. They are created by the same path as custom objects.
 */
#pragma once

#include "model/dialect.hpp"
#include "model/object.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace viginti::model {

/* Singular name of the standard object whose records are people with an account. */
inline constexpr std::string_view member_object = "workspaceMember";

/* Whether records of the object come and go otherwise than by the record API (spec §17). */
bool is_managed(const Object &object, const Dialect &dialect);

using NewId = std::function<Uuid()>;

/* id, createdAt, updatedAt, deletedAt, createdBy, updatedBy, position, searchVector. */
std::vector<Field> system_fields(const Uuid &object_id, const NewId &new_id);

/* Whether the field is one of these: what every record has, and what is no content of its own. */
bool is_base_field(const Field &field) noexcept;

/* The TEXT field `name`, label identifier of a new custom object. */
Field name_field(const Uuid &object_id, const NewId &new_id);

/* The five options of a RATING: RATING_1 to RATING_5. */
std::vector<Option> rating_options(const NewId &new_id);

/* All standard objects with their fields and both ends of their relations. */
std::vector<Object> standard_objects(const Uuid &workspace_id, std::string_view schema,
                                     const NewId &new_id);

} // namespace viginti::model
