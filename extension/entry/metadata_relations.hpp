/*
 * Relations as the model changes make and remove them (spec/metadata-rest.md §11.4, §13): both ends
 * at once, the column of the end that holds the key, and of a MORPH_RELATION one field a target.
 */
#pragma once

#include "entry/metadata_operations.hpp"
#include "model/metadata_input.hpp"
#include "model/validate.hpp"

#include <optional>
#include <vector>

namespace viginti::entry {

/* The ordinal of the next field of the object. */
int next_ordinal(const model::Object &object);

/* settings.onDelete of a relation, checked against the end it is given for. */
std::optional<model::OnDelete> read_on_delete(const model::FieldInput &input, bool holds_key,
                                              model::Violations &violations);

/*
 * Both ends of the relation or relations a POST asks for; `field` has its members but for the
 * relation. Returns the field of the first. Throws Error{MetadataValidation, LimitExceeded}.
 */
Uuid create_relations(const Scope &scope, const model::Object &object, const model::Field &field,
                      const model::FieldInput &input);

/* More targets of a morph relation, by morphRelationsUpdatePayload. */
void add_morph_targets(const Scope &scope, const FieldPlace &place,
                       const std::vector<model::RelationInput> &targets);

/* The field, of a morph relation all its fields, with the opposite ends. */
void delete_relation(const Scope &scope, const model::Object &object, const model::Field &field);

/* The fields of a morph relation, the given one among them; of another field it alone. */
std::vector<const model::Field *> siblings_of(const model::Object &object,
                                              const model::Field &field);

/* A field of a morph relation whose name follows that of a renamed object. */
struct MorphRename {
    model::ObjectPtr object;
    model::Field before, after;
};
std::vector<MorphRename> morph_renames(const Scope &scope, const model::Object &before,
                                       const model::Object &after);
void run_rename(const Scope &scope, const MorphRename &rename);

} // namespace viginti::entry
