/*
 * The compiler without a server, for counting its instructions: `compile NAME TIMES` compiles one
 * request so often, from its text to SQL, against the small workspace of the unit tests. Without
 * arguments it prints the names.
 */
#include "graphql/lower.hpp"
#include "graphql/parser.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql/validation.hpp"
#include "model_fixture.hpp"
#include "plan/read_plan.hpp"
#include "rest/parameters.hpp"
#include "sql/read.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace viginti;

/* What keeps the compiler from leaving out what nobody reads. */
std::size_t bytes = 0;

void to_sql(const request::Request &request, const model::Catalog &catalog,
            const model::ObjectPtr &object, plan::ContentPtr content = {})
{
    plan::ReadPlan const plan =
        plan::resolve_read(request, catalog, object, false, std::move(content));
    bytes += sql::compile_read(plan).statement.text.size();
}

void rest(std::string_view path, std::string_view query)
{
    static const model::Catalog catalog = fixture::catalog();
    static const model::Dialect *const dialect = model::find_dialect("standard");
    rest::Route const route = rest::parse_route("GET", path);
    request::Request const request =
        rest::parse_record_request(route, rest::parse_query_string(query), "", *dialect);
    to_sql(request, catalog, catalog.by_plural(route.object));
}

constexpr std::string_view document =
    R"(query($after: String) { people(first: 60, after: $after, filter: { jobTitle: { eq: "Buyer" } }) {
        edges { node { id createdAt position name { firstName lastName } jobTitle age stage
            emails { primaryEmail additionalEmails } } cursor }
        pageInfo { hasNextPage endCursor } } })";

const graphql::RecordSchema &schema()
{
    static const graphql::RecordSchema made(fixture::catalog(), false);
    return made;
}

graphql::Document parsed_document()
{
    auto parsed = graphql::parse(document);
    return std::get<graphql::Document>(std::move(parsed));
}

/* What is the same whatever the variables are. */
graphql::SelectedObject fixed_selection(const graphql::Document &parsed)
{
    std::vector<graphql::Fault> faults;
    return graphql::select_fixed(schema().schema(), parsed,
                                 std::get<graphql::Operation>(parsed.definitions.front()), faults);
}

void execute(const graphql::SelectedObject &fixed, plan::ContentPtr &content)
{
    const graphql::RecordSchema &records = schema();
    std::vector<graphql::Fault> faults;
    graphql::SelectedObject const root =
        graphql::with_variables(records.schema(), fixed, make_json_object().get(), faults);
    const graphql::SelectedField &field = root.fields.front();
    auto const found = records.find_root(graphql::OperationKind::Query, field.field->name);
    model::ObjectPtr const object = records.find_object(found->object);
    request::Request request = graphql::lower_arguments(records, field, *object, 60);
    if (!content) {
        request.connection = graphql::lower_connection(records, field, *object);
        content = plan::resolve_content(request, records.catalog(), object, false);
    }
    to_sql(request, records.catalog(), object, content);
}

struct Case {
    std::string_view name;
    void (*run)();
};

constexpr Case cases[] = {
    {"by id", [] { rest("/rest/people/01900000-0000-7000-8000-100000000001", "depth=0"); }},
    {"by id, depth 1",
     [] { rest("/rest/people/01900000-0000-7000-8000-100000000001", "depth=1"); }},
    {"list of 60", [] { rest("/rest/people", "depth=0&count=none"); }},
    {"list with order and filter",
     [] {
         rest("/rest/people",
              "depth=0&count=none&order_by=name.lastName,createdAt%5BDescNullsLast%5D&filter="
              "or(stage%5Bin%5D%3A%5BNEW,OLD%5D,name.firstName%5Bilike%5D%3A%22%25ada%25%22),"
              "company.name%5BstartsWith%5D%3AKes,age%5Bgte%5D%3A30");
     }},
    {"GraphQL document, new",
     [] {
         graphql::Document const parsed = parsed_document();
         if (!graphql::validate(schema().schema(), parsed).empty())
             std::exit(2);
         plan::ContentPtr content;
         execute(fixed_selection(parsed), content);
     }},
    {"GraphQL document, kept",
     [] {
         static const graphql::Document parsed = parsed_document();
         static const graphql::SelectedObject fixed = fixed_selection(parsed);
         static plan::ContentPtr content;
         execute(fixed, content);
     }},
};

} // namespace

int main(int count, char **arguments)
{
    for (const Case &each : cases) {
        if (count < 3)
            std::printf("%.*s\n", static_cast<int>(each.name.size()), each.name.data());
        else if (each.name == arguments[1])
            for (long left = std::atol(arguments[2]); left > 0; --left)
                each.run();
    }
    return count < 3 || bytes > 0 ? 0 : 1;
}
