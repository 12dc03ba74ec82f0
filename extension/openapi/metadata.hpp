/*
 * The metadata API described: operations on objects and fields, and their schemas.
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

/* Whether there is a row for the operation. */
bool is_metadata_operation(rest::Operation operation);

/* Example bodies: named examples as a JSON object, {"name":{"value":…},…}. */
std::string example_objects(const View &view);
std::string example_fields(const View &view);

} // namespace viginti::openapi
