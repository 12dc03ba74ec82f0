/*
 * Catalog: the read-only view of one workspace a request works with. Objects are loaded one by one
 * when asked for, so the price of a request does not grow with the number of objects.
 */
#pragma once

#include "base/sha256.hpp"
#include "model/object.hpp"

#include <cstdint>
#include <exception>
#include <functional>

namespace viginti::model {

/* What a workspace is known by: names of all its objects, and the secret that signs its cursors. */
struct Directory {
    std::unordered_map<std::string, Uuid> by_plural;
    std::unordered_map<std::string, Uuid> by_singular;
    HmacKey cursor_key;
};

/*
 * The parts of a model that a request met do not belong together: it changed in between. No Error,
 * which some would make part of an answer: the request is run anew.
 */
struct Overtaken : std::exception {
    const char *what() const noexcept override { return "the model changed during the request"; }
};

struct Catalog {
    Uuid workspace_id;
    std::string workspace;
    std::shared_ptr<const Directory> directory;
    /* What pg::model_generation() was before the directory was read. */
    std::uint64_t generation = 0;
    /* The object of that id; throws Overtaken when it is not there, or no longer. */
    std::function<ObjectPtr(const Uuid &)> load;

    /* Null when unknown or inactive. */
    ObjectPtr by_plural(std::string_view name) const;
    ObjectPtr by_id(const Uuid &id) const { return load(id); }
    /* The plural of the object whose singular this is, or "". */
    std::string plural_of_singular(std::string_view name) const;
};

} // namespace viginti::model
