#include "graphql/print.hpp"
#include "graphql/suggestions.hpp"
#include "graphql/validation_context.hpp"
#include "graphql/values.hpp"

namespace viginti::graphql {

namespace {

/* What is expected where a value stands. */
struct Place {
    TypeView type; /* false: unknown */
    bool has_default = false;
    const Type *one_of = nullptr;
    bool is_checked = true; /* false inside a value that is wrong, or a scalar's own affair */
};

/* Nested as deep as the document is. */
class ValueCheck {
  public:
    ValueCheck(ValidationContext &context, std::vector<VariableUsage> &usages)
        : context_(context), usages_(usages)
    {}

    void check(const Value &value, const Place &place);

  private:
    void check_list(const Value &list, const Place &place);
    void check_object(const Value &object, const Place &place);
    void check_members(const Value &object, const Type &type);
    void check_leaf(const Value &value, TypeView type);
    void report_expected(const Value &value, TypeView type);

    ValidationContext &context_;
    std::vector<VariableUsage> &usages_;
};

void ValueCheck::report_expected(const Value &value, TypeView type)
{
    context_.report("Expected value of type \"" + to_string(type) + "\", found " +
                        print_value(value) + '.',
                    {value.at});
}

void ValueCheck::check(const Value &value, const Place &place)
{
    switch (value.kind) {
    case Value::Kind::Variable:
        usages_.push_back({value.text, value.at, place.type, place.has_default, place.one_of});
        return;
    case Value::Kind::Null:
        if (place.is_checked && place.type.is_non_null())
            report_expected(value, place.type);
        return;
    case Value::Kind::List:
        return check_list(value, place);
    case Value::Kind::Object:
        return check_object(value, place);
    default:
        if (place.is_checked)
            check_leaf(value, place.type);
    }
}

/* Scalars and enums say themselves which literals are theirs. */
void ValueCheck::check_leaf(const Value &value, TypeView type)
{
    if (!type)
        return;
    if (!is_leaf(*type.named))
        return report_expected(value, type);
    Coerced coerced = coerce_leaf(*type.named, value, nullptr);
    if (coerced.value)
        return;
    if (coerced.message.empty())
        return report_expected(value, type);
    context_.report(std::move(coerced.message), {value.at});
}

void ValueCheck::check_list(const Value &list, const Place &place)
{
    TypeView const type = place.type.nullable();
    Place item;
    item.type = type.is_list() ? type.inner() : type;
    item.is_checked = place.is_checked && type.is_list();
    if (place.is_checked && !type.is_list())
        check_leaf(list, item.type);
    for (const Value &value : list.items)
        check(value, item);
}

void ValueCheck::check_object(const Value &object, const Place &place)
{
    const Type *const type = place.type.named;
    bool const is_input_object = type && type->kind == TypeKind::InputObject;
    if (place.is_checked && is_input_object)
        check_members(object, *type);
    else if (place.is_checked)
        check_leaf(object, place.type);

    std::unordered_map<std::string_view, std::uint32_t> known;
    for (const ObjectField &field : object.fields) {
        Place member;
        member.is_checked = place.is_checked && is_input_object;
        const InputValue *const input =
            is_input_object ? find_input(*type, field.name.text) : nullptr;
        if (input) {
            member.type = view(context_.schema, input->type);
            member.has_default = input->default_value.has_value();
            member.one_of = type->is_one_of ? type : nullptr;
        } else if (member.is_checked) {
            context_.report("Field \"" + std::string(field.name.text) +
                                "\" is not defined by type \"" + type->name + "\"." +
                                did_you_mean(suggest(field.name.text, names_of(type->inputs))),
                            {field.name.at});
        }
        auto const [first, is_new] = known.emplace(field.name.text, field.name.at);
        if (!is_new)
            context_.report("There can be only one input field named \"" +
                                std::string(field.name.text) + "\".",
                            {first->second, field.name.at});
        check(field.value, member);
    }
}

void ValueCheck::check_members(const Value &object, const Type &type)
{
    std::unordered_set<std::string_view> given;
    for (const ObjectField &field : object.fields)
        given.insert(field.name.text);
    for (const InputValue &input : type.inputs)
        if (is_required(input) && !given.contains(input.name))
            context_.report("Field \"" + type.name + '.' + input.name + "\" of required type \"" +
                                to_string(input.type.name, input.type.wrappers) +
                                "\" was not provided.",
                            {object.at});
    if (!type.is_one_of)
        return;
    if (given.size() != 1)
        context_.report("OneOf Input Object \"" + type.name + "\" must specify exactly one key.",
                        {object.at});
    else if (object.fields.back().value.kind == Value::Kind::Null)
        context_.report("Field \"" + type.name + '.' + std::string(*given.begin()) +
                            "\" must be non-null.",
                        {object.at});
}

} // namespace

void check_value(ValidationContext &context, const Value &value, TypeView type, bool has_default,
                 std::vector<VariableUsage> &usages)
{
    Place place;
    place.type = type;
    place.has_default = has_default;
    ValueCheck(context, usages).check(value, place);
}

} // namespace viginti::graphql
