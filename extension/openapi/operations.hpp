/*
 * The operations on records, one row each. Methods and paths come from the table of routes, the
 * parameters from the table the parser reads by; here stands what an operation is called, which
 * right it needs, and what it answers.
 */
#pragma once

#include "openapi/names.hpp"
#include "openapi/view.hpp"
#include "rest/route.hpp"

#include <string>

namespace viginti::openapi {

/* Appends the path items of all chosen objects. */
void append_record_paths(std::string &out, const View &view, const SchemaNamesById &names);

/* Whether there is a row for the operation. */
bool is_record_operation(rest::Operation operation);

/* The 4xx and 5xx of an operation, as members of `responses`; 404 where something may be missing. */
void append_error_references(std::string &out, bool may_be_missing);

} // namespace viginti::openapi
