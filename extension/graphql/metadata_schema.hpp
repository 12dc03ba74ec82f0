/*
 * The schema of /metadata: objects, fields, relations and indexes, and the changes of them
 * (spec/graphql.md §19, Appendix B). The same for every workspace.
 */
#pragma once

#include "graphql/schema.hpp"

namespace viginti::graphql {

/* Made on first use and never freed. */
const Schema &metadata_schema();

} // namespace viginti::graphql
