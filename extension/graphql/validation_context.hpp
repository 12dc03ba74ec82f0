/*
 * What the rules share while one document is validated: what it defines, what has been found wrong,
 * and the walk's knowledge of a place: which type is selected from there, which input is expected.
 */
#pragma once

#include "graphql/validation.hpp"

#include <exception>
#include <unordered_map>
#include <unordered_set>

namespace viginti::graphql {

/* Where a variable is used, and what is expected there. */
struct VariableUsage {
    std::string_view name;
    std::uint32_t at;
    TypeView type;                /* false: unknown */
    bool has_default;             /* of the argument or input field */
    const Type *one_of = nullptr; /* the object whose only field it is */
};

/* Ends validation: the last fault says why. */
struct ValidationAborted : std::exception {};

struct ValidationContext {
    const Schema &schema;
    const Document &document;
    const ValidationOptions &options;
    std::vector<Fault> faults;
    std::unordered_map<std::string_view, const Fragment *> fragments;
    std::vector<const Operation *> operations;
    bool has_cycles = false;
    /* Usages inside each fragment and operation, in the order of the text. */
    std::unordered_map<const void *, std::vector<VariableUsage>> usages;

    ValidationContext(const Schema &the_schema, const Document &the_document,
                      const ValidationOptions &the_options);

    const Fragment *fragment(std::string_view name) const;
    void report(std::string message, std::vector<std::uint32_t> offsets);
    void abort(std::string message);
};

/* The spreads inside a set, those of nested sets after its own. */
std::vector<const Selection *> spreads_of(const SelectionSet &set);

/* Fragments reached from a set by spreads of spreads, each once, unknown names left out. */
std::vector<const Fragment *> reached_fragments(const ValidationContext &context,
                                                const std::vector<const SelectionSet *> &sets);

/* ---- rules; each reports what it finds ------------------------------------------------------- */

/* limits::graphql_fragments, _depth, _fields, _root_fields, _aliases. Sets has_cycles. */
void check_limits(ValidationContext &context);

/* Cycles that are found from this fragment on; `visited` is shared by all of them. */
void check_cycles(ValidationContext &context, const Fragment &fragment,
                  std::unordered_set<std::string_view> &visited);
void check_unused_fragments(ValidationContext &context);

/* Undefined, unused and misplaced variables of an operation. */
void check_variable_usages(ValidationContext &context, const Operation &operation);

/* The value of an argument or a default, where `type` is expected (false: unknown). */
void check_value(ValidationContext &context, const Value &value, TypeView type, bool has_default,
                 std::vector<VariableUsage> &usages);

/* A subscription has one root field, and that one always. */
void check_subscription(ValidationContext &context, const Operation &operation);

/* "Cannot query field …" with suggestions. */
void report_unknown_field(ValidationContext &context, const Type &parent, const Selection &field);

/* Introspection that goes round in circles: `fields` in `fields` in `fields`. */
bool is_deep_introspection(const ValidationContext &context, const Selection &field);

/* One fault for each name that repeats, at all its places. */
void report_repeated(ValidationContext &context, const std::vector<Name> &names,
                     std::string_view what);

} // namespace viginti::graphql
