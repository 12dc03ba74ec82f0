#include "graphql/standard_types.hpp"

#include "graphql/builder.hpp"

#include <array>
#include <map>
#include <span>
#include <utility>

namespace viginti::graphql {

namespace {

struct FieldRow {
    std::string_view type;
    std::string_view name;
    std::string_view use;
    std::string_view flag; /* type of the argument includeDeprecated, empty: there is none */
};

/* Section 4.2; deprecation of directives as graphql-js 16 has it. */
constexpr std::array fields{
    FieldRow{"__Schema", "description", "String", ""},
    FieldRow{"__Schema", "types", "[__Type!]!", ""},
    FieldRow{"__Schema", "queryType", "__Type!", ""},
    FieldRow{"__Schema", "mutationType", "__Type", ""},
    FieldRow{"__Schema", "subscriptionType", "__Type", ""},
    FieldRow{"__Schema", "directives", "[__Directive!]!", "Boolean!"},
    FieldRow{"__Type", "kind", "__TypeKind!", ""},
    FieldRow{"__Type", "name", "String", ""},
    FieldRow{"__Type", "description", "String", ""},
    FieldRow{"__Type", "specifiedByURL", "String", ""},
    FieldRow{"__Type", "fields", "[__Field!]", "Boolean"},
    FieldRow{"__Type", "interfaces", "[__Type!]", ""},
    FieldRow{"__Type", "possibleTypes", "[__Type!]", ""},
    FieldRow{"__Type", "enumValues", "[__EnumValue!]", "Boolean"},
    FieldRow{"__Type", "inputFields", "[__InputValue!]", "Boolean"},
    FieldRow{"__Type", "ofType", "__Type", ""},
    FieldRow{"__Type", "isOneOf", "Boolean", ""},
    FieldRow{"__Field", "name", "String!", ""},
    FieldRow{"__Field", "description", "String", ""},
    FieldRow{"__Field", "args", "[__InputValue!]!", "Boolean"},
    FieldRow{"__Field", "type", "__Type!", ""},
    FieldRow{"__Field", "isDeprecated", "Boolean!", ""},
    FieldRow{"__Field", "deprecationReason", "String", ""},
    FieldRow{"__InputValue", "name", "String!", ""},
    FieldRow{"__InputValue", "description", "String", ""},
    FieldRow{"__InputValue", "type", "__Type!", ""},
    FieldRow{"__InputValue", "defaultValue", "String", ""},
    FieldRow{"__InputValue", "isDeprecated", "Boolean!", ""},
    FieldRow{"__InputValue", "deprecationReason", "String", ""},
    FieldRow{"__EnumValue", "name", "String!", ""},
    FieldRow{"__EnumValue", "description", "String", ""},
    FieldRow{"__EnumValue", "isDeprecated", "Boolean!", ""},
    FieldRow{"__EnumValue", "deprecationReason", "String", ""},
    FieldRow{"__Directive", "name", "String!", ""},
    FieldRow{"__Directive", "description", "String", ""},
    FieldRow{"__Directive", "isRepeatable", "Boolean!", ""},
    FieldRow{"__Directive", "locations", "[__DirectiveLocation!]!", ""},
    FieldRow{"__Directive", "args", "[__InputValue!]!", "Boolean"},
    FieldRow{"__Directive", "isDeprecated", "Boolean!", ""},
    FieldRow{"__Directive", "deprecationReason", "String", ""},
};

struct NameRow {
    std::string_view name;
    std::string_view description;
};

constexpr std::array objects{
    NameRow{"__Schema", "What this server can be asked for: its types, directives and roots."},
    NameRow{"__Type", "A type of any kind; the kind says which of the fields have a value."},
    NameRow{"__Field", "A field of an object or interface."},
    NameRow{"__InputValue", "An argument, or a field of an input object."},
    NameRow{"__EnumValue", "One of the values of an enum."},
    NameRow{"__Directive", "A directive a document may use."},
};

constexpr std::array<std::string_view, 8> kinds{
    "SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL",
};

constexpr std::array<std::string_view, 20> directive_locations{
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
    "DIRECTIVE_DEFINITION",
};

constexpr std::array scalars{
    NameRow{"String", "Text."},
    NameRow{"Int", "A whole number from -2147483648 to 2147483647."},
    NameRow{"Float", "A number of double precision (IEEE 754)."},
    NameRow{"Boolean", "`true` or `false`."},
    NameRow{"ID", "What a record is known by: text, written as a string or a whole number."},
};

Type make_names(std::string_view name, std::span<const std::string_view> names,
                std::string_view description)
{
    std::vector<EnumValue> values;
    for (std::string_view const value : names)
        values.push_back(make_value(value));
    return make_enum(name, std::move(values), description);
}

using Types = std::map<std::string, Type, std::less<>>;

Types make_types()
{
    Types types;
    auto const add = [&](Type type) { types.emplace(std::string(type.name), std::move(type)); };
    for (const NameRow &object : objects) {
        std::vector<Field> own;
        for (const FieldRow &row : fields) {
            if (row.type != object.name)
                continue;
            std::vector<InputValue> arguments;
            if (!row.flag.empty())
                arguments.push_back(make_input("includeDeprecated", row.flag, "false"));
            own.push_back(make_field(row.name, row.use, std::move(arguments)));
        }
        add(make_object(object.name, std::move(own), {}, object.description));
    }
    add(make_names("__TypeKind", kinds, "The kinds of types."));
    add(make_names("__DirectiveLocation", directive_locations, "Where a directive may stand."));
    for (const NameRow &row : scalars) {
        Type scalar = make_scalar(row.name, standard_scalar(row.name));
        scalar.description = row.description;
        add(std::move(scalar));
    }
    return types;
}

/* Made on first use and never freed. */
const Types &types()
{
    static const Types *const made = new Types(make_types());
    return *made;
}

const Field *make_meta_field(std::string_view name, std::string_view type,
                             std::vector<InputValue> arguments)
{
    return new Field(make_field(name, type, std::move(arguments)));
}

DirectiveType make_directive(std::string_view name, std::vector<std::string> locations,
                             std::vector<InputValue> arguments, std::string_view description)
{
    DirectiveType directive;
    directive.name = name;
    directive.locations = std::move(locations);
    directive.arguments = std::move(arguments);
    directive.description = description;
    return directive;
}

} // namespace

const Type *find_standard_type(std::string_view name)
{
    auto const found = types().find(name);
    return found == types().end() ? nullptr : &found->second;
}

std::vector<std::string> introspection_names()
{
    std::vector<std::string> names;
    for (const NameRow &row : objects)
        names.emplace_back(row.name);
    names.emplace_back("__TypeKind");
    names.emplace_back("__DirectiveLocation");
    return names;
}

std::vector<std::string> scalar_names()
{
    std::vector<std::string> names;
    for (const NameRow &row : scalars)
        names.emplace_back(row.name);
    return names;
}

std::vector<DirectiveType> standard_directives()
{
    std::vector<std::string> const selections{"FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"};
    return {
        make_directive("include", selections,
                       {make_input("if", "Boolean!", std::nullopt, "Included when true.")},
                       "Includes a field or fragment only if its argument is true."),
        make_directive("skip", selections,
                       {make_input("if", "Boolean!", std::nullopt, "Skipped when true.")},
                       "Leaves a field or fragment out if its argument is true."),
        make_directive(
            "deprecated",
            {"FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"},
            {make_input("reason", "String", "\"No longer supported\"", "What to use instead.")},
            "Marks what will go."),
        make_directive(
            "specifiedBy", {"SCALAR"},
            {make_input("url", "String!", std::nullopt, "The URL of the specification.")},
            "Says where the values of a scalar are specified."),
        make_directive("oneOf", {"INPUT_OBJECT"}, {},
                       "Exactly one field of the input object must be given, and not be `null`."),
    };
}

const Field &typename_field()
{
    static const Field *const made = make_meta_field("__typename", "String!", {});
    return *made;
}

const Field &schema_field()
{
    static const Field *const made = make_meta_field("__schema", "__Schema!", {});
    return *made;
}

const Field &type_field()
{
    static const Field *const made =
        make_meta_field("__type", "__Type", {make_input("name", "String!")});
    return *made;
}

} // namespace viginti::graphql
