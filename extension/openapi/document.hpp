/*
 * The self-descriptions (spec/core-rest.md §24, spec/metadata-rest.md §22): OpenAPI 3.1 documents of
 * the record API and of the metadata API, as they are for one caller at one moment. Text for text
 * the same while model, rights and dialect are.
 */
#pragma once

#include "openapi/view.hpp"

#include <string>

namespace viginti::openapi {

/*
 * Records: paths and schemas of the chosen objects. Throws Error{LimitExceeded} when the document
 * outgrows limits::answer_bytes.
 */
std::string core_document(const View &view);

/* Objects and fields: who may not change the model gets the reads alone. */
std::string metadata_document(const View &view);

/* What a caller without a key may know: where the documents are and how to sign in. */
std::string public_core_document();
std::string public_metadata_document();

} // namespace viginti::openapi
