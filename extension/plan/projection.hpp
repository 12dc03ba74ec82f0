/*
 * fields=: which fields of an object, which sub-fields of a composite and which related records an
 * answer holds (spec/core-rest.md §14, with dotted paths).
 */
#pragma once

#include "model/catalog.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace viginti::plan {

struct Projection {
    struct Chosen {
        const model::Field *field;
        std::uint32_t parts = 0; /* a bit a part of the type */
        bool key = false;        /* the foreign key of a to-one relation */
        bool whole = false;      /* a relation by its bare name: all of its record */
        /* The related record, where single fields of it were asked for and not the whole. */
        std::unique_ptr<Projection> record = {};
    };
    std::vector<Chosen> chosen; /* by ordinal of the field */

    /* Nothing when the field was not asked for. */
    const Chosen *find(const model::Field &field) const;
};

/*
 * Resolves the paths of fields=. A bare relation is embedded while `depth` lasts; a path through
 * one embeds it whatever the depth, at most two relations far. `id` is always chosen. Throws
 * Error{FieldUnknown, ParameterInvalid} with the texts of spec §14, path "fields".
 */
Projection resolve_projection(const std::vector<std::vector<std::string>> &fields,
                              const model::ObjectPtr &object, int depth,
                              const model::Catalog &catalog);

} // namespace viginti::plan
