/*
 * Objects and fields as the JSON resources of the metadata API (spec/metadata-rest.md §5.1, §6.1).
 * Members that would be null are left out.
 */
#pragma once

#include "model/catalog.hpp"
#include "model/dialect.hpp"

#include <string>
#include <string_view>

namespace viginti::entry {

enum class Inline : bool { No, Fields };

/* Appends the object, with its fields or without. */
void append_object(std::string &out, const model::Object &object, const model::Catalog &catalog,
                   const model::Dialect &dialect, Inline fields);

/* Appends the field; `object` is the one it belongs to. */
void append_field(std::string &out, const model::Field &field, const model::Object &object,
                  const model::Catalog &catalog, const model::Dialect &dialect);

/*
 * {"data":{"<key>":<resource>}}; the key is `kind` ("object", "field") or with a verb
 * ("createOneObject"), as the dialect has it.
 */
std::string wrap_resource(std::string_view verb, std::string_view kind, std::string_view resource,
                          const model::Dialect &dialect);

/* The answer of a DELETE: the resource or its id alone, as the dialect has it. */
std::string wrap_deleted(std::string_view kind, const Uuid &id, std::string_view resource,
                         const model::Dialect &dialect);

} // namespace viginti::entry
