#include "graphql/validation_context.hpp"

namespace viginti::graphql {

namespace {

/* A walk along spreads, depth first; no fragment is entered twice, so it is linear. */
class CycleSearch {
  public:
    CycleSearch(ValidationContext &context, std::unordered_set<std::string_view> &visited)
        : context_(context), visited_(visited)
    {}

    /* Nested as deep as there are fragments, whose number is bounded. */
    void search(const Fragment &fragment);

  private:
    void report(std::size_t start);

    ValidationContext &context_;
    std::unordered_set<std::string_view> &visited_;
    std::vector<const Selection *> path_;
    std::unordered_map<std::string_view, std::size_t> place_; /* of a fragment in the path */
};

void CycleSearch::search(const Fragment &fragment)
{
    std::string_view const name = fragment.name.text;
    if (!visited_.insert(name).second)
        return;
    place_[name] = path_.size();
    for (const Selection *const spread : spreads_of(fragment.set)) {
        path_.push_back(spread);
        auto const found = place_.find(spread->name.text);
        if (found != place_.end())
            report(found->second);
        else if (const Fragment *const next = context_.fragment(spread->name.text))
            search(*next);
        path_.pop_back();
    }
    place_.erase(name);
}

void CycleSearch::report(std::size_t start)
{
    std::string via;
    std::vector<std::uint32_t> offsets;
    for (std::size_t i = start; i < path_.size(); ++i) {
        offsets.push_back(path_[i]->at);
        if (i + 1 < path_.size())
            via += (via.empty() ? " via \"" : ", \"") + std::string(path_[i]->name.text) + '"';
    }
    context_.report("Cannot spread fragment \"" + std::string(path_.back()->name.text) +
                        "\" within itself" + via + '.',
                    std::move(offsets));
}

} // namespace

void check_cycles(ValidationContext &context, const Fragment &fragment,
                  std::unordered_set<std::string_view> &visited)
{
    CycleSearch(context, visited).search(fragment);
}

void check_unused_fragments(ValidationContext &context)
{
    std::vector<const SelectionSet *> sets;
    for (const Operation *const operation : context.operations)
        sets.push_back(&operation->set);
    std::unordered_set<std::string_view> used;
    for (const Fragment *const fragment : reached_fragments(context, sets))
        used.insert(fragment->name.text);
    for (const Definition &definition : context.document.definitions) {
        auto const *const fragment = std::get_if<Fragment>(&definition);
        if (fragment && !used.contains(fragment->name.text))
            context.report("Fragment \"" + std::string(fragment->name.text) + "\" is never used.",
                           {fragment->at});
    }
}

} // namespace viginti::graphql
