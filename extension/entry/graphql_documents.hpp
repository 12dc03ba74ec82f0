/*
 * Documents by their text: parsed and validated once a backend, as long as the schema is the same
 * (design.md §6). Schemas by workspace and role, as long as the model is the same.
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/graphql_request.hpp"
#include "entry/kept_content.hpp"
#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::entry {

/* The tree of an operation, and for each of its root fields what is kept of it. */
struct KeptTree {
    graphql::SelectedObject root;
    std::vector<KeptContent> contents;
};

/* The same for one request, with its variables. */
struct Selected {
    graphql::SelectedObject root;
    std::shared_ptr<KeptTree> kept; /* null where the tree was made for this request alone */

    /* Of the root field with that number; null where nothing is kept. */
    KeptContent *content(std::size_t field) const
    {
        return kept ? &kept->contents[field] : nullptr;
    }
};

struct Prepared {
    std::string source; /* the document has views into it */
    graphql::Document document;
    std::vector<graphql::Fault> faults; /* none: it can be executed */
    bool is_parsed = false;
    std::shared_ptr<const graphql::RecordSchema>
        records; /* null: the document is about the model */

    const graphql::Schema &schema() const;

    /* The tree of one of its operations, kept where it may be; faults as of graphql::select. */
    Selected select(const graphql::Operation &operation, const json_t *variables,
                    std::vector<graphql::Fault> &faults) const;

  private:
    /* Null where the tree has to be made each time. */
    using Tree = std::shared_ptr<KeptTree>;
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
