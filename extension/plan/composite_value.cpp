#include "plan/composite_value.hpp"

#include "plan/json_value.hpp"
#include "plan/links.hpp"
#include "plan/phones.hpp"
#include "plan/rich_text_value.hpp"

namespace viginti::plan {

Json complete_composite(const model::Field &field, const json_t *value, const ValueSite &site)
{
    switch (field.type) {
    case model::FieldType::Phones:
        return complete_primary_phone(value, site);
    case model::FieldType::Links:
        return complete_links(value);
    case model::FieldType::RichText:
        return complete_rich_text(value, site);
    default:
        return nullptr;
    }
}

} // namespace viginti::plan
