/*
 * Rich text: a document as a list of blocks, between its two stored forms. `blocknote` is the JSON
 * of an editor's blocks, `markdown` is GitHub's Markdown. Markdown knows no colours, alignments or
 * paragraphs inside paragraphs, so going there and back keeps what it can say; doing so twice
 * changes nothing more.
 */
#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan::rich {

enum Style : std::uint8_t { Bold = 1, Italic = 2, Strike = 4, Code = 8 };

/* Characters of one style. Neighbours differ in style or link. */
struct Run {
    std::string text;
    std::uint8_t styles = 0;
    std::string href;      /* empty: no link */
    bool is_image = false; /* text is its description, href where it is */
};
using Inline = std::vector<Run>;

enum class Kind : std::uint8_t {
    Paragraph,
    Heading,
    Bullet,
    Numbered,
    Check,
    Quote,
    CodeBlock,
    Divider,
    Image,
    Table,
};

struct Block {
    Kind kind = Kind::Paragraph;
    Inline content;
    unsigned number = 0; /* level of a heading; first number of a list, or 0 */
    bool is_checked = false;
    std::string word;                      /* language of a code block; address of an image */
    std::vector<std::vector<Inline>> rows; /* of a table: cells */
    std::vector<Block> children;
};
using Document = std::vector<Block>;

/* Appends to the last run when style and link are the same. */
void append(Inline &content, std::string_view text, std::uint8_t styles, std::string_view href);

/* Takes white space off both ends; code keeps its own. */
void trim(Inline &content);

/*
 * The JSON text of a document, and the document of an array of blocks. What a block or an inline
 * element of unknown type says is kept as a paragraph or as text.
 */
std::string write_blocks(const Document &document);
Document read_blocks(const json_t *blocks);

/* Throws Error{LimitExceeded} for a text that grows beyond limits::rich_text_bytes as blocks. */
Document read_markdown(std::string_view text);
std::string write_markdown(const Document &document);

} // namespace viginti::plan::rich
