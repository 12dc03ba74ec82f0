/*
 * A small schema of every kind of type.
 */
#pragma once

#include "graphql/builder.hpp"

#include <utility>
#include <vector>

namespace viginti::test {

inline graphql::Schema pet_schema()
{
    using namespace graphql;
    std::vector<Type> types;
    types.push_back(make_scalar("UUID", {}, "https://example.org/uuid"));
    types.push_back(make_enum("Color", {make_value("RED"), make_value("GREEN")}));
    types.push_back(make_interface("Named", {make_field("name", "String")}, {"Cat", "Dog"}));
    types.push_back(make_object("Cat",
                                {make_field("name", "String"), make_field("meows", "Boolean"),
                                 make_field("lives", "Int!", {make_input("left", "Int!")})},
                                {"Named"}));
    types.push_back(make_object(
        "Dog",
        {make_field("name", "String"), make_field("color", "Color"),
         make_field("friends", "[Dog!]!",
                    {make_input("first", "Int", "10"), make_input("filter", "DogFilter")})},
        {"Named"}));
    types.push_back(make_union("Pet", {"Cat", "Dog"}));
    types.push_back(make_input_object(
        "DogFilter", {make_input("and", "[DogFilter!]"), make_input("name", "String!", "\"Rex\""),
                      make_input("color", "Color"), make_input("id", "UUID")}));
    types.push_back(
        make_input_object("Link", {make_input("id", "ID"), make_input("name", "String")}, true));
    types.push_back(make_object(
        "Query",
        {make_field("dog", "Dog", {make_input("id", "ID!")}), make_field("pet", "Pet"),
         make_field("dogs", "[Dog!]",
                    {make_input("ids", "[ID!]"), make_input("uuid", "UUID"),
                     make_input("filter", "[DogFilter!]")}),
         make_field("named", "Named"), make_field("link", "Int", {make_input("to", "Link")})}));
    types.push_back(make_object("Subscription", {make_field("a", "Int"), make_field("b", "Int")}));
    return make_schema(std::move(types));
}

} // namespace viginti::test
