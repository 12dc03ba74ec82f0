#include "entry/graphql_documents.hpp"

#include "base/limits.hpp"
#include "graphql/metadata_schema.hpp"
#include "graphql/parser.hpp"
#include "graphql/validation.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/lru.hpp"
#include "pg/role_view.hpp"

#include <utility>

namespace viginti::entry {

namespace {

using graphql::RecordSchema;
using graphql::SelectedObject;

struct KeptSchema {
    std::shared_ptr<const RecordSchema> schema;
    std::uint64_t generation = 0;
    std::uint64_t number = 0; /* distinct for each: part of the keys of documents */
};

pg::Lru<std::string, KeptSchema, pg::TextHash> &schemas()
{
    static auto *const made =
        new pg::Lru<std::string, KeptSchema, pg::TextHash>(limits::graphql_kept_schemas);
    return *made;
}

pg::Lru<std::string, std::shared_ptr<const Prepared>, pg::TextHash> &documents()
{
    static auto *const made =
        new pg::Lru<std::string, std::shared_ptr<const Prepared>, pg::TextHash>(
            limits::graphql_kept_documents);
    return *made;
}

template <class Value>
void append_bytes(std::string &out, const Value &value)
{
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/*
 * The model of the schema is that of the caller's catalog: the generation moves with each change of it.
 * Not the generation of this moment: what changed since the catalog was read is not in the schema.
 */
KeptSchema schema_for(const Caller &caller)
{
    static std::uint64_t last_number = 0;
    std::string key;
    append_bytes(key, caller.catalog.workspace_id.bytes);
    append_bytes(key, caller.role);
    key += caller.dialect->uses_twenty_names ? 't' : 's';
    KeptSchema &kept = schemas().insert(key);
    std::uint64_t const generation = caller.catalog.generation;
    pg::use_all_objects();
    if (!kept.schema || kept.generation != generation)
        kept = {std::make_shared<const RecordSchema>(pg::visible_to(caller.catalog, caller.role),
                                                     caller.dialect->uses_twenty_names),
                generation, ++last_number};
    return kept;
}

/* What clients of Twenty send across types (spec/graphql.md §2). */
graphql::ValidationOptions forgiveness()
{
    return {{{"ID", "UUID"}, {"String", "UUID"}, {"UUID", "ID"}, {"String", "ID"}}, true};
}

std::shared_ptr<const Prepared> make_document(std::string_view source, const KeptSchema &kept)
{
    auto prepared = std::make_shared<Prepared>();
    prepared->source = source;
    prepared->records = kept.schema;
    const graphql::Schema &schema = prepared->schema();
    auto parsed = graphql::parse(prepared->source);
    if (auto *const fault = std::get_if<graphql::Fault>(&parsed)) {
        prepared->faults.push_back(std::move(*fault));
        return prepared;
    }
    prepared->is_parsed = true;
    prepared->document = std::move(std::get<graphql::Document>(parsed));
    prepared->faults = graphql::validate(schema, prepared->document, forgiveness());
    return prepared;
}

} // namespace

const graphql::Schema &Prepared::schema() const
{
    return records ? records->schema() : graphql::metadata_schema();
}

Prepared::Tree Prepared::make_tree(const graphql::Operation &operation) const
{
    if (operation.kind == graphql::OperationKind::Subscription ||
        !graphql::has_fixed_selection(document, operation))
        return nullptr;
    std::vector<graphql::Fault> faults;
    auto tree = std::make_shared<KeptTree>();
    tree->root = graphql::select_fixed(schema(), document, operation, faults);
    tree->contents.resize(tree->root.fields.size());
    bool const is_kept =
        faults.empty() && graphql::count_fields(tree->root) <= limits::graphql_kept_fields;
    return is_kept ? tree : nullptr;
}

Prepared::Tree Prepared::find_tree(const graphql::Operation &operation) const
{
    for (auto const &[of, tree] : trees_)
        if (of == &operation)
            return tree;
    return trees_.emplace_back(&operation, make_tree(operation)).second;
}

Selected Prepared::select(const graphql::Operation &operation, const json_t *variables,
                          std::vector<graphql::Fault> &faults) const
{
    Tree tree = find_tree(operation);
    if (!tree)
        return {graphql::select(schema(), document, operation, variables, faults), nullptr};
    SelectedObject root = graphql::with_variables(schema(), tree->root, variables, faults);
    /* Who writes records may change what he was given. */
    if (operation.kind == graphql::OperationKind::Mutation && faults.empty())
        for (std::size_t i = 0; i < root.fields.size(); ++i)
            if (const Json &kept = tree->root.fields[i].arguments)
                root.fields[i].arguments.reset(json_deep_copy(kept.get()));
    return {std::move(root), std::move(tree)};
}

std::shared_ptr<const Prepared> prepare_document(GraphqlRequest &asked, const Inbound &inbound,
                                                 const Caller &caller)
{
    KeptSchema const kept = is_graphql_metadata(inbound.path()) ? KeptSchema{} : schema_for(caller);
    /* A literal may be somebody's text, too. */
    bool const is_literal = !asked.literal.empty();
    std::string_view const written = is_literal ? asked.literal : asked.query;
    std::string key(is_literal ? "l" : "t");
    append_bytes(key, kept.number);
    key += written;
    if (auto const *const known = documents().find(key))
        return *known;
    bool const is_kept = written.size() <= limits::graphql_kept_bytes;
    read_query(asked, inbound);
    auto prepared = make_document(asked.query, kept);
    if (is_kept)
        documents().insert(key) = prepared;
    return prepared;
}

} // namespace viginti::entry
