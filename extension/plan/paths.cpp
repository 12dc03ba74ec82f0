#include "plan/paths.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace viginti::plan {

namespace {

using model::Field;
using model::Object;
using model::Part;

std::string dotted(const std::vector<std::string> &path)
{
    std::string name;
    for (const std::string &step : path) {
        if (!name.empty())
            name += '.';
        name += step;
    }
    return name;
}

ResolvedPath at(const Place &place, const Field &field, const Part &part, std::string name)
{
    return {&field, &part, column_at(place, field, part), std::move(name)};
}

const Part *find_part(const Field &field, std::string_view name)
{
    for (const Part &part : field.type_info().parts)
        if (part.name == name && part.form != model::Form::Hidden)
            return &part;
    return nullptr;
}

Error filter_fault(Code code, std::string message, std::size_t position)
{
    Error error(code, std::move(message), "filter");
    error.at(position);
    return error;
}

Error no_such_field(const Object &object, std::string_view name, std::size_t position)
{
    return filter_fault(Code::FieldUnknown,
                        "Object " + object.name_singular + " doesn't have any \"" +
                            shorten(name, 80) + "\" field.",
                        position);
}

Error order_fault(std::string message, std::size_t position)
{
    Error error(Code::OrderInvalid, std::move(message), "order_by");
    error.at(position);
    return error;
}

Error only_to_one(const Field &field, std::size_t position)
{
    Error error = filter_fault(Code::FilterInvalid,
                               "Cannot filter or order through " + field.name +
                                   ": only to-one relations are supported",
                               position);
    error.hint =
        "Use " + field.name + ".some(…), " + field.name + ".none(…) or " + field.name + ".every(…)";
    return error;
}

Error too_far(std::size_t position)
{
    return filter_fault(Code::FilterInvalid,
                        "Relation filter nesting deeper than 1 hop is not supported", position);
}

} // namespace

std::optional<Place> join_to(Draft &draft, Scope &scope, const Field &field,
                             const model::ObjectPtr &target)
{
    std::string own = "id", other = "id";
    if (field.is_to_one())
        own = model::column_name(field, field.type_info().parts.front());
    else
        other = inverse_column(field, *target);
    if (other.empty())
        return {};
    for (const Join &join : scope.joins)
        if (join.own_column == own && join.target_column == other && join.target->id == target->id)
            return Place{join.target.get(), scope.number, join.number};
    draft.mark_version(*target);
    scope.joins.push_back({target, std::move(own), std::move(other), ++draft.joins, scope.number});
    return Place{target.get(), scope.number, draft.joins};
}

ColumnRef column_at(const Place &place, const Field &field, const Part &part)
{
    bool const nullable = field.is_nullable || place.join > 0 || field.relation.has_value() ||
                          field.type_info().composite;
    return {place.join, model::column_name(field, part), part.column, part.form, nullable,
            place.scope};
}

const Field *find_active(const Object &object, std::string_view name)
{
    const Field *const field = object.find_field(name);
    return field && field->is_active ? field : nullptr;
}

const Field *find_active_key(const Object &object, std::string_view name)
{
    const Field *const field = object.find_foreign_key(name);
    return field && field->is_active ? field : nullptr;
}

ResolvedPath resolve_filter_path(Draft &draft, Scope &scope, const request::Predicate &predicate)
{
    const std::vector<std::string> &path = predicate.path;
    std::size_t const position = predicate.position;
    std::string const op(model::name_of(predicate.op));
    std::string const name = dotted(path);
    Place place{scope.object.get(), scope.number};

    for (std::size_t step = 0;; ++step) {
        std::string const &word = path[step];
        bool const last = step + 1 == path.size();
        if (const Field *const key = find_active_key(*place.object, word); key && last)
            return at(place, *key, key->type_info().parts.front(), name);
        const Field *const field = find_active(*place.object, word);
        if (!field || field->type == model::FieldType::TsVector)
            throw no_such_field(*place.object, word, position);
        if (field->relation) {
            if (field->is_to_many())
                throw only_to_one(*field, position);
            if (place.join > 0)
                throw too_far(position);
            model::ObjectPtr const target = draft.catalog.by_id(field->relation->target);
            if (last) {
                Error error = no_such_field(*target, op, position);
                std::string const key =
                    field->is_to_one() ? field->foreign_key_name() : field->name + ".id";
                error.hint = "Use " + key + "[eq], or " + field->name + ".<field>[…]";
                throw error;
            }
            auto const joined = join_to(draft, scope, *field, target);
            if (!joined)
                throw no_such_field(*place.object, word, position);
            place = *joined;
            continue;
        }
        std::string const rest = last ? op : path[step + 1];
        bool const composite = field->type_info().composite;
        if (!composite && last)
            return at(place, *field, field->type_info().parts.front(), name);
        const Part *const part =
            composite && step + 2 == path.size() ? find_part(*field, rest) : nullptr;
        if (!part)
            throw filter_fault(Code::SubFieldUnknown,
                               "Sub field \"" + shorten(rest, 80) + "\" not found for " +
                                   (composite ? "composite type: " : "type: ") +
                                   std::string(field->type_info().name),
                               position);
        return at(place, *field, *part, name);
    }
}

ToManyPath resolve_to_many_path(Draft &draft, Scope &scope, const request::Predicate &predicate,
                                request::Quantifier quantifier)
{
    const std::vector<std::string> &path = predicate.path;
    std::size_t const position = predicate.position;
    Place place{scope.object.get(), scope.number};

    for (std::size_t step = 0;; ++step) {
        const Field *const field = find_active(*place.object, path[step]);
        if (!field || field->type == model::FieldType::TsVector)
            throw no_such_field(*place.object, path[step], position);
        bool const last = step + 1 == path.size();
        if (last != field->is_to_many() || !field->relation) {
            if (field->is_to_many())
                throw only_to_one(*field, position);
            throw filter_fault(Code::FilterInvalid,
                               "'" + std::string(name_of(quantifier)) + "' needs a to-many " +
                                   "relation; \"" + field->name + "\" of " +
                                   place.object->name_singular + " is none",
                               position);
        }
        model::ObjectPtr target = draft.catalog.by_id(field->relation->target);
        if (last) {
            std::string column = inverse_column(*field, *target);
            if (column.empty())
                throw no_such_field(*place.object, path[step], position);
            return {
                std::move(target),
                std::move(column),
                {place.join, "id", model::ColumnType::Uuid, model::Form::Uuid, true, place.scope},
                dotted(path)};
        }
        if (place.join > 0)
            throw too_far(position);
        auto const joined = join_to(draft, scope, *field, target);
        if (!joined)
            throw no_such_field(*place.object, path[step], position);
        place = *joined;
    }
}

ResolvedPath resolve_order_path(Draft &draft, Scope &scope, const std::vector<std::string> &path,
                                std::size_t position)
{
    std::string const name = dotted(path);
    Place place{scope.object.get(), scope.number};

    for (std::size_t step = 0;; ++step) {
        std::string const &word = path[step];
        bool const last = step + 1 == path.size();
        if (const Field *const key = find_active_key(*place.object, word); key && last)
            return at(place, *key, key->type_info().parts.front(), name);
        const Field *const field = find_active(*place.object, word);
        bool const hidden =
            field && (field->type == model::FieldType::TsVector ||
                      field->type == model::FieldType::RawJson || field->is_to_many());
        if (!field || hidden) {
            if (place.join > 0)
                throw order_fault("Nested field \"" + shorten(word, 80) +
                                      "\" not found in target object \"" +
                                      place.object->name_singular + "\"",
                                  position);
            throw order_fault(
                "Field \"" + shorten(word, 80) + "\" does not exist or is not sortable", position);
        }
        if (field->relation) {
            if (last || place.join > 0)
                throw order_fault("Relation field \"" + field->name +
                                      "\" requires nested field ordering (e.g., { " + field->name +
                                      ": { fieldName: 'AscNullsFirst' } })",
                                  position);
            auto const joined =
                join_to(draft, scope, *field, draft.catalog.by_id(field->relation->target));
            if (!joined)
                throw order_fault("Field \"" + shorten(word, 80) +
                                      "\" does not exist or is not sortable",
                                  position);
            place = *joined;
            continue;
        }
        if (field->type_info().composite) {
            if (last)
                throw order_fault("Composite field \"" + field->name +
                                      "\" requires subfield ordering (e.g., { " + field->name +
                                      ": { subFieldName: 'AscNullsFirst' } })",
                                  position);
            const Part *const part =
                step + 2 == path.size() ? find_part(*field, path[step + 1]) : nullptr;
            if (!part || part->column == model::ColumnType::Jsonb)
                throw order_fault("Field \"" + shorten(name, 80) +
                                      "\" does not exist or is not sortable",
                                  position);
            return at(place, *field, *part, name);
        }
        if (!last)
            throw order_fault("Scalar field \"" + field->name +
                                  "\" requires a direction value (AscNullsFirst, AscNullsLast, "
                                  "DescNullsFirst, DescNullsLast)",
                              position);
        return at(place, *field, field->type_info().parts.front(), name);
    }
}

std::string inverse_column(const Field &field, const Object &target)
{
    const Field *const inverse = target.find_field_by_id(field.relation->inverse);
    if (!inverse || !inverse->is_active || !inverse->is_to_one())
        return {};
    return model::column_name(*inverse, inverse->type_info().parts.front());
}

} // namespace viginti::plan
