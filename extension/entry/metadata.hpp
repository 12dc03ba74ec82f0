/*
 * The metadata operations: objects and fields listed, read, made, changed and dropped. A change is
 * one transaction: lock of the workspace, catalog read anew, validation, DDL, metadata rows.
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/records.hpp"
#include "rest/query_string.hpp"
#include "rest/route.hpp"

#include <string_view>

namespace viginti::entry {

/*
 * Answers one of the operations from rest::Operation::ListObjects on. Throws Error with the texts of
 * spec/metadata-rest.md; changes need a role that may change the model.
 */
Answer answer_metadata(const rest::Route &route, const rest::QueryString &query,
                       std::string_view body, const Caller &caller);

} // namespace viginti::entry
