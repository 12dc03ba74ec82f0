#include "model/standard.hpp"

#include "ddl/ddl.hpp"
#include "model/search.hpp"
#include "model/validate.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace viginti;
using namespace viginti::model;

namespace {

struct Ids {
    int last = 0;
    Uuid operator()()
    {
        Uuid id;
        ++last;
        id.bytes[14] = static_cast<std::uint8_t>(last >> 8);
        id.bytes[15] = static_cast<std::uint8_t>(last);
        return id;
    }
};

std::vector<Object> objects()
{
    return standard_objects(Uuid{}, "demo", Ids{});
}

const Object &find(const std::vector<Object> &all, std::string_view singular)
{
    for (const Object &object : all)
        if (object.name_singular == singular)
            return object;
    throw std::runtime_error("no such object");
}

TEST(Standard, all_objects_are_there_with_the_fields_every_object_has)
{
    auto const all = objects();
    std::set<std::string> plurals;
    for (const Object &object : all) {
        plurals.insert(object.name_plural);
        for (const char *name : {"id", "createdAt", "updatedAt", "deletedAt", "createdBy",
                                 "updatedBy", "position", "searchVector"})
            EXPECT_NE(object.find_field(name), nullptr) << object.name_singular << "." << name;
    }
    EXPECT_EQ(plurals,
              (std::set<std::string>{"people", "companies", "opportunities", "notes", "tasks",
                                     "workspaceMembers", "noteTargets", "taskTargets"}));
}

TEST(Standard, ids_are_distinct_and_ordinals_count_up)
{
    std::set<Uuid> ids;
    for (const Object &object : objects()) {
        EXPECT_TRUE(ids.insert(object.id).second);
        int ordinal = 0;
        for (const Field &field : object.fields) {
            EXPECT_TRUE(ids.insert(field.id).second) << field.name;
            EXPECT_EQ(field.ordinal, ordinal++) << field.name;
            EXPECT_EQ(field.object_id, object.id) << field.name;
        }
    }
}

TEST(Standard, both_ends_of_a_relation_know_each_other)
{
    auto const all = objects();
    std::map<Uuid, const Object *> by_id;
    for (const Object &object : all)
        by_id[object.id] = &object;
    for (const Object &object : all)
        for (const Field &field : object.fields) {
            if (!field.relation)
                continue;
            const Object *const target = by_id.at(field.relation->target);
            const Field *const inverse = target->find_field_by_id(field.relation->inverse);
            ASSERT_NE(inverse, nullptr) << field.name;
            EXPECT_EQ(inverse->name, field.relation->inverse_name);
            EXPECT_EQ(inverse->relation->inverse, field.id);
            EXPECT_NE(inverse->is_to_one(), field.is_to_one());
        }
    const Field *const people = find(all, "company").find_field("people");
    ASSERT_NE(people, nullptr);
    EXPECT_EQ(people->relation->inverse_name, "company");
    const Field *const target = find(all, "noteTarget").find_field("targetPerson");
    EXPECT_EQ(target->relation->on_delete, OnDelete::Cascade);
    EXPECT_EQ(find(all, "opportunity").find_field("owner")->relation->on_delete, OnDelete::SetNull);
}

TEST(Standard, names_do_not_collide_and_values_pass_the_rules)
{
    for (const Object &object : objects())
        for (const Field &field : object.fields) {
            for (const Violation &violation : check_field_name(object, field, Purpose::Create))
                EXPECT_TRUE(violation.message.find("reserved. Use") != std::string::npos)
                    << object.name_singular << "." << field.name << ": " << violation.message;
            EXPECT_TRUE(check_field_values(field).empty()) << field.name;
        }
}

TEST(Standard, the_label_identifier_can_be_one)
{
    for (const Object &object : objects()) {
        const Field *const label = object.find_field_by_id(*object.label_identifier);
        EXPECT_TRUE(check_label_identifier(label).empty()) << object.name_singular;
    }
}

TEST(Standard, search_covers_the_listed_fields)
{
    auto const all = objects();
    std::vector<std::string> columns;
    for (const Column &column : search_columns(find(all, "person")))
        columns.push_back(column.name);
    EXPECT_EQ(columns, (std::vector<std::string>{
                           "name_first_name", "name_last_name", "emails_primary_email",
                           "emails_additional_emails", "phones_primary_phone_number",
                           "phones_primary_phone_country_code", "phones_primary_phone_calling_code",
                           "phones_additional_phones", "job_title"}));
    EXPECT_TRUE(search_columns(find(all, "noteTarget")).empty());
}

TEST(Standard, rich_text_of_notes_bears_both_names)
{
    auto const all = objects();
    const Field *const body = find(all, "note").find_field("body");
    ASSERT_NE(body, nullptr);
    EXPECT_EQ(body->twenty_name, "bodyV2");
    EXPECT_EQ(columns_of(*body)[0].name, "body_blocknote");
    EXPECT_EQ(columns_of(*body)[1].name, "body_markdown");
}

} // namespace
