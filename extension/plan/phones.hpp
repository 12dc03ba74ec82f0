/*
 * PHONES (spec/core-rest.md §16.3): country and calling code are checked against each other and
 * against the number, the national number is stored, codes that are missing are inferred.
 */
#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>

namespace viginti::plan {

struct ValueSite;

/* The sub-fields of the primary phone as stored; as complete_composite() answers. */
Json complete_primary_phone(const json_t *value, const ValueSite &site);

/* One of additionalPhones, {number, countryCode, callingCode}, as stored. */
Json complete_additional_phone(const json_t *phone, const ValueSite &site);

} // namespace viginti::plan
