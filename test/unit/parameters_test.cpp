#include "rest/parameters.hpp"

#include "base/limits.hpp"
#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using viginti::Code;
using viginti::Error;
using viginti::model::Dialect;
using viginti::model::dialects;
using viginti::request::CountMode;
using viginti::request::Request;
using viginti::rest::MetadataPage;
using viginti::rest::Operation;
using viginti::rest::parse_metadata_page;
using viginti::rest::parse_query_string;
using viginti::rest::parse_record_request;
using viginti::rest::require_filter;
using viginti::rest::Route;

constexpr const Dialect &standard = dialects[0];
constexpr const Dialect &twenty = dialects[1];
const std::string id = "018f3b1c-7d2e-7abc-8def-0123456789ab";

Request read(Operation operation, const std::string &query, const std::string &body = "",
             const Dialect &dialect = standard)
{
    return parse_record_request(Route{operation, "people", {}}, parse_query_string(query), body,
                                dialect);
}

Error fault(Operation operation, const std::string &query, const std::string &body = "",
            const Dialect &dialect = standard)
{
    return viginti::test::fault_of([&] { read(operation, query, body, dialect); });
}

int limit_of(const std::string &query, const Dialect &dialect)
{
    return read(Operation::FindMany, query, "", dialect).page.limit;
}

TEST(Parameters, AbsentOnesHaveTheDialectsDefaults)
{
    Request const request = read(Operation::FindMany, "");
    EXPECT_EQ(request.object, "people");
    EXPECT_EQ(request.page.limit, 60);
    EXPECT_EQ(request.depth, 1);
    EXPECT_FALSE(request.filter);
    EXPECT_TRUE(request.order.empty());
    EXPECT_EQ(request.count, CountMode::Automatic);
    EXPECT_EQ(read(Operation::FindMany, "", "", twenty).depth, 0);
}

TEST(Parameters, AListReadsAllOfThem)
{
    std::string const cursor = viginti::request::write_cursor({.id = *viginti::parse_uuid(id)}, {});
    Request const request = read(Operation::FindMany, "limit=5&depth=2&filter=a%5Beq%5D:1&order_by="
                                                      "b&count=none&unknown=x&starting_after=" +
                                                          cursor);
    EXPECT_EQ(request.page.limit, 5);
    EXPECT_EQ(request.depth, 2);
    ASSERT_TRUE(request.filter);
    EXPECT_EQ(request.order.size(), 1u);
    EXPECT_EQ(request.count, CountMode::None);
    ASSERT_TRUE(request.page.after);
    EXPECT_EQ(to_string(request.page.after->id), id);
    EXPECT_FALSE(request.page.before);
}

TEST(Parameters, LimitOfTheStandardDialectIsBounded)
{
    EXPECT_EQ(limit_of("limit=1", standard), 1);
    EXPECT_EQ(limit_of("limit=60", standard), 60);
    EXPECT_EQ(limit_of("limit=", standard), 60);
    for (const std::string text : {"0", "61", "100", "-1", "99999999999999999999"}) {
        Error const error = fault(Operation::FindMany, "limit=" + text);
        EXPECT_EQ(error.code, Code::ParameterInvalid);
        EXPECT_EQ(error.message,
                  "limit '" + text + "' is invalid. Should be an integer between 1 and 60");
        EXPECT_EQ(error.path, "limit");
    }
    for (const std::string text : {"abc", "1.5", "1e1", "0x5", "%2B5", "null", "-", "%205"}) {
        Error const error = fault(Operation::FindMany, "limit=" + text);
        EXPECT_TRUE(error.message.ends_with("is invalid. Should be an integer")) << error.message;
    }
    EXPECT_EQ(fault(Operation::FindMany, "limit=abc").message,
              "limit 'abc' is invalid. Should be an integer");
}

TEST(Parameters, LimitOfTheTwentyDialectIsClamped)
{
    EXPECT_EQ(limit_of("limit=0", twenty), 0);
    EXPECT_EQ(limit_of("limit=1000", twenty), 200);
    EXPECT_EQ(limit_of("limit=99999999999999999999", twenty), 200);
    for (const std::string text : {"abc", "-1", "-99999999999999999999", "1.5"})
        EXPECT_EQ(fault(Operation::FindMany, "limit=" + text, "", twenty).message,
                  "limit '" + text + "' is invalid. Should be an integer");
}

TEST(Parameters, DepthIsZeroOneOrTwo)
{
    for (const Dialect &dialect : dialects) {
        EXPECT_EQ(read(Operation::FindOne, "depth=0", "", dialect).depth, 0);
        EXPECT_EQ(read(Operation::FindOne, "depth=2", "", dialect).depth, 2);
        EXPECT_EQ(read(Operation::FindOne, "depth=", "", dialect).depth, dialect.default_depth);
        for (const std::string text : {"3", "-1", "x", "01", "1.0"})
            EXPECT_EQ(fault(Operation::FindOne, "depth=" + text, "", dialect).message,
                      "'depth=" + text + "' parameter invalid. Allowed values are 0, 1, 2");
    }
}

TEST(Parameters, RepeatedOnesAreAbsentOrNoNumber)
{
    Request const request = read(Operation::FindMany, "filter=x&filter=y&order_by=a&order_by=b"
                                                      "&starting_after=x&starting_after=y");
    EXPECT_FALSE(request.filter);
    EXPECT_TRUE(request.order.empty());
    EXPECT_FALSE(request.page.after);
    EXPECT_EQ(fault(Operation::FindMany, "limit=1&limit=2").message,
              "limit '1,2' is invalid. Should be an integer");
    EXPECT_EQ(fault(Operation::FindMany, "depth=1&depth=2").message,
              "'depth=1,2' parameter invalid. Allowed values are 0, 1, 2");
}

TEST(Parameters, CountNamesItsValues)
{
    EXPECT_EQ(read(Operation::FindMany, "count=exact").count, CountMode::Exact);
    EXPECT_EQ(read(Operation::FindMany, "count=").count, CountMode::Automatic);
    EXPECT_EQ(read(Operation::FindMany, "count=estimated").count, CountMode::Estimated);
    EXPECT_EQ(read(Operation::FindMany, "count=none").count, CountMode::None);
    EXPECT_EQ(fault(Operation::FindMany, "count=all").message,
              "'count=all' parameter invalid. Allowed values are exact, estimated, none");
}

TEST(Parameters, CursorsExcludeEachOther)
{
    Error const error = fault(Operation::FindMany, "starting_after=a&ending_before=b");
    EXPECT_EQ(error.message, "Cannot provide both before and after");
    EXPECT_EQ(error.path, "starting_after");
    EXPECT_EQ(fault(Operation::FindMany, "ending_before=zz").path, "ending_before");
    EXPECT_FALSE(read(Operation::FindMany, "ending_before=").page.before);
}

TEST(Parameters, OperationsIgnoreWhatTheyDoNotTake)
{
    EXPECT_FALSE(read(Operation::FindOne, "limit=x&filter=x&order_by=[&count=x").filter);
    EXPECT_TRUE(read(Operation::DeleteOne, "depth=9", "{").soft);
    EXPECT_FALSE(read(Operation::FindMany, "", "{").body);
}

TEST(Parameters, SoftDeleteIsTheExactWord)
{
    auto const soft = [](const char *query, const Dialect &dialect) {
        return read(Operation::DeleteOne, query, "", dialect).soft;
    };
    EXPECT_TRUE(soft("", standard));
    EXPECT_FALSE(soft("soft_delete=false", standard));
    EXPECT_TRUE(soft("soft_delete=FALSE", standard));
    EXPECT_TRUE(soft("soft_delete=0", standard));
    EXPECT_FALSE(soft("", twenty));
    EXPECT_TRUE(soft("soft_delete=true", twenty));
    EXPECT_FALSE(soft("soft_delete=TRUE", twenty));
    EXPECT_FALSE(soft("soft_delete=1", twenty));
}

TEST(Parameters, BulkMutationsNeedAFilter)
{
    auto const message = [](Operation operation, const std::string &query,
                            const Dialect &dialect) -> std::string {
        Error const error = viginti::test::fault_of([&] {
            require_filter(Route{operation, "people", {}}, parse_query_string(query), dialect);
        });
        EXPECT_EQ(error.code, Code::FilterInvalid);
        EXPECT_EQ(error.path, "filter");
        return error.message;
    };
    std::string const tail = " operations. Please provide at least one filter to prevent "
                             "accidental deletion of all records.";
    for (const std::string query :
         {"", "filter=", "filter=+%20", "filter=a&filter=b", "filters=a"}) {
        for (Operation operation : {Operation::UpdateMany, Operation::RestoreMany})
            EXPECT_EQ(message(operation, query, twenty),
                      "A non-empty filter is required for a bulk mutation");
        EXPECT_EQ(message(Operation::DeleteMany, query, standard),
                  "Filters are mandatory for bulk delete" + tail);
        EXPECT_EQ(message(Operation::DeleteMany, query, twenty),
                  "Filters are mandatory for bulk destroy" + tail);
    }
    EXPECT_EQ(message(Operation::DeleteMany, "soft_delete=false", standard),
              "Filters are mandatory for bulk destroy" + tail);
    for (Operation operation : {Operation::FindMany, Operation::CreateOne, Operation::RestoreOne})
        EXPECT_NO_THROW(require_filter(Route{operation, "people", {}}, {}, standard));
    EXPECT_NO_THROW(require_filter(Route{Operation::DeleteMany, "people", {}},
                                   parse_query_string("filter=x"), standard));
}

TEST(Parameters, DryRunIsTrueOrFalse)
{
    for (Operation operation : {Operation::CreateOne, Operation::UpdateOne, Operation::DeleteOne,
                                Operation::RestoreOne}) {
        std::string const body = operation == Operation::CreateOne ? "{}" : "";
        EXPECT_TRUE(read(operation, "dry_run=true", body).dry_run);
        EXPECT_FALSE(read(operation, "dry_run=false", body).dry_run);
        EXPECT_FALSE(read(operation, "dry_run=", body).dry_run);
        for (const std::string text : {"1", "TRUE", "yes"})
            EXPECT_EQ(fault(operation, "dry_run=" + text, body).message,
                      "'dry_run=" + text + "' parameter invalid. Allowed values are true, false");
    }
    EXPECT_EQ(fault(Operation::DeleteMany, "filter=a%5Bis%5D:NULL&dry_run=true&dry_run=true").path,
              "dry_run");
    EXPECT_FALSE(read(Operation::FindMany, "dry_run=true").dry_run);
}

TEST(Parameters, MaxAffectedIsBounded)
{
    std::string const filter = "filter=a%5Bis%5D:NULL&max_affected=";
    EXPECT_EQ(read(Operation::DeleteMany, filter + "0").max_affected, 0);
    EXPECT_EQ(read(Operation::DeleteMany, filter + "10000").max_affected, 10000);
    EXPECT_FALSE(read(Operation::DeleteMany, filter).max_affected);
    EXPECT_EQ(read(Operation::CreateMany, "max_affected=3", "[]").max_affected, 3);
    for (const std::string text : {"-1", "10001", "abc", "1.5", "99999999999999999999"}) {
        Error const error = fault(Operation::RestoreMany, filter + text);
        EXPECT_EQ(error.message, "max_affected '" + text +
                                     "' is invalid. Should be an integer between 0 and 10000");
        EXPECT_EQ(error.path, "max_affected");
    }
}

TEST(Parameters, OneRecordIsAnObject)
{
    EXPECT_EQ(json_object_size(read(Operation::CreateOne, "", "{\"a\":1}").body.get()), 1u);
    EXPECT_TRUE(json_is_object(read(Operation::CreateOne, "", "{}").body.get()));
    EXPECT_TRUE(json_is_object(read(Operation::UpdateOne, "", "").body.get()));
    for (const char *body : {"[]", "1", "null", "\"x\""})
        for (Operation operation : {Operation::CreateOne, Operation::UpdateOne}) {
            Error const error = fault(operation, "", body);
            EXPECT_EQ(error.code, Code::BodyInvalid);
            EXPECT_EQ(error.message, "Request body must be an object");
        }
    EXPECT_EQ(fault(Operation::CreateOne, "", "").message, "Request body must be an object");
    EXPECT_TRUE(fault(Operation::UpdateOne, "", " {").message.starts_with("Invalid JSON: "));
}

TEST(Parameters, ABatchIsAnArrayOfObjects)
{
    EXPECT_EQ(json_array_size(read(Operation::CreateMany, "", "[{},{}]").body.get()), 2u);
    EXPECT_EQ(json_array_size(read(Operation::CreateMany, "", "[]").body.get()), 0u);
    for (const char *body : {"{}", "1", ""})
        EXPECT_EQ(fault(Operation::CreateMany, "", body).message, "Request body must be an array");
    Error const error = fault(Operation::CreateMany, "", "[{},{},{},1]");
    EXPECT_EQ(error.code, Code::BodyInvalid);
    EXPECT_EQ(error.path, "/3");
}

TEST(Parameters, BatchesAreLimitedByDialect)
{
    for (const Dialect &dialect : dialects) {
        std::string body = "[{}";
        for (int i = 1; i < dialect.max_batch; ++i)
            body += ",{}";
        EXPECT_TRUE(read(Operation::CreateMany, "", body + "]", dialect).body);
        Error const error = fault(Operation::CreateMany, "", body + ",{}]", dialect);
        EXPECT_EQ(error.code, Code::LimitExceeded);
        EXPECT_EQ(error.message, "Maximum number of records to upsert is " +
                                     std::to_string(dialect.max_batch) + ".");
    }
}

TEST(Parameters, BodiesAreLimited)
{
    Error const error =
        fault(Operation::CreateOne, "", std::string(viginti::limits::body_bytes + 1, ' '));
    EXPECT_EQ(error.code, Code::BodyTooLarge);
    EXPECT_EQ(error.status, 413);
}

TEST(MetadataPage, CursorsAreIds)
{
    MetadataPage const page =
        parse_metadata_page(parse_query_string("limit=500&starting_after=" + id));
    EXPECT_EQ(page.limit, 200);
    ASSERT_TRUE(page.after);
    EXPECT_EQ(to_string(*page.after), id);
    EXPECT_FALSE(page.before);
    EXPECT_EQ(parse_metadata_page({}).limit, 60);
    EXPECT_EQ(parse_metadata_page(parse_query_string("limit=0")).limit, 0);
}

TEST(MetadataPage, FaultsHaveTheirTexts)
{
    auto const failing = [](const std::string &query) {
        return viginti::test::fault_of([&] { parse_metadata_page(parse_query_string(query)); });
    };
    for (const std::string text : {"abc", "-1", "1.5"})
        EXPECT_EQ(failing("limit=" + text).message,
                  "limit '" + text + "' is invalid. Should be an integer");
    EXPECT_EQ(failing("ending_before=x").message, "Invalid cursor: x");
    EXPECT_EQ(failing("ending_before=x").code, Code::CursorInvalid);
    EXPECT_EQ(failing("starting_after=" + id + "&ending_before=" + id).message,
              "'starting_after' and 'ending_before' cannot be used together.");
}

Request read_stream(const std::string &query, viginti::request::Layout layout)
{
    return parse_record_request(Route{Operation::FindMany, "people", {}}, parse_query_string(query),
                                "", standard, layout);
}

std::string stream_fault(const std::string &query)
{
    return viginti::test::fault_of([&] { read_stream(query, viginti::request::Layout::Csv); })
        .message;
}

TEST(Parameters, AStreamHasAnyLimitOrNoneAndDepthZero)
{
    using viginti::request::Layout;
    EXPECT_EQ(read_stream("", Layout::Lines).page.limit, 60);
    EXPECT_EQ(read_stream("", Layout::Lines).depth, 0);
    EXPECT_FALSE(read_stream("limit=5000000", Layout::Csv).page.all);
    EXPECT_EQ(read_stream("limit=5000000", Layout::Csv).page.limit, 5000000);
    EXPECT_TRUE(read_stream("limit=all", Layout::Csv).page.all);
    EXPECT_EQ(read_stream("depth=2", Layout::Lines).depth, 2);
    EXPECT_EQ(stream_fault("limit=0"),
              "limit '0' is invalid. Should be a positive integer or \"all\"");
    EXPECT_EQ(stream_fault("limit=many"),
              "limit 'many' is invalid. Should be a positive integer or \"all\"");
    EXPECT_EQ(stream_fault("depth=1"),
              "'depth=1' parameter invalid. Allowed values are 0: CSV has no place for records");
    EXPECT_EQ(
        stream_fault("ending_before=eyJpZCI6IjAxOGYzYjFjLTdkMmUtN2FiYy04ZGVmLTAxMjM0NTY3ODlhYiJ9"),
        "A stream of records runs forward only");
}

TEST(Parameters, APageKnowsNoLimitOfAll)
{
    EXPECT_EQ(fault(Operation::FindMany, "limit=all").code, Code::ParameterInvalid);
}

} // namespace
