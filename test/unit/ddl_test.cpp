#include "ddl/retype.hpp"

#include "model/names.hpp"
#include "model/search.hpp"
#include "model_fixture.hpp"

#include <gtest/gtest.h>

using namespace viginti;
using namespace viginti::ddl;
using model::Field;
using model::FieldType;
using model::Object;

namespace {

using Texts = std::vector<std::string>;

Object boats()
{
    Object object;
    object.id = fixture::number(1);
    object.schema = "demo";
    object.table = "boats";
    object.name_singular = "boat";
    object.name_plural = "boats";
    object.label_plural = "Boats";
    return object;
}

Object people()
{
    Object object = boats();
    object.id = fixture::number(7);
    object.table = "people";
    return object;
}

Field select(int id, std::string name)
{
    Field field = fixture::field(id, std::move(name), FieldType::Select);
    field.options = {{fixture::number(11), "NEW", "New", "red", 0},
                     {fixture::number(12), "OLD", "Old", "sky", 1}};
    return field;
}

Texts texts(const std::vector<Change> &changes)
{
    Texts all;
    for (const Change &change : changes)
        if (!change.comment)
            all.push_back(change.text);
    return all;
}

TEST(CreateObject, one_statement_makes_the_table)
{
    Object object = boats();
    object.fields.push_back(fixture::field(2, "id", FieldType::Uuid));
    object.fields.back().is_nullable = false;
    object.fields.back().default_value = R"("uuid")";
    object.fields.push_back(select(3, "stage"));
    object.fields.back().default_value = R"("'NEW'")";
    object.fields.push_back(fixture::field(4, "name", FieldType::Text));
    object.fields.push_back(fixture::field(5, "searchVector", FieldType::TsVector));
    object.fields.back().settings = model::search_settings({fixture::number(4)});

    auto const changes = create_object(object, {{"w"}, {"r"}});
    EXPECT_EQ(
        texts(changes),
        (Texts{
            R"(CREATE TABLE "demo"."boats" ("id" uuid DEFAULT pg_catalog.gen_random_uuid() NOT NULL, )"
            R"("stage" text DEFAULT $1::text, CONSTRAINT "stage_check" CHECK ("stage" = ANY ($2::text[])), )"
            R"("name" text, "search_vector" tsvector GENERATED ALWAYS AS )"
            R"((pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig, COALESCE("name", ''))) STORED, )"
            R"(CONSTRAINT "boats__pkey" PRIMARY KEY (id)))",
            R"(CREATE INDEX "boats__search_vector_idx" ON "demo"."boats" USING gin ("search_vector"))",
            R"(GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "demo"."boats" TO "w")",
            R"(GRANT SELECT ON TABLE "demo"."boats" TO "r")"}));
    EXPECT_EQ(changes[0].literals, (Texts{"NEW", R"({"NEW","OLD"})"}));
    ASSERT_TRUE(changes.back().comment);
    EXPECT_EQ(changes.back().comment->column, "search_vector");
}

TEST(CreateObject, user_text_never_stands_in_a_statement)
{
    Object object = boats();
    object.fields.push_back(fixture::field(2, "name", FieldType::Text));
    object.fields.back().default_value = R"("'x'); DROP TABLE y; --'")";
    auto const changes = create_object(object, {});
    EXPECT_EQ(changes[0].text.find("DROP"), std::string::npos);
    EXPECT_EQ(changes[0].literals, Texts{"x'); DROP TABLE y; --"});
}

TEST(CreateField, columns_of_a_composite_come_in_one_statement)
{
    auto const changes =
        create_field(boats(), fixture::field(2, "price", FieldType::Currency), nullptr);
    EXPECT_EQ(texts(changes),
              Texts{R"(ALTER TABLE "demo"."boats" ADD COLUMN "price_amount_micros" bigint, )"
                    R"(ADD COLUMN "price_currency_code" text)"});
}

TEST(CreateField, a_volatile_default_is_set_afterwards)
{
    Field field = fixture::field(2, "token", FieldType::Uuid);
    field.default_value = R"("uuid")";
    EXPECT_EQ(texts(create_field(boats(), field, nullptr)),
              (Texts{R"(ALTER TABLE "demo"."boats" ADD COLUMN "token" uuid)",
                     R"(ALTER TABLE "demo"."boats" ALTER COLUMN "token" SET DEFAULT )"
                     R"(pg_catalog.gen_random_uuid())"}));
}

TEST(CreateField, a_constant_default_comes_along)
{
    Field field = fixture::field(2, "days", FieldType::Number);
    field.default_value = "7";
    field.is_nullable = false;
    auto const changes = create_field(boats(), field, nullptr);
    EXPECT_EQ(texts(changes),
              Texts{R"(ALTER TABLE "demo"."boats" ADD COLUMN "days" double precision )"
                    R"(DEFAULT $1::double precision NOT NULL)"});
    EXPECT_EQ(changes[0].literals, Texts{"7"});
}

TEST(CreateField, a_check_is_added_without_a_scan)
{
    EXPECT_EQ(texts(create_field(boats(), select(2, "stage"), nullptr)),
              (Texts{R"(ALTER TABLE "demo"."boats" ADD COLUMN "stage" text)",
                     R"(ALTER TABLE "demo"."boats" ADD CONSTRAINT "stage_check" )"
                     R"(CHECK ("stage" = ANY ($1::text[])) NOT VALID)"}));
}

TEST(CreateField, a_relation_brings_its_foreign_key_and_index)
{
    Object const target = people();
    Field const owner =
        fixture::relation(2, "owner", model::RelationKind::ManyToOne, 7, 8, "fleet");
    EXPECT_EQ(texts(create_field(boats(), owner, &target)),
              (Texts{R"(ALTER TABLE "demo"."boats" ADD COLUMN "owner_id" uuid CONSTRAINT )"
                     R"("owner_id_fkey" REFERENCES "demo"."people" (id) ON DELETE SET NULL)",
                     R"(CREATE INDEX "boats__owner_id_idx" ON "demo"."boats" ("owner_id", id) )"
                     R"(WHERE "owner_id" IS NOT NULL)"}));
    Field const fleet =
        fixture::relation(8, "fleet", model::RelationKind::OneToMany, 1, 2, "owner");
    EXPECT_TRUE(create_field(people(), fleet, nullptr).empty());
}

TEST(CreateField, uniqueness_holds_over_live_rows)
{
    Field emails = fixture::field(2, "emails", FieldType::Emails);
    emails.is_unique = true;
    Texts const all = texts(create_field(boats(), emails, nullptr));
    EXPECT_EQ(Texts(all.end() - 2, all.end()),
              (Texts{R"(CREATE UNIQUE INDEX "boats__emails_primary_email_key" ON "demo"."boats" )"
                     R"(("emails_primary_email") WHERE deleted_at IS NULL)",
                     R"(CREATE INDEX "boats__emails_primary_email_deleted" ON "demo"."boats" )"
                     R"(("emails_primary_email") WHERE deleted_at IS NOT NULL)"}));
}

TEST(RenameField, all_that_bears_the_name_follows)
{
    Field before = select(2, "stage"), after = before;
    before.is_unique = after.is_unique = true;
    after.name = "phase";
    EXPECT_EQ(
        texts(rename_field(boats(), before, after)),
        (Texts{R"(ALTER TABLE "demo"."boats" RENAME COLUMN "stage" TO "phase")",
               R"(ALTER TABLE "demo"."boats" RENAME CONSTRAINT "stage_check" TO "phase_check")",
               R"(ALTER INDEX "demo"."boats__stage_key" RENAME TO "boats__phase_key")",
               R"(ALTER INDEX "demo"."boats__stage_deleted" RENAME TO "boats__phase_deleted")"}));
}

TEST(RenameObject, indexes_follow_and_constraints_stay)
{
    Object before = boats();
    before.fields = {select(2, "stage"),
                     fixture::relation(3, "owner", model::RelationKind::ManyToOne, 7, 8, "fleet")};
    Object after = before;
    after.table = "ships";
    EXPECT_EQ(
        texts(rename_object(before, after)),
        (Texts{R"(ALTER TABLE "demo"."boats" RENAME TO "ships")",
               R"(ALTER INDEX "demo"."boats__pkey" RENAME TO "ships__pkey")",
               R"(ALTER INDEX "demo"."boats__owner_id_idx" RENAME TO "ships__owner_id_idx")"}));
}

TEST(AlterField, options_are_converted_between_dropping_and_adding_the_check)
{
    Field before = select(2, "stage"), after = before;
    after.options[0].value = "FRESH";
    after.options.pop_back();
    auto const changes = alter_field(boats(), before, after, nullptr);
    EXPECT_EQ(texts(changes),
              (Texts{R"(ALTER TABLE "demo"."boats" DROP CONSTRAINT "stage_check")",
                     R"(UPDATE "demo"."boats" AS r SET "stage" = m.new FROM )"
                     R"(unnest($1::text[], $2::text[]) AS m(old, new) WHERE m.old = r."stage")",
                     R"(ALTER TABLE "demo"."boats" ADD CONSTRAINT "stage_check" )"
                     R"(CHECK ("stage" = ANY ($1::text[])) NOT VALID)"}));
    EXPECT_EQ(changes[1].literals, (Texts{R"({"NEW","OLD"})", R"({"FRESH",NULL})"}));
}

TEST(AlterField, a_deleted_option_of_a_required_field_becomes_the_default)
{
    Field before = select(2, "stage"), after = before;
    before.is_nullable = after.is_nullable = false;
    before.default_value = after.default_value = R"("'NEW'")";
    after.options.pop_back();
    auto const update = alter_field(boats(), before, after, nullptr)[1];
    EXPECT_EQ(update.text, R"(UPDATE "demo"."boats" AS r SET "stage" = coalesce(m.new, $3::text) )"
                           R"(FROM unnest($1::text[], $2::text[]) AS m(old, new) )"
                           R"(WHERE m.old = r."stage")");
    EXPECT_EQ(update.literals, (Texts{R"({"OLD"})", "{NULL}", "NEW"}));
}

TEST(AlterField, a_deleted_option_goes_where_the_remap_says)
{
    Field before = select(2, "stage"), after = before;
    after.options.pop_back();
    auto const changes = alter_field(boats(), before, after, nullptr, {{"OLD", "NEW"}});
    EXPECT_EQ(changes[1].literals, (Texts{R"({"OLD"})", R"({"NEW"})"}));
}

TEST(Retype, old_columns_step_aside_and_new_ones_come_bare)
{
    Field before = select(2, "stage"), after = fixture::field(2, "stage", FieldType::Currency);
    before.is_unique = true;
    EXPECT_EQ(texts(begin_retype(boats(), before, after)),
              (Texts{R"(ALTER TABLE "demo"."boats" DROP CONSTRAINT "stage_check")",
                     R"(DROP INDEX "demo"."boats__stage_key")",
                     R"(DROP INDEX "demo"."boats__stage_deleted")",
                     R"(ALTER TABLE "demo"."boats" RENAME COLUMN "stage" TO "__1")",
                     R"(ALTER TABLE "demo"."boats" ADD COLUMN "stage_amount_micros" bigint, )"
                     R"(ADD COLUMN "stage_currency_code" text)"}));
    EXPECT_EQ(
        fill_statement(boats(), after),
        R"(UPDATE "demo"."boats" AS r SET "stage_amount_micros" = v.c0::bigint, )"
        R"("stage_currency_code" = v.c1::text FROM unnest($1::uuid[], $2::text[], $3::text[]) )"
        R"(AS v(id, c0, c1) WHERE r.id = v.id)");
}

TEST(Retype, defaults_constraints_rights_and_search_follow)
{
    Object object = boats();
    Field before = fixture::field(2, "stage", FieldType::Text), after = select(2, "stage");
    after.is_nullable = false;
    after.default_value = R"("'NEW'")";
    object.fields = {after, fixture::field(5, "searchVector", FieldType::TsVector)};
    object.fields.back().settings = model::search_settings({fixture::number(2)});
    Texts const all =
        texts(end_retype(object, before, after, {{"SELECT", "r", false}, {"UPDATE", "", true}}));
    EXPECT_EQ(all.front(), R"(ALTER TABLE "demo"."boats" DROP COLUMN "search_vector")");
    EXPECT_EQ(
        Texts(all.end() - 7, all.end()),
        (Texts{R"(ALTER TABLE "demo"."boats" DROP COLUMN "__1")",
               R"(ALTER TABLE "demo"."boats" ALTER COLUMN "stage" SET DEFAULT $1::text)",
               R"(UPDATE "demo"."boats" SET "stage" = $1::text WHERE "stage" IS NULL)",
               R"(ALTER TABLE "demo"."boats" ALTER COLUMN "stage" SET NOT NULL)",
               R"(ALTER TABLE "demo"."boats" ADD CONSTRAINT "stage_check" )"
               R"(CHECK ("stage" = ANY ($1::text[])) NOT VALID)",
               R"(GRANT SELECT ("stage") ON TABLE "demo"."boats" TO "r")",
               R"(GRANT UPDATE ("stage") ON TABLE "demo"."boats" TO PUBLIC WITH GRANT OPTION)"}));
}

TEST(AlterField, labels_and_order_of_options_change_nothing_physical)
{
    Field before = select(2, "stage"), after = before;
    std::swap(after.options[0], after.options[1]);
    after.options[0].label = "Ancient";
    EXPECT_TRUE(alter_field(boats(), before, after, nullptr).empty());
}

TEST(AlterField, defaults_uniqueness_and_comment)
{
    Field before = fixture::field(2, "code", FieldType::Text), after = before;
    after.default_value = R"("'x'")";
    after.is_unique = true;
    after.description = "The code";
    auto const changes = alter_field(boats(), before, after, nullptr);
    EXPECT_EQ(texts(changes),
              (Texts{R"(ALTER TABLE "demo"."boats" ALTER COLUMN "code" SET DEFAULT $1::text)",
                     R"(CREATE UNIQUE INDEX "boats__code_key" ON "demo"."boats" ("code") )"
                     R"(WHERE deleted_at IS NULL)",
                     R"(CREATE INDEX "boats__code_deleted" ON "demo"."boats" ("code") )"
                     R"(WHERE deleted_at IS NOT NULL)"}));
    EXPECT_EQ(changes.back().comment->text, "code: The code");
    EXPECT_EQ(texts(alter_field(boats(), after, before, nullptr)),
              (Texts{R"(ALTER TABLE "demo"."boats" ALTER COLUMN "code" DROP DEFAULT)",
                     R"(DROP INDEX "demo"."boats__code_key")",
                     R"(DROP INDEX "demo"."boats__code_deleted")"}));
}

TEST(Defaults, dates_are_written_in_one_form)
{
    Field field = fixture::field(2, "due", FieldType::DateTime);
    field.default_value = R"("'31 January 2024'")";
    EXPECT_EQ(create_field(boats(), field, nullptr)[0].literals, Texts{"2024-01-31T00:00:00.000Z"});
}

TEST(Names, indexes_never_bear_the_name_of_a_table)
{
    Field field = fixture::field(2, std::string(60, 'a'), FieldType::Text);
    field.is_unique = true;
    EXPECT_LE(unique_index_name(boats(), field).size(), 63u);
    EXPECT_NE(unique_index_name(boats(), field).find("__"), std::string::npos);
    EXPECT_NE(primary_key_name(boats()).find("__"), std::string::npos);
}

} // namespace
