#include "openapi/operations.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "model/duplicates.hpp"
#include "model/search.hpp"
#include "openapi/examples.hpp"
#include "openapi/parameters.hpp"
#include "openapi/paths.hpp"
#include "openapi/schemas.hpp"
#include "openapi/text.hpp"
#include "openapi/transaction.hpp"
#include "rest/parameters.hpp"

#include <array>
#include <map>

namespace viginti::openapi {

namespace {

using rest::Operation;

enum class Right : std::uint8_t { Read, Create, Update, UpdateMany, Delete };

/* What stands in `data`. */
enum class Reply : std::uint8_t {
    Page,        /* {plural}: records; pageInfo and totalCount beside */
    Record,      /* one record */
    Batch,       /* {plural}: records, as a page where the dialect says so */
    Many,        /* records, without a page around them */
    Deleted,     /* the id alone */
    DeletedMany, /* their ids */
    Groups,      /* no `data`: an array of groups */
    Import,      /* how many records, and what was wrong with the others */
    Blocks,      /* an array: for each record asked about its duplicates, as a page */
};

/* What is sent, where it is no record. */
enum class Sent : std::uint8_t { Record, RecordsOrIds, MergedIds };

/* What a single record's version has to do with it. */
enum class Version : std::uint8_t {
    None,
    Read,  /* told by ETag, and If-None-Match saves the body */
    Made,  /* told by ETag */
    Given, /* If-Match names the one that is meant; a changed record is told by ETag */
};

struct VersionRow {
    std::uint32_t headers;
    std::string_view status, response; /* one more answer */
};
constexpr std::array versions{
    VersionRow{no_headers, "", ""},
    VersionRow{header_if_none_match, "304",
               R"({"description":"The record still has one of these tags"})"},
    VersionRow{no_headers, "", ""},
    VersionRow{header_if_match, "412", R"({"$ref":"#/components/responses/412"})"},
};

struct Row {
    Operation operation;
    std::string_view id;
    std::string_view summary;
    Right right;
    Reply reply;
    std::string_view verb; /* of the key in `data`; empty for reads */
    std::string_view status;
    std::string_view answer; /* description of the answer */
    Version version = Version::None;
    Sent sent = Sent::Record;

    /* Objects without criteria know no duplicates. */
    bool needs_criteria() const { return sent != Sent::Record; }
};

constexpr std::array rows{
    Row{Operation::FindMany, "findMany{Plural}", "Find many {plural}", Right::Read, Reply::Page, "",
        "200", "A page of {plural}"},
    Row{Operation::CreateOne, "createOne{Singular}", "Create one {singular}", Right::Create,
        Reply::Record, "create", "201", "The created {singular}", Version::Made},
    Row{Operation::FindOne, "findOne{Singular}", "Find one {singular}", Right::Read, Reply::Record,
        "", "200", "The {singular}", Version::Read},
    Row{Operation::UpdateOne, "UpdateOne{Singular}", "Update one {singular}", Right::Update,
        Reply::Record, "update", "200", "The changed {singular}", Version::Given},
    Row{Operation::UpdateMany, "updateMany{Plural}", "Update all {plural} a filter finds",
        Right::UpdateMany, Reply::Many, "update", "200", "The changed {plural}"},
    Row{Operation::DeleteMany, "deleteMany{Plural}", "Delete all {plural} a filter finds",
        Right::Delete, Reply::DeletedMany, "delete", "200", "The ids of the deleted {plural}"},
    Row{Operation::RestoreOne, "restoreOne{Singular}", "Restore one soft-deleted {singular}",
        Right::UpdateMany, Reply::Record, "restore", "200", "The restored {singular}",
        Version::Given},
    Row{Operation::RestoreMany, "restoreMany{Plural}", "Restore all {plural} a filter finds",
        Right::UpdateMany, Reply::Many, "restore", "200", "The restored {plural}"},
    Row{Operation::DeleteOne, "deleteOne{Singular}", "Delete one {singular}", Right::Delete,
        Reply::Deleted, "delete", "200", "The id of the deleted {singular}", Version::Given},
    Row{Operation::CreateMany, "createMany{Plural}", "Create many {plural}, all or none",
        Right::Create, Reply::Batch, "create", "201", "The created {plural}"},
    Row{Operation::GroupBy, "groupBy{Plural}", "Count and sum {plural} in groups", Right::Read,
        Reply::Groups, "", "200", "The groups"},
    Row{Operation::Import, "import{Plural}", "Import {plural} from CSV or NDJSON", Right::Create,
        Reply::Import, "", "201", "How many {plural} were created, and what was refused"},
    Row{Operation::FindDuplicates, "find{Singular}Duplicates",
        "Find the duplicates of {plural}, given by value or by id", Right::Read, Reply::Blocks, "",
        "200", "The duplicates of each, in order", Version::None, Sent::RecordsOrIds},
    Row{Operation::Merge, "mergeMany{Plural}",
        "Merge several {plural} into one; everything that leads to the others leads to it",
        Right::Delete, Reply::Record, "merge", "200", "The {singular} that is left", Version::None,
        Sent::MergedIds},
};

const Row *find_row(Operation operation)
{
    for (const Row &row : rows)
        if (row.operation == operation)
            return &row;
    return nullptr;
}

bool may(const Described &described, const Row &row)
{
    if (row.needs_criteria() && !model::has_duplicate_criteria(*described.object))
        return false;
    switch (row.right) {
    case Right::Create:
        return described.may_create;
    case Right::Update:
        return described.may_update;
    case Right::UpdateMany:
        return described.may_update && !described.is_managed;
    case Right::Delete:
        return described.may_delete;
    case Right::Read:
        break;
    }
    return true;
}

/* Everything an operation of one object is written from. */
struct Scope {
    const Described &described;
    const View &view;
    const SchemaNames &names;
    const ObjectWords &words;
    const std::map<Operation, std::string> &ids; /* operationIds of this object */

    std::string expanded(std::string_view text) const { return expand(text, words.words); }
};

std::string data_key(const Scope &scope, const Row &row)
{
    if (row.reply == Reply::Import)
        return "import";
    bool const deletes = row.reply == Reply::Deleted || row.reply == Reply::DeletedMany;
    bool const many = row.reply == Reply::Page || row.reply == Reply::Batch ||
                      row.reply == Reply::Many || row.reply == Reply::DeletedMany;
    bool const verb = !row.verb.empty() && (scope.view.dialect->verb_in_record_key || deletes);
    std::string_view const name = many   ? verb ? "{Plural}" : "{plural}"
                                  : verb ? "{Singular}"
                                         : "{singular}";
    return (verb ? std::string(row.verb) : std::string()) + scope.expanded(name);
}

/* A group: beside its key the aggregates asked for, whole numbers and decimals as strings. */
std::string groups_schema(const Scope &scope)
{
    return R"({"type":"array","items":{"type":"object","properties":{)"
           R"("groupByDimensionValues":{"type":"array","items":{)"
           R"("type":["string","number","boolean","array","null"]}},)"
           R"("records":{"type":"array","items":)" +
           schema_reference(scope.names.response) +
           R"(}},"required":["groupByDimensionValues"],)"
           R"("additionalProperties":{"type":["string","number","null"]}}})";
}

constexpr std::string_view id_object =
    R"({"type":"object","properties":{"id":{"type":"string","format":"uuid"}},"required":["id"]})";

std::string blocks_schema(const Scope &scope)
{
    std::string const key = scope.expanded("{singular}Duplicates");
    return R"({"type":"object","properties":{"data":{"type":"array","items":{"type":"object",)"
           R"("properties":{")" +
           key + R"(":{"type":"array","items":)" + schema_reference(scope.names.response) +
           R"(},"totalCount":{"type":"integer"},)"
           R"("pageInfo":{"$ref":"#/components/schemas/PageInfo"}},"required":[")" +
           key + R"(","totalCount","pageInfo"]}}},"required":["data"]})";
}

void append_answer_schema(std::string &out, const Scope &scope, const Row &row)
{
    if (row.reply == Reply::Groups) {
        out += groups_schema(scope);
        return;
    }
    if (row.reply == Reply::Blocks) {
        out += blocks_schema(scope);
        return;
    }
    std::string const key = data_key(scope, row);
    std::string const record = schema_reference(scope.names.response);
    bool const page = row.reply == Reply::Page ||
                      (row.reply == Reply::Batch && scope.view.dialect->batch_answers_as_list);
    out += R"({"type":"object","properties":{"data":{"type":"object","properties":{)";
    append_json_key(out, key);
    switch (row.reply) {
    case Reply::Page:
    case Reply::Batch:
    case Reply::Many:
        out += R"({"type":"array","items":)" + record + '}';
        break;
    case Reply::Record:
        out += record;
        break;
    case Reply::Deleted:
        out += id_object;
        break;
    case Reply::DeletedMany:
        out.append(R"({"type":"array","items":)").append(id_object).append("}");
        break;
    case Reply::Groups:
    case Reply::Blocks:
        break;
    case Reply::Import:
        out += R"({"type":"object","properties":{"created":{"type":"integer"},)"
               R"("failed":{"type":"integer"},"errors":{"type":"array","items":{"type":"object",)"
               R"("properties":{"line":{"type":"integer"},"path":{"type":"string"},)"
               R"("message":{"type":"string"},"code":{"type":"string"}},)"
               R"("required":["line","path","message","code"]}},"dryRun":{"type":"boolean"}},)"
               R"("required":["created","failed","errors"]})";
        break;
    }
    out += R"(},"required":[")" + key + R"("]})";
    if (page)
        out += R"(,"pageInfo":{"$ref":"#/components/schemas/PageInfo"},)"
               R"("totalCount":{"type":"integer"})";
    if (row.reply == Reply::Page)
        out += R"(,"totalCountEstimated":{"type":"boolean"})";
    out += page ? R"(},"required":["data","pageInfo"]})" : R"(},"required":["data"]})";
}

/* From an answer to what can be asked next: which parameter takes which part of it. */
struct LinkRow {
    Reply reply;
    std::string_view name;
    Operation target;
    std::string_view parameter;
    std::string_view value; /* below $response.body# */
};
constexpr std::array links{
    LinkRow{Reply::Page, "nextPage", Operation::FindMany, "starting_after", "/pageInfo/endCursor"},
    LinkRow{Reply::Page, "previousPage", Operation::FindMany, "ending_before",
            "/pageInfo/startCursor"},
    LinkRow{Reply::Page, "find", Operation::FindOne, "id", "/data/{key}/0/id"},
    LinkRow{Reply::Record, "find", Operation::FindOne, "id", "/data/{key}/id"},
    LinkRow{Reply::Record, "update", Operation::UpdateOne, "id", "/data/{key}/id"},
    LinkRow{Reply::Record, "delete", Operation::DeleteOne, "id", "/data/{key}/id"},
};

void append_links(std::string &out, const Scope &scope, const Row &row)
{
    std::string const key = data_key(scope, row);
    Word const words[] = {{"key", key}};
    std::string members;
    for (const LinkRow &link : links) {
        auto const target = scope.ids.find(link.target);
        if (link.reply != row.reply || target == scope.ids.end())
            continue;
        append_json_key(members.empty() ? members += '{' : members, link.name);
        members += '{';
        append_json_member(members, "operationId", target->second);
        append_json_key(members, "parameters");
        members += '{';
        append_json_member(members, link.parameter, "$response.body#" + expand(link.value, words));
        members += "}}";
    }
    if (!members.empty())
        append_raw_member(out, "links", members + '}');
}

/* Files have no schema that says more than text; the examples are small ones. */
void append_bulk_body(std::string &out, const Scope &scope)
{
    append_raw_member(out, "requestBody",
                      R"({"required":true,"content":{"text/csv":{"schema":{"type":"string"},)"
                      R"("example":"position\r\n1\r\n2\r\n"},)"
                      R"("application/x-ndjson":{"schema":{"type":"string"})");
    append_json_member(out, "example",
                       example_record(scope.described, *scope.view.dialect, 1) + '\n');
    out += "}}}";
}

constexpr std::string_view merge_schema =
    R"({"type":"object","additionalProperties":false,"properties":{"ids":{"type":"array",)"
    R"("minItems":2,"maxItems":{most},"items":{"type":"string","format":"uuid"}},)"
    R"("conflictPriorityIndex":{"type":"integer","minimum":0,"description":)"
    R"("Which of the ids is left"},"dryRun":{"type":"boolean","default":false}},)"
    R"("required":["ids","conflictPriorityIndex"]})";

/* The bodies that are no records, with their examples; ids are the caller's own. */
void append_other_body(std::string &out, const Scope &scope, Sent sent)
{
    std::string const maximum = std::to_string(scope.view.dialect->max_batch);
    std::string const most = std::to_string(limits::merged_records);
    Word const words[] = {{"most", most}};
    append_json_key(out, "requestBody");
    out += R"({"required":true,"content":{"application/json":{"schema":)";
    if (sent == Sent::MergedIds) {
        append_expanded(out, merge_schema, words);
    } else {
        out += R"({"type":"object","additionalProperties":false,"properties":{"data":)"
               R"({"type":"array","minItems":1,"maxItems":)" +
               maximum + R"(,"items":)" +
               (scope.described.may_create ? schema_reference(scope.names.create)
                                           : std::string(R"({"type":"object"})")) +
               R"(},"ids":{"type":"array","maxItems":)" + maximum +
               R"(,"items":{"type":"string","format":"uuid"}}},)"
               R"("oneOf":[{"required":["data"]},{"required":["ids"]}]})";
        append_raw_member(out, "example",
                          R"({"data":[)" + example_record(scope.described, *scope.view.dialect, 1) +
                              "]}");
    }
    out += "}}}";
}

void append_body(std::string &out, const Scope &scope, rest::Body body)
{
    const model::Dialect &dialect = *scope.view.dialect;
    if (body == rest::Body::None)
        return;
    if (body == rest::Body::Bulk)
        return append_bulk_body(out, scope);
    append_json_key(out, "requestBody");
    out += body == rest::Body::OptionalObject ? R"({"required":false)" : R"({"required":true)";
    out += R"(,"content":{"application/json":{"schema":)";
    switch (body) {
    case rest::Body::Object:
        out += schema_reference(scope.names.create);
        append_raw_member(out, "example", example_record(scope.described, dialect, 1));
        break;
    case rest::Body::OptionalObject:
    case rest::Body::Changes:
        out += schema_reference(scope.names.update);
        append_raw_member(out, "example", example_change(scope.described, dialect));
        break;
    case rest::Body::Array:
        out += R"({"type":"array","maxItems":)" + std::to_string(dialect.max_batch) +
               R"(,"items":)" + schema_reference(scope.names.create) + '}';
        append_raw_member(out, "example",
                          "[" + example_record(scope.described, dialect, 1) + ',' +
                              example_record(scope.described, dialect, 2) + "]");
        break;
    case rest::Body::None:
    case rest::Body::Bulk:
        break;
    }
    out += "}}}";
}

/* A list in other forms, by the Accept header: a line a record, without pages. */
constexpr std::string_view streams = R"(,"text/csv":{"schema":{"type":"string"}},)"
                                     R"("application/x-ndjson":{"schema":{"type":"string"}})";

void append_operation(std::string &out, const Scope &scope, const Row &row, std::string_view id,
                      bool has_id, bool is_old)
{
    const rest::Shape &shape = rest::shape_of(row.operation);
    out += R"({"tags":[)";
    append_json_string(out, scope.described.object->name_plural);
    out += ']';
    append_json_member(out, "operationId", id);
    append_json_member(out, "summary", scope.expanded(row.summary));
    if (is_old)
        append_raw_member(out, "deprecated", "true");
    append_json_key(out, "parameters");
    out += '[';
    const VersionRow &version = versions[static_cast<std::size_t>(row.version)];
    bool const is_searched = model::is_searched(*scope.described.object);
    auto const kept =
        static_cast<std::uint16_t>(shape.takes & ~(is_searched ? 0 : rest::takes_search));
    append_parameter_references(out, kept | version.headers);
    out += ']';
    if (row.sent == Sent::Record)
        append_body(out, scope, shape.body);
    else
        append_other_body(out, scope, row.sent);
    append_json_key(out, "responses");
    out += '{';
    append_json_key(out, row.status);
    out += '{';
    append_json_member(out, "description", scope.expanded(row.answer));
    append_json_key(out, "content");
    out += R"({"application/json":{"schema":)";
    append_answer_schema(out, scope, row);
    out += '}';
    if (row.reply == Reply::Page)
        out += streams;
    out += '}';
    if (row.version != Version::None && row.reply == Reply::Record)
        append_raw_member(out, "headers", R"({"ETag":{"$ref":"#/components/headers/ETag"}})");
    append_links(out, scope, row);
    out += '}';
    if (row.reply == Reply::Import) {
        std::string nothing =
            R"({"description":"Nothing was created, or nothing stays: a dry run",)"
            R"("content":{"application/json":{"schema":)";
        append_answer_schema(nothing, scope, row);
        append_raw_member(out, "200", nothing + "}}}");
    }
    if (!version.status.empty())
        append_raw_member(out, version.status, version.response);
    append_error_references(out, has_id);
    out += "}}";
}

void append_object_paths(std::string &out, const Scope &scope, const std::vector<PathRow> &paths,
                         Taken &taken)
{
    for (const PathRow &path : paths) {
        std::string item;
        bool const has_id = path.pattern.find("{id}") != std::string::npos;
        for (const PathRow::Entry &entry : path.entries) {
            const Row &row = *find_row(entry.operation);
            if (!may(scope.described, row))
                continue;
            append_json_key(item.empty() ? item += '{' : item, entry.method);
            std::string const &id = scope.ids.at(entry.operation);
            append_operation(item, scope, row, entry.is_old ? taken.take(id + "ByOldPath") : id,
                             has_id, entry.is_old);
        }
        if (item.empty())
            continue;
        if (has_id)
            append_raw_member(item, "parameters", R"([{"$ref":"#/components/parameters/idPath"}])");
        append_raw_member(out, scope.expanded(path.pattern), item + '}');
    }
}

} // namespace

bool is_record_operation(Operation operation)
{
    return find_row(operation) != nullptr;
}

void append_error_references(std::string &out, bool may_be_missing)
{
    for (std::string_view status : {"400", "401", "403", "404", "default"})
        if (may_be_missing || status != "404")
            append_raw_member(out, status,
                              R"({"$ref":"#/components/responses/)" + std::string(status) + "\"}");
}

void append_record_paths(std::string &out, const View &view, const SchemaNamesById &names)
{
    std::vector<PathRow> const paths = described_paths("/rest", is_record_operation);
    Taken taken;
    for (const Described &described : view.objects) {
        ObjectWords const words(*described.object);
        std::map<Operation, std::string> ids;
        for (const Row &row : rows)
            if (may(described, row))
                ids[row.operation] = taken.take(expand(row.id, words.words));
        if (described.is_chosen)
            append_object_paths(
                out, {described, view, names.at(to_string(described.object->id)), words, ids},
                paths, taken);
    }
    if (!view.objects.empty())
        append_transaction_path(out, view);
}

} // namespace viginti::openapi
