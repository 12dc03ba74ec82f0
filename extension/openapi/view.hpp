/*
 * View: what the caller of a self-description may know. The documents describe exactly this, so a
 * right that is missing here is an operation that is not described.
 */
#pragma once

#include "model/dialect.hpp"
#include "model/object.hpp"

#include <vector>

namespace viginti::openapi {

/* An object the caller may read. */
struct Described {
    model::ObjectPtr object;
    bool may_create = false;
    bool may_update = false;
    bool may_delete = false;
    bool is_managed = false; /* see model::is_managed */
    /* By place in object->fields: whether a new record, or a change, may hold it. */
    std::vector<bool> creatable, updatable;
    /* Among those the client asked for; the others are known but left out. */
    bool is_chosen = true;
};

struct View {
    const model::Dialect *dialect = &model::dialects[0];
    std::vector<Described> objects; /* by namePlural */
    bool may_change_model = false;
};

/* The object of that id; null when the caller may not know it. */
const Described *find(const View &view, const Uuid &id);

} // namespace viginti::openapi
