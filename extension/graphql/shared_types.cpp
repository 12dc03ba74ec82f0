#include "graphql/shared_types.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "graphql/builder.hpp"
#include "graphql/print.hpp"
#include "graphql/record_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace viginti::graphql {

namespace {

using model::Form;

/* What the values of a form are on the wire, alone and as a part of a composite. */
struct FormRow {
    Form form;
    std::string_view type, part_type;
    std::string_view filter, part_filter;
};
constexpr std::array form_rows{
    FormRow{Form::Uuid, "UUID", "UUID", "UUIDFilter", "UUIDFilter"},
    FormRow{Form::Text, "String", "String", "StringFilter", "StringFilter"},
    FormRow{Form::NullableText, "String", "String", "StringFilter", "StringFilter"},
    FormRow{Form::Number, "Float", "BigFloat", "FloatFilter", "BigFloatFilter"},
    FormRow{Form::Integer, "BigFloat", "BigFloat", "BigFloatFilter", "BigFloatFilter"},
    FormRow{Form::Decimal, "BigFloat", "BigFloat", "BigFloatFilter", "BigFloatFilter"},
    FormRow{Form::Boolean, "Boolean", "Boolean", "BooleanFilter", "BooleanFilter"},
    FormRow{Form::Date, "Date", "Date", "DateFilter", "DateFilter"},
    FormRow{Form::DateTime, "DateTime", "DateTime", "DateTimeFilter", "DateTimeFilter"},
    FormRow{Form::Option, "", "ActorSourceEnum", "", "ActorSourceEnumFilter"},
    FormRow{Form::OptionList, "", "", "", ""},
    FormRow{Form::TextList, "String", "String", "ArrayFilter", "ArrayFilter"},
    FormRow{Form::JsonList, "JSON", "JSON", "RawJsonFilter", "RawJsonFilter"},
    FormRow{Form::Json, "JSON", "JSON", "RawJsonFilter", "RawJsonFilter"},
    FormRow{Form::Blocks, "String", "String", "StringFilter", "StringFilter"},
    FormRow{Form::Position, "Position", "Position", "FloatFilter", "FloatFilter"},
    FormRow{Form::Hidden, "TSVector", "TSVector", "TSVectorFilter", "TSVectorFilter"},
};
constexpr bool forms_in_order()
{
    for (std::size_t i = 0; i < form_rows.size(); ++i)
        if (static_cast<std::size_t>(form_rows[i].form) != i)
            return false;
    return form_rows.size() == static_cast<std::size_t>(Form::Hidden) + 1;
}
static_assert(forms_in_order(), "the table of forms follows the order of the enumeration");

/* "name:type name:type" */
struct MembersRow {
    std::string_view name;
    std::string_view members;
};
constexpr std::array inputs{
    MembersRow{"UUIDFilter",
               "eq:UUID gt:UUID gte:UUID in:[UUID] lt:UUID lte:UUID neq:UUID is:FilterIs"},
    MembersRow{"DateTimeFilter", "eq:DateTime gt:DateTime gte:DateTime in:[DateTime!] lt:DateTime "
                                 "lte:DateTime neq:DateTime is:FilterIs"},
    MembersRow{"DateFilter",
               "eq:Date gt:Date gte:Date in:[Date!] lt:Date lte:Date neq:Date is:FilterIs"},
    MembersRow{"FloatFilter",
               "eq:Float gt:Float gte:Float in:[Float!] lt:Float lte:Float neq:Float is:FilterIs"},
    MembersRow{"IntFilter", "eq:Int gt:Int gte:Int in:[Int!] lt:Int lte:Int neq:Int is:FilterIs"},
    MembersRow{"BigIntFilter", "eq:BigInt gt:BigInt gte:BigInt in:[BigInt!] lt:BigInt lte:BigInt "
                               "neq:BigInt is:FilterIs"},
    MembersRow{"BigFloatFilter", "eq:BigFloat gt:BigFloat gte:BigFloat in:[BigFloat!] lt:BigFloat "
                                 "lte:BigFloat neq:BigFloat is:FilterIs"},
    MembersRow{"StringFilter",
               "eq:String gt:String gte:String in:[String!] lt:String lte:String neq:String "
               "startsWith:String endsWith:String like:String ilike:String regex:String "
               "iregex:String is:FilterIs"},
    MembersRow{"BooleanFilter", "eq:Boolean is:FilterIs"},
    MembersRow{"ArrayFilter", "containsIlike:String is:FilterIs isEmptyArray:Boolean"},
    MembersRow{"RawJsonFilter", "is:FilterIs like:String"},
    MembersRow{"TSVectorFilter", "search:String"},
    MembersRow{"GroupByDateGranularityInput",
               "granularity:DateGranularityEnum weekStartDay:FirstDayOfTheWeek timeZone:String"},
    MembersRow{"OrderByDateGranularityInput",
               "orderBy:OrderByDirection granularity:DateGranularityEnum"},
    MembersRow{"ObjectRecordFilterInput",
               "and:[ObjectRecordFilterInput!] or:[ObjectRecordFilterInput!] "
               "not:ObjectRecordFilterInput id:UUIDFilter createdAt:DateTimeFilter "
               "updatedAt:DateTimeFilter deletedAt:DateTimeFilter"},
};

/* Of the root field `search` (spec/graphql.md §14); its filter is among the inputs. */
constexpr std::array objects{
    MembersRow{"SearchRecord",
               "recordId:UUID! objectNameSingular:String! objectLabelSingular:String! "
               "label:String! imageUrl:String tsRankCD:Float! tsRank:Float!"},
    MembersRow{"SearchResultEdge", "node:SearchRecord! cursor:String!"},
    MembersRow{"SearchResultPageInfo", "endCursor:String hasNextPage:Boolean!"},
    MembersRow{"SearchResultConnection",
               "edges:[SearchResultEdge!]! pageInfo:SearchResultPageInfo!"},
};

struct EnumRow {
    std::string_view name;
    std::string_view values;
};
constexpr std::array enums{
    EnumRow{"OrderByDirection", "AscNullsFirst AscNullsLast DescNullsFirst DescNullsLast"},
    EnumRow{"FilterIs", "NULL NOT_NULL"},
    EnumRow{"DateGranularityEnum", "DAY MONTH QUARTER YEAR WEEK DAY_OF_THE_WEEK "
                                   "MONTH_OF_THE_YEAR QUARTER_OF_THE_YEAR NONE"},
    EnumRow{"FirstDayOfTheWeek", "MONDAY SUNDAY SATURDAY"},
};

Coerced uuid_from_json(const json_t *value)
{
    if (!json_is_string(value))
        return {nullptr, "UUID must be a string"};
    if (!parse_uuid(text_of(value)))
        return {nullptr, "Invalid UUID: '" + shorten(text_of(value), 80) + "'"};
    return {Json(json_incref(const_cast<json_t *>(value))), {}};
}

Coerced uuid_from_literal(const Value &literal, const json_t *)
{
    if (literal.kind != Value::Kind::String)
        return {nullptr, "UUID must be a string"};
    Json const text(json_stringn(literal.text.data(), literal.text.size()));
    return uuid_from_json(text.get());
}

constexpr std::array<std::string_view, 10> scalars{
    "DateTime", "Date",   "BigInt",           "BigFloat", "Position",
    "TSVector", "Cursor", "ConnectionCursor", "JSON",     "UUID"};

struct Shared {
    std::vector<std::string> names;
    std::map<std::string, Type, std::less<>> types;

    void add(Type type)
    {
        names.push_back(type.name);
        types.emplace(type.name, std::move(type));
    }
};

/* What `make` makes of the name and the type of each member. */
template <class Member>
std::vector<Member> make_members(const MembersRow &row,
                                 Member (*make)(std::string_view name, std::string_view type))
{
    std::vector<Member> members;
    for (const std::string &member : split(row.members, ' ')) {
        std::size_t const colon = member.find(':');
        members.push_back(make(std::string_view(member).substr(0, colon),
                               std::string_view(member).substr(colon + 1)));
    }
    return members;
}

Type make_row_of_inputs(const MembersRow &row)
{
    return make_input_object(row.name, make_members<InputValue>(row, [](auto name, auto type) {
                                 InputValue input = make_input(name, type);
                                 if (name == "regex" || name == "iregex")
                                     input.deprecation = "Refused for every field";
                                 return input;
                             }));
}

Type make_row_of_fields(const MembersRow &row)
{
    return make_object(row.name, make_members<Field>(row, [](auto name, auto type) {
                           return make_field(name, type);
                       }));
}

Type make_row_of_values(std::string_view name, std::span<const std::string_view> values)
{
    std::vector<EnumValue> made;
    for (std::string_view const value : values)
        made.push_back(make_value(value));
    return make_enum(name, std::move(made));
}

bool is_json(Form form)
{
    return form == Form::Json || form == Form::JsonList;
}

/* What of an ACTOR the server says itself. */
bool is_writable(model::FieldType type, const model::Part &part)
{
    return type != model::FieldType::Actor ||
           (part.name != "workspaceMemberId" && part.name != "name");
}

void add_composite(Shared &shared, const model::FieldTypeInfo &info)
{
    std::string const name = composite_name(info.type);
    std::vector<Field> fields;
    std::vector<InputValue> writes, filters, orders, groups;
    for (const model::Part &part : info.parts) {
        std::string_view const type = value_type(part.form, true);
        fields.push_back(make_field(part.name, type));
        if (is_writable(info.type, part))
            writes.push_back(make_input(part.name, type));
        filters.push_back(make_input(part.name, filter_type(part.form, true)));
        if (is_json(part.form))
            continue;
        orders.push_back(make_input(part.name, "OrderByDirection"));
        groups.push_back(make_input(part.name, "Boolean"));
    }
    shared.add(make_object(name, std::move(fields)));
    shared.add(make_input_object(name + "CreateInput", writes));
    shared.add(make_input_object(name + "UpdateInput", std::move(writes)));
    shared.add(make_input_object(name + "FilterInput", std::move(filters)));
    shared.add(make_input_object(name + "OrderByInput", std::move(orders)));
    shared.add(make_input_object(name + "GroupByInput", std::move(groups)));
}

const Shared *make_shared_types()
{
    auto *const shared = new Shared;
    for (std::string_view const name : scalars)
        shared->add(make_scalar(name, name == "UUID" ? Scalar{uuid_from_json, uuid_from_literal}
                                                     : Scalar{}));
    for (const EnumRow &row : enums) {
        std::vector<std::string> const words = split(row.values, ' ');
        std::vector<std::string_view> const values(words.begin(), words.end());
        shared->add(make_row_of_values(row.name, values));
    }
    shared->add(make_row_of_values("ActorSourceEnum", model::actor_sources()));
    shared->add(make_enum_filter("ActorSourceEnumFilter", "ActorSourceEnum", false));
    for (const MembersRow &row : inputs)
        shared->add(make_row_of_inputs(row));
    for (const MembersRow &row : objects)
        shared->add(make_row_of_fields(row));
    std::vector<Field> page{
        make_field("startCursor", "ConnectionCursor"), make_field("endCursor", "ConnectionCursor"),
        make_field("hasNextPage", "Boolean!"), make_field("hasPreviousPage", "Boolean!")};
    shared->add(make_object("PageInfo", std::move(page)));
    for (const model::FieldTypeInfo &info : model::field_types())
        if (info.composite)
            add_composite(*shared, info);
    return shared;
}

/* Made on first use and never freed. */
const Shared &shared()
{
    static const Shared *const made = make_shared_types();
    return *made;
}

} // namespace

const Type *find_shared_type(std::string_view name)
{
    auto const found = shared().types.find(name);
    return found == shared().types.end() ? nullptr : &found->second;
}

const std::vector<std::string> &shared_type_names()
{
    return shared().names;
}

std::string composite_name(model::FieldType type)
{
    std::string out;
    bool begins = true;
    for (char const c : model::info(type).name) {
        if (c == '_') {
            begins = true;
            continue;
        }
        out += begins || c < 'A' || c > 'Z' ? c : static_cast<char>(c - 'A' + 'a');
        begins = false;
    }
    return out;
}

std::string_view value_type(Form form, bool composite) noexcept
{
    const FormRow &row = form_rows[static_cast<std::size_t>(form)];
    return composite ? row.part_type : row.type;
}

std::string_view filter_type(Form form, bool composite) noexcept
{
    const FormRow &row = form_rows[static_cast<std::size_t>(form)];
    return composite ? row.part_filter : row.filter;
}

Type make_enum_filter(std::string_view name, std::string_view enum_name, bool of_list)
{
    std::string const list = "[" + std::string(enum_name) + "]";
    std::vector<InputValue> inputs{
        make_input("eq", enum_name),  make_input("neq", enum_name),
        make_input("in", list),       make_input("containsAny", list),
        make_input("is", "FilterIs"), make_input("isEmptyArray", "Boolean")};
    if (of_list)
        inputs.push_back(make_input("containsExactly", list));
    return make_input_object(name, std::move(inputs));
}

} // namespace viginti::graphql
