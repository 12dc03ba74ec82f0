/*
 * Names of the types that records have in GraphQL (spec/graphql.md §3): a type a word in Pascal case,
 * and what is derived from it by a suffix.
 */
#pragma once

#include "model/catalog.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::graphql {

/* Words begin at upper-case letters and at digits: "rkt1a2b" is "Rkt1A2B". */
std::string pascal_case(std::string_view name);

/* The types of one object. */
enum class Derived : std::uint8_t {
    Record,
    Edge,
    Connection,
    GroupByConnection,
    Filter,
    OrderBy,
    OrderByWithGroupBy,
    OrderByAggregate,
    GroupBy,
    Create,
    Update,
    RelationOne,  /* how a to-one relation is written */
    RelationMany, /* how a to-many relation is written */
    Connect,
    WhereUnique,
};

/* "ConnectionCursor" is none: "", "Edge", "Connection", … */
std::string_view suffix_of(Derived derived) noexcept;

/* The names of all objects of a workspace; no object is loaded for them. */
class RecordNames {
  public:
    explicit RecordNames(const model::Directory &directory);

    /* "Person"; empty for an object of another workspace. */
    std::string_view base_of(const Uuid &object) const;
    std::string name_of(const Uuid &object, Derived derived) const;

    struct Found {
        Uuid object;
        Derived derived;
    };
    std::optional<Found> find(std::string_view name) const;
    /* Objects the name of one of whose fields' types may be: theirs begins it. The longest first. */
    std::vector<Uuid> owners_of(std::string_view name) const;

    /* By singular, and the plural that goes with it. */
    struct Object {
        std::string singular, plural;
        Uuid id;
    };
    const std::vector<Object> &objects() const { return objects_; }

    /* The first of the objects of that singular or plural, as it is or in Pascal case. */
    enum class Form : std::uint8_t { Singular, Plural, PascalSingular, PascalPlural };
    std::optional<Uuid> find(Form form, std::string_view name) const;

  private:
    std::vector<Object> objects_;
    std::array<std::map<std::string, Uuid, std::less<>>, 4> by_form_;
    std::map<std::string, Uuid, std::less<>> by_base_;
    std::map<Uuid, std::string> bases_;
};

/* Names no object's type may have: those of schema and scalars, and of what all objects share. */
bool is_shared_name(std::string_view name);

} // namespace viginti::graphql
