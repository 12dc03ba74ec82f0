/*
 * Which fields have values that records are grouped by: those a client makes and the times of
 * creation and change. What the system keeps for itself, JSON and places in an order make no groups.
 */
#pragma once

#include "model/object.hpp"

namespace viginti::model {

/* Relations are asked by their keys. */
bool is_groupable(const Field &field) noexcept;

} // namespace viginti::model
