#include "graphql/validation.hpp"

#include "graphql/overlapping_fields.hpp"
#include "graphql/suggestions.hpp"
#include "graphql/validation_context.hpp"

#include <algorithm>

namespace viginti::graphql {

namespace {

/*
 * One pass over the document, top to bottom, asking the rules at each place. What types are there is
 * handed down; null or false means unknown, which a rule has told of already.
 */
class Walk {
  public:
    explicit Walk(ValidationContext &context) : context_(context), overlapping_(context) {}

    void walk_document();

  private:
    void check_definitions();
    void walk_operation(const Operation &operation);
    void walk_fragment(const Fragment &fragment);
    void walk_variables(const Operation &operation);
    void walk_set(const SelectionSet &set, const Type *type, bool is_inline);
    void walk_field(const Selection &field, const Type *parent);
    void walk_spread(const Selection &spread, const Type *parent);
    void walk_inline(const Selection &fragment, const Type *type, const Type *parent);
    void check_leaf(const Selection &field, TypeView type);
    void check_arguments(const Selection &field, const Field *known, const Type *parent);
    void check_required(const Selection &field, const Field &known);
    void walk_directives(const std::vector<Directive> &directives, std::string_view location);
    void check_directive_arguments(const Directive &directive, const DirectiveType &known);
    void check_unique_directives(const std::vector<Directive> &directives);
    void check_unique_arguments(const std::vector<Argument> &arguments);
    void check_type_name(const Name &name);
    const std::vector<std::string> &type_names();

    ValidationContext &context_;
    OverlappingFields overlapping_;
    std::vector<VariableUsage> *usages_ = nullptr; /* of the definition the walk is in */
    std::unordered_set<std::string_view> fragments_seen_;
    std::vector<std::string> type_names_;
};

void Walk::walk_document()
{
    check_definitions();
    for (const Definition &definition : context_.document.definitions) {
        if (auto const *operation = std::get_if<Operation>(&definition))
            walk_operation(*operation);
        else if (auto const *fragment = std::get_if<Fragment>(&definition))
            walk_fragment(*fragment);
    }
    for (const Operation *const operation : context_.operations)
        check_variable_usages(context_, *operation);
    check_unused_fragments(context_);
}

/* What can be said of definitions without looking into them. */
void Walk::check_definitions()
{
    std::unordered_map<std::string_view, std::uint32_t> operations, fragments;
    auto const check_name = [&](auto &known, const Name &name, std::string_view what) {
        auto const [first, is_new] = known.emplace(name.text, name.at);
        if (name && !is_new)
            context_.report("There can be only one " + std::string(what) + " named \"" +
                                std::string(name.text) + "\".",
                            {first->second, name.at});
    };
    for (const Definition &definition : context_.document.definitions) {
        if (auto const *types = std::get_if<TypeSystemDefinition>(&definition)) {
            std::string const shown =
                types->name.empty() ? "schema" : '"' + std::string(types->name) + '"';
            context_.report("The " + shown + " definition is not executable.", {types->at});
        } else if (auto const *fragment = std::get_if<Fragment>(&definition)) {
            check_name(fragments, fragment->name, "fragment");
        } else {
            const Operation &operation = std::get<Operation>(definition);
            check_name(operations, operation.name, "operation");
            if (!operation.name && context_.operations.size() > 1)
                context_.report("This anonymous operation must be the only defined operation.",
                                {operation.at});
        }
    }
}

void Walk::walk_operation(const Operation &operation)
{
    constexpr std::string_view locations[]{"QUERY", "MUTATION", "SUBSCRIPTION"};
    usages_ = &context_.usages[&operation];
    check_subscription(context_, operation);
    std::vector<Name> names;
    for (const VariableDefinition &variable : operation.variables)
        names.push_back(variable.name);
    report_repeated(context_, names, "variable named \"$");
    check_unique_directives(operation.directives);
    walk_variables(operation);
    walk_directives(operation.directives, locations[static_cast<std::size_t>(operation.kind)]);
    walk_set(operation.set, root_type(context_.schema, operation.kind), false);
}

void Walk::walk_variables(const Operation &operation)
{
    for (const VariableDefinition &variable : operation.variables) {
        TypeView const type = view(context_.schema, variable.type);
        bool const is_known_input = type && is_input(*type.named);
        if (type && !is_known_input)
            context_.report("Variable \"$" + std::string(variable.name.text) +
                                "\" cannot be non-input type \"" + to_string(type) + "\".",
                            {variable.type.at});
        check_unique_directives(variable.directives);
        check_type_name(variable.type.name);
        if (variable.has_default)
            check_value(context_, variable.default_value, is_known_input ? type : TypeView{}, false,
                        *usages_);
        walk_directives(variable.directives, "VARIABLE_DEFINITION");
    }
}

void Walk::walk_fragment(const Fragment &fragment)
{
    usages_ = &context_.usages[&fragment];
    const Type *const type = context_.schema.find_type(fragment.condition.text);
    if (type && !is_composite(*type))
        context_.report("Fragment \"" + std::string(fragment.name.text) +
                            "\" cannot condition on non composite type \"" + type->name + "\".",
                        {fragment.condition.at});
    check_cycles(context_, fragment, fragments_seen_);
    check_unique_directives(fragment.directives);
    check_type_name(fragment.condition);
    walk_directives(fragment.directives, "FRAGMENT_DEFINITION");
    walk_set(fragment.set, type && !is_leaf(*type) ? type : nullptr, false);
}

/* A large model has thousands: they are asked for once, and only if a name is unknown. */
const std::vector<std::string> &Walk::type_names()
{
    if (type_names_.empty())
        type_names_ = context_.schema.type_names();
    return type_names_;
}

void Walk::check_type_name(const Name &name)
{
    if (!context_.schema.find_type(name.text))
        context_.report("Unknown type \"" + std::string(name.text) + "\"." +
                            did_you_mean(suggest(name.text, type_names())),
                        {name.at});
}

void Walk::walk_set(const SelectionSet &set, const Type *type, bool is_inline)
{
    const Type *const parent = type && is_composite(*type) ? type : nullptr;
    if (!is_inline)
        overlapping_.check(parent, set);
    for (const Selection &selection : set.selections) {
        switch (selection.kind) {
        case Selection::Kind::Field:
            walk_field(selection, parent);
            break;
        case Selection::Kind::Spread:
            walk_spread(selection, parent);
            break;
        case Selection::Kind::Inline:
            walk_inline(selection, type, parent);
            break;
        }
    }
}

void Walk::walk_spread(const Selection &spread, const Type *parent)
{
    const Fragment *const fragment = context_.fragment(spread.name.text);
    std::string const name(spread.name.text);
    if (!fragment)
        context_.report("Unknown fragment \"" + name + "\".", {spread.name.at});
    const Type *const type =
        fragment ? context_.schema.find_type(fragment->condition.text) : nullptr;
    if (type && is_composite(*type) && parent && !do_overlap(context_.schema, *type, *parent))
        context_.report("Fragment \"" + name + "\" cannot be spread here as objects of type \"" +
                            parent->name + "\" can never be of type \"" + type->name + "\".",
                        {spread.at});
    check_unique_directives(spread.directives);
    walk_directives(spread.directives, "FRAGMENT_SPREAD");
}

void Walk::walk_inline(const Selection &fragment, const Type *type, const Type *parent)
{
    if (fragment.condition)
        type = context_.schema.find_type(fragment.condition.text);
    if (fragment.condition && type && !is_composite(*type))
        context_.report("Fragment cannot condition on non composite type \"" + type->name + "\".",
                        {fragment.condition.at});
    if (type && is_composite(*type) && parent && !do_overlap(context_.schema, *type, *parent))
        context_.report("Fragment cannot be spread here as objects of type \"" + parent->name +
                            "\" can never be of type \"" + type->name + "\".",
                        {fragment.at});
    check_unique_directives(fragment.directives);
    if (fragment.condition)
        check_type_name(fragment.condition);
    walk_directives(fragment.directives, "INLINE_FRAGMENT");
    walk_set(fragment.set, type, true);
}

void Walk::walk_field(const Selection &field, const Type *parent)
{
    const Field *const known =
        parent ? find_field(context_.schema, *parent, field.name.text) : nullptr;
    TypeView const type = known ? view(context_.schema, known->type) : TypeView{};
    if (type)
        check_leaf(field, type);
    if (parent && !known)
        report_unknown_field(context_, *parent, field);
    check_unique_directives(field.directives);
    check_unique_arguments(field.arguments);
    bool const is_introspection = field.name.text == "__schema" || field.name.text == "__type";
    if (is_introspection && is_deep_introspection(context_, field))
        context_.report("Maximum introspection depth exceeded", {field.at});
    check_arguments(field, known, parent);
    walk_directives(field.directives, "FIELD");
    if (field.has_set)
        walk_set(field.set, type.named, false);
    if (known)
        check_required(field, *known);
}

void Walk::check_leaf(const Selection &field, TypeView type)
{
    std::string const name(field.name.text);
    if (is_leaf(*type.named) && field.has_set)
        context_.report("Field \"" + name + "\" must not have a selection since type \"" +
                            to_string(type) + "\" has no subfields.",
                        {field.set.at});
    else if (!is_leaf(*type.named) && !field.has_set)
        context_.report("Field \"" + name + "\" of type \"" + to_string(type) +
                            "\" must have a selection of subfields. Did you mean \"" + name +
                            " { ... }\"?",
                        {field.at});
}

const InputValue *find_argument(const std::vector<InputValue> &arguments, std::string_view name)
{
    for (const InputValue &argument : arguments)
        if (argument.name == name)
            return &argument;
    return nullptr;
}

void Walk::check_arguments(const Selection &field, const Field *known, const Type *parent)
{
    for (const Argument &argument : field.arguments) {
        const InputValue *const input =
            known ? find_argument(known->arguments, argument.name.text) : nullptr;
        if (known && !input)
            context_.report(
                "Unknown argument \"" + std::string(argument.name.text) + "\" on field \"" +
                    parent->name + '.' + known->name + "\"." +
                    did_you_mean(suggest(argument.name.text, names_of(known->arguments))),
                {argument.name.at});
        check_value(context_, argument.value,
                    input ? view(context_.schema, input->type) : TypeView{},
                    input && input->default_value, *usages_);
    }
}

bool is_given(const std::vector<Argument> &arguments, std::string_view name)
{
    return std::any_of(arguments.begin(), arguments.end(),
                       [&](const Argument &argument) { return argument.name.text == name; });
}

void Walk::check_required(const Selection &field, const Field &known)
{
    for (const InputValue &input : known.arguments)
        if (is_required(input) && !is_given(field.arguments, input.name))
            context_.report("Field \"" + known.name + "\" argument \"" + input.name +
                                "\" of type \"" + to_string(input.type.name, input.type.wrappers) +
                                "\" is required, but it was not provided.",
                            {field.at});
}

void Walk::check_unique_arguments(const std::vector<Argument> &arguments)
{
    std::vector<Name> names;
    for (const Argument &argument : arguments)
        names.push_back(argument.name);
    report_repeated(context_, names, "argument named \"");
}

void Walk::check_unique_directives(const std::vector<Directive> &directives)
{
    std::unordered_map<std::string_view, std::uint32_t> seen;
    for (const Directive &directive : directives) {
        const DirectiveType *const known = find_directive(context_.schema, directive.name.text);
        if (!known || known->is_repeatable)
            continue;
        auto const [first, is_new] = seen.emplace(directive.name.text, directive.at);
        if (!is_new)
            context_.report("The directive \"@" + known->name +
                                "\" can only be used once at this location.",
                            {first->second, directive.at});
    }
}

void Walk::walk_directives(const std::vector<Directive> &directives, std::string_view location)
{
    for (const Directive &directive : directives) {
        const DirectiveType *const known = find_directive(context_.schema, directive.name.text);
        std::string const name(directive.name.text);
        if (!known)
            context_.report("Unknown directive \"@" + name + "\".", {directive.at});
        else if (std::find(known->locations.begin(), known->locations.end(), location) ==
                 known->locations.end())
            context_.report("Directive \"@" + name + "\" may not be used on " +
                                std::string(location) + '.',
                            {directive.at});
        if (known)
            check_directive_arguments(directive, *known);
        check_unique_arguments(directive.arguments);
        for (const Argument &argument : directive.arguments) {
            const InputValue *const input =
                known ? find_argument(known->arguments, argument.name.text) : nullptr;
            check_value(context_, argument.value,
                        input ? view(context_.schema, input->type) : TypeView{},
                        input && input->default_value, *usages_);
        }
    }
}

void Walk::check_directive_arguments(const Directive &directive, const DirectiveType &known)
{
    for (const Argument &argument : directive.arguments)
        if (!find_argument(known.arguments, argument.name.text))
            context_.report(
                "Unknown argument \"" + std::string(argument.name.text) + "\" on directive \"@" +
                    known.name + "\"." +
                    did_you_mean(suggest(argument.name.text, names_of(known.arguments))),
                {argument.name.at});
    for (const InputValue &input : known.arguments)
        if (is_required(input) && !is_given(directive.arguments, input.name))
            context_.report("Directive \"@" + known.name + "\" argument \"" + input.name +
                                "\" of type \"" + to_string(input.type.name, input.type.wrappers) +
                                "\" is required, but it was not provided.",
                            {directive.at});
}

} // namespace

std::vector<Fault> validate(const Schema &schema, const Document &document,
                            const ValidationOptions &options)
{
    ValidationContext context(schema, document, options);
    try {
        check_limits(context);
        Walk(context).walk_document();
    } catch (const ValidationAborted &) {
        /* The last fault says why. */
    }
    locate(document.source, context.faults);
    return std::move(context.faults);
}

} // namespace viginti::graphql
