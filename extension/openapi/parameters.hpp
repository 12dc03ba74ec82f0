/*
 * Parameters of the record operations, one row each, grouped as rest/parameters takes them.
 */
#pragma once

#include "model/dialect.hpp"
#include "rest/parameters.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace viginti::openapi {

/* Appends the members of components.parameters, as far as the document so far refers to them. */
void append_parameters(std::string &out, const model::Dialect &dialect);

/* Groups beside those of rest::Takes: what an operation reads of the headers. */
enum Headers : std::uint32_t {
    no_headers = 0,
    header_if_match = 1u << 16,
    header_if_none_match = 1u << 17,
};

/* Appends references to the parameters of these groups, as members of an open array. */
void append_parameter_references(std::string &out, std::uint32_t groups);

/* All groups there is a row for: what an operation takes must be among them. */
std::uint16_t described_groups();

} // namespace viginti::openapi
