#include "entry/graphql_errors.hpp"

#include "base/json.hpp"
#include "entry/graphql_request.hpp"

#include <array>

namespace viginti::entry {

namespace {

/* What clients know an error by. Codes that are not here go by their status. */
struct CodeRow {
    Code code;
    std::string_view name;
};
constexpr std::array code_rows{
    CodeRow{Code::AuthenticationMissing, "UNAUTHENTICATED"},
    CodeRow{Code::AuthenticationInvalid, "UNAUTHENTICATED"},
    CodeRow{Code::AuthenticationExpired, "UNAUTHENTICATED"},
    CodeRow{Code::KeyRevoked, "FORBIDDEN"},
    CodeRow{Code::KeyExpired, "FORBIDDEN"},
    CodeRow{Code::PermissionDenied, "FORBIDDEN"},
    CodeRow{Code::RecordNotFound, "NOT_FOUND"},
    CodeRow{Code::ObjectMetadataNotFound, "NOT_FOUND"},
    CodeRow{Code::FieldMetadataNotFound, "NOT_FOUND"},
    CodeRow{Code::IndexMetadataNotFound, "NOT_FOUND"},
    CodeRow{Code::MethodNotAllowed, "METHOD_NOT_ALLOWED"},
    CodeRow{Code::MetadataValidation, "METADATA_VALIDATION_FAILED"},
    CodeRow{Code::Busy, "CONFLICT"},
    CodeRow{Code::PersistedQueryNotFound, "PERSISTED_QUERY_NOT_FOUND"},
    CodeRow{Code::PersistedQueryNotSupported, "PERSISTED_QUERY_NOT_SUPPORTED"},
};

/* A parameter of REST is an argument here, and is called so in errors. */
struct ArgumentRow {
    std::string_view parameter, argument;
};
constexpr std::array argument_rows{
    ArgumentRow{"group_by", "groupBy"},
    ArgumentRow{"order_by", "orderBy"},
    ArgumentRow{"starting_after", "after"},
    ArgumentRow{"ending_before", "before"},
};

std::string_view argument_of(std::string_view path)
{
    for (const ArgumentRow &row : argument_rows)
        if (row.parameter == path)
            return row.argument;
    return path;
}

std::string_view code_of(const Error &error)
{
    for (const CodeRow &row : code_rows)
        if (row.code == error.code)
            return row.name;
    return error.status >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_USER_INPUT";
}

void append_optional(std::string &out, std::string_view key, std::string_view value)
{
    if (!value.empty())
        append_json_member(out, key, value);
}

void append_error(std::string &out, const GraphqlError &error)
{
    std::string list;
    graphql::append_faults(list, {error.fault});
    /* The array of one fault, without the brackets of array and object at its end. */
    out += std::string_view(list).substr(1, list.size() - 3);
    append_json_key(out, "extensions");
    out += '{';
    append_json_member(out, "code", error.code);
    out += error.extensions;
    out += "}}";
}

} // namespace

GraphqlError graphql_error(const Error &error, graphql::Fault place)
{
    GraphqlError out{std::move(place), std::string(code_of(error)), {}};
    out.fault.message = error.message;
    std::string &more = out.extensions;
    append_json_member(more, "subCode", info(error.code).name);
    append_optional(more, "field", argument_of(error.path));
    append_optional(more, "hint", error.hint);
    if (!error.report.empty())
        more.append(",").append(error.report);
    return out;
}

void append_errors(std::string &out, const std::vector<GraphqlError> &errors)
{
    append_json_key(out, "errors");
    out += '[';
    for (std::size_t i = 0; i < errors.size(); ++i) {
        out += i == 0 ? "" : ",";
        append_error(out, errors[i]);
    }
    out += ']';
}

int refused_status(const Inbound &inbound) noexcept
{
    return wants_graphql_response(inbound) ? 400 : 200;
}

std::string_view graphql_content_type(const Inbound &inbound)
{
    return wants_graphql_response(inbound) ? "application/graphql-response+json; charset=utf-8"
                                           : "application/json; charset=utf-8";
}

pg::Answered render_graphql(const Error &error, const Inbound &inbound)
{
    std::string body = "{";
    append_errors(body, {graphql_error(error, {})});
    body += '}';
    std::string headers = "Content-Type: " + std::string(graphql_content_type(inbound));
    if (!error.allow.empty())
        headers += "\nAllow: " + error.allow;
    if (error.status == 401)
        headers += "\nWWW-Authenticate: Bearer";
    if (error.status == 503)
        headers += "\nRetry-After: 1";
    return pg::Answered(error.status, error.message, std::move(body), std::move(headers));
}

} // namespace viginti::entry
