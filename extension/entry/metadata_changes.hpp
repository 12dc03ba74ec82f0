/*
 * Lists of model changes: POST /rest/metadata/changes and, under it, viginti.change_model. All
 * changes of a list are made in one transaction or none is.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"

#include <string_view>

namespace viginti::entry {

/*
 * The body is {"changes":[{"op":"createField","object":"boat","set":{…}}, …]}. Later changes name
 * what earlier ones made. Every fault of every change is found before the list is refused: an
 * Error{MetadataValidation} with JSON Pointers into the body. When `rehearsed` the list is run,
 * described and undone (see rehearsal.hpp).
 */
Answer answer_changes(std::string_view body, bool rehearsed, const Caller &caller);

} // namespace viginti::entry
