/*
 * Catalog: the read-only view of one workspace a request works with. Objects are loaded one by one
 * when asked for, so the price of a request does not grow with the number of objects.
 */
#pragma once

#include "base/sha256.hpp"
#include "model/object.hpp"

#include <functional>

namespace viginti::model {

/* What a workspace is known by: names of all its objects, and the secret that signs its cursors. */
struct Directory {
    std::unordered_map<std::string, Uuid> by_plural;
    std::unordered_map<std::string, Uuid> by_singular;
    HmacKey cursor_key;
};

struct Catalog {
    Uuid workspace_id;
    std::string workspace;
    std::shared_ptr<const Directory> directory;
    /* The object of that id; throws Error{Internal} when metadata name one that is not there. */
    std::function<ObjectPtr(const Uuid &)> load;

    /* Null when unknown or inactive. */
    ObjectPtr by_plural(std::string_view name) const;
    ObjectPtr by_id(const Uuid &id) const { return load(id); }
    /* The plural of the object whose singular this is, or "". */
    std::string plural_of_singular(std::string_view name) const;
};

} // namespace viginti::model
