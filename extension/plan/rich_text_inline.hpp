/*
 * The text of one block as Markdown: what must be escaped is, and marks of style stand where they
 * are read as such.
 */
#pragma once

#include "plan/rich_text.hpp"

namespace viginti::plan::rich {

/* Line breaks are kept in paragraphs; in headings and cells of tables they become blanks. */
enum class Place : std::uint8_t { Paragraph, Heading, Cell };

std::string write_inline(const Inline &content, Place place);

std::string write_image(std::string_view description, std::string_view url);

} // namespace viginti::plan::rich
