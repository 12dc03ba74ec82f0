/*
 * The rule that fields of one response name can be merged (section 5.3.2): they must be the same
 * field with the same arguments, unless their parents can never be the same object, and their types
 * must have one shape.
 *
 * Fields are compared pair by pair, so that each conflict is told as graphql-js tells it. Selection
 * sets are collected once, fragments compared once with each other and with each set, and the steps
 * that remain are counted: beyond limits::graphql_comparisons validation ends.
 */
#pragma once

#include "graphql/validation_context.hpp"

#include <map>
#include <memory>
#include <optional>

namespace viginti::graphql {

class OverlappingFields {
  public:
    explicit OverlappingFields(ValidationContext &context) : context_(context) {}

    /*
     * All conflicts inside one set; sets inside it are asked for on their own. In a document with
     * cyclic fragments nothing is compared: that it must be acyclic is told already.
     */
    void check(const Type *parent, const SelectionSet &set);

  private:
    /* One field of a selection set. */
    struct Use {
        const Type *parent;
        const Selection *node;
        const Field *definition;
        TypeView type;
        bool is_simple; /* neither arguments nor a selection */
    };
    struct Group {
        std::string_view key;
        std::vector<Use> uses;
    };
    struct Collected {
        std::vector<Group> groups;
        std::unordered_map<std::string_view, std::size_t> by_key;
        std::vector<std::string_view> spreads;
        std::unordered_map<std::string_view, bool> compared; /* fragments; true: as exclusive */
    };
    using Nodes = std::vector<const Selection *>;
    struct Conflict {
        std::string_view key;
        std::string reason;
        Nodes nodes1, nodes2;
    };
    using Conflicts = std::vector<Conflict>;

    Collected &collect(const Type *parent, const SelectionSet &set);
    Collected &collect(const Fragment &fragment);
    void collect_into(Collected &out, std::unordered_set<std::string_view> &spreads,
                      const Type *parent, const SelectionSet &set);
    void compare_within(Conflicts &out, const Collected &fields);
    void compare_between(Conflicts &out, bool is_exclusive, const Collected &a, const Collected &b);
    void compare_with_fragment(Conflicts &out, bool is_exclusive, Collected &fields,
                               std::string_view name);
    void compare_fragments(Conflicts &out, bool is_exclusive, std::string_view a,
                           std::string_view b);
    Conflicts compare_sets(bool is_exclusive, const Use &a, const Use &b);
    std::optional<Conflict> compare(bool is_exclusive, std::string_view key, const Use &a,
                                    const Use &b);
    bool is_compared(std::string_view a, std::string_view b, bool is_exclusive);
    bool have_same_arguments(const Selection &a, const Selection &b);
    bool do_conflict(TypeView a, TypeView b);
    const std::string &canonical(const Value &value);
    void spend(std::size_t steps);

    ValidationContext &context_;
    std::map<std::pair<const Type *, const SelectionSet *>, std::unique_ptr<Collected>> collected_;
    std::map<std::pair<std::string_view, std::string_view>, bool> pairs_;
    std::unordered_map<const Value *, std::string> canonical_;
    std::size_t steps_ = 0;
};

} // namespace viginti::graphql
