#include "plan/selection.hpp"

#include "plan/paths.hpp"

namespace viginti::plan {

namespace {

void append_version(std::string &shape, std::uint64_t version)
{
    shape.append(reinterpret_cast<const char *>(&version), sizeof version);
}

} // namespace

Selection select_record(const model::ObjectPtr &object, int depth, const model::Catalog &catalog,
                        bool twenty_names, std::string &shape)
{
    Selection selection{object, {}, {}, {}, twenty_names};
    append_version(shape, object->version);
    for (const model::Field &field : object->fields) {
        if (!field.is_active || field.type == model::FieldType::TsVector)
            continue;
        if (!field.relation) {
            selection.fields.push_back(&field);
            continue;
        }
        model::ObjectPtr const target =
            depth > 0 ? catalog.by_id(field.relation->target) : model::ObjectPtr();
        bool const embeds = target && target->is_active && target->is_readable;
        if (field.is_to_one()) {
            Selection::Embedded one{&field, {}, {}};
            if (embeds)
                one.records.push_back(
                    select_record(target, depth - 1, catalog, twenty_names, shape));
            selection.to_one.push_back(std::move(one));
        } else if (embeds) {
            Selection::Embedded many{&field, {}, inverse_column(field, *target)};
            if (many.inverse_column.empty())
                continue;
            many.records.push_back(select_record(target, depth - 1, catalog, twenty_names, shape));
            selection.to_many.push_back(std::move(many));
        }
    }
    return selection;
}

} // namespace viginti::plan
