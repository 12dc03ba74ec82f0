#include "base/error.hpp"
#include "base/limits.hpp"
#include "ddl/ddl.hpp"
#include "model_fixture.hpp"
#include "plan/nested.hpp"
#include "plan/read_plan.hpp"
#include "rest/filter_parser.hpp"
#include "sql/link.hpp"
#include "sql/read.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;
using model::Field;
using model::FieldType;
using model::Object;
using model::RelationKind;

const plan::Actor actor{"API", "ci"};

Field morph(int id, std::string name, int target, int inverse)
{
    Field field =
        fixture::relation(id, std::move(name), RelationKind::ManyToOne, target, inverse, "logs");
    field.type = FieldType::MorphRelation;
    field.relation->morph = fixture::number(99);
    field.relation->morph_name = "of";
    return field;
}

/* ports (flag, logs, ships), flags (port, one each), ships (port), logs (of a port or a ship). */
model::Catalog catalog()
{
    auto ports = fixture::object(1, "port", "ports");
    auto flags = fixture::object(2, "flag", "flags");
    auto ships = fixture::object(3, "ship", "ships");
    auto logs = fixture::object(4, "log", "logs");
    flags->fields.push_back(fixture::relation(210, "port", RelationKind::OneToOne, 1, 110, "flag"));
    flags->fields.back().is_unique = true;
    ports->fields.push_back(fixture::relation(110, "flag", RelationKind::OneToOne, 2, 210, "port"));
    ports->fields.back().relation->is_mirror = true;
    ships->fields.push_back(
        fixture::relation(211, "port", RelationKind::ManyToOne, 1, 111, "ships"));
    ports->fields.push_back(
        fixture::relation(111, "ships", RelationKind::OneToMany, 3, 211, "port"));
    logs->fields.push_back(morph(212, "ofPort", 1, 112));
    logs->fields.push_back(morph(213, "ofShip", 3, 113));
    ports->fields.push_back(
        fixture::relation(112, "logs", RelationKind::OneToMany, 4, 212, "ofPort"));
    ships->fields.push_back(
        fixture::relation(113, "logs", RelationKind::OneToMany, 4, 213, "ofShip"));
    std::map<Uuid, model::ObjectPtr> const objects{
        {ports->id, ports}, {flags->id, flags}, {ships->id, ships}, {logs->id, logs}};
    auto directory = std::make_shared<model::Directory>();
    for (const auto &[id, each] : objects)
        directory->by_plural[each->name_plural] = id;
    model::Catalog catalog;
    catalog.workspace = "demo";
    catalog.directory = directory;
    catalog.load = [objects](const Uuid &id) { return objects.at(id); };
    return catalog;
}

std::string sql_of(const std::string &filter, int depth)
{
    static const model::Catalog all = catalog();
    request::Request request;
    request.verb = request::Verb::FindMany;
    request.depth = depth;
    if (!filter.empty())
        request.filter = rest::parse_filter(filter);
    return sql::compile_read(plan::resolve_read(request, all, all.by_plural("ports"), false))
        .statement.text;
}

struct Read {
    std::vector<plan::RecordValues> roots;
    plan::Nest nest;
};

Read read(const std::string &object, const std::string &body, plan::Roots kind = plan::Roots::New)
{
    static const model::Catalog all = catalog();
    static std::vector<Json> kept;
    kept.push_back(parse_json(body));
    int next = 0x50;
    Read out;
    out.roots.push_back(
        kind == plan::Roots::New
            ? plan::read_new_record(*all.by_plural(object), kept.back().get(), actor, "")
            : plan::read_changes(*all.by_plural(object), kept.back().get(), actor));
    out.nest =
        plan::resolve_nested(out.roots, kind, all, actor, [&] { return fixture::number(next++); });
    return out;
}

std::string fault_of(const std::string &object, const std::string &body,
                     plan::Roots kind = plan::Roots::New)
{
    try {
        read(object, body, kind);
    } catch (const Error &error) {
        return error.path + " " + error.message;
    }
    return "no error";
}

const plan::Assignment *find(const plan::RecordValues &values, std::string_view column)
{
    for (const plan::Assignment &each : values.assignments)
        if (each.column == column)
            return &each;
    return nullptr;
}

TEST(OneToOne, each_kind_has_an_inverse)
{
    EXPECT_EQ(model::inverse_of(RelationKind::ManyToOne), RelationKind::OneToMany);
    EXPECT_EQ(model::inverse_of(RelationKind::OneToMany), RelationKind::ManyToOne);
    EXPECT_EQ(model::inverse_of(RelationKind::OneToOne), RelationKind::OneToOne);
    EXPECT_EQ(model::parse_relation_kind("ONE_TO_ONE"), RelationKind::OneToOne);
}

TEST(OneToOne, only_the_source_has_a_column_and_a_key)
{
    model::Catalog const all = catalog();
    const Field &mirror = *all.by_plural("ports")->find_field("flag");
    const Field &source = *all.by_plural("flags")->find_field("port");
    EXPECT_TRUE(model::columns_of(mirror).empty());
    EXPECT_FALSE(mirror.is_to_one());
    EXPECT_TRUE(mirror.is_single());
    EXPECT_EQ(all.by_plural("ports")->find_foreign_key("flagId"), nullptr);
    EXPECT_EQ(model::unique_columns(source).front().name, "port_id");
}

TEST(OneToOne, the_record_of_the_end_without_a_key_is_joined_by_the_others)
{
    EXPECT_NE(
        sql_of("", 1).find("LEFT JOIN \"demo\".\"flags\" t1 ON t1.\"port_id\" = t0.\"id\" AND "
                           "t1.\"deleted_at\" IS NULL"),
        std::string::npos)
        << sql_of("", 1);
    EXPECT_NE(sql_of("flag.id[is]:NULL", 0)
                  .find("LEFT JOIN \"demo\".\"flags\" f1 ON f1.\"port_id\" = t0.\"id\" AND "
                        "f1.\"deleted_at\" IS NULL"),
              std::string::npos)
        << sql_of("flag.id[is]:NULL", 0);
}

TEST(Morph, fields_are_named_after_their_targets)
{
    model::Catalog const all = catalog();
    const Object &port = *all.by_plural("ports");
    EXPECT_EQ(model::morph_field_name("of", RelationKind::ManyToOne, port), "ofPort");
    EXPECT_EQ(model::morph_field_name("of", RelationKind::OneToMany, port), "ofPorts");
    auto const groups = model::morph_groups(*all.by_plural("logs"));
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups[0].columns, (std::vector<std::string>{"of_port_id", "of_ship_id"}));
    EXPECT_TRUE(model::morph_groups(port).empty());
}

TEST(Morph, one_check_stands_for_all_targets)
{
    Object const both = *catalog().by_plural("logs");
    Object one = both;
    one.fields.pop_back();
    Object renamed = both;
    for (Field &field : renamed.fields)
        if (field.is_morph())
            field.relation->morph_name = "about";
    auto const text = [](const Object &before, const Object &after) {
        std::string all;
        for (const ddl::Change &change : ddl::change_morph_checks(before, after))
            all += change.text + ";";
        return all;
    };
    EXPECT_EQ(text(one, both),
              "ALTER TABLE \"demo\".\"logs\" ADD CONSTRAINT \"of_morph\" CHECK ("
              "pg_catalog.num_nonnulls(VARIADIC ARRAY[\"of_port_id\", \"of_ship_id\"]) <= 1) NOT "
              "VALID;");
    EXPECT_EQ(text(both, one), "ALTER TABLE \"demo\".\"logs\" DROP CONSTRAINT \"of_morph\";");
    EXPECT_EQ(text(both, renamed),
              "ALTER TABLE \"demo\".\"logs\" RENAME CONSTRAINT \"of_morph\" TO "
              "\"about_morph\";");
    EXPECT_EQ(text(both, both), "");
}

TEST(Morph, setting_one_target_empties_the_others_of_a_record_that_is_there)
{
    std::string const id = to_string(fixture::number(7));
    std::string const body = "{\"ofShipId\":\"" + id + "\"}";
    EXPECT_EQ(find(read("logs", body).roots[0], "of_port_id"), nullptr);
    Read const change = read("logs", body, plan::Roots::Known);
    ASSERT_NE(find(change.roots[0], "of_port_id"), nullptr);
    EXPECT_TRUE(find(change.roots[0], "of_port_id")->value.is_null);
    EXPECT_EQ(find(read("logs", R"({"ofShipId":null})", plan::Roots::Known).roots[0], "of_port_id"),
              nullptr);
    EXPECT_EQ(fault_of("logs", "{\"ofShipId\":\"" + id + "\",\"ofPort\":{\"create\":{}}}"),
              "/ofShipId At most one target of of can be set, not both ofPortId and ofShipId.");
}

TEST(Nested, what_holds_a_key_comes_after_what_it_leads_to)
{
    Read const all = read("ships", R"({"port":{"create":{"flag":{"create":{}},"ships":{"create":
        [{"logs":{"create":{}}},{}]}}},"logs":{"create":{}}})");
    std::vector<std::string> made;
    for (const plan::Nest::Created &each : all.nest.created)
        made.push_back(each.object->name_singular + " " + std::to_string(each.rank) + " " +
                       each.base);
    EXPECT_EQ(made, (std::vector<std::string>{
                        "port -1 /port/create", "flag 0 /port/create/flag/create",
                        "ship 0 /port/create/ships/create/0",
                        "log 1 /port/create/ships/create/0/logs/create",
                        "ship 0 /port/create/ships/create/1", "log 1 /logs/create"}));
    EXPECT_EQ(find(all.roots[0], "port_id")->value.text, to_string(*all.nest.created[0].values.id));
    EXPECT_EQ(all.nest.created[1].owner, 1u);
    EXPECT_TRUE(all.roots[0].nested.empty());
}

TEST(Nested, records_that_are_there_are_linked_together)
{
    Read const all = read("ports", R"({"ships":{"connect":[{"id":"1"},{"where":{"id":"2"}}],
        "disconnect":{"id":"3"}},"flag":{"disconnect":true}})",
                          plan::Roots::Known);
    std::map<plan::Nest::Act, std::vector<std::string>> paths;
    for (const plan::Nest::Links &links : all.nest.links)
        for (std::size_t i = 0; i < links.owners.size(); ++i)
            paths[links.act].push_back(links.records.empty() ? "all" : links.records[i].path);
    EXPECT_EQ(paths[plan::Nest::Act::Connect],
              (std::vector<std::string>{"/ships/connect/0", "/ships/connect/1/where"}));
    EXPECT_EQ(paths[plan::Nest::Act::Disconnect], std::vector<std::string>{"/ships/disconnect"});
    EXPECT_EQ(paths[plan::Nest::Act::Release], std::vector<std::string>{"all"});
}

TEST(Nested, faults_have_their_place)
{
    EXPECT_EQ(fault_of("ports", R"({"ships":{"create":[{},{"portId":null}]}})"),
              "/ships/create/1 Relation \"port\" is given by the record around this one");
    EXPECT_EQ(fault_of("ports", R"({"ships":{"create":[1]}})"),
              "/ships/create/0 Relation \"ships\": create takes an object, got 1");
    EXPECT_EQ(fault_of("ports", R"({"ships":{"disconnect":[]}})"),
              "/ships/disconnect Relation \"ships\": a new record has nothing to disconnect");
    EXPECT_EQ(fault_of("ports", R"({"ships":[]})"),
              "/ships One-to-many relation ships field does not support write operations.");
    EXPECT_EQ(fault_of("ports", R"({"flag":{"disconnect":false}})"),
              "/flag Relation \"flag\" requires create, connect or disconnect operation");
    std::string many = R"({"ships":{"create":[{})";
    for (std::size_t i = 0; i < limits::nested_records; ++i)
        many += ",{}";
    EXPECT_EQ(fault_of("ports", many + "]}}"),
              "/ships/create/200 nested_records is 200: the request creates, connects and "
              "disconnects more");
}

TEST(LinkSql, one_statement_for_any_number_of_records)
{
    model::Catalog const all = catalog();
    const Object &ships = *all.by_plural("ships");
    const Field &port = *ships.find_field("port");
    std::vector<plan::Assignment> const none;
    auto const text = [&](plan::Nest::Act act) {
        return sql::compile_link({ships, port, act, none}).text;
    };
    EXPECT_EQ(
        text(plan::Nest::Act::Connect),
        "UPDATE \"demo\".\"ships\" t0 SET \"port_id\" = v0.owner, \"updated_at\" = now() FROM "
        "unnest($1, $2) AS v0(owner, id) WHERE t0.id = v0.id AND t0.deleted_at IS NULL "
        "RETURNING t0.id");
    EXPECT_EQ(
        text(plan::Nest::Act::Disconnect),
        "UPDATE \"demo\".\"ships\" t0 SET \"port_id\" = NULL, \"updated_at\" = now() FROM "
        "unnest($1, $2) AS v0(owner, id) WHERE t0.id = v0.id AND t0.\"port_id\" = v0.owner AND "
        "t0.deleted_at IS NULL RETURNING t0.id");
    EXPECT_EQ(text(plan::Nest::Act::Release),
              "UPDATE \"demo\".\"ships\" t0 SET \"port_id\" = NULL, \"updated_at\" = now() FROM "
              "unnest($1) AS v0(owner) WHERE t0.\"port_id\" = v0.owner AND t0.deleted_at IS NULL "
              "RETURNING t0.id");
    EXPECT_NE(sql::link_shape({ships, port, plan::Nest::Act::Connect, none}),
              sql::link_shape({ships, port, plan::Nest::Act::Release, none}));
}

} // namespace
