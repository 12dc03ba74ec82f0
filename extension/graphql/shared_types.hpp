/*
 * The types all objects share: scalars, operators of filters, directions, composite values
 * (spec/graphql.md, Appendix A). Composite types follow from the table of field types.
 */
#pragma once

#include "graphql/schema.hpp"
#include "model/field_type.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::graphql {

/* Null for another name. */
const Type *find_shared_type(std::string_view name);
/* In the order in which they are listed. */
const std::vector<std::string> &shared_type_names();

/* "Currency", "FullName", … of a composite type. */
std::string composite_name(model::FieldType type);

/* The type of a value of this form, "BigFloat"; empty for Option and OptionList, whose enum it is. */
std::string_view value_type(model::Form form, bool composite) noexcept;
/* The input of its filters, "StringFilter"; empty for Option and OptionList. */
std::string_view filter_type(model::Form form, bool composite) noexcept;

/* A filter for the values of an enum, or for lists of them. */
Type make_enum_filter(std::string_view name, std::string_view enum_name, bool of_list);

} // namespace viginti::graphql
