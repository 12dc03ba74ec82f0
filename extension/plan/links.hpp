/*
 * LINKS as a whole (spec/core-rest.md §16.3): links without a URL are dropped, and the first of
 * those that remain is the primary one. The URLs themselves: plan/link.
 */
#pragma once

#include "base/json.hpp"

namespace viginti::plan {

/* As complete_composite() answers. */
Json complete_links(const json_t *value);

} // namespace viginti::plan
