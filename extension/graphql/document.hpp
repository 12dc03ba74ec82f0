/*
 * An executable document (GraphQL, September 2025, section 2) as plain values. Texts are views into
 * the source, or into `texts` where an escape had to be decoded: both must outlive the nodes. Nodes
 * stay where they are once a document is parsed, so pointers to them name them. Nesting is bounded
 * by limits::graphql_depth, which every walk over a document relies on.
 */
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace viginti::graphql {

struct Name {
    std::string_view text;
    std::uint32_t at = 0; /* byte in the source */

    explicit operator bool() const { return !text.empty(); }
};

struct ObjectField;

struct Value {
    enum class Kind : std::uint8_t {
        Variable,
        Int,
        Float,
        String,
        Boolean,
        Null,
        Enum,
        List,
        Object,
    };
    Kind kind = Kind::Null;
    bool is_block = false; /* a String written with three quotes */
    std::uint32_t at = 0;
    std::string_view text; /* name of a variable, digits, decoded string, word */
    std::vector<Value> items;
    std::vector<ObjectField> fields;
};

struct ObjectField {
    Name name;
    Value value;
};

struct Argument {
    Name name;
    Value value;
};

struct Directive {
    std::uint32_t at = 0;
    Name name;
    std::vector<Argument> arguments;
};

/* "[Person!]!" is the name Person with the wrappers "![!", outermost first. */
struct TypeReference {
    std::uint32_t at = 0;
    Name name;
    std::string wrappers;
};

struct Selection;

struct SelectionSet {
    std::uint32_t at = 0;
    std::vector<Selection> selections;
};

struct Selection {
    enum class Kind : std::uint8_t { Field, Spread, Inline };
    Kind kind = Kind::Field;
    bool has_set = false;
    std::uint32_t at = 0;
    Name alias;     /* Field */
    Name name;      /* Field, Spread */
    Name condition; /* Inline, may be missing */
    std::vector<Argument> arguments;
    std::vector<Directive> directives;
    SelectionSet set;

    std::string_view key() const { return alias ? alias.text : name.text; }
};

struct VariableDefinition {
    std::uint32_t at = 0;
    Name name; /* without $ */
    TypeReference type;
    bool has_default = false;
    Value default_value;
    std::vector<Directive> directives;
};

enum class OperationKind : std::uint8_t { Query, Mutation, Subscription };

struct Operation {
    OperationKind kind = OperationKind::Query;
    std::uint32_t at = 0;
    Name name;
    std::vector<VariableDefinition> variables;
    std::vector<Directive> directives;
    SelectionSet set;
};

struct Fragment {
    std::uint32_t at = 0;
    Name name;
    Name condition;
    std::vector<Directive> directives;
    SelectionSet set;
};

/* A definition or extension of types: known by its name only, for no request executes it. */
struct TypeSystemDefinition {
    std::uint32_t at = 0;
    std::string_view name; /* empty: the schema itself */
};

using Definition = std::variant<Operation, Fragment, TypeSystemDefinition>;

struct Document {
    std::string_view source;
    std::vector<Definition> definitions;
    std::deque<std::string> texts;
    std::size_t tokens = 0;

    Document() = default;
    Document(Document &&) = default;
    Document &operator=(Document &&) = default;
    Document(const Document &) = delete; /* the views would be the other's */
    Document &operator=(const Document &) = delete;
};

/* "query", "mutation", "subscription". */
std::string_view name_of(OperationKind kind) noexcept;

} // namespace viginti::graphql
