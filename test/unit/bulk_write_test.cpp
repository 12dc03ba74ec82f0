#include "sql/bulk_write.hpp"

#include "model_fixture.hpp"
#include "rest/filter_parser.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;
using request::Verb;
using sql::Effect;

/* Companies whose people are soft-deleted with them. */
model::Catalog catalog_with_followers()
{
    model::Catalog catalog = fixture::catalog();
    std::map<Uuid, model::ObjectPtr> objects;
    for (const char *plural : {"people", "companies"}) {
        auto object = std::make_shared<model::Object>(*catalog.by_plural(plural));
        for (model::Field &field : object->fields)
            if (field.relation)
                field.relation->follows_soft_delete = true;
        objects[object->id] = object;
    }
    catalog.load = [objects](const Uuid &id) { return objects.at(id); };
    return catalog;
}

request::Request request_of(Verb verb, const std::string &filter = {})
{
    request::Request request;
    request.verb = verb;
    request.id = fixture::number(7);
    request.soft = verb == Verb::DeleteOne || verb == Verb::DeleteMany;
    if (!filter.empty())
        request.filter = rest::parse_filter(filter);
    return request;
}

plan::Matches matching(const model::Catalog &catalog, const std::string &plural,
                       const request::Request &request)
{
    return plan::resolve_matches(request, 201, catalog, catalog.by_plural(plural));
}

std::string text(const plan::Matches &matches, Effect effect,
                 const std::vector<plan::Assignment> &assignments = {})
{
    sql::Statement const statement = sql::compile_bulk_write(matches, effect, assignments);
    EXPECT_EQ(statement.params.size(), sql::bulk_write_params(matches, assignments).size());
    return statement.text;
}

plan::Assignment job_title()
{
    return {"job_title",
            model::ColumnType::Text,
            {{model::ColumnType::Text}, false, "x", {}},
            plan::Place::Given};
}

const std::string matched =
    "WITH m AS MATERIALIZED (SELECT t0.id, t0.deleted_at FROM \"demo\".\"people\" t0 WHERE "
    "t0.\"age\" > $1 ORDER BY t0.id LIMIT $2 FOR UPDATE OF t0)";

TEST(BulkWrite, LocksWhatMatchesBeforeItWrites)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const matches = matching(catalog, "people", request_of(Verb::UpdateMany, "age[gt]:1"));
    EXPECT_EQ(text(matches, Effect::Update, {job_title()}),
              matched + " UPDATE \"demo\".\"people\" t1 SET \"job_title\" = $3, updated_at = now() "
                        "FROM m WHERE t1.id = m.id RETURNING t1.id");
    EXPECT_EQ(text(matches, Effect::Destroy),
              matched + " DELETE FROM \"demo\".\"people\" t1 USING m WHERE t1.id = m.id "
                        "RETURNING t1.id");
    EXPECT_EQ(text(matches, Effect::SoftDelete),
              matched + " UPDATE \"demo\".\"people\" t1 SET deleted_at = coalesce(m.deleted_at, "
                        "now()), updated_at = now() FROM m WHERE t1.id = m.id RETURNING t1.id");
    EXPECT_EQ(text(matches, Effect::Restore),
              matched + " UPDATE \"demo\".\"people\" t1 SET deleted_at = NULL, updated_at = now() "
                        "FROM m WHERE t1.id = m.id RETURNING t1.id");
}

TEST(BulkWrite, PlacesCountTheRecords)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const matches = matching(catalog, "people", request_of(Verb::UpdateMany, "age[gt]:1"));
    plan::Assignment place{"position",
                           model::ColumnType::Float8,
                           {{model::ColumnType::Float8}, true, {}, {}},
                           plan::Place::Last};
    std::string const sql = text(matches, Effect::Update, {place});
    EXPECT_NE(sql.find(" + m.n, updated_at = now() FROM (SELECT m.id, row_number() OVER (ORDER BY "
                       "m.id) AS n FROM m) m WHERE t1.id = m.id"),
              sql.npos)
        << sql;
}

TEST(BulkWrite, FiltersOverRelationsChooseIds)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const matches =
        matching(catalog, "people", request_of(Verb::DeleteMany, "company.name[eq]:x"));
    EXPECT_TRUE(text(matches, Effect::Destroy)
                    .starts_with("WITH m AS MATERIALIZED (SELECT t0.id, t0.deleted_at FROM "
                                 "\"demo\".\"people\" t0 LEFT JOIN \"demo\".\"companies\" f1 ON "
                                 "f1.\"id\" = t0.\"company_id\" WHERE f1.\"name\" = $1 ORDER BY"));
}

TEST(BulkWrite, FollowersShareTheTimeOfTheirOwners)
{
    static const model::Catalog catalog = catalog_with_followers();
    auto const deleted = matching(catalog, "companies", request_of(Verb::DeleteMany, "name[eq]:x"));
    std::string const soft = text(deleted, Effect::SoftDelete);
    EXPECT_NE(soft.find(", d AS MATERIALIZED (SELECT m.id, coalesce(m.deleted_at, greatest(now(), "
                        "(SELECT max(c0.deleted_at) + interval '1 millisecond' FROM "
                        "\"demo\".\"people\" c0 WHERE c0.\"company_id\" = m.id AND "
                        "c0.deleted_at IS NOT NULL))) AS deleted_at FROM m), s1 AS (UPDATE "
                        "\"demo\".\"people\" c0 SET deleted_at = coalesce(d.deleted_at, now()), "
                        "updated_at = now() FROM d WHERE c0.\"company_id\" = d.id AND "
                        "c0.deleted_at IS NULL) UPDATE"),
              std::string::npos);
    EXPECT_TRUE(soft.ends_with("FROM d WHERE t1.id = d.id RETURNING t1.id"));
    auto const restored =
        matching(catalog, "companies", request_of(Verb::RestoreMany, "name[eq]:x"));
    EXPECT_NE(text(restored, Effect::Restore)
                  .find(", s1 AS (UPDATE \"demo\".\"people\" c0 SET deleted_at = NULL, updated_at "
                        "= now() FROM m WHERE c0.\"company_id\" = m.id AND c0.deleted_at = "
                        "m.deleted_at) UPDATE"),
              std::string::npos);
    EXPECT_TRUE(matching(catalog, "companies", request_of(Verb::UpdateMany, "name[eq]:x"))
                    .followers.empty());
    EXPECT_TRUE(
        matching(catalog, "people", request_of(Verb::DeleteMany, "age[gt]:1")).followers.empty());
}

TEST(BulkWrite, OneRecordIsWrittenAtOnce)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const people = catalog.by_plural("people");
    request::Request const request = request_of(Verb::DeleteOne);
    auto const one = plan::resolve_match(request, {}, catalog, people);
    EXPECT_EQ(text(one, Effect::Destroy),
              "DELETE FROM \"demo\".\"people\" t0 WHERE t0.\"id\" = $1 RETURNING t0.id");
    auto const versioned =
        plan::resolve_match(request, std::vector<std::string>{"7(0,1)"}, catalog, people);
    EXPECT_EQ(text(versioned, Effect::SoftDelete),
              "UPDATE \"demo\".\"people\" t0 SET deleted_at = coalesce(t0.deleted_at, now()), "
              "updated_at = now() WHERE t0.\"id\" = $1 AND (t0.\"xmin\"::text || "
              "t0.\"ctid\"::text) = ANY ($2) RETURNING t0.id");
    EXPECT_NE(sql::bulk_write_shape(one, Effect::Destroy, {}),
              sql::bulk_write_shape(versioned, Effect::Destroy, {}));
    EXPECT_NE(sql::bulk_write_shape(one, Effect::Destroy, {}),
              sql::bulk_write_shape(one, Effect::Restore, {}));
}

TEST(BulkWrite, TheCountHasNoBound)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const matches = matching(catalog, "people", request_of(Verb::UpdateMany, "age[gt]:1"));
    sql::Statement const count = sql::compile_match_count(matches);
    EXPECT_EQ(count.text, "SELECT count(*) FROM \"demo\".\"people\" t0 WHERE t0.\"age\" > $1");
    EXPECT_EQ(count.params.size(), 1u);
}

} // namespace
