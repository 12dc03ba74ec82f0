#include "openapi/transaction.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "openapi/operations.hpp"
#include "openapi/parameters.hpp"
#include "openapi/text.hpp"
#include "rest/parameters.hpp"

namespace viginti::openapi {

namespace {

constexpr std::string_view head =
    R"("tags":["transaction"],"operationId":"runTransaction",)"
    R"("summary":"Make several requests about records, all or none",)"
    R"("description":"Later operations see what earlier ones wrote. {\"$ref\":\"ada.id\"} in a )"
    R"(body stands for a value of what operation ada answered, {ada.id} in a path too.",)"
    R"("parameters":[)";

constexpr std::string_view body_schema =
    R"({"type":"object","additionalProperties":false,"required":["operations"],"properties":)"
    R"({"operations":{"type":"array","minItems":1,"maxItems":{most},"items":{"type":"object",)"
    R"("additionalProperties":false,"required":["method","path"],"properties":{"method":)"
    R"({"enum":["GET","POST","PATCH","PUT","DELETE"]},"path":{"type":"string"},"as":)"
    R"({"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]{0,62}$"},"body":{},"headers":)"
    R"({"type":"object","additionalProperties":false,"properties":{"If-Match":)"
    R"({"type":"string"},"If-None-Match":{"type":"string"}}}}}}}})";

constexpr std::string_view answer_schema =
    R"({"type":"object","required":["data"],"properties":{"data":{"type":"object","required":)"
    R"(["transaction"],"properties":{"transaction":{"type":"array","items":{"type":"object",)"
    R"("required":["status","body"],"properties":{"status":{"type":"integer"},"as":)"
    R"({"type":"string"},"headers":{"type":"object","additionalProperties":)"
    R"({"type":"string"}},"body":{}}}}}}}})";

} // namespace

void append_transaction_path(std::string &out, const View &view)
{
    std::string item = "{\"post\":{";
    item += head;
    append_parameter_references(item, rest::takes_dry_run);
    item += "]";
    append_json_key(item, "requestBody");
    item += R"({"required":true,"content":{"application/json":{"schema":)";
    std::string const most = std::to_string(limits::transaction_operations);
    Word const words[] = {{"most", most}};
    append_expanded(item, body_schema, words);
    append_json_key(item, "example");
    std::string const path = "/rest/" + view.objects.front().object->name_plural;
    item += R"({"operations":[{"method":"GET","path":")" + path +
            R"(?limit=1","as":"first"},{"method":"GET","path":")" + path + R"(?count=exact"}]}}}})";
    append_json_key(item, "responses");
    item += R"({"200":{"description":"What each operation answered","content":)"
            R"({"application/json":{"schema":)";
    item += answer_schema;
    item += "}}}";
    append_error_references(item, true);
    item += "}}}";
    append_raw_member(out, "/transaction", item);
}

} // namespace viginti::openapi
