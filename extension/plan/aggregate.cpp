#include "plan/aggregate.hpp"

#include "base/text.hpp"
#include "plan/paths.hpp"

#include <array>

namespace viginti::plan {

namespace {

using model::Field;
using model::Form;
using model::Part;

using FormSet = std::uint32_t;

template <class... Forms>
constexpr FormSet set_of(Forms... forms) noexcept
{
    return (0u | ... | (1u << static_cast<unsigned>(forms)));
}

/* What an aggregate is computed of. */
enum class Over : std::uint8_t {
    Records, /* the name is the prefix alone */
    Field,   /* prefix and field: all its columns */
    Value,   /* prefix and field, of a composite also the sub-field: one column */
};

struct Row {
    std::string_view prefix;
    AggregateKind kind;
    Over over;
    FormSet forms; /* of Value */
};

constexpr FormSet numbers = set_of(Form::Number, Form::Integer, Form::Decimal);
constexpr FormSet ordered = numbers | set_of(Form::Date, Form::DateTime);
constexpr FormSet booleans = set_of(Form::Boolean);

using enum AggregateKind;
constexpr std::array rows{
    Row{"totalCount", TotalCount, Over::Records, 0},
    Row{"countUniqueValues", CountUniqueValues, Over::Field, 0},
    Row{"countEmpty", CountEmpty, Over::Field, 0},
    Row{"countNotEmpty", CountNotEmpty, Over::Field, 0},
    Row{"percentageEmpty", PercentageEmpty, Over::Field, 0},
    Row{"percentageNotEmpty", PercentageNotEmpty, Over::Field, 0},
    Row{"countTrue", CountTrue, Over::Value, booleans},
    Row{"countFalse", CountFalse, Over::Value, booleans},
    Row{"min", Min, Over::Value, ordered},
    Row{"max", Max, Over::Value, ordered},
    Row{"avg", Avg, Over::Value, numbers},
    Row{"sum", Sum, Over::Value, numbers},
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/* Whether `text` begins with `name`, its first letter upper-cased. */
bool starts_with_capital(std::string_view text, std::string_view name)
{
    return !name.empty() && text.size() >= name.size() && text[0] != name[0] &&
           lower(text[0]) == name[0] && text.substr(1, name.size() - 1) == name.substr(1);
}

/* A relation is counted by its key's name; one to one of several objects by its own name as well (spec/graphql.md §11). */
bool is_counted(const Field &field)
{
    if (field.relation && !(field.is_morph() && field.is_to_one()))
        return false;
    return field.is_active && field.type != model::FieldType::TsVector;
}

std::vector<ColumnRef> all_columns(const Place &place, const Field &field)
{
    std::vector<ColumnRef> columns;
    for (const Part &part : field.type_info().parts)
        columns.push_back(column_at(place, field, part));
    return columns;
}

/* The columns `rest` names behind the prefix of a row; none when it does not apply. */
std::vector<ColumnRef> columns_for(const model::Object &object, const Row &row,
                                   std::string_view rest)
{
    Place const place{&object, 0};
    std::string name(rest);
    name.front() = lower(name.front());
    if (name.front() == rest.front())
        return {};
    const Field *const field = object.find_field(name);
    if (row.over == Over::Field) {
        if (field && is_counted(*field))
            return all_columns(place, *field);
        const Field *const key = field ? nullptr : object.find_foreign_key(name);
        return key && key->is_active ? all_columns(place, *key) : std::vector<ColumnRef>();
    }
    auto const take = [&](const Part &part) { return (row.forms & set_of(part.form)) != 0; };
    if (field && is_counted(*field) && !field->type_info().composite) {
        const Part &part = field->type_info().parts.front();
        return take(part) ? all_columns(place, *field) : std::vector<ColumnRef>();
    }
    for (const Field &each : object.fields) {
        if (!is_counted(each) || !each.type_info().composite ||
            !starts_with_capital(rest, each.name))
            continue;
        std::string_view const behind = rest.substr(each.name.size());
        for (const Part &part : each.type_info().parts)
            if (take(part) && behind.size() == part.name.size() &&
                starts_with_capital(behind, part.name))
                return {column_at(place, each, part)};
    }
    return {};
}

} // namespace

std::optional<Aggregate> find_aggregate(const model::Object &object, std::string_view name)
{
    for (const Row &row : rows) {
        if (!name.starts_with(row.prefix))
            continue;
        std::string_view const rest = name.substr(row.prefix.size());
        if (row.over == Over::Records) {
            if (rest.empty())
                return Aggregate{row.kind, {}, std::string(name)};
            continue;
        }
        if (rest.empty())
            continue;
        auto columns = columns_for(object, row, rest);
        if (!columns.empty())
            return Aggregate{row.kind, std::move(columns), std::string(name)};
    }
    return std::nullopt;
}

} // namespace viginti::plan
