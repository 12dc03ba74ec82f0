/*
 * The changes of the model one by one, each on a workspace under its lock: validated, run as DDL,
 * written to the metadata. entry/metadata_changes makes lists of them; the routes of single changes
 * are lists of one.
 */
#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/metadata.hpp"
#include "entry/metadata_rows.hpp"
#include "model/catalog.hpp"
#include "model/standard.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace viginti::entry {

/* A workspace under the lock of a change, and its catalog as of then. */
struct Scope {
    Workspace workspace;
    model::Catalog catalog;
    const model::Dialect *dialect;
    pg::RoleId caller; /* with whose rights records are shown */
};

/*
 * Checks that the caller may change the model, locks the workspace and reads its catalog anew. Throws
 * Error{PermissionDenied}, Error{Busy}.
 */
Scope begin_change(const Caller &caller);

/* Reads the catalog again after a change. */
void refresh(Scope &scope);

/* The object or field of that id in the workspace; null when there is none. */
model::ObjectPtr find_object(const model::Catalog &catalog, const Uuid &id);
struct FieldPlace {
    model::ObjectPtr object;
    const model::Field *field = nullptr;
};
FieldPlace find_field(const model::Catalog &catalog, const Uuid &id);
/* A field a change has just written; Error{Internal} when the catalog read after it lacks the field. */
FieldPlace written_field(const Scope &scope, const Uuid &id);

/* Tables, relations and rows of objects that refer to each other only, or to existing ones. */
void create_objects(const Workspace &workspace, const std::vector<model::Object> &objects);

/* What a change touched: the object, field or index it made, changed or deleted. */
struct Applied {
    Uuid id;
    std::string deleted; /* of a deletion: the resource as it was */
};

/*
 * `body` is the JSON object a route takes; the scope's catalog is fresh afterwards. Throw
 * Error{BodyInvalid, MetadataValidation, ObjectMetadataNotFound, FieldMetadataNotFound,
 * IndexMetadataNotFound, MutationNotAllowed, LimitExceeded, DuplicateEntry} before anything is changed, and what run_as_owner throws.
 */
Applied create_object(Scope &scope, const json_t *body);
Applied update_object(Scope &scope, const Uuid &id, const json_t *body);
Applied delete_object(Scope &scope, const Uuid &id);

Applied create_field(Scope &scope, const json_t *body);
Applied update_field(Scope &scope, const Uuid &id, const json_t *body);
Applied delete_field(Scope &scope, const Uuid &id);

/*
 * The field a POST asks for, which has columns of its own, checked against an object that need not be
 * there yet; nothing for a relation. Throws as create_field does.
 */
std::optional<model::Field> read_scalar(const Scope &scope, const model::Object &object,
                                        const json_t *body);

Applied create_index(Scope &scope, const json_t *body);
Applied delete_index(Scope &scope, const Uuid &id);

/* The resource of a change that deleted nothing, as it stands now. */
std::string object_resource(const Scope &scope, const Uuid &id);
std::string field_resource(const Scope &scope, const Uuid &id);
std::string index_resource(const Scope &scope, const Uuid &id);
/* The one of these for a kind: "object", "field" or "index". */
std::string resource_of(const Scope &scope, std::string_view kind, const Uuid &id);

/* Of several things that are wrong: the first is the error, `violations` in its body lists all. */
Error refused(std::vector<Fault> faults, std::string hint);

/* Keys of a PATCH whose values differ from the present ones, in the order of the API's tables. */
using ChangedKeys = std::vector<std::string_view>;
std::string join(const ChangedKeys &keys);

/* Takes a value a PATCH gives, and notes its key when it differs from the present one. */
template <class Value>
void take(ChangedKeys &changed, std::string_view key, Value &present,
          const std::optional<Value> &given)
{
    if (!given || *given == present)
        return;
    present = *given;
    changed.push_back(key);
}

} // namespace viginti::entry
