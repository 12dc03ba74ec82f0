#include "entry/idempotency.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "pg/hash.hpp"
#include "pg/sha256.hpp"
#include "pg/spi.hpp"

namespace viginti::entry {

namespace {

constexpr char header_name[] = "Idempotency-Key";

std::string checked_key(std::string_view key)
{
    std::size_t const characters = count_characters(key);
    if (characters == 0 || characters > limits::idempotency_key)
        throw Error(Code::IdempotencyInvalid,
                    "An Idempotency-Key has 1 to " + std::to_string(limits::idempotency_key) +
                        " characters, this one has " + std::to_string(characters),
                    header_name, "A random UUID for each new request serves well");
    return std::string(key);
}

/*
 * What the key belongs to. The dialect decides how a request is read, so it is part of it. Lengths
 * keep the parts apart.
 */
std::string fingerprint_of(const Inbound &inbound, const Caller &caller)
{
    std::string text;
    for (std::string_view const part :
         {std::string_view(inbound.method), std::string_view(inbound.target), caller.dialect->name,
          std::string_view(inbound.body)}) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    return hexadecimal(pg::sha256(text));
}

/* One request with a key at a time. To the end of the transaction: then its answer can be found. */
void take_key(const std::string &key_id, const std::string &key)
{
    auto const lock = static_cast<std::int64_t>(pg::hash("viginti idempotency " + key_id + key));
    auto const rows = pg::query(pg::Snapshot::Transaction,
                                "SELECT pg_catalog.pg_try_advisory_xact_lock($1::bigint)",
                                {std::to_string(lock)});
    if (rows[0][0] != "t")
        throw Error(Code::IdempotencyConflict,
                    "A request with this Idempotency-Key is still under way", header_name,
                    "Send it again in a moment: it will get that request's answer");
}

std::optional<Answer> find_answer(const std::string &key_id, const std::string &key,
                                  const std::string &fingerprint)
{
    Span const span(Phase::Execute);
    auto const rows = pg::query(pg::Snapshot::Latest,
                                "SELECT encode(fingerprint, 'hex'), status, headers, body"
                                " FROM viginti.idempotency WHERE api_key_id = $1::uuid AND key = $2"
                                " AND created_at > now() - $3::integer * interval '1 hour'",
                                {key_id, key, std::to_string(limits::idempotency_hours)});
    if (rows.empty())
        return std::nullopt;
    const pg::Row &row = rows[0];
    if (row[0] != fingerprint)
        throw Error(Code::IdempotencyMismatch, "This Idempotency-Key was used for another request",
                    header_name, "A key stands for one method, target and body; take a new one");
    Answer answer;
    answer.status = static_cast<int>(parse_integer(*row[1]).value_or(0));
    answer.headers = *row[2] + "Idempotency-Replayed: true\n";
    answer.body = *row[3];
    return answer;
}

void keep_answer(const std::string &key_id, const std::string &key, const std::string &fingerprint,
                 const Answer &answer)
{
    Span const span(Phase::Execute);
    pg::execute(
        "DELETE FROM viginti.idempotency WHERE (api_key_id, key) IN"
        " (SELECT api_key_id, key FROM viginti.idempotency"
        " WHERE created_at <= now() - $1::integer * interval '1 hour'"
        " ORDER BY created_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)",
        {std::to_string(limits::idempotency_hours), std::to_string(limits::idempotency_swept)});
    pg::execute(
        "INSERT INTO viginti.idempotency AS i"
        " (api_key_id, key, fingerprint, status, headers, body)"
        " VALUES ($1::uuid, $2, decode($3, 'hex'), $4::integer, $5, $6)"
        " ON CONFLICT (api_key_id, key) DO UPDATE SET fingerprint = excluded.fingerprint,"
        " status = excluded.status, headers = excluded.headers, body = excluded.body,"
        " created_at = now()",
        {key_id, key, fingerprint, std::to_string(answer.status), answer.headers, answer.body});
}

} // namespace

Answer idempotently(const Inbound &inbound, const Caller &caller,
                    const std::function<Answer()> &work)
{
    auto const given = inbound.find_header("idempotency-key");
    if (!given)
        return work();
    std::string const key = checked_key(*given);
    std::string const key_id = to_string(caller.key_id);
    std::string const fingerprint = fingerprint_of(inbound, caller);
    take_key(key_id, key);
    pg::RoleId const owner = pg::extension_owner();
    {
        pg::ActAs const role(owner);
        if (auto answer = find_answer(key_id, key, fingerprint))
            return *std::move(answer);
    }
    Answer answer = work();
    pg::ActAs const role(owner);
    keep_answer(key_id, key, fingerprint, answer);
    return answer;
}

} // namespace viginti::entry
