/*
 * The metadata tables as values: what the model cache reads when it has to. Each function needs an
 * open SpiConnection and the rights of the extension's owner; it reads the newest committed state.
 */
#pragma once

#include "pg/catalog_cache.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::pg {

struct DirectoryRow {
    Uuid workspace_id;
    model::Directory directory;
};

/* Nothing when there is no such workspace. */
std::optional<DirectoryRow> read_directory(const std::string &workspace);

/* Where the table of an object is. */
struct ObjectName {
    Uuid id;
    std::string schema, table;
};
std::vector<ObjectName> read_object_names(const std::vector<Uuid> &ids);

/* Objects with their fields, of one snapshot; `version` is left to the caller. */
std::vector<std::shared_ptr<model::Object>> read_objects(const std::vector<Uuid> &ids);

std::optional<ApiKey> read_api_key(std::string_view prefix);

} // namespace viginti::pg
