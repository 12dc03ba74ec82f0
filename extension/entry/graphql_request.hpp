/*
 * GraphQL over HTTP: what a request says, by the rules of the GraphQL-over-HTTP specification
 * (working draft), §5, §6 and its appendix on persisted documents.
 */
#pragma once

#include "base/json.hpp"
#include "entry/inbound.hpp"

#include <string>
#include <string_view>

namespace viginti::entry {

struct GraphqlRequest {
    /*
     * The document: as a JSON string of the body, quotes and escapes and all, which names one that was
     * read before; else, and on request, as text.
     */
    std::string_view literal;
    std::string query;
    std::string operation_name; /* empty: the only operation */
    Json variables;             /* an object or null */
    bool may_mutate = true;     /* a GET may not */

    std::string document_id;    /* of a kept document, which stands for a query that is missing */
    bool is_to_be_kept = false; /* the query, under that id */
};

/* Whether a path is one of the two of GraphQL, and whether it is that of the model. */
bool is_graphql(std::string_view path) noexcept;
bool is_graphql_metadata(std::string_view path) noexcept;

/* Whether answers go out as application/graphql-response+json, whose status says how it went. */
bool wants_graphql_response(const Inbound &inbound);

/* Reads the document of a request that has its literal alone; throws as read_graphql_request does. */
void read_query(GraphqlRequest &request, const Inbound &inbound);

/*
 * Throws Error{MethodNotAllowed} for other methods than GET and POST, {MediaTypeUnsupported} (415,
 * or 406 for an Accept that names nothing we can write), {BodyInvalid, ParameterInvalid} for a
 * malformed request or a batch, {PersistedQueryNotSupported}.
 */
GraphqlRequest read_graphql_request(const Inbound &inbound);

} // namespace viginti::entry
