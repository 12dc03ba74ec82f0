/*
 * The schema of /graphql: a workspace's model as one role sees it, as GraphQL types
 * (spec/graphql.md §3 to §6, Appendix A). Each type is made when it is first asked for, so the price
 * of a document does not grow with the number of objects.
 */
#pragma once

#include "graphql/record_names.hpp"
#include "graphql/schema.hpp"
#include "model/catalog.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace viginti::graphql {

/* What a field of Query or Mutation does. */
enum class RootKind : std::uint8_t {
    FindMany,
    FindOne,
    GroupBy,
    FindDuplicates,
    CreateOne,
    CreateMany,
    UpdateOne,
    UpdateMany,
    DeleteOne,
    DeleteMany,
    DestroyOne,
    DestroyMany,
    RestoreOne,
    RestoreMany,
    Merge,
};

/* A field of Query that is about no single object. */
inline constexpr std::string_view search_field = "search";

struct RootField {
    RootKind kind{};
    Uuid object;
};

class RecordSchema {
  public:
    /* `catalog` shows no more than the role may see; field names are those of the dialect. */
    RecordSchema(model::Catalog catalog, bool twenty_names);
    RecordSchema(const RecordSchema &) = delete; /* the schema refers to it */
    RecordSchema &operator=(const RecordSchema &) = delete;

    const Schema &schema() const { return schema_; }
    const model::Catalog &catalog() const { return catalog_; }
    bool twenty_names() const { return twenty_names_; }

    /* Nothing for a field that is none of records. */
    std::optional<RootField> find_root(OperationKind kind, std::string_view name) const;
    /* Null when the object is not to be seen. */
    model::ObjectPtr find_object(const Uuid &id) const;
    /* The object a type of records belongs to, null for another type. */
    model::ObjectPtr object_of(std::string_view type_name) const;

    const RecordNames &names() const { return names_; }
    /* Of a field with options; empty where an option is no name in GraphQL, it is a String then. */
    std::string enum_name(const model::Object &object, const model::Field &field) const;
    std::string_view name_of(const model::Field &field) const
    {
        return twenty_names_ && !field.twenty_name.empty() ? std::string_view(field.twenty_name)
                                                           : std::string_view(field.name);
    }

  private:
    const Type *find_type(std::string_view name);
    const Type *keep(Type type);
    std::vector<std::string> type_names();
    const Field *find_root_field(OperationKind kind, std::string_view name);
    const std::vector<Field> &root_fields(OperationKind kind);

    model::Catalog catalog_;
    bool twenty_names_;
    RecordNames names_;
    std::map<std::string, std::unique_ptr<const Type>, std::less<>> types_;
    /* Fields of Query and of Mutation: those asked for, and all of them once that was asked for. */
    struct Root {
        std::map<std::string, std::unique_ptr<const Field>, std::less<>> asked;
        std::vector<Field> all;
    };
    std::array<Root, 2> roots_;
    Schema schema_;
};

} // namespace viginti::graphql
