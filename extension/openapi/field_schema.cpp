#include "openapi/field_schema.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "openapi/text.hpp"

#include <array>

namespace viginti::openapi {

namespace {

using model::Field;
using model::FieldType;
using model::Form;
using model::Part;

/* JSON Schema of a form: its types, and further keywords, which begin with a comma. */
struct FormRow {
    Form form;
    std::string_view types;
    std::string_view keywords;
    bool null_reads_null; /* else an empty text or list */
    std::string_view written_types = {};
    std::string_view written_keywords = {};
};

constexpr std::array forms{
    FormRow{Form::Uuid, R"("string")", R"(,"format":"uuid")", true},
    FormRow{Form::Text, R"("string")", "", false},
    FormRow{Form::NullableText, R"("string")", "", true},
    FormRow{Form::Number, R"("number")", "", true},
    /* Text carries what a double would round. */
    FormRow{Form::Integer, R"("integer")", R"(,"format":"int64")", true, R"("integer","string")",
            R"(,"format":"int64","pattern":"^-?[0-9]+$")"},
    FormRow{Form::Decimal, R"("string")", R"(,"pattern":"^-?[0-9]+([.][0-9]+)?$")", true,
            R"("string","number")",
            R"(,"pattern":"^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$|^$")"},
    FormRow{Form::Boolean, R"("boolean")", "", true},
    FormRow{Form::Date, R"("string")", R"(,"format":"date")", true},
    FormRow{Form::DateTime, R"("string")", R"(,"format":"date-time")", true},
    FormRow{Form::Option, R"("string")", "", true},
    FormRow{Form::OptionList, R"("array")", "", false},
    FormRow{Form::TextList, R"("array")", R"(,"items":{"type":"string"})", false},
    FormRow{Form::JsonList, R"("array")", "", false},
    FormRow{Form::Json, R"("object","array")", "", true},
    FormRow{Form::Blocks, R"("string")", R"(,"contentMediaType":"application/json")", true},
    FormRow{Form::Position, R"("number")", "", false, R"("number","string")",
            R"(,"pattern":"^(first|last)$")"},
    FormRow{Form::Hidden, "", "", false},
};

constexpr bool forms_in_order()
{
    for (std::size_t i = 0; i < forms.size(); ++i)
        if (static_cast<std::size_t>(forms[i].form) != i)
            return false;
    return forms.size() == static_cast<std::size_t>(Form::Hidden) + 1;
}
static_assert(forms_in_order(), "the table follows the order of the enumeration");

/* Items of the lists inside composites. */
struct ItemRow {
    FieldType type;
    std::string_view read, written;
};
constexpr std::string_view phone_item =
    R"({"type":"object","properties":{"number":{"type":"string"},)"
    R"("countryCode":{"type":"string"},"callingCode":{"type":"string"}}})";
constexpr std::string_view link_item =
    R"({"type":"object","properties":{"url":{"type":"string"},"label":{"type":"string"}}})";
constexpr std::array items{
    ItemRow{FieldType::Emails, R"({"type":"string"})", R"({"type":"string","format":"email"})"},
    ItemRow{FieldType::Phones, phone_item, phone_item},
    ItemRow{FieldType::Links, link_item, link_item},
};

void append_items(std::string &out, FieldType type, Use use)
{
    for (const ItemRow &row : items)
        if (row.type == type)
            append_raw_member(out, "items", use == Use::Read ? row.read : row.written);
}

void append_values(std::string &out, const Field &field, bool nullable)
{
    append_json_key(out, "enum");
    out += '[';
    auto const add = [&](std::string_view value) {
        append_comma(out);
        append_json_string(out, value);
    };
    if (field.type == FieldType::Actor)
        for (std::string_view source : model::actor_sources())
            add(source);
    for (const model::Option &option : field.options)
        add(option.value);
    if (nullable) {
        append_comma(out);
        out += "null";
    }
    out += ']';
}

/* `"type":…` and what belongs to it, without the braces around. */
void append_form(std::string &out, const Field &field, const Part &part, Use use, bool nullable)
{
    const FormRow &row = forms[static_cast<std::size_t>(part.form)];
    bool const differs = use != Use::Read && !row.written_types.empty();
    std::string_view const types = differs ? row.written_types : row.types;
    bool const many = nullable || types.find(',') != types.npos;
    append_json_key(out, "type");
    out.append(many ? "[" : "").append(types).append(nullable ? ",\"null\"" : "");
    out.append(many ? "]" : "").append(differs ? row.written_keywords : row.keywords);
    if (part.form == Form::JsonList)
        append_items(out, field.type, use);
    if (part.form == Form::Option)
        append_values(out, field, nullable);
    if (part.form == Form::OptionList) {
        append_json_key(out, "items");
        out += R"({"type":"string")";
        append_values(out, field, false);
        out += '}';
    }
}

bool reads_null(const Field &field, const Part &part)
{
    return forms[static_cast<std::size_t>(part.form)].null_reads_null &&
           !model::is_not_null(field, part);
}

/* An id and a position have a value always; a field that is not nullable takes null for its default. */
bool takes_null(const Field &field, const Part &part, Use use)
{
    if (part.form == Form::Position || (field.is_system && field.name == "id"))
        return false;
    return field.is_nullable || (use == Use::Create && !field.default_value.empty());
}

} // namespace

std::vector<FieldType> composite_types()
{
    std::vector<FieldType> types;
    for (int i = 0; i <= static_cast<int>(model::last_field_type); ++i)
        if (auto const type = static_cast<FieldType>(i); model::info(type).composite)
            types.push_back(type);
    return types;
}

std::string composite_name(FieldType type)
{
    std::string name;
    bool at_start = true;
    for (char c : model::info(type).name) {
        if (c != '_')
            name += at_start || c < 'A' || c > 'Z' ? c : static_cast<char>(c + ('a' - 'A'));
        at_start = c == '_';
    }
    return name;
}

void append_composite(std::string &out, FieldType type, Use use)
{
    Field field;
    field.type = type;
    /* Actors are made by the system, always with a source. */
    field.is_nullable = type != FieldType::Actor;
    out += R"({"type":"object","properties":{)";
    std::string required;
    for (const Part &part : model::info(type).parts) {
        append_json_key(out, part.name);
        out += '{';
        append_form(out, field, part, use, use != Use::Read || reads_null(field, part));
        out += '}';
        required += required.empty() ? "" : ",";
        append_json_string(required, part.name);
    }
    out += '}';
    if (use == Use::Read)
        append_raw_member(out, "required", "[" + required + "]");
    else
        append_raw_member(out, "additionalProperties", "false");
    out += '}';
}

void append_labels(std::string &out, const Field &field)
{
    if (!field.label.empty())
        append_json_member(out, "title", field.label);
    if (!field.description.empty() && field.description != field.label)
        append_json_member(out, "description", field.description);
}

void append_field_schema(std::string &out, const Field &field, Use use)
{
    const model::FieldTypeInfo &type = field.type_info();
    out += '{';
    if (!type.composite) {
        const Part &part = type.parts.front();
        append_form(out, field, part, use,
                    use == Use::Read ? reads_null(field, part) : takes_null(field, part, use));
    } else {
        std::string const name = composite_name(field.type);
        std::string const reference = "\"$ref\":\"#/components/schemas/" + name;
        if (use == Use::Read)
            out += reference + '"';
        else
            /* Text alone is the markdown half of a rich text. */
            out += "\"anyOf\":[{" + reference + "Input\"}," +
                   (field.type == FieldType::RichText ? R"({"type":["string","null"]}])"
                                                      : R"({"type":"null"}])");
    }
    append_labels(out, field);
    out += '}';
}

void append_foreign_key_schema(std::string &out, const Field &field)
{
    out += R"({"type":["string","null"],"format":"uuid")";
    append_labels(out, field);
    out += '}';
}

bool is_required(const Field &field)
{
    return !field.is_nullable && field.default_value.empty() && !field.type_info().composite &&
           !field.relation && !field.is_system;
}

} // namespace viginti::openapi
