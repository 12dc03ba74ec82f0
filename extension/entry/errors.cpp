#include "entry/errors.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "ddl/ddl.hpp"
#include "entry/graphql_errors.hpp"
#include "entry/graphql_request.hpp"
#include "entry/inbound.hpp"

#include <array>

namespace viginti::entry {

namespace {

/* The field a constraint or a column of the object belongs to, "" when it cannot be told. */
std::string field_of(const pg::PgError &error, const model::Object *object)
{
    if (!object)
        return {};
    std::string_view const constraint = error.constraint();
    for (const model::Field &field : object->fields) {
        bool const named =
            !constraint.empty() &&
            (constraint == ddl::unique_index_name(*object, field) ||
             constraint == ddl::check_name(*object, field) ||
             (field.is_to_one() && constraint == ddl::foreign_key_name(*object, field)));
        if (named)
            return field.is_to_one() ? field.foreign_key_name() : field.name;
        for (const model::Column &column : model::columns_of(field))
            if (constraint.empty() && !error.column().empty() && column.name == error.column())
                return field.name;
    }
    return constraint == ddl::primary_key_name(*object) ? "id" : "";
}

/* The paths of a client's unique index: what of it the caller may see. */
std::vector<std::string> indexed_paths(const pg::PgError &error, const model::Object *object)
{
    std::vector<std::string> paths;
    if (object)
        for (const model::Index &index : object->indexes)
            if (index.is_unique && error.constraint() == ddl::index_name(*object, index))
                for (const model::IndexColumn &column : model::columns_of(*object, index))
                    paths.push_back(model::path_of(*column.field, *column.part));
    return paths;
}

Error duplicate_of_fields(const std::vector<std::string> &paths)
{
    std::string names, path;
    for (const std::string &each : paths)
        names.append(names.empty() ? "\"" : ", \"").append(each).append("\"");
    for (char const c : paths.front())
        path += c == '.' ? '/' : c;
    return Error(Code::DuplicateEntry,
                 std::string("A duplicate entry was detected for ") +
                     (paths.size() > 1 ? "fields " : "field ") + names,
                 "/" + path,
                 paths.size() > 1 ? "The values are taken together by another record"
                                  : "The value is taken by another record");
}

/* The morph relation whose CHECK was violated, or "". */
std::string morph_of(const pg::PgError &error, const model::Object *object)
{
    if (object && !error.constraint().empty())
        for (const model::MorphGroup &group : model::morph_groups(*object))
            if (ddl::morph_check_name(group.name) == error.constraint())
                return group.name;
    return {};
}

Error duplicate(const std::string &field)
{
    std::string message = "A duplicate entry was detected";
    if (!field.empty())
        message += " for field \"" + field + "\"";
    return Error(Code::DuplicateEntry, std::move(message), field.empty() ? "" : "/" + field,
                 "The value is taken by another record");
}

Error foreign_key(const pg::PgError &error, const model::Object *object, const std::string &field)
{
    bool const referenced = error.message().find("update or delete") != std::string_view::npos;
    if (referenced)
        return Error(Code::ConstraintViolated, "The record is still referenced by other records",
                     {}, "Delete or re-point those first");
    std::string const table = object ? object->table : std::string(error.table());
    return Error(Code::ConstraintViolated,
                 "insert or update on table \"" + table + "\" violates foreign key constraint \"" +
                     std::string(error.constraint()) + "\"",
                 field.empty() ? "" : "/" + field,
                 field.empty() ? "" : "No record has the id given as " + field);
}

/*
 * Errors a statement of ours meets only where somebody changed a table behind the model's back. They
 * are the operator's to mend: viginti.selfcheck() names what differs.
 */
struct DriftState {
    std::string_view sqlstate;
    bool is_taken; /* what the model wants to make is there already */
};
constexpr std::array drift_states{
    DriftState{"3F000", false}, /* no such schema */
    DriftState{"42P01", false}, /* no such table */
    DriftState{"42703", false}, /* no such column */
    DriftState{"42704", false}, /* no such constraint, index or role */
    DriftState{"42804", false}, /* a column of another type */
    DriftState{"42883", false}, /* no operator for a column of another type */
    DriftState{"42846", false}, /* no cast to a column of another type */
    DriftState{"42809", false}, /* a view in place of a table */
    DriftState{"428C9", false}, /* a generated column in place of a plain one */
    DriftState{"42701", true},  /* a column of that name */
    DriftState{"42P07", true},  /* a table or index of that name */
    DriftState{"42710", true},  /* a constraint of that name */
};

std::optional<Error> drift(std::string_view sqlstate)
{
    for (const DriftState &state : drift_states) {
        if (state.sqlstate != sqlstate)
            continue;
        if (!state.is_taken)
            return Error(Code::ModelDrift, "The database is not as the model says", {},
                         "An administrator finds the difference by viginti.selfcheck() and mends "
                         "it by viginti.repair()");
        Error taken(Code::ModelDrift,
                    "The database has something of that name that is not of the model", {},
                    "Choose another name; an administrator finds it by viginti.selfcheck()");
        taken.status = 409;
        return taken;
    }
    return std::nullopt;
}

void append_optional(std::string &body, std::string_view key, const std::string &value)
{
    if (!value.empty())
        append_json_member(body, key, value);
}

std::string_view error_name(const Error &error, const model::Dialect &dialect)
{
    if (!dialect.error_is_exception_name)
        return reason_phrase(error.status);
    return error.label.empty() ? exception_name(error.status) : std::string_view(error.label);
}

} // namespace

std::optional<Error> translate(const pg::PgError &error, const model::Object *object,
                               const model::Dialect &dialect)
{
    std::string_view const state = error.sqlstate_text();
    std::string const field = field_of(error, object);
    if (state == "23505") {
        auto const paths = indexed_paths(error, object);
        return paths.empty() ? duplicate(field) : duplicate_of_fields(paths);
    }
    if (state == "23503")
        return foreign_key(error, object, field);
    if (state == "23502")
        return Error(Code::ConstraintViolated,
                     "Field " + (field.empty() ? std::string(error.column()) : field) +
                         " is not nullable and has no default value.",
                     field.empty() ? "" : "/" + field);
    if (std::string const morph = morph_of(error, object); state == "23514" && !morph.empty())
        return Error(Code::ConstraintViolated, "At most one target of " + morph + " can be set.",
                     {}, "Set the others to null");
    if (state == "23514")
        return Error(Code::ConstraintViolated,
                     field.empty() ? "A value is not allowed"
                                   : "Invalid value for field \"" + field + "\"",
                     field.empty() ? "" : "/" + field);
    if (state == "42501") {
        Error denied(Code::PermissionDenied,
                     "Entity performing the request does not have permission");
        denied.status = dialect.status_permission_denied;
        return denied;
    }
    if (state == "25006")
        return Error(Code::PermissionDenied, "The server is read-only");
    if (state == "55P03" || state == "40P01" || state == "40001") {
        Error busy(Code::Busy, "Another change holds a lock this request needs", {},
                   "Try again in a moment");
        return busy;
    }
    if (state.substr(0, 2) == "22" || state == "54000")
        return Error(Code::ValueInvalid, "Invalid value: " + shorten(error.message(), 200));
    return drift(state);
}

pg::Answered render(const Error &error, const model::Dialect &dialect, const Inbound &inbound)
{
    if (is_graphql(inbound.path()))
        return render_graphql(error, inbound);
    bool const problem = inbound.wants_problem();
    std::string body = "{";
    if (problem) {
        append_json_member(body, "type", "about:blank");
        append_json_member(body, "title", reason_phrase(error.status));
        append_json_key(body, "status");
        body += std::to_string(error.status);
        append_json_member(body, "detail", error.message);
    }
    append_json_key(body, "statusCode");
    body += std::to_string(error.status);
    append_json_key(body, "messages");
    body += '[';
    append_json_string(body, error.message);
    body += ']';
    append_json_member(body, "error", error_name(error, dialect));
    append_json_member(body, "code", info(error.code).name);
    append_optional(body, "path", error.path);
    if (error.position) {
        append_json_key(body, "position");
        body += std::to_string(*error.position);
    }
    append_optional(body, "hint", error.hint);
    if (!error.report.empty()) {
        body += ',';
        body += error.report;
    }
    body += '}';

    std::string headers = problem ? "Content-Type: application/problem+json"
                                  : "Content-Type: application/json; charset=utf-8";
    if (!error.allow.empty())
        headers += "\nAllow: " + error.allow;
    if (!error.etag.empty())
        headers += "\nETag: " + error.etag;
    if (error.status == 401)
        headers += "\nWWW-Authenticate: Bearer";
    if (error.status == 503)
        headers += "\nRetry-After: 1";
    return pg::Answered(error.status, error.message, std::move(body), std::move(headers));
}

} // namespace viginti::entry
