#include "graphql/record_schema.hpp"

#include "base/text.hpp"
#include "graphql/builder.hpp"
#include "graphql/record_fields.hpp"
#include "graphql/record_types.hpp"
#include "graphql/shared_types.hpp"
#include "graphql/standard_types.hpp"
#include "model/duplicates.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace viginti::graphql {

namespace {

/* A root field: what its name and its arguments are made of. `%` stands for the object's type. */
struct RootRow {
    RootKind kind;
    std::string_view verb;      /* before the name */
    bool plural;                /* of the name */
    std::string_view suffix;    /* behind it */
    std::string_view arguments; /* "name:type …" */
    std::string_view result;
    bool for_duplicates; /* only of objects that have criteria */
};

constexpr std::array query_rows{
    RootRow{RootKind::FindMany, "", true, "", "", "%Connection", false},
    RootRow{RootKind::FindOne, "", false, "", "filter:%FilterInput!", "%", false},
    RootRow{RootKind::GroupBy, "", true, "GroupBy",
            "groupBy:[%GroupByInput!]! filter:%FilterInput orderBy:[%OrderByWithGroupByInput] "
            "orderByForRecords:[%OrderByInput] viewId:UUID limit:Int offsetForRecords:Int",
            "[%GroupByConnection!]", false},
    RootRow{RootKind::FindDuplicates, "", false, "Duplicates", "ids:[UUID] data:[%CreateInput]",
            "[%Connection!]", true},
};

constexpr std::array mutation_rows{
    RootRow{RootKind::CreateOne, "create", false, "", "data:%CreateInput! upsert:Boolean", "%",
            false},
    RootRow{RootKind::CreateMany, "create", true, "", "data:[%CreateInput!]! upsert:Boolean",
            "[%!]", false},
    RootRow{RootKind::UpdateOne, "update", false, "", "id:UUID! data:%UpdateInput!", "%", false},
    RootRow{RootKind::UpdateMany, "update", true, "", "data:%UpdateInput! filter:%FilterInput!",
            "[%!]", false},
    RootRow{RootKind::DeleteOne, "delete", false, "", "id:UUID!", "%", false},
    RootRow{RootKind::DeleteMany, "delete", true, "", "filter:%FilterInput!", "[%!]", false},
    RootRow{RootKind::DestroyOne, "destroy", false, "", "id:UUID!", "%", false},
    RootRow{RootKind::DestroyMany, "destroy", true, "", "filter:%FilterInput!", "[%!]", false},
    RootRow{RootKind::RestoreOne, "restore", false, "", "id:UUID!", "%", false},
    RootRow{RootKind::RestoreMany, "restore", true, "", "filter:%FilterInput!", "[%!]", false},
    RootRow{RootKind::Merge, "merge", true, "",
            "ids:[UUID!]! conflictPriorityIndex:Int! dryRun:Boolean", "%", true},
};

std::span<const RootRow> rows_of(OperationKind kind)
{
    if (kind == OperationKind::Query)
        return query_rows;
    return kind == OperationKind::Mutation ? std::span<const RootRow>(mutation_rows)
                                           : std::span<const RootRow>();
}

std::string root_name(const RootRow &row, const RecordNames::Object &object)
{
    const std::string &name = row.plural ? object.plural : object.singular;
    return std::string(row.verb) + (row.verb.empty() ? name : pascal_case(name)) +
           std::string(row.suffix);
}

std::string with_base(std::string_view type, std::string_view base)
{
    std::string out;
    for (char const c : type)
        c == '%' ? out.append(base) : out.append(1, c);
    return out;
}

Field make_search()
{
    return make_field(search_field, "SearchResultConnection",
                      {make_input("searchInput", "String!"), make_input("limit", "Int!"),
                       make_input("after", "String"),
                       make_input("includedObjectNameSingulars", "[String!]"),
                       make_input("excludedObjectNameSingulars", "[String!]"),
                       make_input("filter", "ObjectRecordFilterInput")},
                      "Records of all objects that hold words of a text, best first");
}

bool is_graphql_name(std::string_view name)
{
    auto const is_letter = [](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); }) &&
           name != "true" && name != "false" && name != "null" && !name.starts_with("__");
}

OperationKind kind_of(const Type &root)
{
    return root.name == "Query" ? OperationKind::Query : OperationKind::Mutation;
}

const RootRow &row_of(OperationKind kind, RootKind of)
{
    auto const rows = rows_of(kind);
    return *std::find_if(rows.begin(), rows.end(),
                         [of](const RootRow &row) { return row.kind == of; });
}

RecordNames::Form form_of(const RootRow &row)
{
    using Form = RecordNames::Form;
    if (row.verb.empty())
        return row.plural ? Form::Plural : Form::Singular;
    return row.plural ? Form::PascalPlural : Form::PascalSingular;
}

/* Nothing for what the object has none of. */
std::optional<Field> make_root_field(const RecordSchema &schema, const RootRow &row,
                                     const model::Object &object, std::string_view name)
{
    if (row.for_duplicates && !model::has_duplicate_criteria(object))
        return std::nullopt;
    std::string_view const base = schema.names().base_of(object.id);
    std::vector<InputValue> arguments;
    if (row.kind == RootKind::FindMany) {
        arguments = page_arguments(schema, object.id);
        /* Taken and without effect, as the parameter of REST. */
        arguments.push_back(make_input("discover", "Boolean"));
    } else {
        for (const std::string &argument : split(row.arguments, ' ')) {
            std::size_t const colon = argument.find(':');
            arguments.push_back(
                make_input(argument.substr(0, colon),
                           with_base(std::string_view(argument).substr(colon + 1), base)));
        }
    }
    return make_field(name, with_base(row.result, base), std::move(arguments), object.description);
}

} // namespace

RecordSchema::RecordSchema(model::Catalog catalog, bool twenty_names)
    : catalog_(std::move(catalog)), twenty_names_(twenty_names), names_(*catalog_.directory)
{
    schema_.directives = standard_directives();
    schema_.mutation = "Mutation";
    schema_.find_type = [this](std::string_view name) { return find_type(name); };
    schema_.type_names = [this] { return type_names(); };
    schema_.find_root_field = [this](const Type &root, std::string_view name) {
        return find_root_field(kind_of(root), name);
    };
    schema_.root_fields = [this](const Type &root) -> const std::vector<Field> & {
        return root_fields(kind_of(root));
    };
}

std::optional<RootField> RecordSchema::find_root(OperationKind kind, std::string_view name) const
{
    for (const RootRow &row : rows_of(kind)) {
        if (name.size() <= row.verb.size() + row.suffix.size() || !name.starts_with(row.verb) ||
            !name.ends_with(row.suffix))
            continue;
        std::string_view const own =
            name.substr(row.verb.size(), name.size() - row.verb.size() - row.suffix.size());
        if (auto const object = names_.find(form_of(row), own))
            return RootField{row.kind, *object};
    }
    return std::nullopt;
}

model::ObjectPtr RecordSchema::find_object(const Uuid &id) const
{
    model::ObjectPtr object = names_.base_of(id).empty() ? nullptr : catalog_.by_id(id);
    return object && object->is_active && object->is_readable ? object : nullptr;
}

model::ObjectPtr RecordSchema::object_of(std::string_view type_name) const
{
    auto const found = names_.find(type_name);
    return found ? find_object(found->object) : nullptr;
}

std::string RecordSchema::enum_name(const model::Object &object, const model::Field &field) const
{
    for (const model::Option &option : field.options)
        if (!is_graphql_name(option.value))
            return {};
    if (field.options.empty())
        return {};
    auto const same_in_pascal_case = [&](const model::Field &other) {
        return &other != &field && !other.options.empty() &&
               pascal_case(name_of(other)) == pascal_case(name_of(field));
    };
    bool const is_alone =
        std::none_of(object.fields.begin(), object.fields.end(), same_in_pascal_case);
    std::string name(names_.base_of(object.id));
    std::size_t const behind = name.size();
    name += is_alone ? pascal_case(name_of(field)) : capitalize(name_of(field));
    /* Field "bC" of "a" and field "c" of "aB" would make one name of two. */
    for (const Uuid &owner : names_.owners_of(name)) {
        std::string_view const base = names_.base_of(owner);
        if (base.size() < behind)
            if (model::ObjectPtr const other = find_object(owner))
                for (const model::Field &each : other->fields)
                    if (!each.options.empty() &&
                        pascal_case(name_of(each)) == std::string_view(name).substr(base.size()))
                        return name + "OptionsEnum";
    }
    return name + "Enum";
}

const Type *RecordSchema::keep(Type type)
{
    std::string name = type.name;
    auto kept = std::make_unique<const Type>(std::move(type));
    return types_.emplace(std::move(name), std::move(kept)).first->second.get();
}

const Type *RecordSchema::find_type(std::string_view name)
{
    if (auto const kept = types_.find(name); kept != types_.end())
        return kept->second.get();
    if (const Type *const shared = find_shared_type(name))
        return shared;
    if (const Type *const standard = find_standard_type(name))
        return standard;
    if (name == "Query" || name == "Mutation")
        return keep(make_object(name, {}));
    if (auto const found = names_.find(name)) {
        model::ObjectPtr const object = find_object(found->object);
        return object ? keep(make_derived(*this, *object, found->derived)) : nullptr;
    }
    for (const Uuid &owner : names_.owners_of(name))
        if (model::ObjectPtr const object = find_object(owner))
            if (auto type = make_field_type(*this, *object, name))
                return keep(*std::move(type));
    return nullptr;
}

const Field *RecordSchema::find_root_field(OperationKind kind, std::string_view name)
{
    Root &root = roots_[kind == OperationKind::Query ? 0 : 1];
    if (auto const known = root.asked.find(name); known != root.asked.end())
        return known->second.get();
    std::optional<Field> field;
    if (kind == OperationKind::Query && name == search_field)
        field = make_search();
    else if (auto const found = find_root(kind, name))
        if (model::ObjectPtr const object = find_object(found->object))
            field = make_root_field(*this, row_of(kind, found->kind), *object, name);
    if (!field)
        return nullptr;
    return root.asked.emplace(name, std::make_unique<const Field>(*std::move(field)))
        .first->second.get();
}

const std::vector<Field> &RecordSchema::root_fields(OperationKind kind)
{
    std::vector<Field> &all = roots_[kind == OperationKind::Query ? 0 : 1].all;
    if (!all.empty())
        return all;
    for (const RecordNames::Object &name : names_.objects()) {
        model::ObjectPtr const object = find_object(name.id);
        for (const RootRow &row : rows_of(kind)) {
            std::string const own = root_name(row, name);
            auto const root = find_root(kind, own);
            bool const is_own = root && root->object == name.id && root->kind == row.kind;
            if (auto field =
                    object && is_own ? make_root_field(*this, row, *object, own) : std::nullopt)
                all.push_back(*std::move(field));
        }
    }
    if (kind == OperationKind::Query)
        all.push_back(make_search());
    return all;
}

std::vector<std::string> RecordSchema::type_names()
{
    std::vector<std::string> names{"Query", "Mutation"};
    auto const add = [&](const std::vector<std::string> &more) {
        names.insert(names.end(), more.begin(), more.end());
    };
    add(scalar_names());
    add(shared_type_names());
    for (const RecordNames::Object &each : names_.objects()) {
        model::ObjectPtr const object = find_object(each.id);
        if (!object)
            continue;
        for (std::size_t i = 0; i <= static_cast<std::size_t>(Derived::WhereUnique); ++i)
            names.push_back(names_.name_of(each.id, static_cast<Derived>(i)));
        add(field_type_names(*this, *object));
    }
    add(introspection_names());
    return names;
}

} // namespace viginti::graphql
