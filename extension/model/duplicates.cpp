#include "model/duplicates.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace viginti::model {

namespace {

/* A sub-field of a standard field; without a name there is none. */
struct Source {
    std::string_view field, part;
};
struct Row {
    std::string_view object; /* standard object by its singular name, which cannot change */
    std::array<Source, 2> sources;
};
constexpr std::array rows{
    Row{"person", {{{"name", "firstName"}, {"name", "lastName"}}}},
    Row{"person", {{{"linkedinLink", "primaryLinkUrl"}}}},
    Row{"person", {{{"emails", "primaryEmail"}}}},
    Row{"company", {{{"name", ""}}}},
    Row{"company", {{{"domainName", "primaryLinkUrl"}}}},
};

bool is_row_of(const Row &row, const Object &object) noexcept
{
    return !object.is_custom && row.object == object.name_singular;
}

/* "" when the column cannot be used. */
std::string column_of(const Object &object, const Source &source)
{
    const Field *const field = object.find_field(source.field);
    if (!field || !field->is_active || field->is_custom)
        return {};
    for (const Column &column : columns_of(*field))
        if (column.part->name == source.part)
            return column.name;
    return {};
}

} // namespace

std::vector<DuplicateCriterion> duplicate_criteria(const Object &object)
{
    std::vector<DuplicateCriterion> criteria;
    for (const Row &row : rows) {
        if (!is_row_of(row, object))
            continue;
        DuplicateCriterion criterion;
        bool usable = true;
        for (const Source &source : row.sources) {
            if (source.field.empty())
                continue;
            std::string column = column_of(object, source);
            usable = usable && !column.empty();
            criterion.columns.push_back(std::move(column));
            criterion.names.push_back(std::string(source.field) + capitalize(source.part));
        }
        if (usable)
            criteria.push_back(std::move(criterion));
    }
    return criteria;
}

bool has_duplicate_criteria(const Object &object) noexcept
{
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Row &row) { return is_row_of(row, object); });
}

} // namespace viginti::model
