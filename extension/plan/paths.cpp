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

ResolvedPath at(const Field &field, const Part &part, int join, std::string name)
{
    bool const nullable =
        field.is_nullable || join > 0 || field.relation.has_value() || field.type_info().composite;
    return {&field,
            &part,
            {join, model::column_name(field, part), part.column, part.form, nullable},
            std::move(name)};
}

const Part *find_part(const Field &field, std::string_view name)
{
    for (const Part &part : field.type_info().parts)
        if (part.name == name && part.form != model::Form::Hidden)
            return &part;
    return nullptr;
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

/* Number of the join to the target of a to-one field, made on first use. */
int join_to(JoinList &list, const Field &field, const model::ObjectPtr &target)
{
    std::string key = model::column_name(field, field.type_info().parts.front());
    for (std::size_t i = 0; i < list.joins.size(); ++i)
        if (list.joins[i].foreign_key == key)
            return static_cast<int>(i) + 1;
    list.joins.push_back({target, std::move(key)});
    return static_cast<int>(list.joins.size());
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

} // namespace

ResolvedPath resolve_filter_path(const Object &root, const request::Predicate &predicate,
                                 JoinList &joins)
{
    const std::vector<std::string> &path = predicate.path;
    std::size_t const position = predicate.position;
    std::string const op(model::name_of(predicate.op));
    std::string const name = dotted(path);
    const Object *object = &root;
    model::ObjectPtr target;
    std::size_t step = 0;
    int join = 0;

    for (;;) {
        std::string const &word = path[step];
        if (const Field *const key = find_active_key(*object, word); key && step + 1 == path.size())
            return at(*key, key->type_info().parts.front(), join, name);
        const Field *const field = find_active(*object, word);
        if (!field || field->type == model::FieldType::TsVector)
            throw no_such_field(*object, word, position);
        bool const last = step + 1 == path.size();
        if (field->relation) {
            if (field->is_to_many())
                throw filter_fault(Code::FilterInvalid,
                                   "Cannot filter or order through " + field->name +
                                       ": only to-one relations are supported",
                                   position);
            if (join > 0)
                throw filter_fault(Code::FilterInvalid,
                                   "Relation filter nesting deeper than 1 hop is not supported",
                                   position);
            target = joins.catalog.by_id(field->relation->target);
            if (last) {
                Error error = no_such_field(*target, op, position);
                error.hint =
                    "Use " + field->foreign_key_name() + "[eq], or " + field->name + ".<field>[…]";
                throw error;
            }
            join = join_to(joins, *field, target);
            object = target.get();
            ++step;
            continue;
        }
        std::string const rest = last ? op : path[step + 1];
        bool const composite = field->type_info().composite;
        if (!composite && last)
            return at(*field, field->type_info().parts.front(), join, name);
        const Part *const part =
            composite && step + 2 == path.size() ? find_part(*field, rest) : nullptr;
        if (!part)
            throw filter_fault(Code::SubFieldUnknown,
                               "Sub field \"" + shorten(rest, 80) + "\" not found for " +
                                   (composite ? "composite type: " : "type: ") +
                                   std::string(field->type_info().name),
                               position);
        return at(*field, *part, join, name);
    }
}

ResolvedPath resolve_order_path(const Object &root, const std::vector<std::string> &path,
                                JoinList &joins, std::size_t position)
{
    std::string const name = dotted(path);
    const Object *object = &root;
    model::ObjectPtr target;
    std::size_t step = 0;
    int join = 0;

    for (;;) {
        std::string const &word = path[step];
        bool const last = step + 1 == path.size();
        if (const Field *const key = find_active_key(*object, word); key && last)
            return at(*key, key->type_info().parts.front(), join, name);
        const Field *const field = find_active(*object, word);
        bool const hidden =
            field && (field->type == model::FieldType::TsVector ||
                      field->type == model::FieldType::RawJson || field->is_to_many());
        if (!field || hidden) {
            if (join > 0)
                throw order_fault("Nested field \"" + shorten(word, 80) +
                                      "\" not found in target object \"" + object->name_singular +
                                      "\"",
                                  position);
            throw order_fault(
                "Field \"" + shorten(word, 80) + "\" does not exist or is not sortable", position);
        }
        if (field->relation) {
            if (last || join > 0)
                throw order_fault("Relation field \"" + field->name +
                                      "\" requires nested field ordering (e.g., { " + field->name +
                                      ": { fieldName: 'AscNullsFirst' } })",
                                  position);
            target = joins.catalog.by_id(field->relation->target);
            join = join_to(joins, *field, target);
            object = target.get();
            ++step;
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
            return at(*field, *part, join, name);
        }
        if (!last)
            throw order_fault("Scalar field \"" + field->name +
                                  "\" requires a direction value (AscNullsFirst, AscNullsLast, "
                                  "DescNullsFirst, DescNullsLast)",
                              position);
        return at(*field, field->type_info().parts.front(), join, name);
    }
}

} // namespace viginti::plan
