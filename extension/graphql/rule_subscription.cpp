#include "graphql/validation_context.hpp"

#include <algorithm>

namespace viginti::graphql {

namespace {

/* The fields at the root, each response name with all that ask for it. */
struct RootFields {
    struct Entry {
        std::string_view key;
        std::vector<const Selection *> fields;
    };
    std::vector<Entry> entries;
    std::vector<std::uint32_t> conditional; /* where @skip and @include stand */
};

/* Each fragment is entered once. */
class RootCollection {
  public:
    RootCollection(const ValidationContext &context, const Type &root)
        : context_(context), root_(root)
    {}

    void collect(const SelectionSet &set);
    RootFields found;

  private:
    void add(const Selection &field);
    bool matches(const Name &condition) const;

    const ValidationContext &context_;
    const Type &root_;
    std::unordered_set<std::string_view> seen_;
};

bool RootCollection::matches(const Name &condition) const
{
    const Type *const type = condition ? context_.schema.find_type(condition.text) : &root_;
    return type == &root_ || (type && is_abstract(*type) && is_member(*type, root_));
}

void RootCollection::add(const Selection &field)
{
    for (RootFields::Entry &entry : found.entries)
        if (entry.key == field.key())
            return entry.fields.push_back(&field);
    found.entries.push_back({field.key(), {&field}});
}

void RootCollection::collect(const SelectionSet &set)
{
    for (const Selection &selection : set.selections) {
        for (const Directive &directive : selection.directives)
            if (directive.name.text == "skip" || directive.name.text == "include")
                found.conditional.push_back(directive.at);
        if (selection.kind == Selection::Kind::Field) {
            add(selection);
        } else if (selection.kind == Selection::Kind::Inline) {
            if (matches(selection.condition))
                collect(selection.set);
        } else if (seen_.insert(selection.name.text).second) {
            const Fragment *const fragment = context_.fragment(selection.name.text);
            if (fragment && matches(fragment->condition))
                collect(fragment->set);
        }
    }
}

} // namespace

void check_subscription(ValidationContext &context, const Operation &operation)
{
    const Type *const root = operation.kind == OperationKind::Subscription
                                 ? root_type(context.schema, operation.kind)
                                 : nullptr;
    if (!root || context.has_cycles)
        return;
    RootCollection collection(context, *root);
    collection.collect(operation.set);
    const RootFields &found = collection.found;
    std::string const subject = operation.name
                                    ? "Subscription \"" + std::string(operation.name.text) + '"'
                                    : "Anonymous Subscription";
    if (!found.conditional.empty())
        context.report(subject + " must not use `@skip` or `@include` directives in the top level "
                                 "selection.",
                       found.conditional);
    std::vector<std::uint32_t> extra;
    for (std::size_t i = 1; i < found.entries.size(); ++i)
        for (const Selection *const field : found.entries[i].fields)
            extra.push_back(field->at);
    if (!extra.empty())
        context.report(subject + " must select only one top level field.", std::move(extra));
    for (const RootFields::Entry &entry : found.entries) {
        if (!entry.fields.front()->name.text.starts_with("__"))
            continue;
        std::vector<std::uint32_t> offsets;
        for (const Selection *const field : entry.fields)
            offsets.push_back(field->at);
        context.report(subject + " must not select an introspection top level field.",
                       std::move(offsets));
    }
}

} // namespace viginti::graphql
