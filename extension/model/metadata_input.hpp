/*
 * Bodies of the metadata API as values (spec/metadata-rest.md §5.2, §5.3, §6.2, §6.3): which keys
 * were given, in which types. What they mean for the model is checked in model/validate.
 *
 * The bodies are closed: an unknown key is refused, since a misspelt one that does nothing is worse
 * than an error. Keys a client may send back from what it read are known.
 */
#pragma once

#include "base/json.hpp"
#include "base/uuid.hpp"
#include "model/object.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::model {

enum class Purpose : std::uint8_t { Create, Update };

/* Texts are trimmed and their inner blanks collapsed; null clears a text, which is then "". */
struct ObjectInput {
    std::optional<std::string> name_singular, name_plural, label_singular, label_plural;
    std::optional<std::string> description, icon, color, shortcut;
    std::optional<bool> is_label_synced_with_name, is_active, is_searchable;
    bool is_remote = false;
    bool skip_name_field = false;
    std::optional<Uuid> label_identifier;
    bool label_identifier_is_null = false;
    std::vector<std::string> keys; /* as given, in order */
};

/* One option as given; what is missing or of the wrong type is told apart for the messages. */
struct OptionInput {
    std::optional<Uuid> id;
    bool id_is_invalid = false;
    std::optional<std::string> value, label;
    bool value_is_text = false, label_is_text = false;
    std::string color;
    std::optional<int> position;
};

struct RelationInput {
    RelationKind kind{};
    Uuid target;
    std::string label; /* of the opposite field */
    std::string icon;
};

using OptionsRemap = std::vector<std::pair<std::string, std::optional<std::string>>>;

struct FieldInput {
    std::optional<Uuid> object_id;
    std::string type; /* wire name; empty when absent */
    std::optional<std::string> name, label, description, icon;
    std::optional<bool> is_nullable, is_unique, is_label_synced_with_name, is_active;
    bool is_remote = false;
    std::optional<std::string> default_value; /* JSON text, "" for null */
    std::optional<std::vector<OptionInput>> options;
    std::optional<std::string> settings; /* JSON text of an object, "" for null */
    /* Of options that go: the value that takes their place in the records, or none. */
    OptionsRemap options_remap;
    bool may_lose_values = false; /* of a change of type */
    std::optional<RelationInput> relation;
    /* Of a MORPH_RELATION, one a target; on update those to add, without kind. */
    std::optional<std::vector<RelationInput>> morph;
    std::vector<std::string> keys;
};

/*
 * `body` is an object. Throws Error{BodyInvalid} for unknown keys, values of the wrong type,
 * missing or empty names and labels (on creation), all with every fault in `report`;
 * Error{MetadataValidation} for a relation payload of the wrong shape.
 */
ObjectInput parse_object_input(const json_t *body, Purpose purpose);
FieldInput parse_field_input(const json_t *body, Purpose purpose);

} // namespace viginti::model
