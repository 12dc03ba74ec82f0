/*
 * The documents are written from tables of JSON text with words in braces, such as {Plural}, that
 * each object or dialect fills in.
 */
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace viginti::openapi {

struct Word {
    std::string_view name;
    std::string_view value;
};

/* Appends `text`, each {name} replaced by its value; other braces stand for themselves. */
void append_expanded(std::string &out, std::string_view text, std::span<const Word> words);
std::string expand(std::string_view text, std::span<const Word> words);

/* Appends `"key":` and JSON text already written; a comma first where one is needed. */
void append_raw_member(std::string &out, std::string_view key, std::string_view json);

/* Whether the document refers to a component: what nobody refers to is left out. */
bool is_referenced(std::string_view document, std::string_view kind, std::string_view name);

/* A comma unless out ends in an opening bracket. */
void append_comma(std::string &out);

} // namespace viginti::openapi
