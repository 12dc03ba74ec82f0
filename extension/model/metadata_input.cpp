#include "model/metadata_input.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <span>

namespace viginti::model {

namespace {

using namespace std::string_view_literals;

enum Use : std::uint8_t {
    OnCreate = 1,
    OnUpdate = 2,
    Always = 3,
    /* Known, since answers hold it and clients send answers back, but without effect. */
    Ignored = 4,
};

struct Key {
    std::string_view name;
    std::uint8_t use;
};

constexpr Key object_keys[] = {
    {"nameSingular", Always},
    {"namePlural", Always},
    {"labelSingular", Always},
    {"labelPlural", Always},
    {"description", Always},
    {"icon", Always},
    {"color", Always},
    {"shortcut", Always},
    {"isLabelSyncedWithName", Always},
    {"skipNameField", OnCreate},
    {"isRemote", Always},
    {"isActive", Always},
    {"isSearchable", Always},
    {"labelIdentifierFieldMetadataId", OnUpdate},
    {"imageIdentifierFieldMetadataId", Ignored},
    {"openRecordIn", Ignored},
    {"translations", Ignored},
    {"primaryKeyColumnType", Ignored},
    {"primaryKeyFieldMetadataSettings", Ignored},
    {"id", Ignored},
    {"isCustom", Ignored},
    {"isSystem", Ignored},
    {"isUIEditable", Ignored},
    {"isUICreatable", Ignored},
    {"isUIReadOnly", Ignored},
    {"workspaceId", Ignored},
    {"universalIdentifier", Ignored},
    {"applicationId", Ignored},
    {"createdAt", Ignored},
    {"updatedAt", Ignored},
    {"fields", OnCreate | Ignored},
};

constexpr Key field_keys[] = {
    {"objectMetadataId", Always},
    {"type", Always},
    {"name", Always},
    {"label", Always},
    {"description", Always},
    {"icon", Always},
    {"isNullable", Always},
    {"isUnique", Always},
    {"isLabelSyncedWithName", Always},
    {"isActive", Always},
    {"defaultValue", Always},
    {"options", Always},
    {"settings", Always},
    {"optionsRemap", OnUpdate},
    {"allowLoss", OnUpdate},
    {"relationCreationPayload", Always},
    {"morphRelationsCreationPayload", OnCreate},
    {"morphRelationsUpdatePayload", OnUpdate},
    {"morphId", Ignored},
    {"isRemoteCreation", OnCreate},
    {"translations", Ignored},
    {"id", Ignored},
    {"isCustom", Ignored},
    {"isSystem", Ignored},
    {"isUIEditable", Ignored},
    {"isUIReadOnly", Ignored},
    {"workspaceId", Ignored},
    {"universalIdentifier", Ignored},
    {"applicationId", Ignored},
    {"createdAt", Ignored},
    {"updatedAt", Ignored},
    {"relation", Ignored},
};

/* Collects what is wrong with a body, so that one answer names it all. */
struct Reader {
    const json_t *body;
    std::vector<Fault> faults;
    std::string hint;

    void fault(std::string message, std::string_view key)
    {
        faults.push_back({pointer({}, key), {}, std::move(message)});
    }

    const json_t *get(std::string_view key) const
    {
        return json_object_getn(body, key.data(), key.size());
    }

    std::optional<std::string> text(std::string_view key)
    {
        const json_t *const value = get(key);
        if (value == nullptr)
            return {};
        if (json_is_null(value))
            return "";
        if (!json_is_string(value)) {
            fault(std::string(key) + " must be a string", key);
            return {};
        }
        return collapse_blanks(text_of(value));
    }

    /* A text that may not be absent on creation nor empty ever; blanks alone pass (spec §11.1). */
    std::optional<std::string> required_text(std::string_view key, Purpose purpose)
    {
        const json_t *const value = get(key);
        bool const is_absent = value == nullptr;
        if ((is_absent && purpose == Purpose::Create) || (!is_absent && json_is_null(value)) ||
            (json_is_string(value) && text_of(value).empty())) {
            fault(std::string(key) + " should not be empty", key);
            return {};
        }
        return text(key);
    }

    std::optional<bool> boolean(std::string_view key)
    {
        const json_t *const value = get(key);
        if (value == nullptr || json_is_null(value))
            return {};
        if (!json_is_boolean(value)) {
            fault(std::string(key) + " must be a boolean value", key);
            return {};
        }
        return json_is_true(value);
    }

    std::optional<Uuid> uuid(std::string_view key)
    {
        const json_t *const value = get(key);
        if (value == nullptr || json_is_null(value))
            return {};
        auto const id = json_is_string(value) ? parse_uuid(text_of(value)) : std::nullopt;
        if (!id)
            fault(std::string(key) + " must be a UUID", key);
        return id;
    }

    /* Compact JSON of a value, "" for null. */
    std::optional<std::string> json(std::string_view key)
    {
        const json_t *const value = get(key);
        if (value == nullptr)
            return {};
        return json_is_null(value) ? std::string() : dump_json(value);
    }

    std::vector<std::string> check_keys(std::span<const Key> known, Purpose purpose)
    {
        std::uint8_t const use = purpose == Purpose::Create ? OnCreate : OnUpdate;
        auto const is_known = [&](std::string_view name) {
            return std::any_of(known.begin(), known.end(), [&](const Key &key) {
                return key.name == name && (key.use & (use | Ignored)) != 0;
            });
        };
        std::vector<std::string> keys;
        const char *name;
        std::size_t length;
        json_t *value;
        json_object_keylen_foreach(const_cast<json_t *>(body), name, length, value)
        {
            std::string_view const key(name, length);
            keys.emplace_back(key);
            if (!is_known(key))
                fault("property " + shorten(key, 60) + " should not exist", key);
        }
        for (const Key &key : known)
            if ((key.use & use) != 0) {
                hint += hint.empty() ? "Allowed properties are " : ", ";
                hint += key.name;
            }
        return keys;
    }

    void finish()
    {
        if (faults.empty())
            return;
        const Fault &first = faults.front();
        bool const unknown_key = first.message.ends_with("should not exist");
        Error error(Code::BodyInvalid, first.message, first.path,
                    unknown_key ? hint : std::string());
        error.report = "\"message\":[";
        for (const Fault &fault : faults) {
            if (error.report.back() != '[')
                error.report += ',';
            append_json_string(error.report, fault.message);
        }
        error.faults = faults;
        error.report += ']';
        throw error;
    }
};

std::string normalized(const json_t *text)
{
    return collapse_blanks(text_of(text));
}

OptionInput parse_option(const json_t *item)
{
    OptionInput option;
    const json_t *const id = json_object_get(item, "id");
    if (id != nullptr && !json_is_null(id)) {
        option.id = json_is_string(id) ? parse_uuid(normalized(id)) : std::nullopt;
        option.id_is_invalid = !option.id;
    }
    const json_t *const value = json_object_get(item, "value");
    if (value != nullptr && !json_is_null(value)) {
        option.value_is_text = json_is_string(value);
        option.value = option.value_is_text ? normalized(value) : std::string();
    }
    const json_t *const label = json_object_get(item, "label");
    if (label != nullptr && !json_is_null(label)) {
        option.label_is_text = json_is_string(label);
        option.label = option.label_is_text ? normalized(label) : std::string();
    }
    const json_t *const color = json_object_get(item, "color");
    if (json_is_string(color))
        option.color = normalized(color);
    const json_t *const position = json_object_get(item, "position");
    if (json_is_number(position))
        option.position =
            static_cast<int>(std::clamp(json_number_value(position), -1'000'000.0, 1'000'000.0));
    return option;
}

void read_options(Reader &reader, FieldInput &input)
{
    const json_t *const options = reader.get("options");
    if (options == nullptr || json_is_null(options))
        return;
    if (!json_is_array(options)) {
        reader.fault("options must be an array", "options");
        return;
    }
    input.options.emplace();
    for (std::size_t i = 0; i < json_array_size(options); ++i) {
        const json_t *const item = json_array_get(options, i);
        if (!json_is_object(item)) {
            reader.fault("each value in options must be an object", "options");
            return;
        }
        input.options->push_back(parse_option(item));
    }
}

void read_options_remap(Reader &reader, FieldInput &input)
{
    const json_t *const remap = reader.get("optionsRemap");
    if (remap == nullptr || json_is_null(remap))
        return;
    if (!json_is_object(remap)) {
        reader.fault("optionsRemap must be an object of option values", "optionsRemap");
        return;
    }
    const char *name;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(remap), name, length, value)
    {
        if (!json_is_string(value) && !json_is_null(value)) {
            reader.fault("each value in optionsRemap must be an option value or null",
                         "optionsRemap");
            return;
        }
        input.options_remap.emplace_back(std::string(name, length),
                                         json_is_string(value) ? std::optional(normalized(value))
                                                               : std::nullopt);
    }
}

Error malformed_relation(std::string message, std::string path)
{
    Error error(Code::MetadataValidation, std::move(message), std::move(path),
                "{\"type\": \"MANY_TO_ONE\", \"ONE_TO_MANY\" or \"ONE_TO_ONE\", "
                "\"targetObjectMetadataId\": "
                "\"<uuid>\", \"targetFieldLabel\": \"<label>\", \"targetFieldIcon\": \"<icon>\"}");
    error.label = "METADATA_VALIDATION_ERROR";
    return error;
}

/* One end of a relation to be; `faults` gets what is wrong with it. */
RelationInput parse_relation(const json_t *payload, Purpose purpose, std::string &faults)
{
    auto const fault = [&](std::string_view text) {
        if (!faults.empty())
            faults += ", ";
        faults += text;
    };
    const char *name;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(const_cast<json_t *>(payload), name, length, member)
    {
        std::string_view const key(name, length);
        constexpr std::string_view known[] = {"type", "targetObjectMetadataId", "targetFieldLabel",
                                              "targetFieldIcon"};
        if (std::find(std::begin(known), std::end(known), key) == std::end(known))
            fault("property " + shorten(key, 60) + " should not exist");
    }

    const json_t *const type = json_object_get(payload, "type");
    auto const kind = json_is_string(type) ? parse_relation_kind(text_of(type)) : std::nullopt;
    const json_t *const target = json_object_get(payload, "targetObjectMetadataId");
    auto const id = json_is_string(target) ? parse_uuid(text_of(target)) : std::nullopt;
    const json_t *const label = json_object_get(payload, "targetFieldLabel");
    const json_t *const icon = json_object_get(payload, "targetFieldIcon");
    /* Of a morph relation that is there its fields are of one kind. */
    if (!kind && (purpose == Purpose::Create || (type != nullptr && !json_is_null(type))))
        fault("type must be one of the following values: MANY_TO_ONE, ONE_TO_MANY, ONE_TO_ONE");
    if (!id)
        fault("targetObjectMetadataId must be a UUID");
    if (!json_is_string(label) || normalized(label).empty())
        fault("targetFieldLabel must be a string, targetFieldLabel should not be empty");
    if (icon != nullptr && !json_is_null(icon) && !json_is_string(icon))
        fault("targetFieldIcon must be a string");
    if (!faults.empty())
        return {};
    return {kind.value_or(RelationKind::ManyToOne), *id, normalized(label),
            json_is_string(icon) ? normalized(icon) : std::string()};
}

void read_relation(Reader &reader, FieldInput &input)
{
    std::string_view const key = "relationCreationPayload";
    const json_t *const payload = reader.get(key);
    if (payload == nullptr || json_is_null(payload))
        return;
    std::string faults;
    if (!json_is_object(payload))
        faults = "relationCreationPayload must be an object";
    else
        input.relation = parse_relation(payload, Purpose::Create, faults);
    if (!faults.empty())
        throw malformed_relation("Relation creation payload is invalid: " + faults,
                                 pointer({}, key));
}

void read_morph(Reader &reader, FieldInput &input, Purpose purpose)
{
    std::string_view const key = purpose == Purpose::Create ? "morphRelationsCreationPayload"
                                                            : "morphRelationsUpdatePayload";
    std::string const path = pointer({}, key);
    const json_t *const payloads = reader.get(key);
    if (payloads == nullptr || json_is_null(payloads))
        return;
    if (!json_is_array(payloads))
        throw malformed_relation("Morph relation input transpilation failed: " + std::string(key) +
                                     " must be an array",
                                 path);
    input.morph.emplace();
    for (std::size_t i = 0; i < json_array_size(payloads); ++i) {
        const json_t *const payload = json_array_get(payloads, i);
        std::string faults;
        if (!json_is_object(payload))
            faults = "each value must be an object";
        else
            input.morph->push_back(parse_relation(payload, purpose, faults));
        if (!faults.empty())
            throw malformed_relation("Morph relation input transpilation failed: " + faults,
                                     pointer(path, std::to_string(i)));
    }
}

} // namespace

ObjectInput parse_object_input(const json_t *body, Purpose purpose)
{
    Reader reader{body, {}, {}};
    ObjectInput input;
    input.name_singular = reader.required_text("nameSingular", purpose);
    input.name_plural = reader.required_text("namePlural", purpose);
    input.label_singular = reader.required_text("labelSingular", purpose);
    input.label_plural = reader.required_text("labelPlural", purpose);
    input.description = reader.text("description");
    input.icon = reader.text("icon");
    input.color = reader.text("color");
    input.shortcut = reader.text("shortcut");
    input.is_label_synced_with_name = reader.boolean("isLabelSyncedWithName");
    input.is_active = reader.boolean("isActive");
    input.is_searchable = reader.boolean("isSearchable");
    input.is_remote = reader.boolean("isRemote").value_or(false);
    if (purpose == Purpose::Create)
        input.skip_name_field = reader.boolean("skipNameField").value_or(false);
    else {
        input.label_identifier = reader.uuid("labelIdentifierFieldMetadataId");
        input.label_identifier_is_null = json_is_null(reader.get("labelIdentifierFieldMetadataId"));
    }
    const json_t *const image = reader.get("imageIdentifierFieldMetadataId");
    if (image != nullptr && !json_is_null(image))
        reader.fault("imageIdentifierFieldMetadataId must be null: objects have no image fields",
                     "imageIdentifierFieldMetadataId");
    input.keys = reader.check_keys(object_keys, purpose);
    reader.finish();
    return input;
}

FieldInput parse_field_input(const json_t *body, Purpose purpose)
{
    Reader reader{body, {}, {}};
    FieldInput input;
    input.object_id = reader.uuid("objectMetadataId");
    if (purpose == Purpose::Create && !input.object_id && reader.faults.empty())
        reader.fault("objectMetadataId should not be empty", "objectMetadataId");
    input.type = reader.required_text("type", purpose).value_or("");
    input.name = reader.required_text("name", purpose);
    input.label = reader.required_text("label", purpose);
    input.description = reader.text("description");
    input.icon = reader.text("icon");
    input.is_nullable = reader.boolean("isNullable");
    input.is_unique = reader.boolean("isUnique");
    input.is_label_synced_with_name = reader.boolean("isLabelSyncedWithName");
    input.is_active = reader.boolean("isActive");
    if (purpose == Purpose::Create)
        input.is_remote = reader.boolean("isRemoteCreation").value_or(false);
    input.default_value = reader.json("defaultValue");
    const json_t *const settings = reader.get("settings");
    if (settings != nullptr && !json_is_null(settings) && !json_is_object(settings))
        reader.fault("settings must be an object", "settings");
    else
        input.settings = reader.json("settings");
    read_options(reader, input);
    if (purpose == Purpose::Update) {
        read_options_remap(reader, input);
        input.may_lose_values = reader.boolean("allowLoss").value_or(false);
    }
    input.keys = reader.check_keys(field_keys, purpose);
    reader.finish();
    if (purpose == Purpose::Create)
        read_relation(reader, input);
    read_morph(reader, input, purpose);
    return input;
}

} // namespace viginti::model
