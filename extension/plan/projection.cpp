#include "plan/projection.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <span>

namespace viginti::plan {

namespace {

using model::Field;
using model::FieldType;
using model::Object;

/* Relations a dotted path may go through: as far as depth goes. */
constexpr int most_relations = 2;
/* Names one message lists. */
constexpr std::size_t shown_names = 20;
constexpr std::uint32_t all_parts = ~std::uint32_t{0};

using Path = std::span<const std::string>;

std::string dotted(Path path)
{
    std::string name;
    for (const std::string &step : path) {
        if (!name.empty())
            name += '.';
        name += step;
    }
    return name;
}

std::string listed(const std::vector<std::string> &names)
{
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < shown_names; ++i) {
        list += i > 0 ? ", " : "";
        list += shorten(names[i], 80);
    }
    return names.size() > shown_names ? list + ", …" : list;
}

/* The entry of a field, kept in the order of the fields. */
Projection::Chosen &choose(Projection &projection, const Field &field)
{
    auto const place = std::lower_bound(
        projection.chosen.begin(), projection.chosen.end(), &field,
        [](const Projection::Chosen &one, const Field *other) { return one.field < other; });
    if (place != projection.chosen.end() && place->field == &field)
        return *place;
    return *projection.chosen.insert(place, Projection::Chosen{&field});
}

void choose_id(Projection &projection, const Object &object)
{
    if (const Field *const id = object.find_field("id"))
        choose(projection, *id).parts = all_parts;
}

/* Walks the paths; what cannot be chosen is collected, so that one answer names all of it. */
struct Resolver {
    const model::Catalog &catalog;
    int depth;
    std::vector<std::string> unknown;
    std::vector<std::string> too_shallow;

    void add(Projection &projection, const model::ObjectPtr &object, Path whole, std::size_t step);
    bool add_part(Projection &projection, const Field &field, Path rest);
    void add_relation(Projection &projection, const Field &field, Path whole, std::size_t step);
};

bool Resolver::add_part(Projection &projection, const Field &field, Path rest)
{
    if (rest.empty()) {
        choose(projection, field).parts = all_parts;
        return true;
    }
    if (!field.type_info().composite || rest.size() > 1)
        return false;
    auto const parts = field.type_info().parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].name != rest.front() || parts[i].form == model::Form::Hidden)
            continue;
        choose(projection, field).parts |= std::uint32_t{1} << i;
        return true;
    }
    return false;
}

void Resolver::add_relation(Projection &projection, const Field &field, Path whole,
                            std::size_t step)
{
    int const level = static_cast<int>(step);
    bool const bare = step + 1 == whole.size();
    if (bare && depth <= level) {
        if (field.is_to_many())
            too_shallow.push_back(dotted(whole));
        return;
    }
    if (!bare && level >= most_relations)
        throw Error(Code::ParameterInvalid,
                    "'fields' follows at most " + std::to_string(most_relations) +
                        " relations: " + shorten(dotted(whole), 200),
                    "fields");
    model::ObjectPtr const target = catalog.by_id(field.relation->target);
    if (!target->is_active || !target->is_readable) {
        unknown.push_back(dotted(whole));
        return;
    }
    Projection::Chosen &chosen = choose(projection, field);
    if (bare) {
        chosen.whole = true;
        return;
    }
    if (!chosen.record) {
        chosen.record = std::make_unique<Projection>();
        choose_id(*chosen.record, *target);
    }
    add(*chosen.record, target, whole, step + 1);
}

void Resolver::add(Projection &projection, const model::ObjectPtr &object, Path whole,
                   std::size_t step)
{
    std::string const &word = whole[step];
    Path const rest = whole.subspan(step + 1);
    if (const Field *const key = object->find_foreign_key(word);
        key && key->is_active && rest.empty()) {
        choose(projection, *key).key = true;
        return;
    }
    const Field *const field = object->find_field(word);
    bool const known = field && field->is_active && field->type != FieldType::TsVector;
    if (known && field->relation)
        add_relation(projection, *field, whole, step);
    else if (!known || !add_part(projection, *field, rest))
        unknown.push_back(dotted(whole));
}

} // namespace

const Projection::Chosen *Projection::find(const Field &field) const
{
    auto const place =
        std::lower_bound(chosen.begin(), chosen.end(), &field,
                         [](const Chosen &one, const Field *other) { return one.field < other; });
    return place != chosen.end() && place->field == &field ? &*place : nullptr;
}

Projection resolve_projection(const std::vector<std::vector<std::string>> &fields,
                              const model::ObjectPtr &object, int depth,
                              const model::Catalog &catalog)
{
    Projection projection;
    choose_id(projection, *object);
    Resolver resolver{catalog, depth, {}, {}};
    for (const std::vector<std::string> &path : fields)
        resolver.add(projection, object, path, 0);
    if (!resolver.unknown.empty())
        throw Error(Code::FieldUnknown,
                    "Unknown or unreadable fields on '" + object->name_singular +
                        "': " + listed(resolver.unknown),
                    "fields");
    if (!resolver.too_shallow.empty())
        throw Error(Code::ParameterInvalid,
                    "One-to-many relation fields on '" + object->name_singular +
                        "' require a positive depth: " + listed(resolver.too_shallow),
                    "fields",
                    "Ask for single fields of them: " + resolver.too_shallow.front() + ".id");
    return projection;
}

} // namespace viginti::plan
