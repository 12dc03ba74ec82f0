#include "graphql/suggestions.hpp"
#include "graphql/validation_context.hpp"

#include <algorithm>
#include <array>

namespace viginti::graphql {

namespace {

/* Lists of types inside lists of types, from which on introspection only multiplies. */
constexpr std::size_t most_type_lists = 3;

constexpr std::array<std::string_view, 4> type_lists{
    "fields",
    "interfaces",
    "possibleTypes",
    "inputFields",
};

/*
 * The types that have the field, of those an abstract type may be: the most useful first, which are
 * the interfaces that cover most of them.
 */
std::vector<std::string> suggest_types(const Schema &schema, const Type &parent,
                                       std::string_view field)
{
    struct Candidate {
        const Type *type;
        std::size_t uses;
    };
    std::vector<Candidate> candidates;
    auto const add = [&](const Type *type) {
        auto const same = [&](const Candidate &candidate) { return candidate.type == type; };
        auto const found = std::find_if(candidates.begin(), candidates.end(), same);
        if (found == candidates.end())
            candidates.push_back({type, 1});
        else
            ++found->uses;
    };
    if (!is_abstract(parent))
        return {};
    for (const std::string &name : parent.possible) {
        const Type *const type = schema.find_type(name);
        if (!type || !find_field(*type, field))
            continue;
        add(type);
        for (const std::string &interface_name : type->interfaces) {
            const Type *const interface = schema.find_type(interface_name);
            if (interface && find_field(*interface, field))
                add(interface);
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) {
                         if (a.uses != b.uses)
                             return a.uses > b.uses;
                         if (a.type->kind == TypeKind::Interface && is_member(*a.type, *b.type))
                             return true;
                         if (b.type->kind == TypeKind::Interface && is_member(*b.type, *a.type))
                             return false;
                         return is_naturally_before(a.type->name, b.type->name);
                     });
    std::vector<std::string> names;
    for (const Candidate &candidate : candidates)
        names.push_back(candidate.type->name);
    return names;
}

/* Every fragment is entered at most once for each number of lists around it. */
class TypeListDepth {
  public:
    explicit TypeListDepth(const ValidationContext &context) : context_(context) {}

    bool exceeds(const Selection &selection, std::size_t depth);

  private:
    bool exceeds(const SelectionSet &set, std::size_t depth)
    {
        return std::any_of(set.selections.begin(), set.selections.end(),
                           [&](const Selection &selection) { return exceeds(selection, depth); });
    }

    const ValidationContext &context_;
    std::unordered_map<std::string_view, std::size_t> passed_;
};

bool TypeListDepth::exceeds(const Selection &selection, std::size_t depth)
{
    if (selection.kind == Selection::Kind::Spread) {
        const Fragment *const fragment = context_.fragment(selection.name.text);
        auto const [passed, is_new] = passed_.emplace(selection.name.text, depth);
        if (!fragment || (!is_new && passed->second >= depth))
            return false;
        passed->second = depth;
        return exceeds(fragment->set, depth);
    }
    bool const is_list =
        selection.kind == Selection::Kind::Field &&
        std::find(type_lists.begin(), type_lists.end(), selection.name.text) != type_lists.end();
    if (is_list && ++depth >= most_type_lists)
        return true;
    return exceeds(selection.set, depth);
}

} // namespace

void report_unknown_field(ValidationContext &context, const Type &parent, const Selection &field)
{
    std::string hint = did_you_mean(suggest_types(context.schema, parent, field.name.text),
                                    "to use an inline fragment on");
    if (hint.empty())
        hint = did_you_mean(suggest(field.name.text, names_of(fields_of(context.schema, parent))));
    context.report("Cannot query field \"" + std::string(field.name.text) + "\" on type \"" +
                       parent.name + "\"." + hint,
                   {field.at});
}

bool is_deep_introspection(const ValidationContext &context, const Selection &field)
{
    return !context.has_cycles && TypeListDepth(context).exceeds(field, 0);
}

} // namespace viginti::graphql
