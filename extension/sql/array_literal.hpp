/*
 * Text arrays as PostgreSQL's array literal: {"a","b"}, every element quoted. The literal is data,
 * a parameter or a constant, never part of a statement's text.
 */
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace viginti::sql {

std::string array_literal(const std::vector<std::string> &items);
std::string array_literal(const std::vector<std::optional<std::string>> &items);

} // namespace viginti::sql
