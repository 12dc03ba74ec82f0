/*
 * The schema of one field's value: read, or written by creation or change. One row a form.
 */
#pragma once

#include "model/object.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace viginti::openapi {

enum class Use : std::uint8_t { Read, Create, Update };

/* The types of several columns that have a schema of their own: "FullName", "FullNameInput". */
std::vector<model::FieldType> composite_types();
std::string composite_name(model::FieldType type);
void append_composite(std::string &out, model::FieldType type, Use use);

/* The schema of a field that is no relation, with its label and description. */
void append_field_schema(std::string &out, const model::Field &field, Use use);

/* The schema of the foreign key of a to-one relation. */
void append_foreign_key_schema(std::string &out, const model::Field &field);

/* Whether a new record must hold the field. */
bool is_required(const model::Field &field);

/* `"title":…,"description":…`, each where there is one. */
void append_labels(std::string &out, const model::Field &field);

} // namespace viginti::openapi
