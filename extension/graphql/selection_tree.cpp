#include "graphql/selection_tree.hpp"

#include "graphql/values.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace viginti::graphql {

namespace {

/* The nodes of one response name, in the order in which they are met. */
struct Merged {
    std::string_view key;
    std::vector<const Selection *> nodes;
};

bool takes_variable(const Value &value)
{
    auto const in_field = [](const ObjectField &field) { return takes_variable(field.value); };
    return value.kind == Value::Kind::Variable ||
           std::any_of(value.items.begin(), value.items.end(), takes_variable) ||
           std::any_of(value.fields.begin(), value.fields.end(), in_field);
}

bool takes_variable(const std::vector<Argument> &arguments)
{
    return std::any_of(arguments.begin(), arguments.end(),
                       [](const Argument &argument) { return takes_variable(argument.value); });
}

bool takes_variable(const std::vector<Directive> &directives)
{
    return std::any_of(directives.begin(), directives.end(), [](const Directive &directive) {
        return takes_variable(directive.arguments);
    });
}

bool takes_variable(const Selection &selection);

bool takes_variable(const SelectionSet &set)
{
    return std::any_of(set.selections.begin(), set.selections.end(),
                       [](const Selection &selection) { return takes_variable(selection); });
}

bool takes_variable(const Selection &selection)
{
    return takes_variable(selection.arguments) || takes_variable(selection.directives) ||
           takes_variable(selection.set);
}

/* Null, with faults that lead to the field, when a variable is missing. */
Json arguments_of(const Schema &schema, const Field &field, const Selection &node,
                  const json_t *variables, const Path &path, std::vector<Fault> &faults)
{
    std::size_t const before = faults.size();
    Json arguments =
        coerce_arguments(schema, field.arguments, node.arguments, variables, node.at, faults);
    for (std::size_t i = before; i < faults.size(); ++i)
        faults[i].path = path;
    return arguments;
}

/* Nested as deep as validation allows, fragments included. */
class Selecting {
  public:
    Selecting(const Schema &schema, const Document &document, const json_t *variables,
              bool leaves_variables, std::vector<Fault> &faults)
        : schema_(schema), variables_(variables), leaves_variables_(leaves_variables),
          faults_(faults)
    {
        for (const Definition &definition : document.definitions)
            if (auto const *fragment = std::get_if<Fragment>(&definition))
                fragments_[fragment->name.text] = fragment;
    }

    SelectedObject select(const Type &type, const std::vector<const SelectionSet *> &sets);

  private:
    struct Collection {
        std::vector<Merged> fields;
        std::unordered_map<std::string_view, std::size_t> places;
        std::unordered_set<std::string_view> spread;
    };
    void collect(Collection &out, const Type &type, const SelectionSet &set);
    bool is_wanted(const Selection &selection);
    bool matches(const Name &condition, const Type &type) const;
    void select_objects(SelectedField &out, const std::vector<const Selection *> &nodes);

    const Schema &schema_;
    const json_t *variables_;
    bool const leaves_variables_; /* arguments that take one stay null */
    std::vector<Fault> &faults_;
    std::unordered_map<std::string_view, const Fragment *> fragments_;
    Path path_;
};

bool Selecting::is_wanted(const Selection &selection)
{
    for (const Directive &directive : selection.directives) {
        bool const is_skip = directive.name.text == "skip";
        const DirectiveType *const known = is_skip || directive.name.text == "include"
                                               ? find_directive(schema_, directive.name.text)
                                               : nullptr;
        if (!known)
            continue;
        std::size_t const before = faults_.size();
        Json const arguments = coerce_arguments(schema_, known->arguments, directive.arguments,
                                                variables_, directive.at, faults_);
        for (std::size_t i = before; i < faults_.size(); ++i)
            faults_[i].path = path_;
        bool const is_true = json_is_true(json_object_get(arguments.get(), "if"));
        if (!arguments || is_true == is_skip)
            return false;
    }
    return true;
}

bool Selecting::matches(const Name &condition, const Type &type) const
{
    const Type *const wanted = condition ? schema_.find_type(condition.text) : &type;
    return wanted == &type || (wanted && is_abstract(*wanted) && is_member(*wanted, type));
}

void Selecting::collect(Collection &out, const Type &type, const SelectionSet &set)
{
    for (const Selection &selection : set.selections) {
        if (selection.kind == Selection::Kind::Spread && out.spread.contains(selection.name.text))
            continue;
        if (!is_wanted(selection))
            continue;
        if (selection.kind == Selection::Kind::Field) {
            auto const [place, is_new] = out.places.emplace(selection.key(), out.fields.size());
            if (is_new)
                out.fields.push_back({selection.key(), {}});
            out.fields[place->second].nodes.push_back(&selection);
        } else if (selection.kind == Selection::Kind::Inline) {
            if (matches(selection.condition, type))
                collect(out, type, selection.set);
        } else {
            out.spread.insert(selection.name.text);
            auto const found = fragments_.find(selection.name.text);
            if (found != fragments_.end() && matches(found->second->condition, type))
                collect(out, type, found->second->set);
        }
    }
}

SelectedObject Selecting::select(const Type &type, const std::vector<const SelectionSet *> &sets)
{
    Collection collection;
    for (const SelectionSet *const set : sets)
        collect(collection, type, *set);
    SelectedObject object{&type, {}};
    for (const Merged &merged : collection.fields) {
        const Selection &node = *merged.nodes.front();
        const Field *const field = find_field(schema_, type, node.name.text);
        if (!field)
            continue;
        path_.emplace_back(std::string(merged.key));
        bool const is_left = leaves_variables_ && takes_variable(node.arguments);
        Json arguments =
            is_left ? nullptr : arguments_of(schema_, *field, node, variables_, path_, faults_);
        if (arguments || is_left) {
            object.fields.push_back(
                {merged.key, field, &node, view(schema_, field->type), std::move(arguments), {}});
            select_objects(object.fields.back(), merged.nodes);
        }
        path_.pop_back();
    }
    return object;
}

void Selecting::select_objects(SelectedField &out, const std::vector<const Selection *> &nodes)
{
    if (!out.type || !is_composite(*out.type.named))
        return;
    std::vector<const SelectionSet *> sets;
    for (const Selection *const node : nodes)
        sets.push_back(&node->set);
    std::vector<SelectedObject> objects;
    if (!is_abstract(*out.type.named))
        objects.push_back(select(*out.type.named, sets));
    else
        for (const std::string &name : out.type.named->possible)
            if (const Type *const type = schema_.find_type(name))
                objects.push_back(select(*type, sets));
    out.objects = SelectedObjects(std::move(objects));
}

SelectedObject select(const Schema &schema, const Document &document, const Operation &operation,
                      const json_t *variables, bool leaves_variables, std::vector<Fault> &faults)
{
    const Type *const root = root_type(schema, operation.kind);
    if (!root) {
        Fault fault;
        fault.message = "Schema is not configured to execute " +
                        std::string(name_of(operation.kind)) + " operation.";
        fault.offsets = {operation.at};
        faults.push_back(std::move(fault));
        return {nullptr, {}};
    }
    return Selecting(schema, document, variables, leaves_variables, faults)
        .select(*root, {&operation.set});
}

} // namespace

SelectedObjects::SelectedObjects(std::vector<SelectedObject> objects)
{
    if (!objects.empty())
        shared_ = std::make_shared<const std::vector<SelectedObject>>(std::move(objects));
}

std::size_t SelectedObjects::size() const
{
    return shared_ ? shared_->size() : 0;
}

const SelectedObject *SelectedObjects::begin() const
{
    return shared_ ? shared_->data() : nullptr;
}

const SelectedObject *SelectedObjects::end() const
{
    return begin() + size();
}

SelectedObject select(const Schema &schema, const Document &document, const Operation &operation,
                      const json_t *variables, std::vector<Fault> &faults)
{
    return select(schema, document, operation, variables, false, faults);
}

bool has_fixed_selection(const Document &document, const Operation &operation)
{
    for (const Selection &selection : operation.set.selections)
        if (takes_variable(selection.directives) || takes_variable(selection.set))
            return false;
    return std::none_of(document.definitions.begin(), document.definitions.end(),
                        [](const Definition &definition) {
                            auto const *const fragment = std::get_if<Fragment>(&definition);
                            return fragment && takes_variable(fragment->set);
                        });
}

SelectedObject select_fixed(const Schema &schema, const Document &document,
                            const Operation &operation, std::vector<Fault> &faults)
{
    return select(schema, document, operation, nullptr, true, faults);
}

SelectedObject with_variables(const Schema &schema, const SelectedObject &fixed,
                              const json_t *variables, std::vector<Fault> &faults)
{
    SelectedObject out{fixed.type, {}};
    out.fields.reserve(fixed.fields.size());
    for (const SelectedField &field : fixed.fields) {
        Json arguments(field.arguments ? json_incref(field.arguments.get())
                                       : arguments_of(schema, *field.field, *field.node, variables,
                                                      {std::string(field.key)}, faults)
                                             .release());
        if (arguments)
            out.fields.push_back({field.key, field.field, field.node, field.type,
                                  std::move(arguments), field.objects});
    }
    return out;
}

std::size_t count_fields(const SelectedObject &object)
{
    std::size_t count = object.fields.size();
    for (const SelectedField &field : object.fields)
        for (const SelectedObject &each : field.objects)
            count += count_fields(each);
    return count;
}

const Operation *find_operation(const Document &document, std::string_view name, Fault &fault)
{
    const Operation *found = nullptr;
    for (const Definition &definition : document.definitions) {
        auto const *operation = std::get_if<Operation>(&definition);
        if (!operation || (!name.empty() && operation->name.text != name))
            continue;
        if (found && name.empty()) {
            fault.message = "Must provide operation name if query contains multiple operations.";
            return nullptr;
        }
        found = operation;
    }
    if (!found)
        fault.message = name.empty() ? "Must provide an operation."
                                     : "Unknown operation named \"" + std::string(name) + "\".";
    return found;
}

} // namespace viginti::graphql
