#include "openapi/metadata.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "model/validate.hpp"
#include "openapi/text.hpp"

#include <array>
#include <span>
#include <vector>

namespace viginti::openapi {

namespace {

/* What a member is part of. */
enum Part : std::uint8_t {
    Read = 1,      /* of an answer */
    Always = 3,    /* of every answer */
    Create = 4,    /* of a body that makes one */
    Required = 12, /* of every such body */
    Update = 16,   /* of a body that changes one */
    Clears = 32,   /* null in a body takes the value away */
};

struct Member {
    std::string_view name;
    std::string_view types;    /* JSON Schema types; empty for any value */
    std::string_view keywords; /* with a comma before each */
    unsigned parts;
};

constexpr std::string_view text = R"("string")";
constexpr std::string_view boolean = R"("boolean")";
constexpr std::string_view uuid = R"(,"format":"uuid")";
constexpr std::string_view instant = R"(,"format":"date-time")";
constexpr unsigned written = Create | Update;

constexpr std::array object_members{
    Member{"id", text, uuid, Always},
    Member{"universalIdentifier", text, uuid, Always},
    Member{"nameSingular", text, "", Always | Required | Update},
    Member{"namePlural", text, "", Always | Required | Update},
    Member{"labelSingular", text, "", Always | Required | Update},
    Member{"labelPlural", text, "", Always | Required | Update},
    Member{"description", text, "", Read | written | Clears},
    Member{"icon", text, "", Read | written | Clears},
    Member{"color", text, "", Read | written | Clears},
    Member{"shortcut", text, "", Read | written | Clears},
    Member{"isCustom", boolean, "", Always},
    Member{"isRemote", boolean, R"(,"const":false)", Always | written},
    Member{"isActive", boolean, "", Always | written},
    Member{"isSystem", boolean, "", Always},
    Member{"isSearchable", boolean, "", Always | written},
    Member{"isUIEditable", boolean, "", Always},
    Member{"isUICreatable", boolean, "", Always},
    Member{"isUIReadOnly", boolean, "", Always},
    Member{"isLabelSyncedWithName", boolean,
           R"(,"description":"Names follow the labels; then they must be those the labels yield")",
           Always | written},
    Member{"skipNameField", boolean, R"(,"description":"Makes the object without a field name")",
           Create},
    Member{"labelIdentifierFieldMetadataId", text,
           R"(,"format":"uuid","description":"The field that stands for a record")",
           Read | Update | Clears},
    Member{"workspaceId", text, uuid, Always},
    Member{"createdAt", text, instant, Always},
    Member{"updatedAt", text, instant, Always},
    Member{"fields", R"("array")",
           R"(,"items":{"$ref":"#/components/schemas/{field}"},"description":"Absent from the )"
           R"(answer of a DELETE; in a body the fields that come with the object")",
           Read | Create},
};

constexpr std::string_view relation_payload =
    R"(,"description":"Of a RELATION: the other end, which is made with it",)"
    R"("properties":{"type":{"type":"string","enum":["MANY_TO_ONE","ONE_TO_MANY","ONE_TO_ONE"]},)"
    R"("targetObjectMetadataId":{"type":"string","format":"uuid"},)"
    R"("targetFieldLabel":{"type":"string","minLength":1},"targetFieldIcon":{"type":["string",)"
    R"("null"]}},)"
    R"("required":["type","targetObjectMetadataId","targetFieldLabel"],)"
    R"("additionalProperties":false)";

constexpr std::string_view morph_payload =
    R"(,"description":"Of a MORPH_RELATION: its targets, one or more","minItems":1,"items":{)"
    R"("type":"object","properties":{"type":{"type":"string","enum":["MANY_TO_ONE",)"
    R"("ONE_TO_MANY","ONE_TO_ONE"]},)"
    R"("targetObjectMetadataId":{"type":"string","format":"uuid"},)"
    R"("targetFieldLabel":{"type":"string","minLength":1},"targetFieldIcon":{"type":["string",)"
    R"("null"]}},)"
    R"("required":["type","targetObjectMetadataId","targetFieldLabel"],)"
    R"("additionalProperties":false})";

constexpr std::string_view more_morph_payload =
    R"(,"description":"Targets to add to a MORPH_RELATION","minItems":1,"items":{)"
    R"("type":"object","properties":{"targetObjectMetadataId":{"type":"string","format":"uuid"},)"
    R"("targetFieldLabel":{"type":"string","minLength":1},"targetFieldIcon":{"type":["string",)"
    R"("null"]}},)"
    R"("required":["targetObjectMetadataId","targetFieldLabel"]})";

constexpr std::array field_members{
    Member{"id", text, uuid, Always},
    Member{"universalIdentifier", text, uuid, Always},
    Member{"objectMetadataId", text, uuid, Always | Required | Update},
    Member{"workspaceId", text, uuid, Always},
    Member{"type", text, R"(,"enum":{types})", Always | Required | Update},
    Member{"name", text, "", Always | Required | Update},
    Member{"label", text, "", Always | Required | Update},
    Member{"description", text, "", Read | written | Clears},
    Member{"icon", text, "", Read | written | Clears},
    Member{"isCustom", boolean, "", Always},
    Member{"isActive", boolean, "", Always | written},
    Member{"isSystem", boolean, "", Always},
    Member{"isUIEditable", boolean, "", Always},
    Member{"isUIReadOnly", boolean, "", Always},
    Member{"isNullable", boolean, "", Always | written},
    Member{"isUnique", boolean, "", Always | written},
    Member{"isLabelSyncedWithName", boolean, "", Always | written},
    Member{"isRemoteCreation", boolean, R"(,"const":false)", Create},
    Member{"defaultValue", "",
           R"("description":"Texts stand in quotes of their own: \"'blue'\"; now and uuid are )"
           R"(computed")",
           Read | written},
    Member{"options", R"("array")",
           R"(,"items":{"$ref":"#/components/schemas/{option}"},"description":"Of SELECT, )"
           R"(MULTI_SELECT and RATING, in order")",
           Read | written | Clears},
    Member{"optionsRemap", R"("object")",
           R"(,"additionalProperties":{"type":["string","null"]},"description":"Of options that )"
           R"(go: the value that takes their place in the records")",
           Update | Clears},
    Member{"allowLoss", boolean,
           R"(,"description":"Change the type though some values cannot be converted")", Update},
    Member{
        "settings", R"("object")",
        R"(,"description":"By type, see its documentation; of a relation relationType, onDelete and )"
        R"(joinColumnName")",
        Read | written | Clears},
    Member{"relation", "", R"("$ref":"#/components/schemas/RelationMetadata")", Read},
    Member{"relationCreationPayload", R"("object")", relation_payload, written | Clears},
    Member{"morphRelationsCreationPayload", R"("array")", morph_payload, Create | Clears},
    Member{"morphRelationsUpdatePayload", R"("array")", more_morph_payload, Update | Clears},
    Member{"morphId", text,
           R"(,"format":"uuid","description":"Shared by the fields of one MORPH_RELATION")", Read},
    Member{"createdAt", text, instant, Always},
    Member{"updatedAt", text, instant, Always},
};

constexpr std::array index_members{
    Member{"id", text, uuid, Always},
    Member{"name", text, R"(,"description":"Of the index in PostgreSQL")", Always},
    Member{"objectMetadataId", text, uuid, Always | Required},
    Member{"isUnique", boolean,
           R"(,"description":"Live records differ in the fields together; NULL is like no other")",
           Always | Create},
    Member{"isCustom", boolean,
           R"(,"description":"Made by a client; the others come with a field")", Always},
    Member{"indexType", text, R"(,"enum":["BTREE","GIN"])", Always},
    Member{"indexFieldMetadataList", R"("array")",
           R"(,"items":{"$ref":"#/components/schemas/IndexFieldMetadata"})", Always},
    Member{"type", text,
           R"(,"enum":["BTREE","GIN"],"description":"Without it as the fields need it: GIN is for )"
           R"(lists and JSON")",
           Create},
    Member{"fields", R"("array")",
           R"(,"minItems":1,"maxItems":{index_fields},"items":{"$ref":"#/components/schemas/)"
           R"(IndexFieldMetadataInput"})",
           Required},
    Member{"createdAt", text, instant, Always},
    Member{"updatedAt", text, instant, Always},
};

struct Plain {
    std::string_view name, json;
    bool for_bodies;
};
constexpr std::array plain{
    Plain{"PageInfo",
          R"({"type":"object","properties":{"hasNextPage":{"type":"boolean"},)"
          R"("hasPreviousPage":{"type":"boolean"},)"
          R"("startCursor":{"type":["string","null"]},"endCursor":{"type":["string","null"]}},)"
          R"("required":["hasNextPage","hasPreviousPage","startCursor","endCursor"]})",
          false},
    Plain{"FieldOption",
          R"({"type":"object","properties":{"id":{"type":"string","format":"uuid"},)"
          R"("value":{"type":"string"},)"
          R"("label":{"type":"string"},"position":{"type":"integer"},"color":{"type":"string"}},)"
          R"("required":["id","value","label","position"]})",
          false},
    Plain{"FieldOptionInput",
          R"({"type":"object","properties":{"id":{"type":["string","null"],"format":"uuid"},)"
          R"("value":{"type":"string"},)"
          R"("label":{"type":"string"},"position":{"type":"integer"},"color":{"type":"string"}},)"
          R"("required":["value","label"]})",
          true},
    Plain{"IndexFieldMetadata",
          R"({"type":"object","properties":{"fieldMetadataId":{"type":"string","format":"uuid"},)"
          R"("name":{"type":"string"},"subField":{"type":"string"},"order":{"type":"integer"},)"
          R"("direction":{"type":"string"}},"required":["fieldMetadataId","name","order"]})",
          false},
    Plain{"IndexFieldMetadataInput",
          R"({"type":"object","properties":{"fieldMetadataId":{"type":"string","format":"uuid"},)"
          R"("name":{"type":"string","description":"In place of the id"},)"
          R"("subField":{"type":"string","description":"Of a composite: the one that is meant"},)"
          R"("direction":{"type":"string","enum":["AscNullsFirst","AscNullsLast",)"
          R"("DescNullsFirst","DescNullsLast"],"default":"AscNullsFirst"}},)"
          R"("additionalProperties":false})",
          true},
    Plain{"RelationEnd",
          R"({"type":"object","properties":{"id":{"type":"string","format":"uuid"},)"
          R"("nameSingular":{"type":"string"},)"
          R"("namePlural":{"type":"string"}},"required":["id","nameSingular","namePlural"]})",
          false},
    Plain{"RelationEndField",
          R"({"type":"object","properties":{"id":{"type":"string","format":"uuid"},)"
          R"("name":{"type":"string"}},)"
          R"("required":["id","name"]})",
          false},
    Plain{"RelationMetadata",
          R"({"type":"object","properties":{"type":{"type":"string","enum":["MANY_TO_ONE",)"
          R"("ONE_TO_MANY","ONE_TO_ONE"]},)"
          R"("sourceObjectMetadata":{"$ref":"#/components/schemas/RelationEnd"},)"
          R"("sourceFieldMetadata":{"$ref":"#/components/schemas/RelationEndField"},)"
          R"("targetObjectMetadata":{"$ref":"#/components/schemas/RelationEnd"},)"
          R"("targetFieldMetadata":{"$ref":"#/components/schemas/RelationEndField"}},)"
          R"("required":["type","sourceObjectMetadata","sourceFieldMetadata",)"
          R"("targetObjectMetadata","targetFieldMetadata"]})",
          false},
};

std::string type_names(bool creatable_only, const model::Dialect &dialect)
{
    std::string names = "[";
    for (const model::FieldTypeInfo &type : model::field_types()) {
        if (creatable_only && !model::check_creatable(type.name, dialect).empty())
            continue;
        append_comma(names);
        append_json_string(names, type.name);
    }
    return names + ']';
}

void append_members(std::string &out, std::span<const Member> members, unsigned part,
                    unsigned required_part, const model::Dialect &dialect)
{
    bool const reads = part == Read;
    /* A change may repeat the type a field has, also one no client could make. */
    std::string const types = type_names(part == Create, dialect);
    std::string const index_fields = std::to_string(limits::index_fields);
    Word const words[] = {{"types", types},
                          {"option", reads ? "FieldOption" : "FieldOptionInput"},
                          {"field", reads ? "FieldMetadata" : "FieldOfObjectInput"},
                          {"index_fields", index_fields}};
    std::string required;
    out += R"({"type":"object","properties":{)";
    for (const Member &member : members) {
        if ((member.parts & part) == 0)
            continue;
        bool const nullable = !reads && (member.parts & Clears) != 0;
        append_json_key(out, member.name);
        out += '{';
        if (!member.types.empty())
            out.append(R"("type":)")
                .append(nullable ? "[" : "")
                .append(member.types)
                .append(nullable ? ",\"null\"]" : "");
        append_expanded(out, member.keywords, words);
        out += '}';
        if (required_part != 0 && (member.parts & required_part) == required_part) {
            required += required.empty() ? "" : ",";
            append_json_string(required, member.name);
        }
    }
    out += '}';
    if (!required.empty())
        append_raw_member(out, "required", "[" + required + "]");
    if (!reads)
        append_raw_member(out, "additionalProperties", "false");
    out += '}';
}

struct Kind {
    std::string_view name;
    std::span<const Member> members;
};
constexpr std::array kinds{Kind{"ObjectMetadata", object_members},
                           Kind{"FieldMetadata", field_members},
                           Kind{"IndexMetadata", index_members}};

/* A field that comes with its object: the body of a field without the object's id. */
void append_field_of_object(std::string &out, const model::Dialect &dialect)
{
    std::vector<Member> members;
    for (const Member &member : field_members)
        if (member.name != "objectMetadataId")
            members.push_back(member);
    append_json_key(out, "FieldOfObjectInput");
    append_members(out, members, Create, Required, dialect);
}

} // namespace

void append_metadata_schemas(std::string &out, const View &view)
{
    for (const Plain &row : plain)
        if (!row.for_bodies || view.may_change_model)
            append_raw_member(out, row.name, row.json);
    for (const Kind &kind : kinds) {
        append_json_key(out, kind.name);
        append_members(out, kind.members, Read, Always, *view.dialect);
        if (!view.may_change_model)
            continue;
        append_json_key(out, std::string(kind.name) + "Input");
        append_members(out, kind.members, Create, Required, *view.dialect);
        if (kind.name == "FieldMetadata")
            append_field_of_object(out, *view.dialect);
        if (kind.name == "IndexMetadata")
            continue;
        append_json_key(out, std::string(kind.name) + "ForUpdate");
        append_members(out, kind.members, Update, 0, *view.dialect);
    }
}

} // namespace viginti::openapi
