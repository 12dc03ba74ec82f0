#include "model/field_type.hpp"

#include <array>

namespace viginti::model {

namespace {

template <class... Operators>
constexpr OperatorSet set_of(Operators... operators) noexcept
{
    return static_cast<OperatorSet>((0u | ... | bit(operators)));
}

using enum Operator;

/* What spec/core-rest.md §8.1 allows, and the list its messages quote (longer where GraphQL has more). */
struct Operators {
    OperatorSet set;
    std::string_view text;
};
constexpr Operators text_operators{
    set_of(Eq, Neq, Gt, Gte, Lt, Lte, In, Is, Like, Ilike, StartsWith, EndsWith),
    "eq, neq, gt, gte, lt, lte, in, is, like, ilike, startsWith, endsWith"};
constexpr Operators ordered_operators{set_of(Eq, Neq, Gt, Gte, Lt, Lte, In, Is),
                                      "eq, neq, gt, gte, lt, lte, in, is"};
constexpr Operators boolean_operators{set_of(Eq, Is), "eq, is"};
constexpr Operators option_operators{
    set_of(Eq, Neq, Gt, Gte, Lt, Lte, In, ContainsAny, Is),
    "eq, neq, gt, gte, lt, lte, in, containsAny, is, isEmptyArray"};
constexpr Operators option_list_operators{set_of(ContainsAny, ContainsExactly, Is),
                                          "containsAny, is, isEmptyArray"};
constexpr Operators text_list_operators{set_of(ContainsIlike, Is),
                                        "containsIlike, is, isEmptyArray"};
constexpr Operators json_operators{set_of(Is, Like), "is, like"};
constexpr Operators no_operators{0, ""};

constexpr Part part(std::string_view name, ColumnType column, Form form, const Operators &operators,
                    bool in_unique_index = false) noexcept
{
    return {name, column, form, operators.set, operators.text, in_unique_index};
}

constexpr Part text(std::string_view name, bool in_unique_index = false) noexcept
{
    return part(name, ColumnType::Text, Form::Text, text_operators, in_unique_index);
}

constexpr Part json_list(std::string_view name) noexcept
{
    return part(name, ColumnType::Jsonb, Form::JsonList, json_operators);
}

constexpr std::array uuid_parts{part("", ColumnType::Uuid, Form::Uuid, ordered_operators, true)};
constexpr std::array text_parts{text("", true)};
constexpr std::array number_parts{
    part("", ColumnType::Float8, Form::Number, ordered_operators, true)};
constexpr std::array numeric_parts{
    part("", ColumnType::Numeric, Form::Decimal, ordered_operators, true)};
constexpr std::array boolean_parts{part("", ColumnType::Bool, Form::Boolean, boolean_operators)};
constexpr std::array date_parts{part("", ColumnType::Date, Form::Date, ordered_operators, true)};
constexpr std::array date_time_parts{
    part("", ColumnType::Timestamp, Form::DateTime, ordered_operators, true)};
constexpr std::array select_parts{part("", ColumnType::Text, Form::Option, option_operators, true)};
constexpr std::array multi_select_parts{
    part("", ColumnType::TextArray, Form::OptionList, option_list_operators)};
constexpr std::array array_parts{
    part("", ColumnType::TextArray, Form::TextList, text_list_operators)};
constexpr std::array raw_json_parts{part("", ColumnType::Jsonb, Form::Json, json_operators)};
constexpr std::array rich_text_parts{
    part("blocknote", ColumnType::Text, Form::Blocks, text_operators), text("markdown")};
constexpr std::array position_parts{
    part("", ColumnType::Float8, Form::Position, ordered_operators)};
constexpr std::array search_parts{part("", ColumnType::TsVector, Form::Hidden, no_operators)};
constexpr std::array currency_parts{
    part("amountMicros", ColumnType::Int8, Form::Integer, ordered_operators),
    part("currencyCode", ColumnType::Text, Form::NullableText, text_operators)};
constexpr std::array emails_parts{text("primaryEmail", true), json_list("additionalEmails")};
constexpr std::array phones_parts{
    text("primaryPhoneNumber", true), text("primaryPhoneCountryCode", true),
    text("primaryPhoneCallingCode", true), json_list("additionalPhones")};
constexpr std::array links_parts{text("primaryLinkLabel"), text("primaryLinkUrl", true),
                                 json_list("secondaryLinks")};
constexpr std::array full_name_parts{text("firstName", true), text("lastName", true)};
constexpr std::array address_parts{
    text("addressStreet1"),
    text("addressStreet2"),
    text("addressCity"),
    text("addressPostcode"),
    text("addressState"),
    text("addressCountry"),
    part("addressLat", ColumnType::Float8, Form::Number, ordered_operators),
    part("addressLng", ColumnType::Float8, Form::Number, ordered_operators)};
constexpr std::array actor_parts{
    part("source", ColumnType::Text, Form::Option, option_operators),
    part("workspaceMemberId", ColumnType::Uuid, Form::Uuid, ordered_operators), text("name"),
    part("context", ColumnType::Jsonb, Form::Json, json_operators)};

using Settings = std::span<const Setting>;
using enum Setting::Kind;

/* More decimals than this no double has; lines shown of a text, values held by one field. */
constexpr int most_decimals = 15;
constexpr int most_rows = 100;
constexpr int most_values = 1000;

constexpr std::array<std::string_view, 3> number_types{"float", "int", "bigint"};
constexpr std::array<std::string_view, 2> number_displays{"number", "percentage"};
constexpr std::array<std::string_view, 2> currency_formats{"short", "full"};
constexpr std::array<std::string_view, 3> date_formats{"RELATIVE", "USER_SETTINGS", "CUSTOM"};

constexpr std::array text_settings{Setting{"displayedMaxRows", Count, {}, 0, most_rows}};
constexpr std::array number_settings{Setting{"dataType", Word, number_types},
                                     Setting{"decimals", Count, {}, 0, most_decimals},
                                     Setting{"type", Word, number_displays}};
constexpr std::array date_settings{Setting{"displayFormat", Word, date_formats},
                                   Setting{"customUnicodeDateFormat", Setting::Kind::Text}};
constexpr std::array currency_settings{Setting{"format", Word, currency_formats},
                                       Setting{"decimals", Count, {}, 0, most_decimals}};
constexpr std::array values_settings{Setting{"maxNumberOfValues", Count, {}, 1, most_values}};
constexpr std::array address_settings{Setting{"subFields", SubFields}};

/* What values of a type have as text, they may become. */
template <class... Types>
constexpr TypeSet types_of(Types... types) noexcept
{
    return (TypeSet{0} | ... | bit(types));
}
constexpr TypeSet numbers_of_all = types_of(FieldType::Number, FieldType::Numeric);
constexpr TypeSet text_conversions =
    numbers_of_all |
    types_of(FieldType::Uuid, FieldType::Boolean, FieldType::Date, FieldType::DateTime,
             FieldType::Select, FieldType::MultiSelect, FieldType::Rating, FieldType::Array,
             FieldType::RawJson, FieldType::RichText, FieldType::Currency, FieldType::Emails,
             FieldType::Phones, FieldType::Links, FieldType::FullName, FieldType::Address);
constexpr TypeSet to_text = types_of(FieldType::Text);
constexpr TypeSet to_texts = types_of(FieldType::Text, FieldType::Array);
constexpr TypeSet number_conversions =
    types_of(FieldType::Text, FieldType::Numeric, FieldType::Boolean, FieldType::Select,
             FieldType::Rating, FieldType::Currency);
constexpr TypeSet numeric_conversions = types_of(
    FieldType::Text, FieldType::Number, FieldType::Select, FieldType::Rating, FieldType::Currency);
constexpr TypeSet boolean_conversions =
    numbers_of_all | types_of(FieldType::Text, FieldType::Select);
constexpr TypeSet select_conversions =
    numbers_of_all | types_of(FieldType::Text, FieldType::Boolean, FieldType::MultiSelect,
                              FieldType::Rating, FieldType::Array);
constexpr TypeSet multi_select_conversions = to_texts | types_of(FieldType::Select);
constexpr TypeSet rating_conversions =
    numbers_of_all | types_of(FieldType::Text, FieldType::Select);
constexpr TypeSet array_conversions =
    types_of(FieldType::Text, FieldType::Select, FieldType::MultiSelect, FieldType::RawJson,
             FieldType::Emails, FieldType::Phones, FieldType::Links);

using Parts = std::span<const Part>;

/* What a row of the table may say beyond its name and columns. */
enum Trait : unsigned {
    Composite = 1,
    Creatable = 2,
    HasOptions = 4,
    RewrittenWhole = 8,
    CanLabel = 16,
};

constexpr FieldTypeInfo row(FieldType type, std::string_view name, std::string_view words,
                            Parts parts, unsigned traits, Settings settings = {},
                            TypeSet conversions = 0) noexcept
{
    return {type,
            name,
            words,
            parts,
            (traits & Composite) != 0,
            (traits & Creatable) != 0,
            (traits & HasOptions) != 0,
            (traits & RewrittenWhole) != 0,
            (traits & CanLabel) != 0,
            settings,
            conversions};
}

constexpr std::array types{
    row(FieldType::Uuid, "UUID", "uuid", uuid_parts, Creatable | CanLabel, {}, to_text),
    row(FieldType::Text, "TEXT", "text", text_parts, Creatable | CanLabel, text_settings,
        text_conversions),
    row(FieldType::Number, "NUMBER", "number", number_parts, Creatable, number_settings,
        number_conversions),
    row(FieldType::Numeric, "NUMERIC", "numeric", numeric_parts, Creatable, {},
        numeric_conversions),
    row(FieldType::Boolean, "BOOLEAN", "boolean", boolean_parts, Creatable, {},
        boolean_conversions),
    row(FieldType::Date, "DATE", "date", date_parts, Creatable, date_settings,
        types_of(FieldType::Text, FieldType::DateTime)),
    row(FieldType::DateTime, "DATE_TIME", "date-time", date_time_parts, Creatable, date_settings,
        types_of(FieldType::Text, FieldType::Date)),
    row(FieldType::Select, "SELECT", "select", select_parts, Creatable | HasOptions, {},
        select_conversions),
    row(FieldType::MultiSelect, "MULTI_SELECT", "multi select", multi_select_parts,
        Creatable | HasOptions, {}, multi_select_conversions),
    row(FieldType::Rating, "RATING", "rating", select_parts, Creatable | HasOptions, {},
        rating_conversions),
    row(FieldType::Array, "ARRAY", "array", array_parts, Creatable, values_settings,
        array_conversions),
    row(FieldType::RawJson, "RAW_JSON", "raw json", raw_json_parts, Creatable, {}, to_text),
    row(FieldType::RichText, "RICH_TEXT", "rich text", rich_text_parts, Composite | Creatable, {},
        to_text),
    row(FieldType::Position, "POSITION", "position", position_parts, 0),
    row(FieldType::TsVector, "TS_VECTOR", "search vector", search_parts, 0),
    row(FieldType::Currency, "CURRENCY", "currency", currency_parts, Composite | Creatable,
        currency_settings, numbers_of_all | to_text),
    row(FieldType::Emails, "EMAILS", "emails", emails_parts, Composite | Creatable | RewrittenWhole,
        values_settings, to_texts),
    row(FieldType::Phones, "PHONES", "phones", phones_parts, Composite | Creatable, values_settings,
        to_texts),
    row(FieldType::Links, "LINKS", "links", links_parts, Composite | Creatable | RewrittenWhole,
        values_settings, to_texts),
    row(FieldType::FullName, "FULL_NAME", "full name", full_name_parts,
        Composite | Creatable | CanLabel, {}, to_text),
    row(FieldType::Address, "ADDRESS", "address", address_parts, Composite | Creatable,
        address_settings, to_text),
    row(FieldType::Actor, "ACTOR", "actor", actor_parts, Composite | Creatable),
    row(FieldType::Relation, "RELATION", "relation", uuid_parts, Creatable),
    row(FieldType::MorphRelation, "MORPH_RELATION", "morph relation", uuid_parts, Creatable),
};

constexpr bool types_in_order()
{
    for (std::size_t i = 0; i < types.size(); ++i)
        if (static_cast<std::size_t>(types[i].type) != i)
            return false;
    return types.size() == static_cast<std::size_t>(last_field_type) + 1;
}
static_assert(types_in_order(), "the table of types follows the order of the enumeration");

constexpr std::array<std::string_view, 11> column_types{
    "uuid", "text",           "double precision", "bigint", "numeric", "boolean",
    "date", "timestamptz(3)", "text[]",           "jsonb",  "tsvector"};
static_assert(column_types.size() == static_cast<std::size_t>(ColumnType::TsVector) + 1);

constexpr std::array<std::string_view, 17> operators{
    "eq",       "neq",   "in",    "containsAny",   "is",
    "gt",       "gte",   "lt",    "lte",           "startsWith",
    "endsWith", "like",  "ilike", "containsIlike", "containsExactly",
    "regex",    "iregex"};
static_assert(operators.size() == static_cast<std::size_t>(Iregex) + 1);

constexpr std::array<std::string_view, 10> sources{"EMAIL",   "CALENDAR",   "WORKFLOW", "AGENT",
                                                   "API",     "IMPORT",     "MANUAL",   "SYSTEM",
                                                   "WEBHOOK", "APPLICATION"};

} // namespace

std::string_view sql_type(ColumnType type) noexcept
{
    return column_types[static_cast<std::size_t>(type)];
}

std::optional<Operator> parse_operator(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < operators.size(); ++i)
        if (operators[i] == name)
            return static_cast<Operator>(i);
    return {};
}

std::string_view name_of(Operator op) noexcept
{
    return operators[static_cast<std::size_t>(op)];
}

std::string_view operator_names() noexcept
{
    return "eq, neq, in, containsAny, is, gt, gte, lt, lte, startsWith, endsWith, like, ilike";
}

const FieldTypeInfo &info(FieldType type) noexcept
{
    return types[static_cast<std::size_t>(type)];
}

std::span<const FieldTypeInfo> field_types() noexcept
{
    return types;
}

const FieldTypeInfo *find_field_type(std::string_view name) noexcept
{
    /* The name of the composite while a text-only RICH_TEXT existed (spec/metadata-rest.md §7). */
    if (name == "RICH_TEXT_V2")
        return &info(FieldType::RichText);
    for (const FieldTypeInfo &type : types)
        if (type.name == name)
            return &type;
    return nullptr;
}

std::span<const std::string_view> actor_sources() noexcept
{
    return sources;
}

} // namespace viginti::model
