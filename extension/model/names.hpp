/*
 * Names of objects and fields: what is allowed, what is reserved, and how names follow from labels
 * and physical names from names (spec/metadata-rest.md §11, design.md §5).
 */
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::model {

/*
 * Every rule of spec §11 a name breaks, as message texts in the order of the rules; empty when the
 * name is good. Besides the spec's rules: names PostgreSQL itself keeps (system columns such as
 * ctid) are reserved.
 */
std::vector<std::string> name_violations(std::string_view name);

bool is_reserved_name(std::string_view name) noexcept;

/* ASCII of a label: Latin letters lose their marks, anything else becomes a blank. */
std::string transliterate(std::string_view label);

/* camelCase name of a label (spec §11.5); nothing when no letter or digit is left. */
std::optional<std::string> name_from_label(std::string_view label);

/*
 * A workspace name is also a schema name: ^[a-z][a-z0-9_]*$, at most 40 bytes, not pg_… and not
 * viginti or information_schema. Returns the message of the broken rule, or nothing.
 */
std::optional<std::string> workspace_name_violation(std::string_view name);

/*
 * Joins parts with '_' to an identifier of at most 63 bytes: a longer one is cut and ends in a hash
 * of the whole, so that two long names stay distinct.
 */
std::string identifier(std::string_view first, std::string_view second,
                       std::string_view third = {});

/* The empty table whose relcache entry stands for a workspace's list of objects. */
inline constexpr std::string_view marker_table = "viginti_workspace";

} // namespace viginti::model
