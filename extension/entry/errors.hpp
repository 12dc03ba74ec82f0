/*
 * Errors on their way out: what PostgreSQL raised becomes an Error in the words of the API, an Error
 * becomes the body of the answer in the caller's dialect.
 */
#pragma once

#include "base/error.hpp"
#include "model/dialect.hpp"
#include "model/object.hpp"
#include "pg/guard.hpp"

#include <optional>
#include <string>

namespace viginti::entry {

struct Inbound;

/*
 * The Error for a caught server ERROR, or nothing when it is not the request's fault (cancel,
 * shutdown, resources, internal). `object` is the object being written or read, for the names of
 * fields; no value of another record is repeated.
 */
std::optional<Error> translate(const pg::PgError &error, const model::Object *object,
                               const model::Dialect &dialect);

/* The whole answer of a failed request. */
pg::Answered render(const Error &error, const model::Dialect &dialect, const Inbound &inbound);

} // namespace viginti::entry
