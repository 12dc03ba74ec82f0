#include "base/json.hpp"
#include "ddl/ddl.hpp"
#include "ddl/shape.hpp"
#include "model/index_input.hpp"
#include "model_fixture.hpp"
#include "plan/unique_key.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace viginti;
using model::FieldType;
using model::Index;
using model::IndexDirection;
using model::IndexType;
using model::Object;

namespace {

using Texts = std::vector<std::string>;

/* hull TEXT, mails EMAILS, tags ARRAY, log RICH_TEXT, owner (to people); deletedAt and id. */
Object boats()
{
    Object object;
    object.id = fixture::number(1);
    object.schema = "demo";
    object.table = "boats";
    object.name_singular = "boat";
    object.name_plural = "boats";
    object.fields = {fixture::system_field(2, "id", FieldType::Uuid, false),
                     fixture::field(3, "hull", FieldType::Text),
                     fixture::field(4, "mails", FieldType::Emails),
                     fixture::field(5, "tags", FieldType::Array),
                     fixture::field(6, "log", FieldType::RichText),
                     fixture::relation(7, "owner", model::RelationKind::ManyToOne, 8, 9, "fleet"),
                     fixture::relation(10, "crew", model::RelationKind::OneToMany, 8, 11, "ship")};
    return object;
}

Index index(std::vector<model::IndexField> fields, bool is_unique = false)
{
    Index made;
    made.id = *parse_uuid("018f3b1c-7d2e-7abc-8def-0123456789ab");
    made.object_id = fixture::number(1);
    made.is_unique = is_unique;
    made.fields = std::move(fields);
    return made;
}

Texts texts(const std::vector<ddl::Change> &changes)
{
    Texts all;
    for (const ddl::Change &change : changes)
        all.push_back(change.text);
    return all;
}

/* The index the body asks for; its faults as "path message". */
Index resolve(std::string_view fields, Texts *faults = nullptr, std::string_view more = "")
{
    Json const body = parse_json(R"({"objectMetadataId":"00000000-0000-0000-0000-000000000001",)" +
                                 std::string(more) + R"("fields":)" + std::string(fields) + "}");
    Index made;
    for (const model::Violation &violation :
         model::resolve_index(boats(), model::parse_index_input(body.get()), made))
        if (faults != nullptr)
            faults->push_back(violation.path + ' ' + violation.message);
    return made;
}

TEST(Index, ddl_names_columns_and_directions)
{
    Index const made = index({{fixture::number(3), "", IndexDirection::DescNullsLast},
                              {fixture::number(4), "primaryEmail", IndexDirection::AscNullsLast},
                              {fixture::number(7), "", IndexDirection::AscNullsFirst}});
    EXPECT_EQ(
        texts(ddl::create_index(boats(), made)),
        Texts{
            R"(CREATE INDEX "boats__hull_mails_primary_email_owner_id_456789ab_idx" ON "demo"."boats" )"
            R"(("hull" DESC NULLS LAST, "mails_primary_email", "owner_id" NULLS FIRST))"});
    EXPECT_EQ(
        texts(ddl::drop_index(boats(), made)),
        Texts{R"(DROP INDEX "demo"."boats__hull_mails_primary_email_owner_id_456789ab_idx")"});
}

TEST(Index, a_unique_one_is_over_live_records_and_has_a_twin_over_the_deleted)
{
    EXPECT_EQ(
        texts(ddl::create_index(boats(), index({{fixture::number(3), "", {}}}, true))),
        (Texts{
            R"(CREATE UNIQUE INDEX "boats__hull_456789ab_key" ON "demo"."boats" ("hull" NULLS FIRST) )"
            R"(WHERE deleted_at IS NULL)",
            R"(CREATE INDEX "boats__hull_456789ab_deleted" ON "demo"."boats" ("hull" NULLS FIRST) )"
            R"(WHERE deleted_at IS NOT NULL)"}));
}

TEST(Index, gin_knows_no_direction)
{
    Index made = index({{fixture::number(5), "", {}}});
    made.type = IndexType::Gin;
    EXPECT_EQ(
        texts(ddl::create_index(boats(), made)),
        Texts{R"(CREATE INDEX "boats__tags_456789ab_idx" ON "demo"."boats" USING gin ("tags"))"});
}

TEST(Index, names_follow_renames_of_field_and_object)
{
    Object before = boats();
    before.indexes = {index({{fixture::number(3), "", {}}}, true),
                      index({{fixture::number(5), "", {}}})};
    model::Field renamed = before.fields[1];
    renamed.name = "wood";
    Texts const field = texts(ddl::rename_field(before, before.fields[1], renamed));
    EXPECT_EQ(
        field,
        (Texts{
            R"(ALTER TABLE "demo"."boats" RENAME COLUMN "hull" TO "wood")",
            R"(ALTER INDEX "demo"."boats__hull_456789ab_key" RENAME TO "boats__wood_456789ab_key")",
            R"(ALTER INDEX "demo"."boats__hull_456789ab_deleted" RENAME TO "boats__wood_456789ab_deleted")"}));
    Object after = before;
    after.table = "ships";
    Texts const object = texts(ddl::rename_object(before, after));
    EXPECT_EQ(std::count_if(object.begin(), object.end(),
                            [](const std::string &text) {
                                return text.find("_456789ab_") != text.npos &&
                                       text.find("ships__") != text.npos;
                            }),
              3);
}

TEST(Index, a_long_name_is_cut_and_stays_distinct)
{
    Object object = boats();
    object.fields[1].name = std::string(60, 'a');
    std::string const key = ddl::index_name(object, index({{fixture::number(3), "", {}}}, true));
    std::string const plain = ddl::index_name(object, index({{fixture::number(3), "", {}}}));
    EXPECT_LE(key.size(), 63u);
    EXPECT_NE(key, plain);
}

TEST(Index, the_shape_of_the_table_has_it)
{
    Object object = boats();
    object.fields.push_back(fixture::system_field(12, "deletedAt", FieldType::DateTime, true));
    object.indexes = {index({{fixture::number(3), "", IndexDirection::DescNullsFirst}}, true)};
    Texts found;
    for (const ddl::Item &item : ddl::shape_of(object, {}, "owner", {}))
        if (item.kind == ddl::ItemKind::Index && item.name.find("456789ab") != item.name.npos)
            found.push_back(item.name + ' ' + item.definition + item.expression->text);
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, (Texts{"boats.boats__hull_456789ab_deleted btree (hull DESC NULLS FIRST) "
                            "WHERE deleted_at IS NOT NULL",
                            "boats.boats__hull_456789ab_key unique btree (hull DESC NULLS FIRST) "
                            "WHERE deleted_at IS NULL"}));
    EXPECT_TRUE(ddl::is_index_of(object, "boats__hull_456789ab_deleted"));
    EXPECT_FALSE(ddl::is_index_of(object, "boats__hull_456789ab_idx"));
}

TEST(Index, fields_are_named_by_name_key_or_id)
{
    Index const made = resolve(
        R"([{"name":"hull"},{"name":"ownerId"},{"fieldMetadataId":"00000000-0000-0000-0000-000000000004","subField":"primaryEmail"}])");
    EXPECT_EQ(made.fields,
              (std::vector<model::IndexField>{{fixture::number(3), "", {}},
                                              {fixture::number(7), "", {}},
                                              {fixture::number(4), "primaryEmail", {}}}));
    EXPECT_EQ(made.type, IndexType::Btree);
    EXPECT_EQ(resolve(R"([{"name":"tags"}])").type, IndexType::Gin);
}

TEST(Index, every_fault_is_told)
{
    Texts faults;
    resolve(R"([{"name":"mast"},{"name":"mails"},{"name":"crew"},{"name":"hull","subField":"x"},)"
            R"({"name":"log","subField":"markdown"},{"name":"hull"},{"name":"hull"}])",
            &faults);
    EXPECT_EQ(
        faults,
        (Texts{
            "/fields/0 Object boat has no field \"mast\"",
            "/fields/1 Field \"mails\" has several columns: subField is one of primaryEmail, "
            "additionalEmails",
            "/fields/2 Field \"crew\" has no column of its own",
            "/fields/3 Field \"hull\" has no sub-fields",
            "/fields/4 Field \"log.markdown\" cannot stand in a BTREE index: lists and JSON take "
            "GIN, rich text and search columns none, all else BTREE",
            "/fields/6 Field \"hull\" stands in the index twice"}));
}

TEST(Index, a_body_of_the_wrong_form_is_refused_whole)
{
    Json const body = parse_json(
        R"({"x":1,"isUnique":"yes","type":"HASH","fields":[{"name":7},{"direction":"up"},8]})");
    Texts paths;
    try {
        model::parse_index_input(body.get());
    } catch (const Error &error) {
        EXPECT_EQ(error.code, Code::BodyInvalid);
        for (const Fault &fault : error.faults)
            paths.push_back(fault.path);
    }
    EXPECT_EQ(paths, (Texts{"/x", "/objectMetadataId", "/isUnique", "/type", "/fields/0/name",
                            "/fields/1", "/fields/1/direction", "/fields/2"}));
}

TEST(Index, a_unique_one_is_the_same_in_any_order)
{
    Index const one = index({{fixture::number(3), "", {}}, {fixture::number(7), "", {}}}, true);
    Index const other = index(
        {{fixture::number(7), "", IndexDirection::DescNullsLast}, {fixture::number(3), "", {}}},
        true);
    EXPECT_TRUE(model::is_same_index(one, other));
    Index plain = one, sorted = other;
    plain.is_unique = sorted.is_unique = false;
    EXPECT_FALSE(model::is_same_index(plain, sorted));
    EXPECT_FALSE(model::is_same_index(one, plain));
}

TEST(Index, a_unique_one_is_a_key_of_upserts_unless_a_field_is_hidden)
{
    Object object = boats();
    object.indexes = {
        index({{fixture::number(3), "", {}}, {fixture::number(4), "primaryEmail", {}}}, true),
        index({{fixture::number(3), "", {}}})};
    EXPECT_EQ(plan::choose_key(object, {"mails.primaryEmail", "hull"}).columns.size(), 2u);
    EXPECT_EQ(plan::unique_keys(object).size(), 2u);
    object.fields.erase(object.fields.begin() + 1);
    EXPECT_EQ(plan::unique_keys(object).size(), 1u);
}

} // namespace
