#include "introspected_schema.hpp"

#include "graphql/standard_types.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace viginti::test {

namespace {

using graphql::TypeKind;

std::string text(const json_t *object, const char *key)
{
    const json_t *const value = json_object_get(object, key);
    return json_is_string(value) ? std::string(text_of(value)) : std::string();
}

std::optional<std::string> optional_text(const json_t *object, const char *key)
{
    const json_t *const value = json_object_get(object, key);
    return json_is_string(value) ? std::optional(std::string(text_of(value))) : std::nullopt;
}

std::optional<std::string> deprecation(const json_t *object)
{
    return json_is_true(json_object_get(object, "isDeprecated"))
               ? optional_text(object, "deprecationReason")
               : std::nullopt;
}

graphql::TypeUse load_use(const json_t *type)
{
    graphql::TypeUse use;
    for (; !json_is_string(json_object_get(type, "name")); type = json_object_get(type, "ofType"))
        use.wrappers += text(type, "kind") == "LIST" ? '[' : '!';
    use.name = text(type, "name");
    return use;
}

/* Each item of a list member, which may be missing, made into something. */
template <class Make>
auto load_list(const json_t *object, const char *key, Make make)
{
    std::vector<decltype(make(object))> out;
    const json_t *const list = json_object_get(object, key);
    for (std::size_t i = 0; i < json_array_size(list); ++i)
        out.push_back(make(json_array_get(list, i)));
    return out;
}

graphql::InputValue load_input(const json_t *input)
{
    graphql::InputValue out;
    out.name = text(input, "name");
    out.description = text(input, "description");
    out.type = load_use(json_object_get(input, "type"));
    out.default_value = optional_text(input, "defaultValue");
    out.deprecation = deprecation(input);
    return out;
}

graphql::Field load_field(const json_t *field)
{
    graphql::Field out;
    out.name = text(field, "name");
    out.description = text(field, "description");
    out.type = load_use(json_object_get(field, "type"));
    out.arguments = load_list(field, "args", load_input);
    out.deprecation = deprecation(field);
    return out;
}

graphql::EnumValue load_value(const json_t *value)
{
    graphql::EnumValue out;
    out.name = text(value, "name");
    out.description = text(value, "description");
    out.deprecation = deprecation(value);
    return out;
}

std::string load_name(const json_t *type)
{
    return text(type, "name");
}

TypeKind load_kind(std::string_view kind)
{
    constexpr std::pair<std::string_view, TypeKind> kinds[]{
        {"SCALAR", TypeKind::Scalar}, {"OBJECT", TypeKind::Object},
        {"UNION", TypeKind::Union},   {"INTERFACE", TypeKind::Interface},
        {"ENUM", TypeKind::Enum},     {"INPUT_OBJECT", TypeKind::InputObject},
    };
    return std::find_if(std::begin(kinds), std::end(kinds),
                        [&](const auto &each) { return each.first == kind; })
        ->second;
}

graphql::Type load_type(const json_t *type)
{
    graphql::Type out;
    out.kind = load_kind(text(type, "kind"));
    out.name = text(type, "name");
    out.description = text(type, "description");
    out.specified_by = text(type, "specifiedByURL");
    out.is_one_of = json_is_true(json_object_get(type, "isOneOf"));
    out.fields = load_list(type, "fields", load_field);
    out.inputs = load_list(type, "inputFields", load_input);
    out.values = load_list(type, "enumValues", load_value);
    out.interfaces = load_list(type, "interfaces", load_name);
    out.possible = load_list(type, "possibleTypes", load_name);
    graphql::index_names(out);
    return out;
}

graphql::DirectiveType load_directive(const json_t *directive)
{
    graphql::DirectiveType out;
    out.name = text(directive, "name");
    out.description = text(directive, "description");
    out.is_repeatable = json_is_true(json_object_get(directive, "isRepeatable"));
    out.arguments = load_list(directive, "args", load_input);
    out.locations = load_list(directive, "locations",
                              [](const json_t *each) { return std::string(text_of(each)); });
    return out;
}

} // namespace

graphql::Schema load_schema(const json_t *schema)
{
    std::vector<graphql::Type> types = load_list(schema, "types", load_type);
    std::erase_if(types, [](const graphql::Type &type) {
        return graphql::find_standard_type(type.name) != nullptr;
    });
    graphql::Schema out = graphql::make_schema(std::move(types));
    out.description = text(schema, "description");
    out.query = text(json_object_get(schema, "queryType"), "name");
    out.mutation = text(json_object_get(schema, "mutationType"), "name");
    out.subscription = text(json_object_get(schema, "subscriptionType"), "name");
    out.directives = load_list(schema, "directives", load_directive);
    return out;
}

} // namespace viginti::test
