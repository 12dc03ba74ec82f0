/*
 * Types put together piece by piece, for schemas written by hand or made from a model.
 */
#pragma once

#include "graphql/schema.hpp"

#include <map>
#include <memory>

namespace viginti::graphql {

/* `type` as in the language: "[Int!]!". A default is a literal of the language. */
InputValue make_input(std::string_view name, std::string_view type,
                      std::optional<std::string> default_value = std::nullopt,
                      std::string_view description = {});
Field make_field(std::string_view name, std::string_view type,
                 std::vector<InputValue> arguments = {}, std::string_view description = {});
EnumValue make_value(std::string_view name, std::string_view description = {});

Type make_object(std::string_view name, std::vector<Field> fields,
                 std::vector<std::string> interfaces = {}, std::string_view description = {});
Type make_interface(std::string_view name, std::vector<Field> fields,
                    std::vector<std::string> possible, std::vector<std::string> interfaces = {});
Type make_union(std::string_view name, std::vector<std::string> possible);
Type make_enum(std::string_view name, std::vector<EnumValue> values,
               std::string_view description = {});
Type make_input_object(std::string_view name, std::vector<InputValue> inputs,
                       bool is_one_of = false);
Type make_scalar(std::string_view name, Scalar scalar = {}, std::string_view specified_by = {});

/*
 * A schema of these types and the standard ones, with the standard directives. The roots are the
 * types named Query, Mutation and Subscription, so far as there are such.
 */
Schema make_schema(std::vector<Type> types);

} // namespace viginti::graphql
