/*
 * Questions about documents against a small schema.
 */
#pragma once

#include "graphql/parser.hpp"
#include "graphql/validation.hpp"
#include "graphql_pets.hpp"

#include <string>
#include <vector>

namespace viginti::test {

/* What validation says, one "line:column … message" each. */
inline std::vector<std::string> faults_of(const std::string &source,
                                          const graphql::ValidationOptions &options = {})
{
    graphql::Schema const schema = pet_schema();
    auto const parsed = graphql::parse(source);
    if (auto const *fault = std::get_if<graphql::Fault>(&parsed))
        return {fault->message};
    std::vector<std::string> out;
    for (const graphql::Fault &fault :
         graphql::validate(schema, std::get<graphql::Document>(parsed), options)) {
        std::string line;
        for (const graphql::Location &location : fault.locations)
            line += std::to_string(location.line) + ':' + std::to_string(location.column) + ' ';
        out.push_back(line + fault.message);
    }
    return out;
}

} // namespace viginti::test
