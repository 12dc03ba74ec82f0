/*
 * Errors in the form of GraphQL: {message, locations, path, extensions} with the codes of
 * spec/graphql.md §1.3.
 */
#pragma once

#include "base/error.hpp"
#include "entry/inbound.hpp"
#include "graphql/fault.hpp"
#include "pg/guard.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::entry {

/* A fault and what its extensions say. */
struct GraphqlError {
    graphql::Fault fault;
    std::string code;
    std::string extensions = {}; /* further members of extensions, from a comma on */
};

/* The error of a field, told where it stands. */
GraphqlError graphql_error(const Error &error, graphql::Fault place);

/* Appends `"errors":[…]`. */
void append_errors(std::string &out, const std::vector<GraphqlError> &errors);

/* The status of a request that was not executed, for the media type the client wants. */
int refused_status(const Inbound &inbound) noexcept;

std::string_view graphql_content_type(const Inbound &inbound);

/* A whole answer to a request that failed as such. */
pg::Answered render_graphql(const Error &error, const Inbound &inbound);

} // namespace viginti::entry
