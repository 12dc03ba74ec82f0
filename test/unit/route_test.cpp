#include "rest/route.hpp"

#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::string_literals;
using viginti::Code;
using viginti::Error;
using viginti::rest::Operation;
using viginti::rest::parse_route;
using viginti::rest::Route;

const std::string id = "018f3b1c-7d2e-7abc-8def-0123456789ab";

Error fault(std::string_view method, std::string_view path)
{
    return viginti::test::fault_of([&] { parse_route(method, path); });
}

TEST(Route, EveryOperationHasItsPath)
{
    struct Case {
        const char *method;
        std::string path;
        Operation operation;
    };
    const Case cases[] = {
        {"GET", "/rest/people", Operation::FindMany},
        {"HEAD", "/rest/people", Operation::FindMany},
        {"POST", "/rest/people", Operation::CreateOne},
        {"POST", "/rest/batch/people", Operation::CreateMany},
        {"PATCH", "/rest/people", Operation::UpdateMany},
        {"PUT", "/rest/people", Operation::UpdateMany},
        {"DELETE", "/rest/people", Operation::DeleteMany},
        {"PATCH", "/rest/people/restore", Operation::RestoreMany},
        {"PATCH", "/rest/restore/people", Operation::RestoreMany},
        {"PATCH", "/rest/restore/people/" + id, Operation::RestoreOne},
        {"POST", "/rest/import/people", Operation::Import},
        {"GET", "/rest/people/" + id, Operation::FindOne},
        {"HEAD", "/rest/people/" + id, Operation::FindOne},
        {"PATCH", "/rest/people/" + id, Operation::UpdateOne},
        {"PUT", "/rest/people/" + id, Operation::UpdateOne},
        {"DELETE", "/rest/people/" + id, Operation::DeleteOne},
        {"GET", "/rest/people/groupBy", Operation::GroupBy},
        {"POST", "/rest/people/duplicates", Operation::FindDuplicates},
        {"PATCH", "/rest/people/merge", Operation::Merge},
        {"PUT", "/rest/people/merge", Operation::Merge},
        {"POST", "/rest/transaction", Operation::Transaction},
        {"GET", "/rest/metadata/objects", Operation::ListObjects},
        {"POST", "/rest/metadata/objects", Operation::CreateObject},
        {"GET", "/rest/metadata/objects/" + id, Operation::GetObject},
        {"PATCH", "/rest/metadata/objects/" + id, Operation::UpdateObject},
        {"PUT", "/rest/metadata/objects/" + id, Operation::UpdateObject},
        {"DELETE", "/rest/metadata/objects/" + id, Operation::DeleteObject},
        {"GET", "/rest/metadata/fields", Operation::ListFields},
        {"POST", "/rest/metadata/fields", Operation::CreateField},
        {"GET", "/rest/metadata/fields/" + id, Operation::GetField},
        {"PATCH", "/rest/metadata/fields/" + id, Operation::UpdateField},
        {"PUT", "/rest/metadata/fields/" + id, Operation::UpdateField},
        {"DELETE", "/rest/metadata/fields/" + id, Operation::DeleteField},
        {"GET", "/rest/open-api/core", Operation::DescribeCore},
        {"GET", "/open-api/core", Operation::DescribeCore},
        {"GET", "/rest/open-api/metadata", Operation::DescribeMetadata},
    };
    for (const Case &row : cases) {
        Route const route = parse_route(row.method, row.path);
        EXPECT_EQ(route.operation, row.operation) << row.method << ' ' << row.path;
        bool const on_record = row.path.find("people") != std::string::npos;
        EXPECT_EQ(route.object, on_record ? "people" : "");
        bool const has_id = row.path.ends_with(id);
        EXPECT_EQ(to_string(route.id), has_id ? id : to_string(viginti::Uuid{}));
    }
}

TEST(Route, RestoreMayStandBehindTheId)
{
    Route const route = parse_route("PATCH", "/rest/people/" + id + "/restore");
    EXPECT_EQ(route.operation, Operation::RestoreOne);
    EXPECT_EQ(route.object, "people");
    EXPECT_EQ(to_string(route.id), id);
    EXPECT_EQ(fault("PATCH", "/rest/people/x/restore").message, "'x' is not a valid UUID");
    EXPECT_EQ(fault("GET", "/rest/people/restore").allow, "PATCH");
}

TEST(Route, EmptySegmentsAreDropped)
{
    EXPECT_EQ(parse_route("GET", "//rest///people/").object, "people");
    EXPECT_EQ(parse_route("GET", "/rest/people/" + id + "/").operation, Operation::FindOne);
}

TEST(Route, SegmentsAreDecoded)
{
    EXPECT_EQ(parse_route("GET", "/rest/p%65ople").object, "people");
    EXPECT_EQ(parse_route("GET", "/rest/a%2Fb+c").object, "a/b+c");
    EXPECT_EQ(parse_route("GET", "/rest/M%C3%BCller").object, "Müller");
    EXPECT_EQ(parse_route("GET", "/rest/people/%30" + id.substr(1)).operation, Operation::FindOne);
}

TEST(Route, MalformedSegmentsAreRefused)
{
    Error const error = fault("GET", "/rest/peo%ple");
    EXPECT_EQ(error.code, Code::ParameterInvalid);
    EXPECT_EQ(error.message, "Malformed percent-encoding in the path at position 9");
    EXPECT_EQ(error.position, 9u);
    for (const char *path : {"/rest/%00", "/rest/%ff", "/rest/%ED%A0%80", "/rest/people/%",
                             "/rest/batch/%c3", "/rest/metadata/fields/%zz"})
        EXPECT_EQ(
            fault(std::string_view(path).find("batch") == std::string_view::npos ? "GET" : "POST",
                  path)
                .status,
            400)
            << path;
}

TEST(Route, PathsOutsideAreUnknown)
{
    for (const char *path :
         {"/", "", "/foo", "/restful", "/REST/people", "rest/people", "/rest/metadata",
          "/rest/metadata/relations", "/graphql", "/rest/metadata/objects/1/2"}) {
        Error const error = fault("GET", path);
        EXPECT_EQ(error.code, Code::RouteUnknown) << path;
        EXPECT_EQ(error.status, 404);
        EXPECT_EQ(error.message, "Cannot GET "s + path);
    }
}

TEST(Route, TooFewOrTooManySegmentsQuoteThePath)
{
    for (const std::string &path :
         {"/rest"s, "/rest/"s, "/rest/people/a/b"s, "/rest/batch"s, "/rest/batch/people/x"s,
          "/rest/restore"s, "/rest/restore/people/x/y"s, "/rest/people/" + id + "/company"}) {
        Error const error = fault("GET", path);
        EXPECT_EQ(error.code, Code::ParameterInvalid) << path;
        EXPECT_EQ(error.message, "Query path '" + path +
                                     "' invalid. Valid examples: /rest/companies/id or "
                                     "/rest/companies or /rest/batch/companies");
    }
}

TEST(Route, OtherTextThanAUuidIsNoId)
{
    Error const error = fault("GET", "/rest/people/malformed-uuid");
    EXPECT_EQ(error.code, Code::ParameterInvalid);
    EXPECT_EQ(error.message, "'malformed-uuid' is not a valid UUID");
    EXPECT_EQ(error.path, "id");
    EXPECT_EQ(fault("PATCH", "/rest/metadata/fields/x").message,
              "Validation failed (uuid is expected)");
    EXPECT_EQ(parse_route("GET", "/rest/people/00000000-0000-0000-0000-000000000000").id,
              viginti::Uuid{});
}

TEST(Route, OtherMethodsNameTheAllowedOnes)
{
    struct Case {
        const char *method;
        std::string path;
        const char *allow;
    };
    const Case cases[] = {
        {"OPTIONS", "/rest/people", "GET, POST, PATCH, PUT, DELETE"},
        {"DELETE", "/rest/people/" + id + "/restore", "PATCH"},
        {"POST", "/rest/people/" + id, "GET, PATCH, PUT, DELETE"},
        {"GET", "/rest/batch/people", "POST"},
        {"DELETE", "/rest/metadata/objects", "GET, POST"},
        {"POST", "/rest/metadata/fields/" + id, "GET, PATCH, PUT, DELETE"},
        {"get", "/rest/people", "GET, POST, PATCH, PUT, DELETE"},
        {"", "/rest/people", "GET, POST, PATCH, PUT, DELETE"},
    };
    for (const Case &row : cases) {
        Error const error = fault(row.method, row.path);
        EXPECT_EQ(error.code, Code::MethodNotAllowed) << row.path;
        EXPECT_EQ(error.status, 405);
        EXPECT_EQ(error.allow, row.allow);
    }
}

TEST(Route, LongPathsAreNotEchoed)
{
    EXPECT_LT(fault("GET", "/" + std::string(9000, 'x')).message.size(), 300u);
    std::string slashes;
    for (int i = 0; i < 30000; ++i)
        slashes += "/a";
    EXPECT_LT(fault("GET", "/rest" + slashes).message.size(), 400u);
}

} // namespace
