#include "base/json.hpp"
#include "openapi/metadata.hpp"
#include "openapi/operations.hpp"
#include "openapi/schemas.hpp"
#include "openapi/text.hpp"

namespace viginti::openapi {

namespace {

constexpr std::string_view head =
    R"("tags":["changes"],"operationId":"changeModel",)"
    R"("summary":"Make a list of changes of the model, all or none",)"
    R"("description":"Later changes name what earlier ones made. Each violation is told by its JSON )"
    R"(Pointer.","parameters":[{"name":"rehearse","in":"query","description":"Do it, describe )"
    R"(it, undo it","schema":{"type":"boolean","default":false},"example":true}])";

constexpr std::string_view body_schema =
    R"({"type":"object","additionalProperties":false,"required":["changes"],"properties":)"
    R"({"changes":{"type":"array","items":{"type":"object","additionalProperties":false,)"
    R"("required":["op"],"properties":{"op":{"enum":["createObject","updateObject",)"
    R"("deleteObject","createField","updateField","deleteField","createIndex","deleteIndex"]},"object":{"type":"string",)"
    R"("description":"nameSingular, namePlural or id"},"field":{"type":"string",)"
    R"("description":"name or id"},"index":{"type":"string","description":"name or id"},"set":{"type":"object",)"
    R"("description":"The body of the single route, with names in place of ids"}}}}}})";

constexpr std::string_view answer_schema =
    R"({"type":"object","required":["data"],"properties":{"data":{"type":"object","properties":)"
    R"({"changes":{"type":"array","items":{"type":"object","required":["op"],"properties":)"
    R"({"op":{"type":"string"},"object":{"type":"object"},"field":{"type":"object"},"index":{"type":"object"}}}},)"
    R"("rehearsal":{"type":"object","required":["result","steps","api"],"properties":)"
    R"({"result":{"type":"array"},"steps":{"type":"array","items":{"type":"object",)"
    R"("required":["sql","literals","class","locks","rows"],"properties":{"sql":)"
    R"({"type":"string"},"literals":{"type":"array","items":{"type":"string"}},"class":)"
    R"({"enum":["catalogue-only","scan","rewrite"]},"locks":{"type":"array","items":)"
    R"({"type":"object","required":["table","mode"],"properties":{"table":)"
    R"({"type":"string"},"mode":{"type":"string"}}}},"rows":{"type":"integer"}}}},)"
    R"("conversions":{"type":"array","description":"Of changes of a type","items":{"type":"object",)"
    R"("required":["object","field","from","to","records","lost","examples"],"properties":)"
    R"({"object":{"type":"string"},"field":{"type":"string"},"from":{"type":"string"},"to":)"
    R"({"type":"string"},"records":{"type":"integer"},"lost":{"type":"integer"},"examples":)"
    R"({"type":"array","items":{"type":"object","required":["id","value"],"properties":)"
    R"({"id":{"type":"string"},"value":{"type":"string"}}}}}}},)"
    R"("api":{"type":"array","items":{"type":"object","required":["change","object"],)"
    R"("properties":{"change":{"enum":["added","removed","renamed","changed"]},"object":)"
    R"({"type":"string"},"field":{"type":"string"},"index":{"type":"string"},"from":{"type":"string"}}}}}}}}}})";

} // namespace

void append_model_changes(std::string &out, const View &view)
{
    out += '{';
    out += head;
    append_json_key(out, "requestBody");
    out += R"({"required":true,"content":{"application/json":{"schema":)";
    out += body_schema;
    append_json_key(out, "example");
    out += R"({"changes":[{"op":"createObject","set":)" + example_object_input(view) + "}]}";
    out += R"(}}},"responses":{"200":{"description":"What was made",)"
           R"("content":{"application/json":{"schema":)";
    out += answer_schema;
    out += "}}}";
    append_error_references(out, false);
    out += "}}";
}

} // namespace viginti::openapi
