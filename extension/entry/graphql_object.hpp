/*
 * One object of an answer: the members of a selection in their order, under the keys they were
 * asked by.
 */
#pragma once

#include "base/json.hpp"
#include "graphql/selection_tree.hpp"

#include <string>

namespace viginti::entry {

/* `append` writes the value of a member that is no __typename. */
template <class Append>
void append_selected(std::string &out, const graphql::SelectedObject &selected,
                     const Append &append)
{
    out += '{';
    for (const graphql::SelectedField &member : selected.fields) {
        append_json_key(out, member.key);
        if (member.field->name == "__typename")
            append_json_string(out, selected.type->name);
        else
            append(member);
    }
    out += '}';
}

} // namespace viginti::entry
