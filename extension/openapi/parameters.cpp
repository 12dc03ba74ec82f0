#include "openapi/parameters.hpp"

#include "base/json.hpp"
#include "openapi/text.hpp"

#include <array>

namespace viginti::openapi {

namespace {

struct ParameterRow {
    std::uint32_t group; /* of rest::Takes or Headers; 0 for what a path holds */
    std::string_view key;
    std::string_view json; /* without the braces; {depth}, {soft}, {limit} are the dialect's */
};

constexpr std::array rows{
    ParameterRow{0, "idPath",
                 R"("name":"id","in":"path","required":true,"description":"The id of the record",)"
                 R"("schema":{"type":"string","format":"uuid"},)"
                 R"("example":"018f3b1c-7d2e-7abc-8def-0123456789ab")"},
    ParameterRow{
        rest::takes_filter, "filter",
        R"("name":"filter","in":"query","description":"field[comparator]:value, several joined )"
        R"(by commas, or nested in and(…), or(…), not(…). )"
        R"(Comparators: eq, neq, in, containsAny, is, gt, gte, lt, lte, startsWith, endsWith, )"
        R"(like, ilike, containsIlike, containsExactly. )"
        R"(A field of several parts needs its sub-field (emails.primaryEmail), a to-one )"
        R"(relation a field of its target (company.name).",)"
        R"("schema":{"type":"string"},"examples":{)"
        R"("since":{"summary":"Made since then",)"
        R"("value":"createdAt[gte]:\"2020-01-01T00:00:00Z\""},)"
        R"j("either":{"summary":"Any of several conditions",)j"
        R"j("value":"or(createdAt[lt]:\"2020-01-01\",id[is]:NOT_NULL)"},)j"
        R"("deleted":{"summary":"Soft-deleted records","value":"deletedAt[is]:NOT_NULL"}})"},
    ParameterRow{
        rest::takes_search, "search",
        R"("name":"search","in":"query","description":"Words that all must be found in the )"
        R"(record's searched fields, the last at least as the beginning of a word. )"
        R"(Best matches come first, unless order_by says otherwise.",)"
        R"("schema":{"type":"string","maxLength":1000},"example":"example")"},
    ParameterRow{
        rest::takes_fields, "fields",
        R"("name":"fields","in":"query","description":"Names of the fields wanted, by comma; )"
        R"(dotted for sub-fields and for fields of related records. id always comes along.",)"
        R"("schema":{"type":"string"},"example":"id,createdAt")"},
    ParameterRow{
        rest::takes_page, "orderBy",
        R"("name":"order_by","in":"query","description":"field[direction], several by comma; )"
        R"(directions are AscNullsFirst (the default), )"
        R"(AscNullsLast, DescNullsFirst, DescNullsLast. id always comes last.",)"
        R"("schema":{"type":"string"},"examples":{)"
        R"("newest":{"summary":"Newest first","value":"createdAt[DescNullsLast]"},)"
        R"("several":{"summary":"By several fields","value":"position,)"
        R"(createdAt[AscNullsFirst]"}})"},
    ParameterRow{rest::takes_page, "limit",
                 R"("name":"limit","in":"query","description":"Records on a page{limitNote}. )"
                 R"(As CSV or NDJSON there is no greatest limit, and all means all",)"
                 R"("schema":{"anyOf":[{limit},{"type":"string","const":"all"}]},"example":10)"},
    ParameterRow{
        rest::takes_page, "startingAfter",
        R"("name":"starting_after","in":"query","description":"A cursor: the page begins behind )"
        R"(its record. )"
        R"(Take it from pageInfo.endCursor, under the same order; not together with )"
        R"(ending_before.",)"
        R"("schema":{"type":"string"})"},
    ParameterRow{
        rest::takes_page, "endingBefore",
        R"("name":"ending_before","in":"query","description":"A cursor: the page ends before )"
        R"(its record. )"
        R"(Take it from pageInfo.startCursor, under the same order; not together with )"
        R"(starting_after.",)"
        R"("schema":{"type":"string"})"},
    ParameterRow{
        rest::takes_page, "count",
        R"("name":"count","in":"query","description":"How totalCount is found: exact, )"
        R"(estimated by the planner, or left out. )"
        R"(Without it small counts are exact and large ones estimated.",)"
        R"("schema":{"type":"string","enum":["exact","estimated","none"]},"example":"exact")"},
    ParameterRow{
        rest::takes_depth, "depth",
        R"("name":"depth","in":"query","description":"How far related records are embedded",)"
        R"("schema":{"type":"integer","enum":[0,1,2],"default":{depth}},"example":1)"},
    ParameterRow{
        rest::takes_group, "groupBy",
        R"("name":"group_by","in":"query","required":true,"description":"A JSON array of what )"
        R"(makes a group, one key each: a field, a sub-field, a field of a to-one relation, a )"
        R"(period of a date or the elements of an array.","schema":{"type":"string"},"examples":{)"
        R"("months":{"summary":"By month","value":"[{\"createdAt\":{\"granularity\":)"
        R"(\"MONTH\",\"timeZone\":\"UTC\"}}]"},)"
        R"("days":{"summary":"By day of the week and by the time itself","value":)"
        R"("[{\"createdAt\":{\"granularity\":\"DAY_OF_THE_WEEK\"}},{\"updatedAt\":true}]"}})"},
    ParameterRow{rest::takes_group, "aggregate",
                 R"("name":"aggregate","in":"query","description":"A JSON array of names: )"
                 R"(totalCount, or countUniqueValues, countEmpty, countNotEmpty, )"
                 R"(percentageEmpty, percentageNotEmpty, min, max, avg, sum, countTrue, )"
                 R"(countFalse and a field in upper camel case",)"
                 R"("schema":{"type":"string"},)"
                 R"("example":"[\"totalCount\",\"maxCreatedAt\"]")"},
    ParameterRow{rest::takes_group, "groupOrderBy",
                 R"("name":"order_by","in":"query","description":"A JSON array of what is )"
                 R"(grouped by, or of aggregates, each with a direction",)"
                 R"("schema":{"type":"string"},)"
                 R"("example":"[{\"aggregate\":{\"totalCount\":\"DescNullsLast\"}}]")"},
    ParameterRow{rest::takes_group, "groupLimit",
                 R"("name":"limit","in":"query","description":"Groups in the answer",)"
                 R"("schema":{"type":"integer","minimum":1,"maximum":200,"default":50},)"
                 R"("example":10)"},
    ParameterRow{rest::takes_group, "includeRecordsSample",
                 R"("name":"include_records_sample","in":"query","description":"true adds the )"
                 R"(first 10 records of each group",)"
                 R"("schema":{"type":"boolean","default":false},"example":true)"},
    ParameterRow{rest::takes_group, "orderByForRecords",
                 R"("name":"order_by_for_records","in":"query","description":"The order of )"
                 R"(these records: field[direction], several by comma; texts regardless of case",)"
                 R"("schema":{"type":"string"},"example":"createdAt[DescNullsLast]")"},
    ParameterRow{
        rest::needs_filter, "mandatoryFilter",
        R"("name":"filter","in":"query","required":true,"description":"Which records: as the )"
        R"(filter of a list, but soft-deleted records are among them",)"
        R"j("schema":{"type":"string"},"example":"createdAt[lt]:\"1901-01-01\"")j"},
    ParameterRow{
        rest::takes_max_affected, "maxAffected",
        R"("name":"max_affected","in":"query","description":"More records than this are an )"
        R"(error, and none is changed. Without it a filter may mean {maxBulk}",)"
        R"("schema":{"type":"integer","minimum":0,"maximum":10000},"example":100)"},
    ParameterRow{
        rest::takes_upsert, "upsert",
        R"("name":"upsert","in":"query","description":"true: a record with the id or a unique )"
        R"(value of an existing one changes that one, and revives it",)"
        R"("schema":{"type":"boolean","default":false},"example":true)"},
    ParameterRow{
        rest::takes_upsert, "on",
        R"("name":"on","in":"query","description":"The one key an upsert matches by: id, or all )"
        R"(columns of a unique field by comma; with upsert=true",)"
        R"("schema":{"type":"string"},"example":"id")"},
    ParameterRow{rest::takes_soft, "softDelete",
                 R"("name":"soft_delete","in":"query","description":"true keeps the record with )"
                 R"(deletedAt set, false destroys it",)"
                 R"("schema":{"type":"boolean","default":{soft}},"example":true)"},
    ParameterRow{
        rest::takes_import, "onError",
        R"("name":"on_error","in":"query","description":"abort: all records or none; report: bad )"
        R"(lines are left out and listed","schema":{"type":"string","enum":["abort","report"],)"
        R"("default":"abort"},"example":"report")"},
    ParameterRow{
        rest::takes_import | rest::takes_dry_run, "dryRun",
        R"("name":"dry_run","in":"query","description":"true: everything is done, answered and )"
        R"(undone","schema":{"type":"boolean","default":false},"example":false)"},
    ParameterRow{
        header_if_match, "ifMatch",
        R"("name":"If-Match","in":"header","description":"The ETag the record must still have, )"
        R"(or several by comma; * for any","schema":{"type":"string"},"example":"*")"},
    ParameterRow{
        header_if_none_match, "ifNoneMatch",
        R"("name":"If-None-Match","in":"header","description":"An ETag, or several by comma: 304 )"
        R"(when the record still has it","schema":{"type":"string"},"example":"\"old\"")"},
};

} // namespace

void append_parameters(std::string &out, const model::Dialect &dialect)
{
    std::string const maximum = std::to_string(dialect.max_limit);
    std::string const standard = std::to_string(model::default_limit);
    std::string const depth = std::to_string(dialect.default_depth);
    std::string const limit = dialect.limit_is_clamped
                                  ? R"({"type":"integer","minimum":0,"default":)" + standard + "}"
                                  : R"({"type":"integer","minimum":1,"maximum":)" + maximum +
                                        R"(,"default":)" + standard + "}";
    std::string const bulk = std::to_string(dialect.max_bulk);
    std::string const note =
        dialect.limit_is_clamped ? "; more than " + maximum + " counts as " + maximum : "";
    Word const words[] = {{"limit", limit},
                          {"limitNote", note},
                          {"depth", depth},
                          {"maxBulk", bulk},
                          {"soft", dialect.delete_is_soft ? "true" : "false"}};
    for (const ParameterRow &row : rows) {
        if (!is_referenced(out, "parameters", row.key))
            continue;
        append_json_key(out, row.key);
        out += '{';
        append_expanded(out, row.json, words);
        out += '}';
    }
}

void append_parameter_references(std::string &out, std::uint32_t groups)
{
    for (const ParameterRow &row : rows) {
        if ((row.group & groups) == 0)
            continue;
        append_comma(out);
        out.append(R"({"$ref":"#/components/parameters/)").append(row.key).append("\"}");
    }
}

std::uint16_t described_groups()
{
    std::uint16_t groups = 0;
    for (const ParameterRow &row : rows)
        groups = static_cast<std::uint16_t>(groups | (row.group & 0xffff));
    return groups;
}

} // namespace viginti::openapi
