/*
 * The table of field types: one row a type says which columns it has, how each column looks in
 * JSON, which operators filter it, and what a client may set. A scalar type has one part without a
 * name, a composite one part a sub-field. Everything that differs between types stands here.
 */
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace viginti::model {

enum class FieldType : std::uint8_t {
    Uuid,
    Text,
    Number,
    Numeric,
    Boolean,
    Date,
    DateTime,
    Select,
    MultiSelect,
    Rating,
    Array,
    RawJson,
    RichText,
    Position,
    TsVector,
    Currency,
    Emails,
    Phones,
    Links,
    FullName,
    Address,
    Actor,
    Relation,
    MorphRelation, /* a relation to one of several objects: a field a target */
};
inline constexpr FieldType last_field_type = FieldType::MorphRelation;

/* What a column is in PostgreSQL. */
enum class ColumnType : std::uint8_t {
    Uuid,
    Text,
    Float8,
    Int8,
    Numeric,
    Bool,
    Date,
    Timestamp, /* timestamptz(3): answers and cursors carry milliseconds, so columns do */
    TextArray,
    Jsonb,
    TsVector,
};

/* SQL name of a column type, e.g. "timestamptz(3)". */
std::string_view sql_type(ColumnType type) noexcept;

/* How a value is read from JSON and written to it (spec/core-rest.md §15). */
enum class Form : std::uint8_t {
    Uuid,
    Text,         /* NULL is "" on the wire; "" is stored as NULL */
    NullableText, /* NULL is null */
    Number,
    Integer, /* 64 bits; a numeric string is accepted */
    Decimal, /* exact, a string on the wire; a number is accepted */
    Boolean,
    Date,
    DateTime,
    Option,     /* one of the field's options, or null */
    OptionList, /* array of options, NULL is [] */
    TextList,   /* array of strings, NULL is [] */
    JsonList,   /* jsonb array, NULL is [] */
    Json,       /* any object or array, or null */
    Blocks,     /* text that holds a JSON array of rich-text blocks, or null */
    Position,   /* a number, on write also "first" or "last" */
    Hidden,     /* never on the wire */
};

/*
 * The thirteen comparators of spec/core-rest.md §6, those of spec/graphql.md §9.1 that only lists have,
 * and two that GraphQL declares and every field refuses.
 */
enum class Operator : std::uint8_t {
    Eq,
    Neq,
    In,
    ContainsAny,
    Is,
    Gt,
    Gte,
    Lt,
    Lte,
    StartsWith,
    EndsWith,
    Like,
    Ilike,
    ContainsIlike,
    ContainsExactly,
    Regex,
    Iregex,
};

std::optional<Operator> parse_operator(std::string_view name) noexcept;
std::string_view name_of(Operator op) noexcept;
/* "eq, neq, in, …": the thirteen in the order of the specification. */
std::string_view operator_names() noexcept;

/* Whether its value is a list. */
constexpr bool takes_list(Operator op) noexcept
{
    return op == Operator::In || op == Operator::ContainsAny || op == Operator::ContainsExactly;
}

/* No field has it: how long an expression takes to match is not bounded. */
constexpr bool is_refused(Operator op) noexcept
{
    return op == Operator::Regex || op == Operator::Iregex;
}

/* A set of operators as bits 1 << Operator. */
using OperatorSet = std::uint32_t;

constexpr OperatorSet bit(Operator op) noexcept
{
    return static_cast<OperatorSet>(1u << static_cast<unsigned>(op));
}

/* One column of a field type. */
struct Part {
    std::string_view name; /* sub-field on the wire; empty for a scalar type */
    ColumnType column;
    Form form;
    OperatorSet operators;
    std::string_view operators_text; /* as the error message lists them */
    bool in_unique_index;
};

/* A set of types as bits 1 << FieldType. */
using TypeSet = std::uint32_t;

constexpr TypeSet bit(FieldType type) noexcept
{
    return TypeSet{1} << static_cast<unsigned>(type);
}

/* What a member of a field's settings may be (spec/metadata-rest.md §10). */
struct Setting {
    enum class Kind : std::uint8_t {
        Word,      /* one of `words` */
        Count,     /* a whole number from `least` to `most` */
        Text,      /* any text */
        SubFields, /* a list of the type's sub-fields */
    };
    std::string_view name;
    Kind kind;
    std::span<const std::string_view> words = {};
    int least = 0, most = 0;
};

struct FieldTypeInfo {
    FieldType type;
    std::string_view name;  /* wire name, "FULL_NAME" */
    std::string_view words; /* in messages, "full name" */
    std::span<const Part> parts;
    bool composite;
    bool creatable; /* by a client; the others are made by the system only */
    bool has_options;
    /* On update an omitted sub-field is emptied rather than kept (spec/core-rest.md §16.2). */
    bool rewritten_whole;
    /* May be the label identifier of an object. */
    bool can_label;
    std::span<const Setting> settings;
    TypeSet conversions; /* types a field of this one may become */
};

const FieldTypeInfo &info(FieldType type) noexcept;
/* All rows, in the order of the enumeration. */
std::span<const FieldTypeInfo> field_types() noexcept;
/* By wire name; RICH_TEXT_V2 is read as RICH_TEXT. Nothing for an unknown name. */
const FieldTypeInfo *find_field_type(std::string_view name) noexcept;

/* What the source of an ACTOR may be (spec/core-rest.md §16.5). */
std::span<const std::string_view> actor_sources() noexcept;

} // namespace viginti::model
