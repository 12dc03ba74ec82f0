/*
 * Values of variables and arguments, checked against their types and brought into their form
 * (GraphQL, September 2025, sections 3.5 to 3.12, 6.1.2 and 6.4.1). A coerced value is JSON: enum
 * values are strings, what an input object leaves out has its default or is missing.
 */
#pragma once

#include "base/json.hpp"
#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/schema.hpp"

#include <optional>
#include <vector>

namespace viginti::graphql {

/* An enum as a leaf, for coercion as well as for validation. */
Coerced coerce_leaf(const Type &type, const json_t *value);
Coerced coerce_leaf(const Type &type, const Value &literal, const json_t *variables);

/*
 * The variables of an operation: a JSON object that lacks what was neither sent nor has a default.
 * `sent` is an object or null. Faults, at most limits::graphql_variable_errors of them, are added to
 * `faults`, in which case the values are of no use.
 */
Json coerce_variables(const Schema &schema, const Operation &operation, const json_t *sent,
                      std::vector<Fault> &faults);

/*
 * A literal that passed validation, with coerced variables in place of its own. Nothing when it is
 * no value of that type after all, or is a variable that was not sent.
 */
std::optional<Json> coerce_literal(const Schema &schema, TypeView type, const Value &literal,
                                   const json_t *variables);

/* What a parameter or input field is when nobody gives it; nothing without a default. */
std::optional<Json> default_of(const Schema &schema, const InputValue &input);

/*
 * The arguments of a field or directive at `at`, as a JSON object; a fault is added and null returned
 * when one is missing or null against its type.
 */
Json coerce_arguments(const Schema &schema, const std::vector<InputValue> &declared,
                      const std::vector<Argument> &given, const json_t *variables, std::uint32_t at,
                      std::vector<Fault> &faults);

/* Any literal as JSON, as a scalar without functions of its own takes it. */
Json untyped_value(const Value &literal, const json_t *variables);

} // namespace viginti::graphql
