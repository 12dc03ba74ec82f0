#include "openapi/examples.hpp"

#include "base/json.hpp"
#include "openapi/field_schema.hpp"
#include "openapi/schemas.hpp"
#include "openapi/text.hpp"

#include <algorithm>
#include <array>

namespace viginti::openapi {

namespace {

using model::Field;
using model::Form;
using model::Part;

/* More fields make an example no clearer, and the document of a wide object much longer. */
constexpr int shown_fields = 12;
constexpr int changed_fields = 2;

/* JSON of a value; {n} is the number of the record. */
struct PartExample {
    std::string_view part;
    std::string_view json;
};
constexpr std::array part_examples{
    PartExample{"amountMicros", "{n}500000000"},
    PartExample{"currencyCode", R"("EUR")"},
    PartExample{"primaryEmail", R"("ada.{n}@example.com")"},
    PartExample{"additionalEmails", R"(["ada.{n}@example.org"])"},
    PartExample{"primaryPhoneNumber", R"("206555010{n}")"},
    PartExample{"primaryPhoneCountryCode", R"("US")"},
    PartExample{"primaryPhoneCallingCode", R"("+1")"},
    PartExample{"primaryLinkLabel", R"("Example")"},
    PartExample{"primaryLinkUrl", R"("https://{n}.example.com")"},
    PartExample{"firstName", R"("Ada")"},
    PartExample{"lastName", R"("Example {n}")"},
    PartExample{"addressStreet1", R"("{n} Main Street")"},
    PartExample{"addressCity", R"("Porto")"},
    PartExample{"addressPostcode", R"("4000-001")"},
    PartExample{"addressCountry", R"("Portugal")"},
    PartExample{"addressLat", "41.15"},
    PartExample{"addressLng", "-8.61"},
    PartExample{"markdown", R"("Hello **{n}**")"},
    PartExample{"source", R"("IMPORT")"},
    PartExample{"name", R"("Importer")"},
};

struct FormExample {
    Form form;
    std::string_view json;
};
constexpr std::array form_examples{
    FormExample{Form::Uuid, R"("018f3b1c-7d2e-7abc-8def-01234567890{n}")"},
    FormExample{Form::Text, R"("Example {n}")"},
    FormExample{Form::Number, "{n}.5"},
    FormExample{Form::Decimal, R"("{n}.50")"},
    FormExample{Form::Boolean, "true"},
    FormExample{Form::Date, R"("2026-11-0{n}")"},
    FormExample{Form::DateTime, R"("2026-11-0{n}T09:30:00.000Z")"},
    FormExample{Form::TextList, R"(["one","{n}"])"},
    FormExample{Form::Json, R"({"example":{n}})"},
};

void append_options(std::string &out, const Field &field, bool list, int n)
{
    if (field.options.empty()) {
        out += list ? "[]" : "null";
        return;
    }
    out += list ? "[" : "";
    append_json_string(out,
                       field.options[static_cast<std::size_t>(n) % field.options.size()].value);
    out += list ? "]" : "";
}

void append_value(std::string &out, const Field &field, int n)
{
    std::string const number = std::to_string(n);
    Word const words[] = {{"n", number}};
    const model::FieldTypeInfo &type = field.type_info();
    if (!type.composite) {
        Form const form = type.parts.front().form;
        if (form == Form::Option || form == Form::OptionList)
            return append_options(out, field, form == Form::OptionList, n);
        for (const FormExample &row : form_examples)
            if (row.form == form)
                return append_expanded(out, row.json, words);
        out += "null";
        return;
    }
    out += '{';
    for (const Part &part : type.parts)
        for (const PartExample &row : part_examples)
            if (row.part == part.name) {
                append_json_key(out, part.name);
                append_expanded(out, row.json, words);
            }
    out += '}';
}

bool is_shown(const Field &field)
{
    return field.is_active && !field.is_system && !field.relation &&
           field.type != model::FieldType::Position && field.type != model::FieldType::TsVector;
}

} // namespace

std::string example_record(const Described &described, const model::Dialect &dialect, int n)
{
    std::string out = "{";
    int shown = 0;
    for (std::size_t i = 0; i < described.object->fields.size(); ++i) {
        const Field &field = described.object->fields[i];
        if (!is_shown(field) || !described.creatable[i] ||
            (shown >= shown_fields && !is_required(field)))
            continue;
        append_json_key(out, wire_name(field, dialect));
        append_value(out, field, n);
        ++shown;
    }
    return out + '}';
}

std::string example_change(const Described &described, const model::Dialect &dialect)
{
    std::string out = "{";
    int shown = 0;
    for (std::size_t i = 0; i < described.object->fields.size() && shown < changed_fields; ++i) {
        const Field &field = described.object->fields[i];
        if (!is_shown(field) || field.is_unique || !described.updatable[i])
            continue;
        append_json_key(out, wire_name(field, dialect));
        append_value(out, field, 3);
        ++shown;
    }
    return out + '}';
}

} // namespace viginti::openapi
