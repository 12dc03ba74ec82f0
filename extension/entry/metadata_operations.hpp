/*
 * The operations of the metadata API one by one; entry/metadata chooses among them. Each change
 * begins with begin_change and answers with the resource as it stands afterwards.
 */
#pragma once

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

Answer create_object(const Caller &caller, std::string_view body);
Answer update_object(const Caller &caller, const Uuid &id, std::string_view body);
Answer delete_object(const Caller &caller, const Uuid &id);

Answer create_field(const Caller &caller, std::string_view body);
Answer update_field(const Caller &caller, const Uuid &id, std::string_view body);
Answer delete_field(const Caller &caller, const Uuid &id);

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
