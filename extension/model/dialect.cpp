#include "model/dialect.hpp"

namespace viginti::model {

const Dialect *find_dialect(std::string_view name) noexcept
{
    for (const Dialect &dialect : dialects)
        if (dialect.name == name)
            return &dialect;
    return nullptr;
}

} // namespace viginti::model
