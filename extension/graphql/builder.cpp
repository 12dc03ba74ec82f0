#include "graphql/builder.hpp"

#include "graphql/standard_types.hpp"

#include <utility>

namespace viginti::graphql {

namespace {

Type make_type(TypeKind kind, std::string_view name, std::string_view description)
{
    Type type;
    type.kind = kind;
    type.name = name;
    type.description = description;
    return type;
}

} // namespace

InputValue make_input(std::string_view name, std::string_view type,
                      std::optional<std::string> default_value, std::string_view description)
{
    InputValue input;
    input.name = name;
    input.type = type_use(type);
    input.default_value = std::move(default_value);
    input.description = description;
    return input;
}

Field make_field(std::string_view name, std::string_view type, std::vector<InputValue> arguments,
                 std::string_view description)
{
    Field field;
    field.name = name;
    field.type = type_use(type);
    field.arguments = std::move(arguments);
    field.description = description;
    return field;
}

EnumValue make_value(std::string_view name, std::string_view description)
{
    EnumValue value;
    value.name = name;
    value.description = description;
    return value;
}

Type make_object(std::string_view name, std::vector<Field> fields,
                 std::vector<std::string> interfaces, std::string_view description)
{
    Type type = make_type(TypeKind::Object, name, description);
    type.fields = std::move(fields);
    type.interfaces = std::move(interfaces);
    index_names(type);
    return type;
}

Type make_interface(std::string_view name, std::vector<Field> fields,
                    std::vector<std::string> possible, std::vector<std::string> interfaces)
{
    Type type = make_type(TypeKind::Interface, name, {});
    type.fields = std::move(fields);
    type.possible = std::move(possible);
    type.interfaces = std::move(interfaces);
    index_names(type);
    return type;
}

Type make_union(std::string_view name, std::vector<std::string> possible)
{
    Type type = make_type(TypeKind::Union, name, {});
    type.possible = std::move(possible);
    return type;
}

Type make_enum(std::string_view name, std::vector<EnumValue> values, std::string_view description)
{
    Type type = make_type(TypeKind::Enum, name, description);
    type.values = std::move(values);
    index_names(type);
    return type;
}

Type make_input_object(std::string_view name, std::vector<InputValue> inputs, bool is_one_of)
{
    Type type = make_type(TypeKind::InputObject, name, {});
    type.inputs = std::move(inputs);
    type.is_one_of = is_one_of;
    index_names(type);
    return type;
}

Type make_scalar(std::string_view name, Scalar scalar, std::string_view specified_by)
{
    Type type = make_type(TypeKind::Scalar, name, {});
    type.scalar = std::move(scalar);
    type.specified_by = specified_by;
    return type;
}

Schema make_schema(std::vector<Type> types)
{
    struct Types {
        std::vector<std::string> names;
        std::map<std::string, Type, std::less<>> by_name;
    };
    auto const kept = std::make_shared<Types>();
    for (Type &type : types) {
        kept->names.push_back(type.name);
        kept->by_name.emplace(type.name, std::move(type));
    }
    for (const std::vector<std::string> &standard : {scalar_names(), introspection_names()})
        for (const std::string &name : standard)
            if (!kept->by_name.contains(name))
                kept->names.push_back(name);

    Schema schema;
    schema.directives = standard_directives();
    schema.mutation = kept->by_name.contains("Mutation") ? "Mutation" : "";
    schema.subscription = kept->by_name.contains("Subscription") ? "Subscription" : "";
    schema.find_type = [kept](std::string_view name) {
        auto const found = kept->by_name.find(name);
        return found != kept->by_name.end() ? &found->second : find_standard_type(name);
    };
    schema.type_names = [kept] { return kept->names; };
    return schema;
}

} // namespace viginti::graphql
