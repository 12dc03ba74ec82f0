#include "plan/selection.hpp"

#include "plan/paths.hpp"

namespace viginti::plan {

namespace {

template <class Number>
void append_number(std::string &shape, Number number)
{
    shape.append(reinterpret_cast<const char *>(&number), sizeof number);
}

/* Bits of what of a relation is selected: part of the shape. */
constexpr char selects_key = 1, selects_record = 2;

/* One object's selection, relation by relation. */
struct Selector {
    const model::Catalog &catalog;
    std::string &shape;
    const Projection *projection;
    int depth;
    Selection selection;

    const Projection::Chosen *chosen(const model::Field &field) const
    {
        return projection ? projection->find(field) : nullptr;
    }

    void add_field(const model::Field &field);
    void add_relation(const model::Field &field);
    std::vector<Selection> records_of(const model::Field &field, const Projection::Chosen *chosen);
};

void Selector::add_field(const model::Field &field)
{
    if (!projection) {
        selection.fields.push_back(&field);
        return;
    }
    const Projection::Chosen *const one = chosen(field);
    append_number(shape, one ? one->parts : 0);
    if (!one)
        return;
    selection.fields.push_back(&field);
    selection.parts.push_back(one->parts);
}

/* The record of a relation, if the answer is to hold it. */
std::vector<Selection> Selector::records_of(const model::Field &field,
                                            const Projection::Chosen *chosen)
{
    bool const asked = projection ? chosen && (chosen->whole || chosen->record) : depth > 0;
    if (!asked)
        return {};
    model::ObjectPtr const target = catalog.by_id(field.relation->target);
    if (!target || !target->is_active || !target->is_readable)
        return {};
    const Projection *const part = chosen && !chosen->whole ? chosen->record.get() : nullptr;
    std::vector<Selection> records;
    records.push_back(
        select_record(target, depth - 1, catalog, selection.twenty_names, shape, part));
    return records;
}

void Selector::add_relation(const model::Field &field)
{
    const Projection::Chosen *const one = chosen(field);
    Selection::Embedded embedded{&field, records_of(field, one), {}};
    embedded.has_key = field.is_to_one() && (!projection || (one && one->key));
    if (projection)
        shape += static_cast<char>((embedded.has_key ? selects_key : 0) |
                                   (embedded.records.empty() ? 0 : selects_record));
    if (field.is_to_one()) {
        if (embedded.has_key || !embedded.records.empty())
            selection.to_one.push_back(std::move(embedded));
    } else if (!embedded.records.empty()) {
        embedded.inverse_column = inverse_column(field, *embedded.records.front().object);
        if (!embedded.inverse_column.empty())
            (field.is_mirror() ? selection.to_one : selection.to_many)
                .push_back(std::move(embedded));
    }
}

} // namespace

Selection select_record(const model::ObjectPtr &object, int depth, const model::Catalog &catalog,
                        bool twenty_names, std::string &shape, const Projection *projection)
{
    append_number(shape, object->version);
    shape += projection ? 'f' : 'a';
    Selector selector{catalog, shape, projection, depth, {}};
    selector.selection.object = object;
    selector.selection.twenty_names = twenty_names;
    for (const model::Field &field : object->fields) {
        if (!field.is_active || field.type == model::FieldType::TsVector)
            continue;
        if (field.relation)
            selector.add_relation(field);
        else
            selector.add_field(field);
    }
    return std::move(selector.selection);
}

} // namespace viginti::plan
