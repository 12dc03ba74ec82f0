#include "graphql/overlapping_fields.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::graphql {

namespace {

/* What a message tells of conflicts inside conflicts. */
constexpr std::size_t shown_bytes = 1000;
constexpr std::size_t shown_nodes = 20;

std::string shown(std::string_view text)
{
    return text.size() > shown_bytes ? std::string(text.substr(0, shown_bytes)) + "..."
                                     : std::string(text);
}

/* A literal in one form, whatever the order of an object's fields. */
void append_canonical(std::string &out, const Value &value)
{
    out += static_cast<char>('a' + static_cast<int>(value.kind));
    if (value.kind == Value::Kind::List) {
        for (const Value &item : value.items)
            append_canonical(out, item);
    } else if (value.kind == Value::Kind::Object) {
        std::vector<const ObjectField *> fields;
        for (const ObjectField &field : value.fields)
            fields.push_back(&field);
        std::stable_sort(
            fields.begin(), fields.end(),
            [](const ObjectField *a, const ObjectField *b) { return a->name.text < b->name.text; });
        for (const ObjectField *const field : fields) {
            out.append(field->name.text) += ':';
            append_canonical(out, field->value);
        }
    } else {
        out += value.is_block ? '"' : '\'';
        out += std::to_string(value.text.size()) + ' ';
        out += value.text;
    }
    out += ']';
}

/* Further conflicts would neither be reported nor fit a reason. */
template <class Conflicts>
bool wants_more(const Conflicts &found)
{
    return found.size() <= limits::graphql_errors;
}

template <class Nodes>
void add_nodes(Nodes &out, const Nodes &nodes)
{
    /* The last ones are the deepest, and say most. */
    std::size_t const room = shown_nodes - std::min(out.size(), shown_nodes);
    std::size_t const count = std::min(room, nodes.size());
    out.insert(out.end(), nodes.end() - static_cast<std::ptrdiff_t>(count), nodes.end());
}

} // namespace

void OverlappingFields::spend(std::size_t steps)
{
    steps_ += steps;
    if (steps_ > limits::graphql_comparisons)
        context_.abort("Query too complex - Comparing fields of the same name takes more than " +
                       std::to_string(limits::graphql_comparisons) +
                       " steps (limit graphql_comparisons). Validation aborted.");
}

void OverlappingFields::check(const Type *parent, const SelectionSet &set)
{
    if (context_.has_cycles ||
        (set.selections.size() <= 1 && set.selections.front().kind != Selection::Kind::Inline))
        return;
    Conflicts conflicts;
    Collected &fields = collect(parent, set);
    compare_within(conflicts, fields);
    for (std::size_t i = 0; i < fields.spreads.size(); ++i) {
        compare_with_fragment(conflicts, false, fields, fields.spreads[i]);
        for (std::size_t j = i + 1; j < fields.spreads.size(); ++j)
            compare_fragments(conflicts, false, fields.spreads[i], fields.spreads[j]);
    }
    for (const Conflict &conflict : conflicts) {
        std::vector<std::uint32_t> offsets;
        for (const Nodes *const nodes : {&conflict.nodes1, &conflict.nodes2})
            for (const Selection *const node : *nodes)
                offsets.push_back(node->at);
        context_.report("Fields \"" + shown(conflict.key) + "\" conflict because " +
                            conflict.reason +
                            ". Use different aliases on the fields to fetch both if this was "
                            "intentional.",
                        std::move(offsets));
    }
}

OverlappingFields::Collected &OverlappingFields::collect(const Type *parent,
                                                         const SelectionSet &set)
{
    std::unique_ptr<Collected> &kept = collected_[{parent, &set}];
    if (!kept) {
        kept = std::make_unique<Collected>();
        std::unordered_set<std::string_view> spreads;
        collect_into(*kept, spreads, parent, set);
    }
    return *kept;
}

OverlappingFields::Collected &OverlappingFields::collect(const Fragment &fragment)
{
    return collect(context_.schema.find_type(fragment.condition.text), fragment.set);
}

/* Inline fragments belong to the set they stand in. */
void OverlappingFields::collect_into(Collected &out, std::unordered_set<std::string_view> &spreads,
                                     const Type *parent, const SelectionSet &set)
{
    for (const Selection &selection : set.selections) {
        if (selection.kind == Selection::Kind::Spread) {
            if (spreads.insert(selection.name.text).second)
                out.spreads.push_back(selection.name.text);
        } else if (selection.kind == Selection::Kind::Inline) {
            collect_into(out, spreads,
                         selection.condition ? context_.schema.find_type(selection.condition.text)
                                             : parent,
                         selection.set);
        } else {
            auto const [found, is_new] = out.by_key.emplace(selection.key(), out.groups.size());
            if (is_new)
                out.groups.push_back({selection.key(), {}});
            Use use{parent, &selection, nullptr, {}, selection.arguments.empty()};
            use.is_simple = use.is_simple && !selection.has_set;
            use.definition = parent ? find_field(*parent, selection.name.text) : nullptr;
            if (use.definition)
                use.type = view(context_.schema, use.definition->type);
            out.groups[found->second].uses.push_back(use);
        }
    }
}

void OverlappingFields::compare_within(Conflicts &out, const Collected &fields)
{
    for (const Group &group : fields.groups) {
        /* The same leaf again and again, as machines write it, costs nothing. */
        const Use &first = group.uses.front();
        if (std::all_of(group.uses.begin(), group.uses.end(), [&](const Use &use) {
                return use.is_simple && use.definition == first.definition &&
                       use.parent == first.parent && use.node->name.text == first.node->name.text;
            }))
            continue;
        for (std::size_t i = 0; i < group.uses.size(); ++i)
            for (std::size_t j = i + 1; j < group.uses.size() && wants_more(out); ++j)
                if (auto found = compare(false, group.key, group.uses[i], group.uses[j]))
                    out.push_back(std::move(*found));
    }
}

void OverlappingFields::compare_between(Conflicts &out, bool is_exclusive, const Collected &a,
                                        const Collected &b)
{
    for (const Group &group : a.groups) {
        spend(1);
        auto const found = b.by_key.find(group.key);
        if (found == b.by_key.end())
            continue;
        for (const Use &first : group.uses)
            for (const Use &second : b.groups[found->second].uses)
                if (auto conflict = wants_more(out)
                                        ? compare(is_exclusive, group.key, first, second)
                                        : std::nullopt)
                    out.push_back(std::move(*conflict));
    }
}

void OverlappingFields::compare_with_fragment(Conflicts &out, bool is_exclusive, Collected &fields,
                                              std::string_view name)
{
    spend(1);
    if (fields.groups.empty())
        return;
    auto const [compared, is_new] = fields.compared.emplace(name, is_exclusive);
    if (!is_new && (!compared->second || is_exclusive))
        return;
    compared->second = is_exclusive;
    const Fragment *const fragment = context_.fragment(name);
    if (!fragment)
        return;
    Collected &others = collect(*fragment);
    if (&others == &fields)
        return;
    compare_between(out, is_exclusive, fields, others);
    for (std::string_view const spread : others.spreads)
        compare_with_fragment(out, is_exclusive, fields, spread);
}

/* Remembers the pair; a comparison of what is not exclusive serves for what is, too. */
bool OverlappingFields::is_compared(std::string_view a, std::string_view b, bool is_exclusive)
{
    for (const auto &key : {std::pair(a, b), std::pair(b, a)}) {
        auto const found = pairs_.find(key);
        if (found != pairs_.end() && (is_exclusive || !found->second))
            return true;
    }
    pairs_[{a, b}] = is_exclusive;
    return false;
}

void OverlappingFields::compare_fragments(Conflicts &out, bool is_exclusive, std::string_view a,
                                          std::string_view b)
{
    spend(2);
    if (a == b || is_compared(a, b, is_exclusive))
        return;
    const Fragment *const fragment1 = context_.fragment(a);
    const Fragment *const fragment2 = context_.fragment(b);
    if (!fragment1 || !fragment2)
        return;
    Collected &fields1 = collect(*fragment1);
    Collected &fields2 = collect(*fragment2);
    compare_between(out, is_exclusive, fields1, fields2);
    for (std::string_view const spread : fields2.spreads)
        compare_fragments(out, is_exclusive, a, spread);
    for (std::string_view const spread : fields1.spreads)
        compare_fragments(out, is_exclusive, spread, b);
}

OverlappingFields::Conflicts OverlappingFields::compare_sets(bool is_exclusive, const Use &a,
                                                             const Use &b)
{
    Conflicts conflicts;
    Collected &fields1 = collect(a.type.named, a.node->set);
    Collected &fields2 = collect(b.type.named, b.node->set);
    compare_between(conflicts, is_exclusive, fields1, fields2);
    for (std::string_view const spread : fields2.spreads)
        compare_with_fragment(conflicts, is_exclusive, fields1, spread);
    for (std::string_view const spread : fields1.spreads)
        compare_with_fragment(conflicts, is_exclusive, fields2, spread);
    for (std::string_view const spread1 : fields1.spreads)
        for (std::string_view const spread2 : fields2.spreads)
            compare_fragments(conflicts, is_exclusive, spread1, spread2);
    return conflicts;
}

std::optional<OverlappingFields::Conflict> OverlappingFields::compare(bool is_exclusive,
                                                                      std::string_view key,
                                                                      const Use &a, const Use &b)
{
    is_exclusive =
        is_exclusive || (a.parent != b.parent && a.parent && b.parent &&
                         a.parent->kind == TypeKind::Object && b.parent->kind == TypeKind::Object);
    spend(2);
    std::string_view const name1 = a.node->name.text, name2 = b.node->name.text;
    if (a.is_simple && b.is_simple && a.type == b.type && name1 == name2)
        return std::nullopt;
    if (!is_exclusive && name1 != name2)
        return Conflict{key,
                        '"' + shown(name1) + "\" and \"" + shown(name2) + "\" are different fields",
                        {a.node},
                        {b.node}};
    if (!is_exclusive && !have_same_arguments(*a.node, *b.node))
        return Conflict{key, "they have differing arguments", {a.node}, {b.node}};
    if (a.type && b.type && do_conflict(a.type, b.type))
        return Conflict{key,
                        "they return conflicting types \"" + to_string(a.type) + "\" and \"" +
                            to_string(b.type) + '"',
                        {a.node},
                        {b.node}};
    if (!a.node->has_set || !b.node->has_set)
        return std::nullopt;
    Conflicts const inside = compare_sets(is_exclusive, a, b);
    if (inside.empty())
        return std::nullopt;
    Conflict conflict{key, {}, {a.node}, {b.node}};
    for (const Conflict &each : inside) {
        if (conflict.reason.size() <= shown_bytes)
            conflict.reason += (conflict.reason.empty() ? "subfields \"" : " and subfields \"") +
                               shown(each.key) + "\" conflict because " + each.reason;
        add_nodes(conflict.nodes1, each.nodes1);
        add_nodes(conflict.nodes2, each.nodes2);
    }
    conflict.reason = shown(conflict.reason);
    return conflict;
}

bool OverlappingFields::have_same_arguments(const Selection &a, const Selection &b)
{
    if (a.arguments.size() != b.arguments.size())
        return false;
    for (const Argument &argument : a.arguments) {
        spend(b.arguments.size()); /* each is looked at */
        /* The last one counts, where names repeat. */
        auto const other =
            std::find_if(b.arguments.rbegin(), b.arguments.rend(), [&](const Argument &each) {
                return each.name.text == argument.name.text;
            });
        if (other == b.arguments.rend() || canonical(argument.value) != canonical(other->value))
            return false;
    }
    return true;
}

const std::string &OverlappingFields::canonical(const Value &value)
{
    std::string &text = canonical_[&value];
    if (text.empty())
        append_canonical(text, value);
    return text;
}

bool OverlappingFields::do_conflict(TypeView a, TypeView b)
{
    if (a == b)
        return false;
    spend(1);
    return a.wrappers != b.wrappers ||
           ((is_leaf(*a.named) || is_leaf(*b.named)) && a.named != b.named);
}

} // namespace viginti::graphql
