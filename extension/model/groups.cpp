#include "model/groups.hpp"

namespace viginti::model {

bool is_groupable(const Field &field) noexcept
{
    bool const time = field.name == "createdAt" || field.name == "updatedAt";
    bool const grouped = field.type != FieldType::TsVector && field.type != FieldType::RawJson &&
                         field.type != FieldType::Position;
    return grouped && (!field.is_system || time);
}

} // namespace viginti::model
