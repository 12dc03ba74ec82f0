/*
 * Documents by their text: parsed and validated once a backend, as long as the schema is the same
 * (design.md §6). Schemas by workspace and role, as long as the model is the same.
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/graphql_request.hpp"
#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"

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

    /* The tree of one of its operations, kept where it may be; faults as of graphql::select. */
    graphql::SelectedObject select(const graphql::Operation &operation, const json_t *variables,
                                   std::vector<graphql::Fault> &faults) const;

  private:
    /* Of queries, whose arguments nobody changes, null where the tree has to be made each time. */
    using Tree = std::shared_ptr<const graphql::SelectedObject>;
    Tree find_tree(const graphql::Operation &operation) const;
    Tree make_tree(const graphql::Operation &operation) const;
    mutable std::vector<std::pair<const graphql::Operation *, Tree>> trees_;
};

/*
 * The document of a request, valid or not, against the schema of the caller's records or of the model.
 * One that is known by its literal is not read again.
 */
std::shared_ptr<const Prepared> prepare_document(GraphqlRequest &asked, const Inbound &inbound,
                                                 const Caller &caller);

} // namespace viginti::entry
