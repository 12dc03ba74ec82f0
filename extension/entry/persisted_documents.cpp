#include "entry/persisted_documents.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/workspace.hpp"
#include "graphql/parser.hpp"
#include "pg/identity.hpp"
#include "pg/read_only.hpp"
#include "pg/sha256.hpp"
#include "pg/spi.hpp"

#include <algorithm>

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

bool is_id_character(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
}

bool is_id(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= limits::document_id &&
           std::all_of(text.begin(), text.end(), is_id_character);
}

void check_id(const std::string &id, std::string_view source)
{
    if (!is_id(id))
        throw Error(Code::ParameterInvalid, "The id of a document has 1 to " +
                                                std::to_string(limits::document_id) +
                                                " characters of A-Z, a-z, 0-9 and ._:-");
    if (id.starts_with(hash_prefix) && id != hash_id(source))
        throw Error(Code::ParameterInvalid, "The id is not the hash of the document", {},
                    "Leave it out, or take one that does not begin with " +
                        std::string(hash_prefix));
}

void check_source(std::string_view source)
{
    if (source.size() > limits::graphql_kept_bytes)
        throw Error(Code::LimitExceeded,
                    "A kept document has at most " + std::to_string(limits::graphql_kept_bytes) +
                        " bytes, this one has " + std::to_string(source.size()));
    auto const parsed = graphql::parse(source);
    const auto *const fault = std::get_if<graphql::Fault>(&parsed);
    if (!fault)
        return;
    std::string message = fault->message;
    if (!fault->locations.empty())
        message += " (line " + std::to_string(fault->locations[0].line) + ", column " +
                   std::to_string(fault->locations[0].column) + ")";
    throw Error(Code::ParameterInvalid, message);
}

} // namespace

std::string hash_id(std::string_view source)
{
    return hash_prefix + hexadecimal(pg::sha256(source));
}

std::optional<std::string> find_document(const std::string &id, const Caller &caller)
{
    if (!is_id(id))
        return std::nullopt;
    pg::ActAs const owner(pg::extension_owner());
    auto rows = pg::query(pg::Snapshot::Latest,
                          "SELECT source FROM viginti.document"
                          " WHERE workspace_id = $1::uuid AND id = $2",
                          {to_string(caller.catalog.workspace_id), id});
    return rows.empty() ? std::nullopt : std::move(rows[0][0]);
}

void keep_document(const std::string &id, const std::string &source, const Caller &caller)
{
    if (source.size() > limits::graphql_kept_bytes || pg::is_read_only())
        return;
    pg::ActAs const owner(pg::extension_owner());
    std::string const workspace = to_string(caller.catalog.workspace_id);
    if (pg::execute("INSERT INTO viginti.document (workspace_id, id, source, is_automatic)"
                    " VALUES ($1::uuid, $2, $3, true) ON CONFLICT DO NOTHING",
                    {workspace, id, source}) == 0)
        return;
    /* Others may be doing the same: each removes other rows, and waits for nobody. */
    pg::execute("DELETE FROM viginti.document WHERE workspace_id = $1::uuid AND id IN"
                " (SELECT id FROM viginti.document"
                " WHERE workspace_id = $1::uuid AND is_automatic AND id <> $2"
                " ORDER BY created_at LIMIT (SELECT greatest(count(*) - $3::integer, 0)"
                " FROM viginti.document WHERE workspace_id = $1::uuid AND is_automatic)"
                " FOR UPDATE SKIP LOCKED)",
                {workspace, id, std::to_string(limits::kept_workspace_documents)});
}

std::string add_document(const std::string &workspace, const std::string &source,
                         const std::optional<std::string> &id)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    std::string const workspace_id = require_workspace(workspace);
    std::string name = id ? *id : hash_id(source);
    check_id(name, source);
    check_source(source);
    pg::execute("INSERT INTO viginti.document (workspace_id, id, source, is_automatic)"
                " VALUES ($1::uuid, $2, $3, false) ON CONFLICT (workspace_id, id) DO UPDATE"
                " SET source = excluded.source, is_automatic = false, created_at = now()",
                {workspace_id, name, source});
    return name;
}

void drop_document(const std::string &workspace, const std::string &id)
{
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    if (pg::execute("DELETE FROM viginti.document WHERE workspace_id = $1::uuid AND id = $2",
                    {require_workspace(workspace), id}) == 0)
        throw Error(Code::ParameterInvalid, "There is no document of that id");
}

} // namespace viginti::entry

extern "C" {

/* Not strict: the id may be NULL. */
PG_FUNCTION_INFO_V1(viginti_add_document);
PGDLLEXPORT Datum viginti_add_document(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        if (call->args[0].isnull || call->args[1].isnull)
            throw Error(Code::ParameterInvalid, "workspace and source must not be NULL");
        std::optional<std::string> given;
        if (!call->args[2].isnull)
            given = pg::text_argument(call, 2);
        std::string id;
        {
            pg::SpiConnection const connection;
            id = entry::add_document(pg::text_argument(call, 0), pg::text_argument(call, 1), given);
        }
        return pg::text_result(id);
    });
}

PG_FUNCTION_INFO_V1(viginti_drop_document);
PGDLLEXPORT Datum viginti_drop_document(PG_FUNCTION_ARGS)
{
    using namespace viginti;
    return pg::entry(fcinfo, [](FunctionCallInfo call) {
        pg::SpiConnection const connection;
        entry::drop_document(pg::text_argument(call, 0), pg::text_argument(call, 1));
        return Datum{0};
    });
}
}
