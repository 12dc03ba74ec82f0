/*
 * Route: which operation a method and a path name. Paths are split at slashes, empty segments
 * dropped (spec/core-rest.md §1, §2; spec/metadata-rest.md §3).
 */
#pragma once

#include "base/uuid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::rest {

enum class Operation : std::uint8_t {
    FindMany,
    FindOne,
    CreateOne,
    CreateMany,
    UpdateOne,
    UpdateMany,
    DeleteOne,
    DeleteMany,
    RestoreOne,
    RestoreMany,
    GroupBy,
    FindDuplicates,
    Merge,
    Transaction,
    Import,
    ListObjects,
    GetObject,
    CreateObject,
    UpdateObject,
    DeleteObject,
    ListFields,
    GetField,
    CreateField,
    UpdateField,
    DeleteField,
    ListIndexes,
    GetIndex,
    CreateIndex,
    DeleteIndex,
    ChangeModel,
    DescribeCore,
    DescribeMetadata,
};

struct Route {
    Operation operation{};
    std::string object; /* namePlural as it came, percent-decoded; empty for metadata */
    Uuid id;            /* where the path has one */
};

/*
 * Finds the operation. Throws: Error{RouteUnknown} for a path outside /rest; Error{ParameterInvalid}
 * (400) for too many or no segments and for an id that is no UUID, with the texts of
 * spec/core-rest.md §2; Error{MethodNotAllowed} with `allow` for a known path under another method.
 */
Route parse_route(std::string_view method, std::string_view path);

/* Whether an operation changes nothing, whatever its method. */
bool is_read(Operation operation) noexcept;

/* Whether the path is that of a self-description, which is open to callers without a key. */
bool is_public(std::string_view path);

/* One row of the table of routes, for whoever describes them. */
struct RouteRow {
    std::string_view method;
    std::string_view pattern; /* "/rest/{objects}/{id}" */
    Operation operation{};
};
std::vector<RouteRow> routes();

} // namespace viginti::rest
