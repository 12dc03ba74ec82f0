#include "graphql/validation_context.hpp"

#include <algorithm>

namespace viginti::graphql {

namespace {

bool is_forgiven(const ValidationOptions &options, TypeView variable, TypeView place)
{
    bool const is_other_name = variable.named != place.named;
    if (is_other_name && std::none_of(options.forgiven_types.begin(), options.forgiven_types.end(),
                                      [&](const auto &pair) {
                                          return pair.first == variable.named->name &&
                                                 pair.second == place.named->name;
                                      }))
        return false;
    /* From here on the names are as good as equal. */
    variable.named = place.named;
    if (!options.forgives_lists)
        return is_sub_type(variable, place);
    if (place.is_non_null() && !variable.is_non_null())
        return false;
    auto const lists = [](TypeView type) {
        return std::count(type.wrappers.begin(), type.wrappers.end(), '[');
    };
    return lists(variable) <= lists(place);
}

bool is_allowed(const ValidationContext &context, const VariableDefinition &variable,
                TypeView declared, const VariableUsage &usage)
{
    TypeView place = usage.type;
    if (place.is_non_null() && !declared.is_non_null()) {
        bool const has_value =
            variable.has_default && variable.default_value.kind != Value::Kind::Null;
        if (!has_value && !usage.has_default)
            return false;
        place = place.inner();
    }
    return is_sub_type(declared, place) || is_forgiven(context.options, declared, place);
}

void check_place(ValidationContext &context, const VariableDefinition &variable,
                 const VariableUsage &usage)
{
    TypeView const declared = view(context.schema, variable.type);
    std::string const name(usage.name);
    if (declared && !is_allowed(context, variable, declared, usage))
        context.report("Variable \"$" + name + "\" of type \"" + to_string(declared) +
                           "\" used in position expecting type \"" + to_string(usage.type) + "\".",
                       {variable.at, usage.at});
    if (usage.one_of && declared && !declared.is_non_null())
        context.report("Variable \"$" + name + "\" is of type \"" + to_string(declared) +
                           "\" but must be non-nullable to be used for OneOf Input Object \"" +
                           usage.one_of->name + "\".",
                       {variable.at, usage.at});
}

} // namespace

void check_variable_usages(ValidationContext &context, const Operation &operation)
{
    std::vector<const std::vector<VariableUsage> *> parts{&context.usages[&operation]};
    for (const Fragment *const fragment : reached_fragments(context, {&operation.set}))
        parts.push_back(&context.usages[fragment]);
    std::unordered_map<std::string_view, const VariableDefinition *> defined;
    for (const VariableDefinition &variable : operation.variables)
        defined[variable.name.text] = &variable;

    std::unordered_set<std::string_view> used;
    for (const std::vector<VariableUsage> *const part : parts)
        for (const VariableUsage &usage : *part) {
            used.insert(usage.name);
            if (defined.contains(usage.name))
                continue;
            std::string message = "Variable \"$" + std::string(usage.name) + "\" is not defined";
            if (operation.name)
                message += " by operation \"" + std::string(operation.name.text) + '"';
            context.report(message + '.', {usage.at, operation.at});
        }
    for (const VariableDefinition &variable : operation.variables) {
        if (used.contains(variable.name.text))
            continue;
        std::string message = "Variable \"$" + std::string(variable.name.text) + "\" is never used";
        if (operation.name)
            message += " in operation \"" + std::string(operation.name.text) + '"';
        context.report(message + '.', {variable.at});
    }
    for (const std::vector<VariableUsage> *const part : parts)
        for (const VariableUsage &usage : *part) {
            auto const found = defined.find(usage.name);
            if (found != defined.end() && usage.type)
                check_place(context, *found->second, usage);
        }
}

} // namespace viginti::graphql
