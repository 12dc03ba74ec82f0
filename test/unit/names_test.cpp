#include "model/names.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

using namespace viginti;
using namespace viginti::model;

namespace {

using Texts = std::vector<std::string>;

constexpr const char *pattern_text = "Name is not valid: it must start with lowercase letter and "
                                     "contain only alphanumeric letters";
constexpr const char *reserved_text = "This name is reserved. Use a different name or the system "
                                      "will add \"Custom\" suffix.";

TEST(Names, good_names_break_no_rule)
{
    for (const char *name : {"boat", "noteTarget", "x", "a1b2", "vesselType2"})
        EXPECT_EQ(name_violations(name), Texts{}) << name;
}

TEST(Names, each_rule_has_its_text_and_all_are_reported)
{
    EXPECT_EQ(name_violations("Boat"), Texts{pattern_text});
    EXPECT_EQ(name_violations("my boat"), Texts{pattern_text});
    EXPECT_EQ(name_violations("bo_at"), Texts{pattern_text});
    EXPECT_EQ(name_violations("1boat"), Texts{pattern_text});
    EXPECT_EQ(name_violations("böat"), Texts{pattern_text});
    EXPECT_EQ(name_violations(""), (Texts{"Name is too short", pattern_text}));
    EXPECT_EQ(name_violations("user"), Texts{reserved_text});
    EXPECT_EQ(name_violations(std::string(64, 'a')), Texts{"Name is too long"});
    EXPECT_EQ(name_violations("A" + std::string(63, 'b')),
              (Texts{"Name is too long", pattern_text}));
}

TEST(Names, the_physical_name_counts_too)
{
    /* 32 capitals become 64 characters. */
    EXPECT_EQ(name_violations("a" + std::string(32, 'B')), Texts{"Name is too long"});
    EXPECT_EQ(name_violations("a" + std::string(31, 'B')), Texts{});
}

TEST(Names, what_routes_and_postgresql_keep_is_reserved)
{
    for (const char *name : {"ctid", "xmin", "tableoid", "oid", "batch", "import", "restore",
                             "metadata", "groupBy", "merge", "vigintiWorkspace", "currencies"})
        EXPECT_TRUE(is_reserved_name(name)) << name;
    EXPECT_FALSE(is_reserved_name("batches"));
}

TEST(Names, a_label_becomes_a_name)
{
    EXPECT_EQ(name_from_label("Sail boat"), "sailBoat");
    EXPECT_EQ(name_from_label("5 fees"), "n5Fees");
    EXPECT_EQ(name_from_label("Type"), "typeCustom");
    EXPECT_EQ(name_from_label("Größe (cm)"), "grosseCm");
    EXPECT_EQ(name_from_label("Éléphant d'Afrique"), "elephantDAfrique");
    EXPECT_EQ(name_from_label("X-Ray  results"), "xRayResults");
    EXPECT_EQ(name_from_label("todoList"), "todoList");
    EXPECT_EQ(name_from_label("HTTPServer 2b"), "httpServer2B");
    EXPECT_EQ(name_from_label("!!!"), std::nullopt);
    EXPECT_EQ(name_from_label("人"), std::nullopt);
}

TEST(Names, workspaces_are_named_like_schemas)
{
    EXPECT_EQ(workspace_name_violation("demo"), std::nullopt);
    EXPECT_EQ(workspace_name_violation("team_7"), std::nullopt);
    for (const char *name : {"", "Demo", "7up", "a-b", "pg_x", "viginti", "information_schema"})
        EXPECT_NE(workspace_name_violation(name), std::nullopt) << name;
    EXPECT_NE(workspace_name_violation(std::string(41, 'a')), std::nullopt);
}

TEST(Names, long_identifiers_are_cut_and_stay_distinct)
{
    std::string const common(60, 'x');
    std::string const a = identifier(common, "first", "key");
    std::string const b = identifier(common, "second", "key");
    EXPECT_EQ(identifier("people_", "emails_primary_email", "key"),
              "people__emails_primary_email_key");
    EXPECT_EQ(a.size(), limits::identifier_bytes);
    EXPECT_NE(a, b);
    EXPECT_EQ(a, identifier(common, "first", "key"));
}

TEST(Names, a_cut_never_splits_a_character)
{
    std::string text = "a";
    for (int i = 0; i < 40; ++i)
        text += "é";
    std::string const cut = identifier(text, "owner");
    EXPECT_LE(cut.size(), limits::identifier_bytes);
    EXPECT_EQ(cut.find("__") % 2, 1u);
}

} // namespace
