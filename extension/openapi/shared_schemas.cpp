#include "openapi/schemas.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "openapi/field_schema.hpp"
#include "openapi/text.hpp"

#include <array>

namespace viginti::openapi {

namespace {

struct SharedSchema {
    std::string_view name;
    std::string_view json;
};

/* Members beyond the first four come only where they say something. */
constexpr std::string_view error_members =
    R"("statusCode":{"type":"integer","description":"The HTTP status again"},)"
    R"("messages":{"type":"array","minItems":1,"items":{"type":"string"}},)"
    R"("error":{"type":"string","description":"The reason phrase, or a name clients of dialect )"
    R"(twenty know"},)"
    R"("code":{"type":"string","description":"Stable name of the fault",)"
    R"("examples":["FILTER_INVALID","RECORD_NOT_FOUND"]},)"
    R"("path":{"type":"string","description":"The query parameter at fault, or a JSON Pointer )"
    R"(into the body"},)"
    R"("position":{"type":"integer","minimum":0,"description":"Characters from the start of the )"
    R"(parameter or body"},)"
    R"("hint":{"type":"string","description":"What is allowed instead"},)"
    R"("message":{"type":["string","array"],"items":{"type":"string"},"description":"Every )"
    R"(fault of a metadata body"},)"
    R"("errors":{"type":"object","description":"Broken rules of the model, by kind"},)"
    R"("summary":{"type":"object"},)"
    R"("userFriendlyMessage":{"type":"string"})";
constexpr std::string_view problem_members =
    R"("type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
    R"("detail":{"type":"string"})";

constexpr std::array shared{
    SharedSchema{
        "PageInfo",
        R"({"type":"object","properties":{)"
        R"("hasNextPage":{"type":"boolean"},"hasPreviousPage":{"type":"boolean"},)"
        R"("startCursor":{"type":["string","null"],"description":"Cursor of the first record; )"
        R"(null on an empty page"},)"
        R"("endCursor":{"type":["string","null"],"description":"Cursor of the last record; null )"
        R"(on an empty page"}},)"
        R"("required":["hasNextPage","hasPreviousPage","startCursor","endCursor"]})"},
    SharedSchema{
        "Record",
        R"({"type":"object","description":"A record of an object this document leaves out",)"
        R"("properties":{"id":{"type":"string","format":"uuid"}},"required":["id"]})"},
    SharedSchema{
        "RelationInput",
        R"({"description":"A relation to one record: to one that is there, to one made along, or )"
        R"(to none","oneOf":[)"
        R"({"type":"object","properties":{"connect":{"type":"object",)"
        R"("properties":{"where":{"$ref":"#/components/schemas/RecordKey"}},)"
        R"("required":["where"]}},)"
        R"("required":["connect"],"additionalProperties":false},)"
        R"({"type":"object","properties":{"create":{"$ref":"#/components/schemas/NestedRecord"}},)"
        R"("required":["create"],"additionalProperties":false},)"
        R"({"type":"object","properties":{"disconnect":{"type":"boolean","const":true}},)"
        R"("required":["disconnect"],"additionalProperties":false}]})"},
    SharedSchema{
        "RelationListInput",
        R"({"type":"object","description":"Records of a relation to many: made along, taken in, )"
        R"(let go","minProperties":1,"properties":{)"
        R"("create":{"type":"array","items":{"$ref":"#/components/schemas/NestedRecord"}},)"
        R"("connect":{"type":"array","items":{"$ref":"#/components/schemas/RecordKey"}},)"
        R"("disconnect":{"type":"array","items":{"$ref":"#/components/schemas/RecordKey"},)"
        R"("description":"Of a record that is there already"}},"additionalProperties":false})"},
    SharedSchema{
        "RecordKey",
        R"({"type":"object","description":"The id of a record, or all of one of its unique fields",)"
        R"("properties":{"id":{"type":"string","format":"uuid"}},"minProperties":1})"},
    SharedSchema{
        "NestedRecord",
        R"({"type":"object","description":"A record of the related object, as its POST takes it"})"},
};

} // namespace

std::vector<std::string> shared_schema_names()
{
    std::vector<std::string> names{"Error", "Problem"};
    for (const SharedSchema &row : shared)
        names.emplace_back(row.name);
    for (model::FieldType type : composite_types()) {
        names.push_back(composite_name(type));
        names.push_back(composite_name(type) + "Input");
    }
    return names;
}

void append_error_schemas(std::string &out)
{
    constexpr std::string_view required = R"("statusCode","messages","error","code")";
    append_raw_member(out, "Error",
                      std::string(R"({"type":"object","properties":{)")
                          .append(error_members)
                          .append(R"(},"required":[)")
                          .append(required)
                          .append("]}"));
    append_raw_member(out, "Problem",
                      std::string(R"({"type":"object","description":"RFC 9457","properties":{)")
                          .append(problem_members)
                          .append(",")
                          .append(error_members)
                          .append(R"(},"required":["type","title","status","detail",)")
                          .append(required)
                          .append("]}"));
}

void append_shared_schemas(std::string &out)
{
    append_error_schemas(out);
    for (const SharedSchema &row : shared)
        if (is_referenced(out, "schemas", row.name))
            append_raw_member(out, row.name, row.json);
    for (model::FieldType type : composite_types())
        for (Use use : {Use::Read, Use::Create}) {
            std::string const name = composite_name(type) + (use == Use::Read ? "" : "Input");
            if (!is_referenced(out, "schemas", name))
                continue;
            append_json_key(out, name);
            append_composite(out, type, use);
        }
}

std::string schema_reference(std::string_view name)
{
    return R"({"$ref":"#/components/schemas/)" + std::string(name) + "\"}";
}

} // namespace viginti::openapi
