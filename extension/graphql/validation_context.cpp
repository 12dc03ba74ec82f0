#include "graphql/validation_context.hpp"

#include "base/limits.hpp"

namespace viginti::graphql {

ValidationContext::ValidationContext(const Schema &the_schema, const Document &the_document,
                                     const ValidationOptions &the_options)
    : schema(the_schema), document(the_document), options(the_options)
{
    for (const Definition &definition : document.definitions) {
        if (auto const *fragment = std::get_if<Fragment>(&definition))
            fragments[fragment->name.text] = fragment;
        else if (auto const *operation = std::get_if<Operation>(&definition))
            operations.push_back(operation);
    }
}

const Fragment *ValidationContext::fragment(std::string_view name) const
{
    auto const found = fragments.find(name);
    return found == fragments.end() ? nullptr : found->second;
}

void ValidationContext::report(std::string message, std::vector<std::uint32_t> offsets)
{
    if (faults.size() >= limits::graphql_errors)
        abort("Too many validation errors, error limit reached. Validation aborted.");
    Fault fault;
    fault.message = std::move(message);
    fault.offsets = std::move(offsets);
    faults.push_back(std::move(fault));
}

void ValidationContext::abort(std::string message)
{
    Fault fault;
    fault.message = std::move(message);
    faults.push_back(std::move(fault));
    throw ValidationAborted();
}

std::vector<const Selection *> spreads_of(const SelectionSet &set)
{
    std::vector<const Selection *> spreads;
    std::vector<const SelectionSet *> sets{&set};
    while (!sets.empty()) {
        const SelectionSet &next = *sets.back();
        sets.pop_back();
        for (const Selection &selection : next.selections)
            if (selection.kind == Selection::Kind::Spread)
                spreads.push_back(&selection);
            else if (selection.has_set)
                sets.push_back(&selection.set);
    }
    return spreads;
}

std::vector<const Fragment *> reached_fragments(const ValidationContext &context,
                                                const std::vector<const SelectionSet *> &sets)
{
    std::unordered_set<std::string_view> seen;
    std::vector<std::string_view> names; /* in the order in which they are met */
    auto const add = [&](const SelectionSet &set) {
        for (const Selection *const spread : spreads_of(set))
            if (seen.insert(spread->name.text).second)
                names.push_back(spread->name.text);
    };
    for (const SelectionSet *const set : sets)
        add(*set);
    std::vector<const Fragment *> fragments;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const Fragment *const fragment = context.fragment(names[i])) {
            fragments.push_back(fragment);
            add(fragment->set);
        }
    return fragments;
}

void report_repeated(ValidationContext &context, const std::vector<Name> &names,
                     std::string_view what)
{
    if (names.size() < 2)
        return;
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> places;
    for (const Name &name : names)
        places[name.text].push_back(name.at);
    for (const Name &name : names) {
        std::vector<std::uint32_t> &own = places[name.text];
        if (own.size() > 1 && own.front() == name.at)
            context.report("There can be only one " + std::string(what) + std::string(name.text) +
                               "\".",
                           std::move(own));
    }
}

} // namespace viginti::graphql
