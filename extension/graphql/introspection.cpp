#include "graphql/introspection.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace viginti::graphql {

namespace {

/* In the order of TypeKind. */
constexpr std::array<std::string_view, 6> kind_names{
    "SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT",
};

/* Whether deprecated members are wanted; the arguments are coerced, so the default is there. */
bool wants_deprecated(const SelectedField &field)
{
    return json_is_true(json_object_get(field.arguments.get(), "includeDeprecated"));
}

/*
 * One function for each type of introspection: it writes the member a field names. They call each
 * other as the selection does, which is no deeper than a document may be.
 */
class Writer {
  public:
    Writer(std::string &out, const Schema &schema) : out_(out), schema_(schema) {}

    void write_schema(const SelectedField &field);
    void write_type(const SelectedField &field, TypeView type);
    void write_type(const SelectedField &field, std::string_view name);

  private:
    void write_schema_member(const SelectedField &field);
    void write_type_member(const SelectedField &field, TypeView type);
    void write_wrapped_member(const SelectedField &field, TypeView type);
    void write_type_lists(const SelectedField &field, const Type &type);
    void write_field(const SelectedField &field, const Field &value);
    void write_input(const SelectedField &field, const InputValue &value);
    void write_value(const SelectedField &field, const EnumValue &value);
    void write_directive(const SelectedField &field, const DirectiveType &value);
    void write_inputs(const SelectedField &field, const std::vector<InputValue> &inputs);
    void write_types(const SelectedField &field, const std::vector<std::string> &names);
    template <class Named>
    bool write_common(const SelectedField &field, const Named &value);
    template <class Item, class Write>
    void write_list(const std::vector<Item> &items, Write &&write);
    template <class Member>
    void write_object(const SelectedField &field, std::string_view type, Member &&member);
    void write_text(std::string_view text);
    void write_optional(const std::optional<std::string> &text);
    void write_bool(bool value) { out_ += value ? "true" : "false"; }
    void write_null() { out_ += "null"; }

    std::string &out_;
    const Schema &schema_;
};

void Writer::write_text(std::string_view text)
{
    append_json_string(out_, text);
}

/* What has no description has none, not an empty one. */
void Writer::write_optional(const std::optional<std::string> &text)
{
    if (text)
        write_text(*text);
    else
        write_null();
}

std::optional<std::string> unless_empty(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

template <class Member>
void Writer::write_object(const SelectedField &field, std::string_view type, Member &&member)
{
    if (out_.size() > limits::answer_bytes)
        throw Error(Code::LimitExceeded, "The answer exceeds the limit answer_bytes: at most " +
                                             std::to_string(limits::answer_bytes) + " bytes");
    out_ += '{';
    for (const SelectedField &wanted : field.objects.front().fields) {
        append_json_key(out_, wanted.key);
        if (wanted.field->name == "__typename")
            write_text(type);
        else
            member(wanted);
    }
    out_ += '}';
}

template <class Item, class Write>
void Writer::write_list(const std::vector<Item> &items, Write &&write)
{
    out_ += '[';
    for (const Item &item : items) {
        std::size_t const before = out_.size();
        if (out_.back() != '[')
            out_ += ',';
        std::size_t const start = out_.size();
        write(item);
        if (out_.size() == start)
            out_.resize(before); /* left out */
    }
    out_ += ']';
}

void Writer::write_schema(const SelectedField &field)
{
    write_object(field, "__Schema", [&](const SelectedField &each) { write_schema_member(each); });
}

void Writer::write_schema_member(const SelectedField &field)
{
    std::string_view const name = field.field->name;
    if (name == "description")
        write_optional(unless_empty(schema_.description));
    else if (name == "types")
        write_types(field, schema_.type_names());
    else if (name == "queryType")
        write_type(field, schema_.query);
    else if (name == "mutationType")
        write_type(field, schema_.mutation);
    else if (name == "subscriptionType")
        write_type(field, schema_.subscription);
    else
        write_list(schema_.directives, [&](const DirectiveType &directive) {
            write_object(field, "__Directive",
                         [&](const SelectedField &each) { write_directive(each, directive); });
        });
}

void Writer::write_types(const SelectedField &field, const std::vector<std::string> &names)
{
    write_list(names, [&](const std::string &name) { write_type(field, name); });
}

void Writer::write_type(const SelectedField &field, std::string_view name)
{
    write_type(field, TypeView{name.empty() ? nullptr : schema_.find_type(name), {}});
}

void Writer::write_type(const SelectedField &field, TypeView type)
{
    if (!type)
        return write_null();
    write_object(field, "__Type",
                 [&](const SelectedField &each) { write_type_member(each, type); });
}

/* A list or non-null type has a kind and what it wraps, and nothing else. */
void Writer::write_wrapped_member(const SelectedField &field, TypeView type)
{
    if (field.field->name == "kind")
        write_text(type.is_non_null() ? "NON_NULL" : "LIST");
    else if (field.field->name == "ofType")
        write_type(field, type.inner());
    else
        write_null();
}

void Writer::write_type_member(const SelectedField &field, TypeView view_of)
{
    if (!view_of.wrappers.empty())
        return write_wrapped_member(field, view_of);
    const Type &type = *view_of.named;
    std::string_view const name = field.field->name;
    if (name == "kind")
        write_text(kind_names[static_cast<std::size_t>(type.kind)]);
    else if (name == "name")
        write_text(type.name);
    else if (name == "description")
        write_optional(unless_empty(type.description));
    else if (name == "specifiedByURL")
        write_optional(unless_empty(type.specified_by));
    else if (name == "isOneOf" && type.kind == TypeKind::InputObject)
        write_bool(type.is_one_of);
    else
        write_type_lists(field, type);
}

void Writer::write_type_lists(const SelectedField &field, const Type &type)
{
    std::string_view const name = field.field->name;
    bool const has_fields = type.kind == TypeKind::Object || type.kind == TypeKind::Interface;
    bool const all = wants_deprecated(field);
    if (name == "fields" && has_fields)
        write_list(fields_of(schema_, type), [&](const Field &value) {
            if (all || !value.deprecation)
                write_object(field, "__Field",
                             [&](const SelectedField &each) { write_field(each, value); });
        });
    else if (name == "interfaces" && has_fields)
        write_types(field, type.interfaces);
    else if (name == "possibleTypes" && is_abstract(type))
        write_types(field, type.possible);
    else if (name == "enumValues" && type.kind == TypeKind::Enum)
        write_list(type.values, [&](const EnumValue &value) {
            if (all || !value.deprecation)
                write_object(field, "__EnumValue",
                             [&](const SelectedField &each) { write_value(each, value); });
        });
    else if (name == "inputFields" && type.kind == TypeKind::InputObject)
        write_inputs(field, type.inputs);
    else
        write_null();
}

void Writer::write_inputs(const SelectedField &field, const std::vector<InputValue> &inputs)
{
    bool const all = wants_deprecated(field);
    write_list(inputs, [&](const InputValue &value) {
        if (all || !value.deprecation)
            write_object(field, "__InputValue",
                         [&](const SelectedField &each) { write_input(each, value); });
    });
}

/* What fields, inputs and enum values all have. */
template <class Named>
bool Writer::write_common(const SelectedField &field, const Named &value)
{
    std::string_view const name = field.field->name;
    if (name == "name")
        write_text(value.name);
    else if (name == "description")
        write_optional(unless_empty(value.description));
    else if (name == "isDeprecated")
        write_bool(value.deprecation.has_value());
    else if (name == "deprecationReason")
        write_optional(value.deprecation);
    else
        return false;
    return true;
}

void Writer::write_field(const SelectedField &field, const Field &value)
{
    if (write_common(field, value))
        return;
    if (field.field->name == "args")
        write_inputs(field, value.arguments);
    else
        write_type(field, view(schema_, value.type));
}

void Writer::write_input(const SelectedField &field, const InputValue &value)
{
    if (write_common(field, value))
        return;
    if (field.field->name == "defaultValue")
        write_optional(value.default_value);
    else
        write_type(field, view(schema_, value.type));
}

void Writer::write_value(const SelectedField &field, const EnumValue &value)
{
    write_common(field, value);
}

void Writer::write_directive(const SelectedField &field, const DirectiveType &value)
{
    std::string_view const name = field.field->name;
    if (name == "name")
        write_text(value.name);
    else if (name == "description")
        write_optional(unless_empty(value.description));
    else if (name == "isRepeatable")
        write_bool(value.is_repeatable);
    else if (name == "isDeprecated")
        write_bool(false); /* no directive here is */
    else if (name == "locations")
        write_list(value.locations, [&](const std::string &location) { write_text(location); });
    else if (name == "args")
        write_inputs(field, value.arguments);
    else
        write_null();
}

} // namespace

bool is_introspection(const SelectedField &field) noexcept
{
    return field.field->name.starts_with("__");
}

void append_introspection(std::string &out, const Schema &schema, const Type &parent,
                          const SelectedField &field)
{
    Writer writer(out, schema);
    if (field.field->name == "__typename")
        append_json_string(out, parent.name);
    else if (field.field->name == "__schema")
        writer.write_schema(field);
    else
        writer.write_type(field, text_of(json_object_get(field.arguments.get(), "name")));
}

} // namespace viginti::graphql
