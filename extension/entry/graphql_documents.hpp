/*
 * Documents by their text: parsed and validated once a backend, as long as the schema is the same
 * (design.md §6). Schemas by workspace and role, as long as the model is the same.
 */
#pragma once

#include "entry/caller.hpp"
#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/record_schema.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::entry {

struct Prepared {
    std::string source; /* the document has views into it */
    graphql::Document document;
    std::vector<graphql::Fault> faults; /* none: it can be executed */
    bool is_parsed = false;
    std::shared_ptr<const graphql::RecordSchema>
        records; /* null: the document is about the model */

    const graphql::Schema &schema() const;
};

/* The document, valid or not, against the schema of the caller's records or of the model. */
std::shared_ptr<const Prepared> prepare_document(std::string_view source, const Caller &caller,
                                                 bool metadata);

} // namespace viginti::entry
