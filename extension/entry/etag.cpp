#include "entry/etag.hpp"

#include "entry/envelope.hpp"
#include "entry/record_writes.hpp"
#include "pg/hash.hpp"
#include "rest/entity_tag.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace viginti::entry {

namespace {

using request::Request;

void append_hex(std::string &out, std::uint64_t number, char separator)
{
    std::array<char, 16> digits;
    out.append(digits.data(),
               std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr);
    out += separator;
}

/* The row version behind a tag of ours as the statement compares it, "" for another's tag. */
std::string version_in(std::string_view opaque)
{
    std::string text;
    std::array<std::uint32_t, 3> numbers{};
    const char *at = opaque.data();
    const char *const end = at + opaque.size();
    constexpr std::string_view separators = "..-";
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        auto const read = std::from_chars(at, end, numbers[i], 16);
        if (read.ec != std::errc{} || read.ptr == end || *read.ptr != separators[i])
            return text;
        at = read.ptr + 1;
    }
    text += std::to_string(numbers[0]);
    text += '(';
    text += std::to_string(numbers[1]);
    text += ',';
    text += std::to_string(numbers[2]);
    text += ')';
    return text;
}

Error changed(std::string tag)
{
    Error error(Code::PreconditionFailed, "The record is no longer the one that If-Match names",
                "If-Match", "Read the record again and decide anew; ETag is its present tag");
    error.etag = std::move(tag);
    return error;
}

Error without_versions(const Caller &caller)
{
    Error error(Code::PermissionDenied,
                "If-Match needs the right to read the whole table, this key may read single fields",
                "If-Match");
    error.status = caller.dialect->status_permission_denied;
    return error;
}

} // namespace

std::string entity_tag(const Records &records, std::string_view record)
{
    auto const version = records.sink->version();
    if (!version)
        return {};
    std::string tag;
    tag.reserve(48); /* three numbers of 8, 8 and 4 digits, a hash of 16, their separators */
    tag += '"';
    append_hex(tag, version->transaction, '.');
    append_hex(tag, version->block, '.');
    append_hex(tag, version->offset, '-');
    append_hex(tag, pg::hash(record), '"');
    return tag;
}

void add_entity_tag(Answer &answer, const Records &records, std::size_t begin)
{
    std::string const tag = entity_tag(records, std::string_view(answer.body).substr(begin));
    if (!tag.empty())
        answer.headers.append("ETag: ").append(tag).append("\n");
}

void check_read(const Request &request, const model::Object &object, const Caller &caller,
                Answer &answer, std::string_view tag)
{
    std::string_view const opaque = tag.empty() ? tag : tag.substr(1, tag.size() - 2);
    if (!request.if_match.empty()) {
        rest::EntityTags const wanted = rest::parse_entity_tags(request.if_match, "If-Match");
        if (!wanted.any && !object.is_versioned)
            throw without_versions(caller);
        bool const same =
            wanted.any || std::any_of(wanted.tags.begin(), wanted.tags.end(), [&](const auto &one) {
                return !one.is_weak && one.opaque == opaque;
            });
        if (!same)
            throw changed(std::string(tag));
    }
    if (request.if_none_match.empty())
        return;
    rest::EntityTags const known = rest::parse_entity_tags(request.if_none_match, "If-None-Match");
    bool const same =
        known.any || std::any_of(known.tags.begin(), known.tags.end(), [&](const auto &one) {
            return !opaque.empty() && one.opaque == opaque;
        });
    if (same) {
        answer.status = 304;
        answer.body.clear();
    }
}

sql::Versions allowed_versions(const Request &request, const model::Object &object,
                               const Caller &caller)
{
    if (!request.if_none_match.empty())
        throw Error(Code::ParameterInvalid, "If-None-Match is a condition of reads",
                    "If-None-Match", "A write of one record takes If-Match");
    if (request.if_match.empty())
        return std::nullopt;
    rest::EntityTags const wanted = rest::parse_entity_tags(request.if_match, "If-Match");
    if (wanted.any)
        return std::nullopt;
    if (!object.is_versioned)
        throw without_versions(caller);
    sql::Versions versions(std::in_place);
    for (const rest::EntityTag &tag : wanted.tags)
        if (std::string version = version_in(tag.opaque); !tag.is_weak && !version.empty())
            versions->push_back(std::move(version));
    return versions;
}

Error not_written(const Request &request, const Caller &caller, const model::ObjectPtr &object,
                  const sql::Versions &versions)
{
    if (!versions)
        return record_not_found();
    Records const records = read_back({request.id}, request, caller, object);
    if (records.found == 0)
        return record_not_found();
    std::string record;
    write_record(record, records, 0);
    return changed(entity_tag(records, record));
}

void refuse_conditions(const Request &request)
{
    bool const match = !request.if_match.empty();
    if (match || !request.if_none_match.empty())
        throw Error(Code::ParameterInvalid, "This request cannot be made conditional",
                    match ? "If-Match" : "If-None-Match",
                    "If-Match is taken by requests to one record, If-None-Match by reads of one");
}

} // namespace viginti::entry
