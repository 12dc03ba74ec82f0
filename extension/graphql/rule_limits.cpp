#include "graphql/validation_context.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <utility>

namespace viginti::graphql {

namespace {

/* How much an operation or fragment asks for, its spreads included. */
struct Measure {
    std::size_t height = 0; /* levels of selection sets */
    std::size_t fields = 0;
    std::size_t aliases = 0;
};

/* Counts stop here: spreads inside spreads double them at each step. */
constexpr std::size_t countless = 1u << 30;

std::size_t sum(std::size_t a, std::size_t b)
{
    return std::min(a + b, countless);
}

/* Each fragment is measured once; the depth of the walk is bounded as the document's is. */
class Measuring {
  public:
    explicit Measuring(ValidationContext &context) : context_(context) {}

    Measure measure(const SelectionSet &set, std::size_t depth);

  private:
    Measure measure_spread(const Selection &spread, std::size_t depth);
    void check_depth(std::size_t depth, std::uint32_t at);

    ValidationContext &context_;
    std::unordered_map<std::string_view, Measure> known_;
};

void Measuring::check_depth(std::size_t depth, std::uint32_t at)
{
    if (depth <= limits::graphql_depth)
        return;
    context_.report("Query too complex - Selections are nested deeper than " +
                        std::to_string(limits::graphql_depth) +
                        " levels, fragments included (limit graphql_depth).",
                    {at});
    throw ValidationAborted();
}

Measure Measuring::measure_spread(const Selection &spread, std::size_t depth)
{
    const Fragment *const fragment = context_.fragment(spread.name.text);
    if (!fragment)
        return {};
    auto found = known_.find(spread.name.text);
    if (found == known_.end())
        found = known_.emplace(spread.name.text, measure(fragment->set, depth)).first;
    check_depth(depth + found->second.height - 1, spread.at);
    return found->second;
}

Measure Measuring::measure(const SelectionSet &set, std::size_t depth)
{
    check_depth(depth, set.at);
    Measure total;
    for (const Selection &selection : set.selections) {
        Measure part;
        if (selection.kind == Selection::Kind::Spread)
            part = measure_spread(selection, depth + 1);
        else if (selection.has_set)
            part = measure(selection.set, depth + 1);
        if (selection.kind == Selection::Kind::Field) {
            part.fields = sum(part.fields, 1);
            part.aliases = sum(part.aliases, selection.alias ? 1 : 0);
        }
        total.height = std::max(total.height, part.height);
        total.fields = sum(total.fields, part.fields);
        total.aliases = sum(total.aliases, part.aliases);
    }
    ++total.height;
    return total;
}

/* The response names at the root; each fragment is entered once. */
void collect_roots(const ValidationContext &context, const SelectionSet &set,
                   std::unordered_set<std::string_view> &names,
                   std::unordered_set<std::string_view> &seen)
{
    for (const Selection &selection : set.selections) {
        if (selection.kind == Selection::Kind::Field)
            names.insert(selection.key());
        else if (selection.kind == Selection::Kind::Inline)
            collect_roots(context, selection.set, names, seen);
        else if (const Fragment *const fragment = context.fragment(selection.name.text);
                 fragment && seen.insert(selection.name.text).second)
            collect_roots(context, fragment->set, names, seen);
    }
}

void check_count(ValidationContext &context, std::size_t count, std::size_t most,
                 std::string_view what, std::string_view limit, std::vector<std::uint32_t> offsets)
{
    if (count <= most)
        return;
    std::string const noun(what);
    context.report("Query too complex - Too many " + noun +
                       " requested: " + (count < countless ? std::to_string(count) : "countless") +
                       " - Maximum allowed " + noun + ": " + std::to_string(most) + " (limit " +
                       std::string(limit) + ").",
                   std::move(offsets));
}

bool find_cycles(ValidationContext &context)
{
    std::unordered_set<std::string_view> visited;
    std::size_t const before = context.faults.size();
    for (const auto &[name, fragment] : context.fragments)
        check_cycles(context, *fragment, visited);
    bool const found = context.faults.size() > before;
    context.faults.resize(before); /* told in their place, by the walk */
    return found;
}

} // namespace

void check_limits(ValidationContext &context)
{
    std::size_t fragments = 0;
    for (const Definition &definition : context.document.definitions)
        fragments += std::holds_alternative<Fragment>(definition);
    check_count(context, fragments, limits::graphql_fragments, "fragments", "graphql_fragments",
                {});
    check_count(context, context.operations.size(), limits::graphql_operations, "operations",
                "graphql_operations", {});
    if (!context.faults.empty())
        throw ValidationAborted();
    try {
        context.has_cycles = find_cycles(context);
    } catch (const ValidationAborted &) {
        context.faults.clear();
        context.has_cycles = true;
    }
    if (context.has_cycles)
        return;
    Measuring measuring(context);
    for (const auto &[name, fragment] : context.fragments)
        measuring.measure(fragment->set, 1);
    for (const Operation *const operation : context.operations) {
        Measure const found = measuring.measure(operation->set, 1);
        check_count(context, found.fields, limits::graphql_fields, "fields", "graphql_fields",
                    {operation->at});
        std::unordered_set<std::string_view> roots, seen;
        collect_roots(context, operation->set, roots, seen);
        check_count(context, roots.size(), limits::graphql_root_fields, "root resolvers",
                    "graphql_root_fields", {operation->at});
        check_count(context, found.aliases, limits::graphql_aliases, "aliases", "graphql_aliases",
                    {operation->at});
    }
    if (!context.faults.empty())
        throw ValidationAborted();
}

} // namespace viginti::graphql
