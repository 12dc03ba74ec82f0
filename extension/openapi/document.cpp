#include "openapi/document.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "openapi/metadata.hpp"
#include "openapi/operations.hpp"
#include "openapi/parameters.hpp"
#include "openapi/schemas.hpp"
#include "openapi/text.hpp"

#include <array>

namespace viginti::openapi {

namespace {

/* What differs between the two documents around their paths. */
struct Kind {
    std::string_view title, description;
    std::string_view server;
    std::string_view own_path; /* below /rest */
    std::string_view operation;
};
constexpr Kind core{
    "viginti core API",
    "Records of the objects of one workspace, as the caller's key may see and change them",
    "/rest",
    "/open-api/core",
    "describeCore",
};
constexpr Kind metadata{
    "viginti metadata API",
    "Objects, fields and relations: the model of one workspace, changed at run time",
    "/rest/metadata",
    "/open-api/metadata",
    "describeMetadata",
};

constexpr std::string_view choice =
    R"({"name":"objects","in":"query","description":"Names of the objects to describe, by )"
    R"(comma; without it all of them",)"
    R"("schema":{"type":"string"})";

void open_document(std::string &out, const Kind &kind)
{
    out = R"({"openapi":"3.1.1","info":{)";
    append_json_member(out, "title", kind.title);
    append_json_member(out, "description", kind.description);
    append_json_member(out, "version", VIGINTI_VERSION);
    out += R"(},"servers":[{)";
    append_json_member(out, "url", kind.server);
    out += R"(}],"security":[{"bearerAuth":[]}])";
}

/* The document's own path lies below /rest in both. */
void append_own_path(std::string &out, const Kind &kind, std::string_view parameters)
{
    append_json_key(out, kind.own_path);
    out += R"({"servers":[{"url":"/rest"}],"get":{"tags":["open-api"])";
    append_json_member(out, "operationId", kind.operation);
    append_json_member(out, "summary", "This document");
    append_raw_member(out, "security", R"([{},{"bearerAuth":[]}])");
    append_json_key(out, "parameters");
    out.append("[").append(parameters).append("]");
    append_json_key(out, "responses");
    out += R"({"200":{"description":"An OpenAPI document","content":{"application/json":{"schema":)"
           R"({"type":"object","properties":{"openapi":{"type":"string"}},"required":["openapi"],)"
           R"("additionalProperties":true}}}})";
    append_error_references(out, true);
    out += "}}}";
}

struct ResponseRow {
    std::string_view key, description;
};
constexpr std::array responses{
    ResponseRow{"400", "The request is not right: path, position and hint say where and what is"},
    ResponseRow{"401", "The key is missing or unknown"},
    ResponseRow{"403", "The key is missing, revoked or expired, or has no right to this"},
    ResponseRow{"404", "There is no such thing"},
    ResponseRow{"412", "The record has changed: ETag tells its present version"},
    ResponseRow{"default", "Any other failure"},
};

/* Those the document so far refers to. */
void append_responses(std::string &out)
{
    append_json_key(out, "responses");
    out += '{';
    for (const ResponseRow &row : responses) {
        if (!is_referenced(out, "responses", row.key))
            continue;
        append_json_key(out, row.key);
        out += '{';
        append_json_member(out, "description", row.description);
        append_raw_member(
            out, "content",
            R"({"application/json":{"schema":{"$ref":"#/components/schemas/Error"}},)"
            R"("application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}})");
        out += '}';
    }
    out += '}';
}

constexpr std::string_view headers =
    R"({"ETag":{"description":"The version of the record; absent for roles with rights to single )"
    R"(columns","schema":{"type":"string"}}})";

constexpr std::string_view security_schemes =
    R"({"bearerAuth":{"type":"http","scheme":"bearer","description":"An API key of the )"
    R"(workspace: Authorization: Bearer vgt_…"}})";

std::string public_document(const Kind &kind)
{
    std::string out;
    open_document(out, kind);
    append_raw_member(out, "tags", R"([{"name":"open-api","description":"Self-description"}])");
    append_json_key(out, "paths");
    out += '{';
    append_own_path(out, kind, "");
    out += '}';
    append_json_key(out, "components");
    out += '{';
    append_raw_member(out, "securitySchemes", security_schemes);
    append_responses(out);
    append_json_key(out, "schemas");
    out += '{';
    append_error_schemas(out);
    out += "}}}";
    return out;
}

void check_size(const std::string &out)
{
    if (out.size() > limits::answer_bytes)
        throw Error(Code::LimitExceeded,
                    "The document exceeds the limit of " + std::to_string(limits::answer_bytes) +
                        " bytes",
                    "objects", "Ask for some objects only, as in objects=people,companies");
}

void append_tags(std::string &out, const View &view)
{
    append_json_key(out, "tags");
    out += R"([{"name":"open-api","description":"Self-description"})";
    if (!view.objects.empty())
        out += R"(,{"name":"transaction","description":"Requests that belong together"})";
    for (const Described &described : view.objects) {
        if (!described.is_chosen)
            continue;
        out += ",{";
        append_json_member(out, "name", described.object->name_plural);
        append_json_member(out, "description",
                           described.object->description.empty() ? described.object->label_plural
                                                                 : described.object->description);
        out += '}';
    }
    out += ']';
}

/* The parameter of the document's own path, with the first object as its example. */
std::string own_parameter(const View &view)
{
    std::string out(choice);
    if (!view.objects.empty())
        append_json_member(out, "example", view.objects.front().object->name_plural);
    return out + '}';
}

} // namespace

std::string core_document(const View &view)
{
    SchemaNamesById const names = name_schemas(view);
    std::string out;
    open_document(out, core);
    append_tags(out, view);
    append_json_key(out, "paths");
    out += '{';
    append_own_path(out, core, own_parameter(view));
    append_record_paths(out, view, names);
    out += '}';
    check_size(out);
    append_json_key(out, "components");
    out += '{';
    append_raw_member(out, "securitySchemes", security_schemes);
    append_json_key(out, "parameters");
    out += '{';
    append_parameters(out, *view.dialect);
    out += '}';
    if (is_referenced(out, "headers", "ETag"))
        append_raw_member(out, "headers", headers);
    append_responses(out);
    append_json_key(out, "schemas");
    out += '{';
    for (const Described &described : view.objects) {
        if (described.is_chosen)
            append_record_schemas(out, described, view, names);
        check_size(out);
    }
    append_shared_schemas(out);
    out += "}}}";
    check_size(out);
    return out;
}

std::string metadata_document(const View &view)
{
    std::string out;
    open_document(out, metadata);
    append_raw_member(
        out, "tags",
        R"([{"name":"open-api","description":"Self-description"},)"
        R"({"name":"objects","description":"Objects: each is a table"},)"
        R"({"name":"fields","description":"Fields: each is a column, or one a part"}])");
    append_json_key(out, "paths");
    out += '{';
    append_own_path(out, metadata, "");
    append_metadata_paths(out, view);
    out += '}';
    append_json_key(out, "components");
    out += '{';
    append_raw_member(out, "securitySchemes", security_schemes);
    append_json_key(out, "parameters");
    out += '{';
    append_metadata_parameters(out);
    out += '}';
    append_responses(out);
    append_json_key(out, "schemas");
    out += '{';
    append_error_schemas(out);
    append_metadata_schemas(out, view);
    out += "}}}";
    return out;
}

std::string public_core_document()
{
    return public_document(core);
}

std::string public_metadata_document()
{
    return public_document(metadata);
}

} // namespace viginti::openapi
