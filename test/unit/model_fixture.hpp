/*
 * A small workspace for tests of plan/ and sql/: people and companies with one field of most types.
 */
#pragma once

#include "model/catalog.hpp"

#include <map>
#include <memory>
#include <string>

namespace fixture {

using namespace viginti;

inline Uuid number(int n)
{
    Uuid uuid;
    uuid.bytes[15] = static_cast<std::uint8_t>(n);
    return uuid;
}

inline model::Field field(int id, std::string name, model::FieldType type)
{
    model::Field field;
    field.id = number(id);
    field.name = std::move(name);
    field.label = field.name;
    field.type = type;
    return field;
}

inline model::Field system_field(int id, std::string name, model::FieldType type, bool nullable)
{
    model::Field made = field(id, std::move(name), type);
    made.is_system = true;
    made.is_custom = false;
    made.is_nullable = nullable;
    if (!nullable)
        made.default_value = "\"now\"";
    return made;
}

inline model::Field relation(int id, std::string name, model::RelationKind kind, int target,
                             int inverse, std::string inverse_name)
{
    model::Field made = field(id, std::move(name), model::FieldType::Relation);
    made.relation = model::Relation{kind, number(target), number(inverse), std::move(inverse_name)};
    return made;
}

inline std::shared_ptr<model::Object> object(int id, std::string singular, std::string plural)
{
    using model::FieldType;
    auto made = std::make_shared<model::Object>();
    made->id = number(id);
    made->schema = "demo";
    made->table = plural;
    made->name_singular = std::move(singular);
    made->name_plural = std::move(plural);
    made->version = static_cast<std::uint64_t>(id);
    int const base = id * 20;
    made->fields.push_back(system_field(base, "id", FieldType::Uuid, false));
    made->fields.push_back(system_field(base + 1, "createdAt", FieldType::DateTime, false));
    made->fields.push_back(system_field(base + 2, "deletedAt", FieldType::DateTime, true));
    made->fields.push_back(system_field(base + 3, "position", FieldType::Position, false));
    return made;
}

/* people (name FULL_NAME, jobTitle TEXT, stage SELECT, age NUMBER, tags MULTI_SELECT, company), companies. */
inline model::Catalog catalog()
{
    using model::FieldType;
    using model::RelationKind;
    auto people = object(1, "person", "people");
    people->fields.push_back(field(30, "name", FieldType::FullName));
    people->fields.push_back(field(31, "jobTitle", FieldType::Text));
    people->fields.push_back(field(32, "age", FieldType::Number));
    model::Field stage = field(33, "stage", FieldType::Select);
    stage.options = {{number(90), "NEW", "New", "red", 0}, {number(91), "OLD", "Old", "red", 1}};
    people->fields.push_back(stage);
    model::Field tags = field(34, "tags", FieldType::MultiSelect);
    tags.options = stage.options;
    people->fields.push_back(tags);
    people->fields.push_back(field(35, "emails", FieldType::Emails));
    people->fields.push_back(field(36, "extra", FieldType::RawJson));
    people->fields.push_back(relation(37, "company", RelationKind::ManyToOne, 2, 57, "people"));
    model::Field body = field(38, "body", FieldType::RichText);
    body.twenty_name = "bodyV2";
    people->fields.push_back(body);

    auto companies = object(2, "company", "companies");
    companies->fields.push_back(field(50, "name", FieldType::Text));
    companies->fields.push_back(field(51, "revenue", FieldType::Currency));
    companies->fields.push_back(relation(57, "people", RelationKind::OneToMany, 1, 37, "company"));

    std::map<Uuid, model::ObjectPtr> const objects{{people->id, people},
                                                   {companies->id, companies}};
    auto directory = std::make_shared<model::Directory>();
    for (const auto &[id, each] : objects) {
        directory->by_plural[each->name_plural] = id;
        directory->by_singular[each->name_singular] = id;
    }
    model::Catalog catalog;
    catalog.workspace = "demo";
    catalog.directory = directory;
    catalog.load = [objects](const Uuid &id) { return objects.at(id); };
    return catalog;
}

} // namespace fixture
