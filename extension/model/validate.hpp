/*
 * The rules of spec/metadata-rest.md §9 to §11 for objects and fields. All rules are evaluated; what
 * is broken is reported in their order, with the spec's texts.
 */
#pragma once

#include "base/error.hpp"
#include "model/catalog.hpp"
#include "model/dialect.hpp"
#include "model/metadata_input.hpp"
#include "model/object.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viginti::model {

struct Violation {
    std::string_view code; /* "INVALID_FIELD_INPUT" */
    std::string message;
    std::string value;     /* what was given, or empty */
    std::string_view key;  /* property of the body at fault, or empty */
    std::string path = {}; /* JSON Pointer, where the fault is deeper than a property */
};
using Violations = std::vector<Violation>;

/* What the report says about the thing that failed: key and text, e.g. nameSingular and "boat". */
using Identity = std::vector<std::pair<std::string_view, std::string>>;

/*
 * The answer of shape E2 (spec §2): `kind` is "objectMetadata", "fieldMetadata" or "index", `verb`
 * create, update or delete. The message is the first violation's, the report lists all.
 */
Error validation_error(std::string_view kind, std::string_view verb, const Violations &violations,
                       const Identity &identity);

/* Names and labels of a new or changed custom object; `directory` holds all objects' names. */
Violations check_object(const Object &object, const Directory &directory);

/* Whether the field may be the label identifier; `field` is null when the object has no such one. */
Violations check_label_identifier(const Field *field);

/*
 * The field's name, and the names of its columns, against the rules and against every other field of
 * the object (the one with the same id apart).
 */
Violations check_field_name(const Object &object, const Field &field, Purpose purpose);

/* Whether a client may create fields of a type, by its wire name. */
Violations check_creatable(std::string_view type_name, const Dialect &dialect);
/* Wire names of the types a client may create, comma-separated, for hints. */
std::string creatable_type_names(const Dialect &dialect);

/* Options as given; RATING's are not. */
Violations check_options(const std::optional<std::vector<OptionInput>> &options);

/* Members of the settings against those the field's type knows; types of relations have none here. */
Violations check_settings(const Field &field);
/* What settings that passed ask of values. */
ValueRules rules_of(const Field &field);

/* Default, uniqueness, nullability and on-delete of a field with its options in place. */
Violations check_field_values(const Field &field);

/*
 * Options as values, by position; positions, colours and ids are made where none were given. An
 * option without id but with the value of an existing one is that one: a client that leaves ids out
 * must not lose data by it.
 */
std::vector<Option> make_options(const std::vector<OptionInput> &inputs,
                                 const std::vector<Option> &existing,
                                 const std::function<Uuid()> &new_id);

/* Names options that go, and options that stay: anything else is refused. */
Violations check_options_remap(const OptionsRemap &remap, const std::vector<Option> &before,
                               const std::vector<Option> &after);

/* A default that names a renamed or remapped option, with the value that took its place. */
std::string follow_options(const Field &before, const std::vector<Option> &after,
                           const OptionsRemap &remap);

/* Whether fields may change between the types; the message lists those they may become. */
Violations check_conversion(FieldType from, std::string_view to);

/* The default of a composite with its empty members as null, "" when all of them are. */
std::string normalize_default(const Field &field);

/* Throws Error{LimitExceeded} when the object's fields or columns are too many. */
void check_size(const Object &object);

} // namespace viginti::model
