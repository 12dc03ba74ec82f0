/*
 * Example bodies of records: values each field takes, so that a request made of them succeeds.
 */
#pragma once

#include "openapi/view.hpp"

#include <string>

namespace viginti::openapi {

/*
 * An object with the fields a client sets itself, relations apart, as the n-th of several records:
 * unique fields differ by n (1 to 9).
 */
std::string example_record(const Described &described, const model::Dialect &dialect, int n);

/* A change of two fields; {} for an object that has none to change. */
std::string example_change(const Described &described, const model::Dialect &dialect);

} // namespace viginti::openapi
