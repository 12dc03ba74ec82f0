/*
 * A schema as plain data: what validation, coercion, execution and introspection look things up in.
 *
 * Types are asked for by name through a function, so a schema may make each of them when it is first
 * needed; what it returned once must stay where it is as long as the schema lives. The types every
 * schema has (Int, __Type, …) and its directives are in standard_types.
 */
#pragma once

#include "base/json.hpp"
#include "graphql/document.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::graphql {

enum class TypeKind : std::uint8_t { Scalar, Object, Interface, Union, Enum, InputObject };

/* A type as a field names it: wrappers '!' and '[', outermost first, around a name. */
struct TypeUse {
    std::string name;
    std::string wrappers;
};

/* "[Int!]!"; the text must be well-formed. */
TypeUse type_use(std::string_view text);

/* A parameter of a field or directive, or a field of an input object. */
struct InputValue {
    std::string name;
    TypeUse type;
    std::string description;
    std::optional<std::string> default_value; /* a literal of the language */
    std::optional<std::string> deprecation;
};

struct Field {
    std::string name;
    TypeUse type;
    std::vector<InputValue> arguments;
    std::string description;
    std::optional<std::string> deprecation;
};

struct EnumValue {
    std::string name;
    std::string description;
    std::optional<std::string> deprecation;
};

/* What reading a leaf gives: a value, or a message, or neither when there is nothing to say. */
struct Coerced {
    Json value;
    std::string message;
};

/*
 * How a scalar reads values. Either function may be empty: then every value is taken as it is.
 * A literal may hold variables in lists and objects: their values are `variables`, null while a
 * document is validated.
 */
struct Scalar {
    std::function<Coerced(const json_t *value)> from_json;
    std::function<Coerced(const Value &literal, const json_t *variables)> from_literal;
};

struct Type {
    TypeKind kind = TypeKind::Object;
    std::string name;
    std::string description;
    std::vector<Field> fields;           /* Object, Interface */
    std::vector<InputValue> inputs;      /* InputObject */
    std::vector<EnumValue> values;       /* Enum */
    std::vector<std::string> interfaces; /* Object, Interface: all of them, inherited ones too */
    std::vector<std::string> possible;   /* Interface, Union: names of the objects */
    std::string specified_by;            /* Scalar: a URL */
    Scalar scalar;
    bool is_one_of = false;
    /* Places of fields, inputs or values in the order of names: index_names() fills it in. */
    std::vector<std::uint32_t> by_name;
};

/* To be called once a type is complete; look-ups by name rely on it. */
void index_names(Type &type);

const Field *find_field(const Type &type, std::string_view name);
const InputValue *find_input(const Type &type, std::string_view name);
const EnumValue *find_value(const Type &type, std::string_view name);

struct DirectiveType {
    std::string name;
    std::string description;
    std::vector<std::string> locations;
    std::vector<InputValue> arguments;
    bool is_repeatable = false;
};

struct Schema {
    std::string description;
    std::string query = "Query";
    std::string mutation;     /* empty: none */
    std::string subscription; /* empty: none */
    std::vector<DirectiveType> directives;
    /* Null for an unknown name. */
    std::function<const Type *(std::string_view name)> find_type;
    /* All of them, in the order introspection lists them. */
    std::function<std::vector<std::string>()> type_names;
    /*
     * Where Query and Mutation have fields for each of very many objects, they are types without any:
     * these make one of their fields, and all of them. Empty: they are as other types.
     */
    std::function<const Field *(const Type &root, std::string_view name)> find_root_field;
    std::function<const std::vector<Field> &(const Type &root)> root_fields;
};

/* All fields of an object or interface. */
const std::vector<Field> &fields_of(const Schema &schema, const Type &type);

const DirectiveType *find_directive(const Schema &schema, std::string_view name);
const Type *root_type(const Schema &schema, OperationKind kind);

/* A type with its wrappers; false when the name is unknown. */
struct TypeView {
    const Type *named = nullptr;
    std::string_view wrappers;

    explicit operator bool() const { return named != nullptr; }
    bool operator==(const TypeView &) const = default;
    bool is_non_null() const { return wrappers.starts_with('!'); }
    /* Asked of a nullable type. */
    bool is_list() const { return wrappers.starts_with('['); }
    TypeView nullable() const { return is_non_null() ? inner() : *this; }
    TypeView inner() const { return {named, wrappers.substr(1)}; }
};

TypeView view(const Schema &schema, const TypeUse &use);
TypeView view(const Schema &schema, const TypeReference &reference);

/* "[Int!]!" */
std::string to_string(std::string_view name, std::string_view wrappers);
std::string to_string(const TypeView &type);

bool is_leaf(const Type &type) noexcept;
bool is_input(const Type &type) noexcept;
bool is_composite(const Type &type) noexcept;
bool is_abstract(const Type &type) noexcept;
/* Non-null without a default. */
bool is_required(const InputValue &input) noexcept;

/* Whether an object or interface is one of an abstract type. */
bool is_member(const Type &abstract, const Type &type);
/* Whether any object is of both types. */
bool do_overlap(const Schema &schema, const Type &a, const Type &b);
/* Whether each value of `part` is one of `whole` (covariance of wrappers and abstract types). */
bool is_sub_type(TypeView part, TypeView whole);

/* The field of that name, __typename, __schema and __type among them; null when there is none. */
const Field *find_field(const Schema &schema, const Type &parent, std::string_view name);

} // namespace viginti::graphql
