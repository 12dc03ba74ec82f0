/*
 * The metadata API described: operations on objects, fields and indexes, and their schemas.
 */
#pragma once

#include "openapi/view.hpp"
#include "rest/route.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace viginti::openapi {

void append_metadata_paths(std::string &out, const View &view);
void append_metadata_parameters(std::string &out);
/* Those of bodies only for who may change the model. */
void append_metadata_schemas(std::string &out, const View &view);

/* POST /rest/metadata/changes, a whole operation object; what `rehearse` answers included. */
void append_model_changes(std::string &out, const View &view);

/* Whether there is a row for the operation. */
bool is_metadata_operation(rest::Operation operation);

/* Example bodies: named examples as a JSON object, {"name":{"value":…},…}. */
std::string example_objects(const View &view);
/* The body of one of them alone. */
std::string example_object_input(const View &view);
std::string example_fields(const View &view);
std::string example_indexes(const View &view);

} // namespace viginti::openapi
