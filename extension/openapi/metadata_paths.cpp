#include "openapi/metadata.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "openapi/operations.hpp"
#include "openapi/paths.hpp"
#include "openapi/schemas.hpp"
#include "openapi/text.hpp"

#include <array>

namespace viginti::openapi {

namespace {

using rest::Operation;

enum class Reply : std::uint8_t { Page, One, Deleted };

struct Kind {
    std::string_view singular, plural, schema;
    std::string_view capital_singular, capital_plural; /* in operation ids */
    std::string (*examples)(const View &);
};
constexpr Kind objects{"object", "objects", "ObjectMetadata", "Object", "Objects", example_objects};
constexpr Kind fields{"field", "fields", "FieldMetadata", "Field", "Fields", example_fields};
constexpr Kind indexes{"index", "indexes", "IndexMetadata", "Index", "Indexes", example_indexes};

struct Row {
    Operation operation;
    const Kind *kind;
    std::string_view id, summary;
    Reply reply;
    std::string_view verb; /* of the key in `data` */
    std::string_view status;
    std::string_view body; /* what the schema's name ends in; empty without a body */
};

constexpr std::array rows{
    Row{Operation::ListObjects, &objects, "findManyObjects", "Find many objects", Reply::Page, "",
        "200", ""},
    Row{Operation::CreateObject, &objects, "createOneObject", "Create an object and its table",
        Reply::One, "create", "201", "Input"},
    Row{Operation::GetObject, &objects, "findOneObject", "Find one object", Reply::One, "", "200",
        ""},
    Row{Operation::UpdateObject, &objects, "updateOneObject", "Change an object", Reply::One,
        "update", "200", "ForUpdate"},
    Row{Operation::DeleteObject, &objects, "deleteOneObject", "Delete an object with its records",
        Reply::Deleted, "delete", "200", ""},
    Row{Operation::ListFields, &fields, "findManyFields", "Find many fields", Reply::Page, "",
        "200", ""},
    Row{Operation::CreateField, &fields, "createOneField", "Create a field and its columns",
        Reply::One, "create", "201", "Input"},
    Row{Operation::GetField, &fields, "findOneField", "Find one field", Reply::One, "", "200", ""},
    Row{Operation::UpdateField, &fields, "updateOneField", "Change a field", Reply::One, "update",
        "200", "ForUpdate"},
    Row{Operation::DeleteField, &fields, "deleteOneField", "Delete a field with its values",
        Reply::Deleted, "delete", "200", ""},
    Row{Operation::ListIndexes, &indexes, "findManyIndexes", "Find many indexes", Reply::Page, "",
        "200", ""},
    Row{Operation::CreateIndex, &indexes, "createOneIndex", "Create an index over fields",
        Reply::One, "create", "201", "Input"},
    Row{Operation::GetIndex, &indexes, "findOneIndex", "Find one index", Reply::One, "", "200", ""},
    Row{Operation::DeleteIndex, &indexes, "deleteOneIndex", "Delete an index that a client made",
        Reply::Deleted, "delete", "200", ""},
};

const Row *find_row(Operation operation)
{
    for (const Row &row : rows)
        if (row.operation == operation)
            return &row;
    return nullptr;
}

struct ParameterRow {
    std::string_view key;
    std::string_view json;
};
constexpr std::array parameters{
    ParameterRow{
        "limit",
        R"("name":"limit","in":"query","description":"Resources on a page; more than {maximum} )"
        R"(counts as {maximum}",)"
        R"("schema":{"type":"integer","minimum":0,"default":{default}},"example":5)"},
    ParameterRow{
        "startingAfter",
        R"("name":"starting_after","in":"query","description":"An id: the page begins behind it",)"
        R"("schema":{"type":"string","format":"uuid"})"},
    ParameterRow{
        "endingBefore",
        R"("name":"ending_before","in":"query","description":"An id: the page ends before it",)"
        R"("schema":{"type":"string","format":"uuid"})"},
};
/* Of the list of indexes alone. */
constexpr ParameterRow object_parameter{
    "objectMetadataId",
    R"("name":"objectMetadataId","in":"query","description":"Those of this object alone",)"
    R"("schema":{"type":"string","format":"uuid"})"};
constexpr std::string_view id_parameter =
    R"("idPath":{"name":"id","in":"path","required":true,"description":"The id of the resource",)"
    R"("schema":{"type":"string","format":"uuid"},)"
    R"("example":"018f3b1c-7d2e-7abc-8def-0123456789ab"})";

std::string data_key(const Row &row, const model::Dialect &dialect)
{
    if (row.reply == Reply::Page)
        return std::string(row.kind->plural);
    bool const verb =
        row.reply == Reply::Deleted || (dialect.verb_in_metadata_key && !row.verb.empty());
    return std::string(verb ? row.id : row.kind->singular);
}

void append_answer_schema(std::string &out, const Row &row, const model::Dialect &dialect)
{
    std::string const resource = schema_reference(row.kind->schema);
    bool const id_alone = row.reply == Reply::Deleted && !dialect.metadata_delete_answers_whole;
    std::string const key = data_key(row, dialect);
    out += R"({"type":"object","properties":{"data":{"type":"object","properties":{)";
    append_json_key(out, key);
    if (row.reply == Reply::Page)
        out += R"({"type":"array","items":)" + resource + '}';
    else if (id_alone)
        out += R"({"type":"object","properties":{"id":{"type":"string","format":"uuid"}},)"
               R"("required":["id"]})";
    else
        out += resource;
    out += R"(},"required":[")" + key + R"("]})";
    if (row.reply == Reply::Page)
        out += R"(,"pageInfo":{"$ref":"#/components/schemas/PageInfo"},)"
               R"("totalCount":{"type":"integer"}},)"
               R"("required":["data","pageInfo","totalCount"]})";
    else
        out += R"(},"required":["data"]})";
}

struct LinkRow {
    Reply reply;
    std::string_view name, target, parameter, value;
};
constexpr std::array links{
    LinkRow{Reply::Page, "nextPage", "findMany{Plural}", "starting_after", "/pageInfo/endCursor"},
    LinkRow{Reply::Page, "previousPage", "findMany{Plural}", "ending_before",
            "/pageInfo/startCursor"},
    LinkRow{Reply::Page, "find", "findOne{Singular}", "id", "/data/{key}/0/id"},
    LinkRow{Reply::One, "find", "findOne{Singular}", "id", "/data/{key}/id"},
    LinkRow{Reply::One, "update", "updateOne{Singular}", "id", "/data/{key}/id"},
    LinkRow{Reply::One, "delete", "deleteOne{Singular}", "id", "/data/{key}/id"},
};

bool may(const View &view, const Row &row)
{
    return row.verb.empty() || view.may_change_model;
}

void append_links(std::string &out, const Row &row, const View &view)
{
    std::string const key = data_key(row, *view.dialect);
    Word const words[] = {{"key", key},
                          {"Plural", row.kind->capital_plural},
                          {"Singular", row.kind->capital_singular}};
    std::string members;
    for (const LinkRow &link : links) {
        bool const changes = link.name == "update" || link.name == "delete";
        bool const exists = link.name != "update" || row.kind != &indexes;
        if (link.reply != row.reply || (changes && !view.may_change_model) || !exists)
            continue;
        append_json_key(members.empty() ? members += '{' : members, link.name);
        members += '{';
        append_json_member(members, "operationId", expand(link.target, words));
        append_json_key(members, "parameters");
        members += '{';
        append_json_member(members, link.parameter, "$response.body#" + expand(link.value, words));
        members += "}}";
    }
    if (!members.empty())
        append_raw_member(out, "links", members + '}');
}

void append_operation(std::string &out, const Row &row, const View &view, bool has_id)
{
    out += '{';
    append_raw_member(out, "tags", "[\"" + std::string(row.kind->plural) + "\"]");
    append_json_member(out, "operationId", row.id);
    append_json_member(out, "summary", row.summary);
    append_json_key(out, "parameters");
    out += '[';
    for (const ParameterRow &parameter : parameters)
        if (row.reply == Reply::Page) {
            append_comma(out);
            out.append(R"({"$ref":"#/components/parameters/)").append(parameter.key).append("\"}");
        }
    if (row.operation == Operation::ListIndexes)
        out += R"(,{"$ref":"#/components/parameters/objectMetadataId"})";
    out += ']';
    if (!row.body.empty()) {
        append_json_key(out, "requestBody");
        out += R"({"required":true,"content":{"application/json":{"schema":)";
        out += schema_reference(std::string(row.kind->schema) + std::string(row.body));
        if (row.body == "Input")
            append_raw_member(out, "examples", row.kind->examples(view));
        else
            append_raw_member(out, "example", R"({"description":"Told in other words"})");
        out += "}}}";
    }
    append_json_key(out, "responses");
    out += '{';
    append_json_key(out, row.status);
    out += R"({"description":"The answer","content":{"application/json":{"schema":)";
    append_answer_schema(out, row, *view.dialect);
    out += "}}";
    append_links(out, row, view);
    out += '}';
    append_error_references(out, has_id);
    out += "}}";
}

} // namespace

bool is_metadata_operation(Operation operation)
{
    return operation == Operation::ChangeModel || find_row(operation) != nullptr;
}

void append_metadata_parameters(std::string &out)
{
    std::string const standard = std::to_string(limits::metadata_page_default);
    std::string const maximum = std::to_string(limits::metadata_page_maximum);
    Word const words[] = {{"default", standard}, {"maximum", maximum}};
    out += id_parameter;
    auto const append = [&](const ParameterRow &row) {
        append_json_key(out, row.key);
        out += '{';
        append_expanded(out, row.json, words);
        out += '}';
    };
    for (const ParameterRow &row : parameters)
        append(row);
    append(object_parameter);
}

void append_metadata_paths(std::string &out, const View &view)
{
    for (const PathRow &path : described_paths("/rest/metadata", is_metadata_operation)) {
        std::string item;
        bool const has_id = path.pattern.find("{id}") != std::string::npos;
        for (const PathRow::Entry &entry : path.entries) {
            if (entry.operation == Operation::ChangeModel) {
                if (!view.may_change_model)
                    continue;
                append_json_key(item.empty() ? item += '{' : item, entry.method);
                append_model_changes(item, view);
                continue;
            }
            const Row &row = *find_row(entry.operation);
            if (!may(view, row))
                continue;
            append_json_key(item.empty() ? item += '{' : item, entry.method);
            append_operation(item, row, view, has_id);
        }
        if (item.empty())
            continue;
        if (has_id)
            append_raw_member(item, "parameters", R"([{"$ref":"#/components/parameters/idPath"}])");
        append_raw_member(out, path.pattern, item + '}');
    }
}

} // namespace viginti::openapi
