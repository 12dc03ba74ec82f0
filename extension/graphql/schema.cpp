#include "graphql/schema.hpp"

#include "graphql/standard_types.hpp"

#include <algorithm>
#include <numeric>

namespace viginti::graphql {

namespace {

bool is_root(const Schema &schema, const Type &type)
{
    return type.name == schema.query || type.name == schema.mutation;
}

template <class Item>
void sort_names(std::vector<std::uint32_t> &by_name, const std::vector<Item> &items)
{
    by_name.resize(items.size());
    std::iota(by_name.begin(), by_name.end(), 0u);
    std::sort(by_name.begin(), by_name.end(),
              [&](std::uint32_t a, std::uint32_t b) { return items[a].name < items[b].name; });
}

template <class Item>
const Item *find_by_name(const std::vector<std::uint32_t> &by_name, const std::vector<Item> &items,
                         std::string_view name)
{
    if (items.empty())
        return nullptr;
    auto const found = std::lower_bound(
        by_name.begin(), by_name.end(), name,
        [&](std::uint32_t place, std::string_view text) { return items[place].name < text; });
    return found != by_name.end() && items[*found].name == name ? &items[*found] : nullptr;
}

bool contains(const std::vector<std::string> &names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

TypeUse type_use(std::string_view text)
{
    TypeUse use;
    for (;; text = text.substr(1, text.size() - 2)) {
        if (text.ends_with('!')) {
            use.wrappers += '!';
            text.remove_suffix(1);
        }
        if (!text.starts_with('['))
            break;
        use.wrappers += '[';
    }
    use.name = text;
    return use;
}

void index_names(Type &type)
{
    if (type.kind == TypeKind::InputObject)
        sort_names(type.by_name, type.inputs);
    else if (type.kind == TypeKind::Enum)
        sort_names(type.by_name, type.values);
    else
        sort_names(type.by_name, type.fields);
}

const Field *find_field(const Type &type, std::string_view name)
{
    return find_by_name(type.by_name, type.fields, name);
}

const InputValue *find_input(const Type &type, std::string_view name)
{
    return find_by_name(type.by_name, type.inputs, name);
}

const EnumValue *find_value(const Type &type, std::string_view name)
{
    return find_by_name(type.by_name, type.values, name);
}

const DirectiveType *find_directive(const Schema &schema, std::string_view name)
{
    for (const DirectiveType &directive : schema.directives)
        if (directive.name == name)
            return &directive;
    return nullptr;
}

const Type *root_type(const Schema &schema, OperationKind kind)
{
    std::string_view const name = kind == OperationKind::Query      ? schema.query
                                  : kind == OperationKind::Mutation ? schema.mutation
                                                                    : schema.subscription;
    return name.empty() ? nullptr : schema.find_type(name);
}

TypeView view(const Schema &schema, const TypeUse &use)
{
    return {schema.find_type(use.name), use.wrappers};
}

TypeView view(const Schema &schema, const TypeReference &reference)
{
    return {schema.find_type(reference.name.text), reference.wrappers};
}

std::string to_string(std::string_view name, std::string_view wrappers)
{
    std::string out(static_cast<std::size_t>(std::count(wrappers.begin(), wrappers.end(), '[')),
                    '[');
    out += name;
    for (std::size_t i = wrappers.size(); i-- > 0;)
        out += wrappers[i] == '[' ? ']' : '!';
    return out;
}

std::string to_string(const TypeView &type)
{
    return to_string(type.named->name, type.wrappers);
}

bool is_leaf(const Type &type) noexcept
{
    return type.kind == TypeKind::Scalar || type.kind == TypeKind::Enum;
}

bool is_input(const Type &type) noexcept
{
    return is_leaf(type) || type.kind == TypeKind::InputObject;
}

bool is_composite(const Type &type) noexcept
{
    return type.kind == TypeKind::Object || is_abstract(type);
}

bool is_abstract(const Type &type) noexcept
{
    return type.kind == TypeKind::Interface || type.kind == TypeKind::Union;
}

bool is_required(const InputValue &input) noexcept
{
    return input.type.wrappers.starts_with('!') && !input.default_value;
}

bool is_member(const Type &abstract, const Type &type)
{
    return abstract.kind == TypeKind::Union ? contains(abstract.possible, type.name)
                                            : contains(type.interfaces, abstract.name);
}

bool do_overlap(const Schema &schema, const Type &a, const Type &b)
{
    if (&a == &b)
        return true;
    if (!is_abstract(a))
        return is_abstract(b) && is_member(b, a);
    if (!is_abstract(b))
        return is_member(a, b);
    return std::any_of(a.possible.begin(), a.possible.end(), [&](const std::string &name) {
        const Type *const type = schema.find_type(name);
        return type && is_member(b, *type);
    });
}

bool is_sub_type(TypeView part, TypeView whole)
{
    for (;;) {
        if (part == whole)
            return true;
        if (whole.is_non_null()) {
            if (!part.is_non_null())
                return false;
            part = part.inner();
            whole = whole.inner();
            continue;
        }
        part = part.nullable();
        if (whole.is_list() != part.is_list())
            return false;
        if (!whole.is_list())
            break;
        part = part.inner();
        whole = whole.inner();
    }
    return part.named == whole.named ||
           (is_abstract(*whole.named) &&
            (part.named->kind == TypeKind::Object || part.named->kind == TypeKind::Interface) &&
            is_member(*whole.named, *part.named));
}

const std::vector<Field> &fields_of(const Schema &schema, const Type &type)
{
    return schema.root_fields && is_root(schema, type) ? schema.root_fields(type) : type.fields;
}

const Field *find_field(const Schema &schema, const Type &parent, std::string_view name)
{
    if (name.starts_with("__")) {
        if (name == "__typename" && is_composite(parent))
            return &typename_field();
        if (parent.name == schema.query && name == "__schema")
            return &schema_field();
        if (parent.name == schema.query && name == "__type")
            return &type_field();
    }
    if (schema.find_root_field && is_root(schema, parent))
        return schema.find_root_field(parent, name);
    bool const has_fields = parent.kind == TypeKind::Object || parent.kind == TypeKind::Interface;
    return has_fields ? find_field(parent, name) : nullptr;
}

} // namespace viginti::graphql
