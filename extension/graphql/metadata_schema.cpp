#include "graphql/metadata_schema.hpp"

#include "base/text.hpp"
#include "graphql/builder.hpp"
#include "graphql/shared_types.hpp"
#include "model/field_type.hpp"

#include <array>

namespace viginti::graphql {

namespace {

/* A type and its members, "name:Type name:Type". */
struct Row {
    std::string_view name;
    std::string_view members;
};

/* A field that answers a connection takes `paging` and the filter of its nodes. */
constexpr std::array objects{
    Row{"Query",
        "objects:ObjectConnection! object:Object! fields:FieldConnection! field:Field! "
        "indexMetadatas:IndexConnection! index:Index! objectRecordCounts:[ObjectRecordCount!]! "
        "getRoles:[Role!]! apiKeys:[ApiKey!]! apiKey:ApiKey webhooks:[Webhook!]! "
        "webhook:Webhook currentWorkspace:Workspace!"},
    Row{"Mutation", "createOneObject:Object! updateOneObject:Object! deleteOneObject:Object! "
                    "createOneField:Field! updateOneField:Field! deleteOneField:Field! "
                    "createOneIndex:Index! deleteOneIndex:Index! changeModel:JSON! "
                    "createApiKey:ApiKey! updateApiKey:ApiKey revokeApiKey:ApiKey "
                    "generateApiKeyToken:ApiKeyToken! assignRoleToApiKey:Boolean!"},
    Row{"PageInfo", "hasNextPage:Boolean hasPreviousPage:Boolean startCursor:ConnectionCursor "
                    "endCursor:ConnectionCursor"},
    Row{"Object",
        "id:UUID! universalIdentifier:String! nameSingular:String! namePlural:String! "
        "labelSingular:String! labelPlural:String! description:String icon:String "
        "shortcut:String color:String isCustom:Boolean! isRemote:Boolean! isActive:Boolean! "
        "isSystem:Boolean! isUIEditable:Boolean! isUICreatable:Boolean! isUIReadOnly:Boolean! "
        "isSearchable:Boolean! isLabelSyncedWithName:Boolean! createdAt:DateTime! "
        "updatedAt:DateTime! labelIdentifierFieldMetadataId:UUID "
        "imageIdentifierFieldMetadataId:UUID applicationId:UUID! duplicateCriteria:[[String!]!] "
        "openRecordIn:ObjectOpenRecordIn! readability:MetadataReadability! "
        "readabilityParentFieldUniversalIdentifiers:[UUID!] writability:MetadataWritability! "
        "standardOverrides:JSON fieldsList:[Field!]! indexMetadataList:[Index!]! "
        "searchFieldMetadataList:[SearchField!]! "
        "fields:ObjectFieldsConnection! indexMetadatas:ObjectIndexMetadatasConnection!"},
    Row{"Field", "id:UUID! universalIdentifier:String! type:FieldMetadataType! name:String! "
                 "label:String! description:String icon:String isCustom:Boolean isActive:Boolean "
                 "isSystem:Boolean isUIEditable:Boolean isUIReadOnly:Boolean isNullable:Boolean "
                 "isUnique:Boolean defaultValue:JSON options:JSON settings:JSON "
                 "objectMetadataId:UUID! isLabelSyncedWithName:Boolean morphId:UUID "
                 "createdAt:DateTime! updatedAt:DateTime! applicationId:UUID! "
                 "writability:MetadataWritability isSearchable:Boolean isAuditLogged:Boolean "
                 "standardOverrides:JSON object:Object relation:Relation "
                 "morphRelations:[Relation!]"},
    Row{"Relation", "type:RelationType! sourceObjectMetadata:Object! targetObjectMetadata:Object! "
                    "sourceFieldMetadata:Field! targetFieldMetadata:Field!"},
    Row{"Index", "id:UUID! name:String! isCustom:Boolean isUnique:Boolean! "
                 "indexWhereClause:String indexType:IndexType! createdAt:DateTime! "
                 "updatedAt:DateTime! indexFieldMetadataList:[IndexField!]!"},
    Row{"IndexField", "id:UUID! fieldMetadataId:UUID! order:Float! subFieldName:String "
                      "createdAt:DateTime! updatedAt:DateTime!"},
    Row{"SearchField", "id:UUID! fieldMetadataId:UUID! tsVectorFieldMetadataId:UUID! "
                       "position:Float! createdAt:DateTime! updatedAt:DateTime!"},
    Row{"ObjectRecordCount", "objectNamePlural:String! totalCount:Int!"},
    Row{"Role", "id:UUID! universalIdentifier:UUID label:String! description:String icon:String "
                "isEditable:Boolean! canBeAssignedToUsers:Boolean! canBeAssignedToAgents:Boolean! "
                "canBeAssignedToApiKeys:Boolean! canUpdateAllSettings:Boolean! "
                "canAccessAllTools:Boolean! canReadAllObjectRecords:Boolean! "
                "canUpdateAllObjectRecords:Boolean! canSoftDeleteAllObjectRecords:Boolean! "
                "canDestroyAllObjectRecords:Boolean! apiKeys:[ApiKeyForRole!] "
                "objectPermissions:[ObjectPermission!] fieldPermissions:[FieldPermission!]"},
    Row{"ApiKeyForRole", "id:UUID! name:String! expiresAt:DateTime! revokedAt:DateTime"},
    Row{"ObjectPermission", "objectMetadataId:UUID! canReadObjectRecords:Boolean "
                            "canUpdateObjectRecords:Boolean canSoftDeleteObjectRecords:Boolean "
                            "canDestroyObjectRecords:Boolean restrictedFields:JSON"},
    Row{"FieldPermission", "id:UUID! objectMetadataId:UUID! fieldMetadataId:UUID! roleId:UUID! "
                           "canReadFieldValue:Boolean canUpdateFieldValue:Boolean"},
    Row{"ApiKey", "id:UUID! name:String! expiresAt:DateTime! revokedAt:DateTime "
                  "createdAt:DateTime! updatedAt:DateTime! role:Role!"},
    Row{"ApiKeyToken", "token:String!"},
    Row{"Webhook", "id:UUID! targetUrl:String! operations:[String!]! description:String "
                   "secret:String! applicationId:UUID! createdAt:DateTime! updatedAt:DateTime! "
                   "deletedAt:DateTime"},
    Row{"Workspace",
        "id:UUID! displayName:String logo:String logoFileId:UUID inviteHash:String "
        "deletedAt:DateTime createdAt:DateTime! updatedAt:DateTime! allowImpersonation:Boolean! "
        "isPublicInviteLinkEnabled:Boolean! workspaceDiscoverability:String "
        "trashRetentionDays:Float eventLogRetentionDays:Float workspaceMembersCount:Float "
        "activationStatus:String! metadataVersion:Float databaseSchema:String subdomain:String! "
        "customDomain:String isGoogleAuthEnabled:Boolean! isGoogleAuthBypassEnabled:Boolean! "
        "isTwoFactorAuthenticationEnforced:Boolean! isPasswordAuthEnabled:Boolean! "
        "isPasswordAuthBypassEnabled:Boolean! isMicrosoftAuthEnabled:Boolean! "
        "isMicrosoftAuthBypassEnabled:Boolean! isCustomDomainEnabled:Boolean! "
        "isInternalMessagesImportEnabled:Boolean! allowedIframeOrigins:[String!] "
        "editableProfileFields:[String!] aiChatModelTier:String aiAgentModelTier:String "
        "isAutoModelSelectionEnabled:Boolean aiModelIdByTier:JSON aiEvaluationModelId:String "
        "aiAdditionalInstructions:String hasValidSignedEnterpriseKey:Boolean! "
        "hasValidEnterpriseValidityToken:Boolean! workspaceCustomApplicationId:String! "
        "workspaceUrls:WorkspaceUrls"},
    Row{"WorkspaceUrls", "subdomainUrl:String! customUrl:String"},
    Row{"ObjectEdge", "node:Object! cursor:ConnectionCursor!"},
    Row{"FieldEdge", "node:Field! cursor:ConnectionCursor!"},
    Row{"IndexEdge", "node:Index! cursor:ConnectionCursor!"},
    Row{"ObjectConnection", "pageInfo:PageInfo! edges:[ObjectEdge!]!"},
    Row{"FieldConnection", "pageInfo:PageInfo! edges:[FieldEdge!]!"},
    Row{"IndexConnection", "pageInfo:PageInfo! edges:[IndexEdge!]!"},
    Row{"ObjectFieldsConnection", "pageInfo:PageInfo! edges:[FieldEdge!]!"},
    Row{"ObjectIndexMetadatasConnection", "pageInfo:PageInfo! edges:[IndexEdge!]!"},
};

constexpr std::array inputs{
    Row{"CursorPaging", "before:ConnectionCursor after:ConnectionCursor first:Int last:Int"},
    Row{"UUIDFilterComparison", "is:Boolean isNot:Boolean eq:UUID neq:UUID in:[UUID!] "
                                "notIn:[UUID!] gt:UUID gte:UUID lt:UUID lte:UUID like:UUID "
                                "notLike:UUID iLike:UUID notILike:UUID"},
    Row{"BooleanFieldComparison", "is:Boolean isNot:Boolean"},
    Row{"ObjectFilter", "and:[ObjectFilter!] or:[ObjectFilter!] id:UUIDFilterComparison "
                        "universalIdentifier:UUIDFilterComparison isCustom:BooleanFieldComparison "
                        "isRemote:BooleanFieldComparison isActive:BooleanFieldComparison "
                        "isSystem:BooleanFieldComparison isUIEditable:BooleanFieldComparison "
                        "isUICreatable:BooleanFieldComparison isUIReadOnly:BooleanFieldComparison "
                        "isSearchable:BooleanFieldComparison"},
    Row{"FieldFilter", "and:[FieldFilter!] or:[FieldFilter!] id:UUIDFilterComparison "
                       "objectMetadataId:UUIDFilterComparison isCustom:BooleanFieldComparison "
                       "isActive:BooleanFieldComparison isSystem:BooleanFieldComparison "
                       "isUIEditable:BooleanFieldComparison isUIReadOnly:BooleanFieldComparison"},
    Row{"IndexFilter", "and:[IndexFilter!] or:[IndexFilter!] id:UUIDFilterComparison "
                       "isCustom:BooleanFieldComparison"},
    Row{"CreateObjectInput",
        "nameSingular:String! namePlural:String! labelSingular:String! labelPlural:String! "
        "description:String icon:String shortcut:String color:String skipNameField:Boolean "
        "isLabelSyncedWithName:Boolean isRemote:Boolean primaryKeyColumnType:String "
        "primaryKeyFieldMetadataSettings:JSON"},
    Row{"CreateOneObjectInput", "object:CreateObjectInput!"},
    Row{"UpdateObjectPayload",
        "nameSingular:String namePlural:String labelSingular:String labelPlural:String "
        "description:String icon:String shortcut:String color:String isActive:Boolean "
        "labelIdentifierFieldMetadataId:UUID isLabelSyncedWithName:Boolean "
        "isSearchable:Boolean imageIdentifierFieldMetadataId:UUID "
        "openRecordIn:ObjectOpenRecordIn translations:JSON"},
    Row{"UpdateOneObjectInput", "id:UUID! update:UpdateObjectPayload!"},
    Row{"DeleteOneObjectInput", "id:UUID!"},
    Row{"CreateFieldInput",
        "type:FieldMetadataType! name:String! label:String! objectMetadataId:UUID! "
        "description:String icon:String isActive:Boolean isNullable:Boolean isUnique:Boolean "
        "defaultValue:JSON options:JSON settings:JSON isLabelSyncedWithName:Boolean "
        "relationCreationPayload:JSON morphRelationsCreationPayload:[JSON!] isSystem:Boolean "
        "isUIEditable:Boolean isUIReadOnly:Boolean isRemoteCreation:Boolean"},
    Row{"CreateOneFieldMetadataInput", "field:CreateFieldInput!"},
    Row{"UpdateFieldInput", "name:String label:String description:String icon:String "
                            "isActive:Boolean isNullable:Boolean isUnique:Boolean "
                            "defaultValue:JSON options:JSON settings:JSON "
                            "isLabelSyncedWithName:Boolean isSystem:Boolean isUIEditable:Boolean "
                            "isUIReadOnly:Boolean universalIdentifier:String "
                            "objectMetadataId:UUID morphRelationsUpdatePayload:[JSON!] "
                            "translations:JSON"},
    Row{"UpdateOneFieldMetadataInput", "id:UUID! update:UpdateFieldInput!"},
    Row{"DeleteOneFieldInput", "id:UUID!"},
    Row{"CreateIndexFieldInput", "fieldMetadataId:UUID! subFieldName:String"},
    Row{"CreateIndexInput", "objectMetadataId:UUID! fields:[CreateIndexFieldInput!]! "
                            "indexType:IndexType isUnique:Boolean"},
    Row{"CreateOneIndexInput", "index:CreateIndexInput!"},
    Row{"DeleteOneIndexInput", "id:UUID!"},
    Row{"GetApiKeyInput", "id:UUID!"},
    Row{"CreateApiKeyInput", "name:String! expiresAt:String! revokedAt:String roleId:UUID!"},
    Row{"UpdateApiKeyInput", "id:UUID! name:String expiresAt:String revokedAt:String"},
    Row{"RevokeApiKeyInput", "id:UUID!"},
};

constexpr std::array enums{
    Row{"RelationType", "MANY_TO_ONE ONE_TO_MANY ONE_TO_ONE"},
    Row{"IndexType", "BTREE GIN"},
    Row{"ObjectOpenRecordIn", "SIDE_PANEL RECORD_PAGE USER_CHOICE"},
    Row{"MetadataReadability", "OPEN PRIVATE INHERITED APPLICATION SYSTEM"},
    Row{"MetadataWritability", "OPEN APPLICATION SYSTEM"},
};

/* The arguments of the fields that answer no connection. */
constexpr std::array arguments{
    Row{"object", "id:UUID!"},
    Row{"field", "id:UUID!"},
    Row{"index", "id:UUID!"},
    Row{"createOneObject", "input:CreateOneObjectInput!"},
    Row{"updateOneObject", "input:UpdateOneObjectInput!"},
    Row{"deleteOneObject", "input:DeleteOneObjectInput!"},
    Row{"createOneField", "input:CreateOneFieldMetadataInput!"},
    Row{"updateOneField", "input:UpdateOneFieldMetadataInput!"},
    Row{"deleteOneField", "input:DeleteOneFieldInput!"},
    Row{"createOneIndex", "input:CreateOneIndexInput!"},
    Row{"deleteOneIndex", "input:DeleteOneIndexInput!"},
    Row{"apiKey", "input:GetApiKeyInput!"},
    Row{"webhook", "id:UUID!"},
    Row{"createApiKey", "input:CreateApiKeyInput!"},
    Row{"updateApiKey", "input:UpdateApiKeyInput!"},
    Row{"revokeApiKey", "input:RevokeApiKeyInput!"},
    Row{"generateApiKeyToken", "apiKeyId:UUID! expiresAt:String!"},
    Row{"assignRoleToApiKey", "apiKeyId:UUID! roleId:UUID!"},
    Row{"changeModel", "changes:[JSON!]! rehearse:Boolean"},
};

constexpr std::array<std::string_view, 4> scalars{"UUID", "DateTime", "JSON", "ConnectionCursor"};

template <class Visit>
void for_each_member(std::string_view members, const Visit &visit)
{
    for (const std::string &member : split(members, ' ')) {
        std::size_t const colon = member.find(':');
        visit(std::string_view(member).substr(0, colon),
              std::string_view(member).substr(colon + 1));
    }
}

std::vector<InputValue> make_inputs(std::string_view members)
{
    std::vector<InputValue> made;
    for_each_member(members, [&](std::string_view name, std::string_view type) {
        made.push_back(make_input(name, type));
    });
    return made;
}

std::vector<InputValue> arguments_of(std::string_view owner, std::string_view name,
                                     std::string_view type)
{
    if (type.ends_with("Connection!")) {
        std::string_view const filter = name == "objects"  ? "ObjectFilter!"
                                        : name == "fields" ? "FieldFilter!"
                                                           : "IndexFilter!";
        return {make_input("paging", "CursorPaging!", "{first: 10}"),
                make_input("filter", filter, "{}")};
    }
    if (owner == "Query" || owner == "Mutation")
        for (const Row &row : arguments)
            if (row.name == name)
                return make_inputs(row.members);
    return {};
}

Type make_type(const Row &row)
{
    std::vector<Field> fields;
    for_each_member(row.members, [&](std::string_view name, std::string_view type) {
        fields.push_back(make_field(name, type, arguments_of(row.name, name, type)));
        if (name == "isUIReadOnly")
            fields.back().deprecation = "Use isUIEditable";
    });
    return make_object(row.name, std::move(fields));
}

Type make_values(const Row &row)
{
    std::vector<EnumValue> values;
    for (const std::string &value : split(row.members, ' '))
        values.push_back(make_value(value));
    return make_enum(row.name, std::move(values));
}

Type make_field_types()
{
    std::vector<EnumValue> values;
    for (const model::FieldTypeInfo &info : model::field_types())
        values.push_back(make_value(info.name));
    return make_enum("FieldMetadataType", std::move(values));
}

const Schema *make_metadata_schema()
{
    std::vector<Type> types;
    for (std::string_view const name : scalars)
        types.push_back(*find_shared_type(name));
    types.push_back(make_field_types());
    for (const Row &row : enums)
        types.push_back(make_values(row));
    for (const Row &row : inputs)
        types.push_back(make_input_object(row.name, make_inputs(row.members)));
    for (const Row &row : objects)
        types.push_back(make_type(row));
    return new Schema(make_schema(std::move(types)));
}

} // namespace

const Schema &metadata_schema()
{
    static const Schema *const made = make_metadata_schema();
    return *made;
}

} // namespace viginti::graphql
