#include "entry/graphql_request.hpp"

#include "base/error.hpp"
#include "base/json_slices.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/persisted_documents.hpp"
#include "rest/query_string.hpp"

#include <optional>
#include <utility>

namespace viginti::entry {

namespace {

constexpr std::string_view graphql_response = "application/graphql-response+json";

/* "application/json; charset=utf-8" without its parameters. */
std::string_view type_of(std::string_view media_type)
{
    return trim_blanks(media_type.substr(0, media_type.find(';')));
}

/* The weight of a media range, 1 without one (RFC 9110 §12.4.2). */
double weight_of(std::string_view range)
{
    for (const std::string &parameter : split(range, ';')) {
        std::string_view const text = trim_blanks(parameter);
        if (text.size() > 2 && equal_ignoring_case(text.substr(0, 2), "q="))
            return parse_number(text.substr(2)).value_or(0);
    }
    return 1;
}

struct Accepted {
    bool any = false;
    bool response = false; /* the first of the greatest weight is graphql-response+json */
};

Accepted read_accept(const Inbound &inbound)
{
    std::string_view const accept = trim_blanks(inbound.header("accept"));
    if (accept.empty())
        return {true, false};
    Accepted out;
    double best = 0;
    for (const std::string &range : split(accept, ',')) {
        std::string_view const type = type_of(range);
        bool const response = equal_ignoring_case(type, graphql_response);
        bool const json = equal_ignoring_case(type, "application/json") || type == "*/*" ||
                          equal_ignoring_case(type, "application/*");
        double const weight = weight_of(range);
        if ((!response && !json) || weight <= best)
            continue;
        best = weight;
        out = {true, response};
    }
    return out;
}

void check_content_type(const Inbound &inbound)
{
    std::string_view const type = inbound.header("content-type");
    std::size_t const charset = type.find("charset=");
    bool const readable = charset == type.npos ||
                          equal_ignoring_case(trim_blanks(type.substr(charset + 8)), "utf-8") ||
                          equal_ignoring_case(trim_blanks(type.substr(charset + 8)), "\"utf-8\"");
    if (equal_ignoring_case(type_of(type), "application/json") && readable)
        return;
    throw Error(Code::MediaTypeUnsupported,
                "The body of a GraphQL request is application/json in UTF-8, not " +
                    inspect(shorten(type, 80)),
                "Content-Type");
}

Error malformed(std::string message, std::string path)
{
    return Error(Code::BodyInvalid, std::move(message), std::move(path));
}

/* The hash of automatic persisted queries: names a document, or with its text has it kept. */
void read_hash(GraphqlRequest &request, const json_t *persisted)
{
    const json_t *const version = json_object_get(persisted, "version");
    if (!json_is_integer(version) || json_integer_value(version) != 1)
        throw Error(Code::PersistedQueryNotSupported, "PersistedQueryNotSupported", "extensions",
                    "Version 1 is; or send the text of the document as query alone");
    const json_t *const given = json_object_get(persisted, "sha256Hash");
    if (!json_is_string(given))
        throw malformed("\"sha256Hash\" of a persisted query must be a string", "extensions");
    std::string id = hash_prefix + std::string(text_of(given));
    if (!request.query.empty()) {
        if (id != hash_id(request.query))
            throw malformed("provided sha does not match query", "extensions");
        request.is_to_be_kept = request.may_mutate;
    }
    request.document_id = std::move(id);
}

/* A document by its text, by an id, or by its hash, with which the text may come. */
void name_document(GraphqlRequest &request, std::string id, const json_t *extensions)
{
    const json_t *const persisted = json_object_get(extensions, "persistedQuery");
    bool const has_hash = persisted && !json_is_null(persisted);
    if (!id.empty() && !request.query.empty())
        throw malformed("query and documentId exclude each other", "documentId");
    if (!id.empty() && has_hash)
        throw malformed("persistedQuery and documentId exclude each other", "documentId");
    request.document_id = std::move(id);
    if (has_hash)
        read_hash(request, persisted);
    if (request.query.empty() && request.document_id.empty())
        throw malformed("Must provide query string.", "query");
}

std::string read_text(const json_t *body, const char *name)
{
    const json_t *const value = json_object_get(body, name);
    if (!value || json_is_null(value))
        return {};
    if (!json_is_string(value))
        throw malformed("\"" + std::string(name) + "\" must be a string, not " + inspect(value),
                        name);
    return std::string(text_of(value));
}

/* An object, or null where it is missing. */
Json read_map(const json_t *value, const char *name)
{
    if (!value || json_is_null(value))
        return nullptr;
    if (!json_is_object(value))
        throw malformed("\"" + std::string(name) + "\" must be an object, not " + inspect(value),
                        name);
    return Json(json_incref(const_cast<json_t *>(value)));
}

GraphqlRequest read_whole_body(std::string_view text)
{
    Json const body = parse_json(text);
    if (json_is_array(body.get()))
        throw malformed("Batches of documents are not supported", "");
    if (!json_is_object(body.get()))
        throw malformed("The body must be an object, not " + inspect(body.get()), "");
    GraphqlRequest request;
    request.query = read_text(body.get(), "query");
    request.operation_name = read_text(body.get(), "operationName");
    request.variables = read_map(json_object_get(body.get(), "variables"), "variables");
    Json const extensions = read_map(json_object_get(body.get(), "extensions"), "extensions");
    name_document(request, read_text(body.get(), "documentId"), extensions.get());
    return request;
}

/*
 * A body of the usual form without a look into its document, which most often is known. Nothing where
 * all of it has to be read: there, too, what is wrong with it is told.
 */
std::optional<GraphqlRequest> slice_body(std::string_view body)
{
    auto const members = slice_json_object(body);
    if (!members)
        return std::nullopt;
    GraphqlRequest request;
    try {
        for (auto const &[key, value] : *members) {
            bool const is_string = value.front() == '"' && value.size() > 2;
            if (key == "query" && is_string)
                request.literal = value;
            else if (key == "operationName" && is_string && value.find('\\') == value.npos)
                request.operation_name = text_of(parse_json(value).get());
            else if (key == "variables" && value.front() == '{')
                request.variables = parse_json(value);
            else if (value != "null" || (key != "operationName" && key != "variables"))
                return std::nullopt;
        }
    } catch (const Error &) {
        return std::nullopt;
    }
    return request.literal.empty() ? std::nullopt : std::optional(std::move(request));
}

GraphqlRequest read_body(const Inbound &inbound)
{
    check_content_type(inbound);
    if (inbound.body.size() > limits::body_bytes)
        throw Error(Code::BodyTooLarge,
                    "A body has at most " + std::to_string(limits::body_bytes) + " bytes");
    if (auto request = slice_body(inbound.body))
        return *std::move(request);
    return read_whole_body(inbound.body);
}

Json read_map(const rest::QueryString &query, const char *name)
{
    std::string_view const text = query.text(name).value_or("");
    if (text.empty())
        return nullptr;
    Json const value = parse_json(text);
    return read_map(value.get(), name);
}

GraphqlRequest read_target(const Inbound &inbound)
{
    rest::QueryString const query = rest::parse_query_string(inbound.query());
    GraphqlRequest request;
    request.may_mutate = false;
    request.query = query.text("query").value_or("");
    request.operation_name = query.text("operationName").value_or("");
    request.variables = read_map(query, "variables");
    Json const extensions = read_map(query, "extensions");
    name_document(request, std::string(query.text("documentId").value_or("")), extensions.get());
    return request;
}

std::string_view without_slash(std::string_view path)
{
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

} // namespace

bool is_graphql(std::string_view path) noexcept
{
    return without_slash(path) == "/graphql" || is_graphql_metadata(path);
}

bool is_graphql_metadata(std::string_view path) noexcept
{
    return without_slash(path) == "/metadata";
}

bool wants_graphql_response(const Inbound &inbound)
{
    return read_accept(inbound).response;
}

void read_query(GraphqlRequest &request, const Inbound &inbound)
{
    std::string_view const literal = std::exchange(request.literal, {});
    if (!literal.empty())
        request.query = read_whole_body(inbound.body).query;
}

GraphqlRequest read_graphql_request(const Inbound &inbound)
{
    if (!read_accept(inbound).any) {
        Error error(Code::MediaTypeUnsupported,
                    "Answers are application/graphql-response+json or application/json", "Accept");
        error.status = 406;
        throw error;
    }
    if (inbound.method == "POST")
        return read_body(inbound);
    if (inbound.method == "GET")
        return read_target(inbound);
    Error error(Code::MethodNotAllowed, "GraphQL is asked by GET or POST");
    error.allow = "GET, POST";
    throw error;
}

} // namespace viginti::entry
