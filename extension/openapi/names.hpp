/*
 * Names inside a document: component schemas and operationIds are made from the names of objects,
 * which users choose, so two of them may meet. The later one gets an underscore, which no name of
 * an object holds.
 */
#pragma once

#include "openapi/text.hpp"
#include "openapi/view.hpp"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace viginti::openapi {

/* Names given so far. */
class Taken {
  public:
    std::string take(std::string name);

  private:
    std::unordered_set<std::string> names_;
};

/* The component schemas of one object. */
struct SchemaNames {
    std::string create, update, response; /* "Person", "PersonForUpdate", "PersonForResponse" */
};

/* By id of the object, for all objects of the view, chosen or not: names do not hang on a choice. */
using SchemaNamesById = std::unordered_map<std::string, SchemaNames>;
SchemaNamesById name_schemas(const View &view);

/* {plural}, {Plural}, {singular}, {Singular}, {objects} for append_expanded. */
struct ObjectWords {
    explicit ObjectWords(const model::Object &object);
    ObjectWords(const ObjectWords &) = delete;
    ObjectWords &operator=(const ObjectWords &) = delete;

    std::string capital_plural, capital_singular;
    std::array<Word, 5> words;
};

} // namespace viginti::openapi
