#include "rest/route.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace viginti::rest {

namespace {

/* Kinds of paths; each row of the table below is one of them under one method. */
enum class Place : std::uint8_t {
    Records,
    Record,
    Batch,
    Groups,
    RestoredRecords,
    RestoredRecord,
    Duplicates,
    Merge,
    Transaction,
    Import,
    Objects,
    Object,
    Fields,
    Field,
    Indexes,
    Index,
    Changes,
    CoreDocument,
    MetadataDocument,
};

std::string_view pattern_of(Place place)
{
    switch (place) {
    case Place::Records:
        return "/rest/{objects}";
    case Place::Record:
        return "/rest/{objects}/{id}";
    case Place::Batch:
        return "/rest/batch/{objects}";
    case Place::Groups:
        return "/rest/{objects}/groupBy";
    case Place::RestoredRecords:
        return "/rest/{objects}/restore";
    case Place::RestoredRecord:
        return "/rest/{objects}/{id}/restore";
    case Place::Duplicates:
        return "/rest/{objects}/duplicates";
    case Place::Merge:
        return "/rest/{objects}/merge";
    case Place::Transaction:
        return "/rest/transaction";
    case Place::Import:
        return "/rest/import/{objects}";
    case Place::Objects:
        return "/rest/metadata/objects";
    case Place::Object:
        return "/rest/metadata/objects/{id}";
    case Place::Fields:
        return "/rest/metadata/fields";
    case Place::Field:
        return "/rest/metadata/fields/{id}";
    case Place::Indexes:
        return "/rest/metadata/indexes";
    case Place::Index:
        return "/rest/metadata/indexes/{id}";
    case Place::Changes:
        return "/rest/metadata/changes";
    case Place::CoreDocument:
        return "/rest/open-api/core";
    case Place::MetadataDocument:
        return "/rest/open-api/metadata";
    }
    return {};
}

struct Row {
    Place place;
    std::string_view method;
    Operation operation;
};

/* In the order an Allow header lists the methods of a place. */
constexpr std::array rows{
    Row{Place::Records, "GET", Operation::FindMany},
    Row{Place::Records, "POST", Operation::CreateOne},
    Row{Place::Records, "PATCH", Operation::UpdateMany},
    Row{Place::Records, "PUT", Operation::UpdateMany},
    Row{Place::Records, "DELETE", Operation::DeleteMany},
    Row{Place::Record, "GET", Operation::FindOne},
    Row{Place::Record, "PATCH", Operation::UpdateOne},
    Row{Place::Record, "PUT", Operation::UpdateOne},
    Row{Place::Record, "DELETE", Operation::DeleteOne},
    Row{Place::Batch, "POST", Operation::CreateMany},
    Row{Place::Groups, "GET", Operation::GroupBy},
    Row{Place::RestoredRecords, "PATCH", Operation::RestoreMany},
    Row{Place::RestoredRecord, "PATCH", Operation::RestoreOne},
    Row{Place::Duplicates, "POST", Operation::FindDuplicates},
    Row{Place::Merge, "PATCH", Operation::Merge},
    Row{Place::Merge, "PUT", Operation::Merge},
    Row{Place::Transaction, "POST", Operation::Transaction},
    Row{Place::Import, "POST", Operation::Import},
    Row{Place::Objects, "GET", Operation::ListObjects},
    Row{Place::Objects, "POST", Operation::CreateObject},
    Row{Place::Object, "GET", Operation::GetObject},
    Row{Place::Object, "PATCH", Operation::UpdateObject},
    Row{Place::Object, "PUT", Operation::UpdateObject},
    Row{Place::Object, "DELETE", Operation::DeleteObject},
    Row{Place::Fields, "GET", Operation::ListFields},
    Row{Place::Fields, "POST", Operation::CreateField},
    Row{Place::Field, "GET", Operation::GetField},
    Row{Place::Field, "PATCH", Operation::UpdateField},
    Row{Place::Field, "PUT", Operation::UpdateField},
    Row{Place::Field, "DELETE", Operation::DeleteField},
    Row{Place::Indexes, "GET", Operation::ListIndexes},
    Row{Place::Indexes, "POST", Operation::CreateIndex},
    Row{Place::Index, "GET", Operation::GetIndex},
    Row{Place::Index, "DELETE", Operation::DeleteIndex},
    Row{Place::Changes, "POST", Operation::ChangeModel},
    Row{Place::CoreDocument, "GET", Operation::DescribeCore},
    Row{Place::MetadataDocument, "GET", Operation::DescribeMetadata},
};

/*
 * The paths of records below /rest, the first that fits counts. A word stands for itself; it is no
 * object's name, which model/names keeps free.
 */
constexpr std::string_view any_object = "{objects}", any_id = "{id}";
struct Path {
    Place place;
    std::array<std::string_view, 3> segments;
};
constexpr std::array paths{
    Path{Place::Transaction, {"transaction"}},
    Path{Place::Batch, {"batch", any_object}},
    Path{Place::Import, {"import", any_object}},
    Path{Place::RestoredRecords, {"restore", any_object}},
    Path{Place::RestoredRecord, {"restore", any_object, any_id}},
    Path{Place::Records, {any_object}},
    Path{Place::Groups, {any_object, "groupBy"}},
    Path{Place::Duplicates, {any_object, "duplicates"}},
    Path{Place::Merge, {any_object, "merge"}},
    Path{Place::RestoredRecords, {any_object, "restore"}},
    Path{Place::Record, {any_object, any_id}},
    Path{Place::RestoredRecord, {any_object, any_id, "restore"}},
};

/* The collections below /rest/metadata, and the places they and their items are. */
struct MetadataName {
    std::string_view name;
    Place collection, item;
};
constexpr std::array metadata_names{
    MetadataName{"objects", Place::Objects, Place::Object},
    MetadataName{"fields", Place::Fields, Place::Field},
    MetadataName{"indexes", Place::Indexes, Place::Index},
};

/* The documents below /rest/open-api, or /open-api alone (spec/core-rest.md §24). */
struct DocumentName {
    std::string_view name;
    Place place;
};
constexpr std::array document_names{
    DocumentName{"core", Place::CoreDocument},
    DocumentName{"metadata", Place::MetadataDocument},
};

/* Characters of the path an error message may take. */
constexpr std::size_t shown_path = 200;

/* No route is longer than /rest/{objects}/{id}/restore; one more tells a path is too long. */
struct Segments {
    std::array<std::string_view, 5> items;
    std::size_t count = 0; /* of all, also those beyond the array */
};

Segments split(std::string_view path)
{
    Segments out;
    while (!path.empty()) {
        std::size_t const end = std::min(path.find('/'), path.size());
        if (end > 0) {
            if (out.count < out.items.size())
                out.items[out.count] = path.substr(0, end);
            ++out.count;
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return out;
}

Error unknown(std::string_view method, std::string_view path)
{
    return Error(Code::RouteUnknown,
                 "Cannot " + shorten_characters(method, 20) + ' ' +
                     shorten_characters(path, shown_path),
                 {}, "Records are at /rest/{objects}, the model at /rest/metadata/objects");
}

Error malformed(std::string_view path)
{
    return Error(Code::ParameterInvalid,
                 "Query path '" + shorten_characters(path, shown_path) +
                     "' invalid. Valid examples: /rest/companies/id or /rest/companies or "
                     "/rest/batch/companies");
}

Operation find_operation(Place place, std::string_view method)
{
    std::string_view const asked = method == "HEAD" ? "GET" : method;
    for (const Row &row : rows)
        if (row.place == place && row.method == asked)
            return row.operation;
    std::string allow;
    for (const Row &row : rows)
        if (row.place == place)
            allow.append(allow.empty() ? "" : ", ").append(row.method);
    Error error(Code::MethodNotAllowed,
                "Method " + shorten_characters(method, 20) + " is not allowed here", {},
                "Allowed methods are " + allow);
    error.allow = std::move(allow);
    throw error;
}

/* A segment as text. `path` is where it comes from, for the position of a fault. */
std::string decode(std::string_view segment, std::string_view path)
{
    auto const start = static_cast<std::size_t>(segment.data() - path.data());
    auto text = percent_decode(segment, false);
    if (!text) {
        std::size_t const at = start + find_bad_percent(segment);
        Error error(Code::ParameterInvalid,
                    "Malformed percent-encoding in the path at position " + std::to_string(at), {},
                    "A % is written %25");
        throw error.at(at);
    }
    if (auto const bad = find_unstorable(*text); bad != text->npos) {
        Error error(Code::ParameterInvalid,
                    std::string("The path holds ") +
                        ((*text)[bad] == '\0' ? "a NUL byte" : "a byte that is not UTF-8"));
        throw error.at(start);
    }
    return *std::move(text);
}

Uuid read_id(std::string_view segment, std::string_view path, bool of_metadata)
{
    if (auto const id = parse_uuid(segment))
        return *id;
    std::string const text = decode(segment, path);
    if (auto const id = parse_uuid(text))
        return *id;
    std::string shown = inspect(text) + " is not a valid UUID";
    if (of_metadata) /* spec/metadata-rest.md §2, E3 */
        throw Error(Code::ParameterInvalid, "Validation failed (uuid is expected)", "id",
                    std::move(shown));
    throw Error(Code::ParameterInvalid, std::move(shown), "id");
}

Route metadata_route(std::string_view method, std::string_view path,
                     std::span<const std::string_view> below)
{
    if (below.empty() || below.size() > 2)
        throw unknown(method, path);
    if (below.size() == 1 && below[0] == "changes")
        return {find_operation(Place::Changes, method), {}, {}};
    for (const MetadataName &row : metadata_names) {
        if (below[0] != row.name)
            continue;
        if (below.size() == 1)
            return {find_operation(row.collection, method), {}, {}};
        Operation const operation = find_operation(row.item, method);
        return {operation, {}, read_id(below[1], path, true)};
    }
    throw unknown(method, path);
}

/* The place of a document, given all segments of a path; nothing for a path that is none. */
std::optional<Place> document_place(const Segments &all)
{
    std::size_t const start = all.count > 0 && all.items[0] == "rest" ? 1 : 0;
    if (all.count != start + 2 || all.items[start] != "open-api")
        return std::nullopt;
    for (const DocumentName &row : document_names)
        if (all.items[start + 1] == row.name)
            return row.place;
    return std::nullopt;
}

bool is_word(std::string_view segment)
{
    return !segment.empty() && segment != any_object && segment != any_id;
}

/* Whether a path begins with this word, so that no object can have it as its name there. */
bool is_reserved(std::string_view segment)
{
    return std::any_of(paths.begin(), paths.end(), [&](const Path &row) {
        return is_word(row.segments[0]) && row.segments[0] == segment;
    });
}

bool fits(const Path &row, std::span<const std::string_view> below)
{
    if (below.size() > row.segments.size())
        return false;
    for (std::size_t i = 0; i < row.segments.size(); ++i) {
        std::string_view const wanted = row.segments[i];
        std::string_view const given = i < below.size() ? below[i] : std::string_view();
        if (wanted.empty() != given.empty() || (is_word(wanted) && wanted != given) ||
            (i == 0 && wanted == any_object && is_reserved(given)))
            return false;
    }
    return true;
}

Route record_route(const Path &row, std::string_view method, std::string_view path,
                   std::span<const std::string_view> below)
{
    Route route{find_operation(row.place, method), {}, {}};
    for (std::size_t i = 0; i < below.size(); ++i) {
        if (row.segments[i] == any_object)
            route.object = decode(below[i], path);
        if (row.segments[i] == any_id)
            route.id = read_id(below[i], path, false);
    }
    return route;
}

} // namespace

bool is_public(std::string_view path)
{
    return path.starts_with('/') && document_place(split(path)).has_value();
}

std::vector<RouteRow> routes()
{
    std::vector<RouteRow> out;
    for (const Row &row : rows)
        out.push_back({row.method, pattern_of(row.place), row.operation});
    return out;
}

bool is_read(Operation operation) noexcept
{
    if (operation == Operation::FindDuplicates)
        return true;
    return std::any_of(rows.begin(), rows.end(), [&](const Row &row) {
        return row.operation == operation && row.method == "GET";
    });
}

Route parse_route(std::string_view method, std::string_view path)
{
    Segments const all = split(path);
    if (auto const place = document_place(all); place && path.starts_with('/'))
        return {find_operation(*place, method), {}, {}};
    if (!path.starts_with('/') || all.count == 0 || all.items[0] != "rest")
        throw unknown(method, path);
    std::size_t const kept = std::min(all.count, all.items.size());
    std::span const below(all.items.data() + 1, kept - 1);
    if (!below.empty() && below[0] == "metadata")
        return metadata_route(method, path, below.subspan(1));
    for (const Path &row : paths)
        if (fits(row, below))
            return record_route(row, method, path, below);
    throw malformed(path);
}

} // namespace viginti::rest
