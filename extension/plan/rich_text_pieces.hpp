/*
 * The text of a block cut into pieces of one style, ready to be marked: blanks stand outside of the
 * marks, and characters that would keep a mark from being read as one are known.
 */
#pragma once

#include "plan/rich_text_inline.hpp"

#include <array>

namespace viginti::plan::rich {

/*
 * A mark opens or closes a style only where it touches the right kinds of characters (CommonMark
 * §6.2, "flanking"). Where a letter stands in the way, it is written as a numeric reference, which
 * begins and ends with punctuation.
 */
struct Piece {
    std::string text;
    std::uint8_t styles = 0; /* Bold, Italic, Strike */
    bool is_code = false;
    std::string href;
    bool is_written = false; /* text is Markdown already: a link */
    bool first_is_reference = false;
    bool last_is_reference = false;
};

struct Mark {
    Style style;
    std::string_view text;
};
/* Three different characters, so that neighbouring marks never run together. */
inline constexpr std::array marks{Mark{Strike, "~~"}, Mark{Bold, "**"}, Mark{Italic, "_"}};

/* The styles that all pieces of the link at `at` have, which may open before it and close behind. */
std::uint8_t link_styles(const std::vector<Piece> &pieces, std::size_t at);

std::vector<Piece> pieces_of(const Inline &content, Place place);

/* Turns characters beside marks into references where a mark would not be read as one. */
void settle_marks(std::vector<Piece> &pieces);

/* Tabs and line breaks become blanks, the latter only where no line may end. */
std::string plain_blanks(std::string_view text, Place place, bool is_code);

/* Offset of the last character of a text that is not empty. */
std::size_t last_character_start(std::string_view text);

} // namespace viginti::plan::rich
