/*
 * JSON Schemas (2020-12, as OpenAPI 3.1 has them) of records: what a client may send to make or
 * change one and what it gets back, to the key. Types follow from the table of field types.
 */
#pragma once

#include "openapi/names.hpp"
#include "openapi/view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::openapi {

/* Names of the schemas every core document has, which no object may take. */
std::vector<std::string> shared_schema_names();

/* Name of a field in the dialect. */
std::string_view wire_name(const model::Field &field, const model::Dialect &dialect);

/* Appends the schemas several objects share, as far as the document so far refers to them. */
void append_shared_schemas(std::string &out);

/* Error and Problem alone: what the public document needs. */
void append_error_schemas(std::string &out);

/* Appends the schemas of one object that the caller has a use for. */
void append_record_schemas(std::string &out, const Described &described, const View &view,
                           const SchemaNamesById &names);

/* {"$ref":"#/components/schemas/…"} */
std::string schema_reference(std::string_view name);

} // namespace viginti::openapi
