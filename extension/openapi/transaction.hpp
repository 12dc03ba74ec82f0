/*
 * The description of POST /rest/transaction, which belongs to no object.
 */
#pragma once

#include "openapi/view.hpp"
#include "rest/route.hpp"

#include <string>

namespace viginti::openapi {

inline constexpr rest::Operation transaction_operation = rest::Operation::Transaction;

/* Appends its path item; the example reads an object of the view, which has one at least. */
void append_transaction_path(std::string &out, const View &view);

} // namespace viginti::openapi
