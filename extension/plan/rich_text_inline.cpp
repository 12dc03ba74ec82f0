#include "plan/rich_text_inline.hpp"

#include "base/text.hpp"
#include "base/unicode.hpp"
#include "plan/rich_text_pieces.hpp"

#include <algorithm>

namespace viginti::plan::rich {

namespace {

std::string reference(char32_t c)
{
    return "&#" + std::to_string(static_cast<std::uint32_t>(c)) + ";";
}

bool is_word_byte(char c)
{
    return is_word_character(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
}

/* Whether the character at `i` could be read as anything but itself. */
bool needs_escape(std::string_view text, std::size_t i, Place place)
{
    char const before = i == 0 ? '\0' : text[i - 1];
    char const after = i + 1 < text.size() ? text[i + 1] : '\0';
    switch (text[i]) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '~':
        return true;
    case '_':
        return !is_word_byte(before) || !is_word_byte(after);
    case '<':
        return after == '\0' || is_word_byte(after);
    case '&':
        return after == '\0' || after == '#' || is_word_byte(after);
    case '!':
        return after == '\0';
    case '|':
        return place == Place::Cell;
    default:
        return false;
    }
}

std::string write_code_span(std::string_view text)
{
    std::size_t longest = 0;
    std::size_t length = 0;
    for (char c : text) {
        length = c == '`' ? length + 1 : 0;
        longest = std::max(longest, length);
    }
    std::string const fence(longest + 1, '`');
    bool const padded =
        text.front() == '`' || text.back() == '`' || (text.front() == ' ' && text.back() == ' ');
    return fence + (padded ? " " : "") + std::string(text) + (padded ? " " : "") + fence;
}

void write_piece(std::string &out, const Piece &piece, Place place)
{
    if (piece.is_code || piece.is_written) {
        out += piece.is_written ? piece.text : write_code_span(piece.text);
        return;
    }
    std::string_view text = piece.text;
    std::size_t const last = last_character_start(text);
    for (std::size_t i = 0; i < text.size();) {
        std::size_t next = i;
        char32_t const c = next_character(text, next);
        if ((i == 0 && piece.first_is_reference) || (i == last && piece.last_is_reference)) {
            out += reference(c);
        } else {
            if (c < 0x80 && needs_escape(text, i, place))
                out += '\\';
            out.append(text.substr(i, next - i));
        }
        i = next;
    }
}

/*
 * Writes pieces with their marks. Of styles that open together the one that lasts longest opens
 * first, so that a style that goes on is seldom closed because one around it ends.
 */
struct MarkWriter {
    std::string &out;
    const std::vector<Piece> &pieces;
    std::vector<const Mark *> open; /* the outermost first */

    std::size_t extent(std::size_t at, Style style) const
    {
        std::size_t end = at;
        while (end < pieces.size() && (pieces[end].styles & style))
            ++end;
        return end - at;
    }
    /* Up to the styles of the piece at `at`; at the end, to none. */
    void change(std::size_t at)
    {
        unsigned const styles = at < pieces.size() ? pieces[at].styles : 0u;
        auto const first_lost = std::find_if(open.begin(), open.end(), [&](const Mark *mark) {
            return (styles & mark->style) == 0;
        });
        auto const kept = static_cast<std::size_t>(first_lost - open.begin());
        for (; open.size() > kept; open.pop_back())
            out += open.back()->text;
        std::vector<const Mark *> opened;
        for (const Mark &mark : marks)
            if ((styles & mark.style) && std::find(open.begin(), open.end(), &mark) == open.end())
                opened.push_back(&mark);
        std::stable_sort(opened.begin(), opened.end(), [&](const Mark *a, const Mark *b) {
            return extent(at, a->style) > extent(at, b->style);
        });
        for (const Mark *mark : opened) {
            out += mark->text;
            open.push_back(mark);
        }
    }
};

std::string write_styled(std::vector<Piece> pieces, Place place)
{
    settle_marks(pieces);
    std::string out;
    MarkWriter writer{out, pieces, {}};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        writer.change(i);
        write_piece(out, pieces[i], place);
    }
    writer.change(pieces.size());
    return out;
}

/* ---- links ------------------------------------------------------------------------------------- */

/* Letters, digits and what stands in addresses without meaning anything in Markdown. */
bool is_plain_address(std::string_view url)
{
    return std::all_of(url.begin(), url.end(), [](char c) {
        return is_word_byte(c) ||
               std::string_view("-._:/?#=%+,;@$~").find(c) != std::string_view::npos;
    });
}

std::string write_destination(std::string_view url)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    for (char c : url) {
        auto const code = static_cast<unsigned char>(c);
        if (code < ' ' || std::string_view("<>\\|\x7f").find(c) != std::string_view::npos) {
            encoded += '%';
            encoded += digits[code >> 4];
            encoded += digits[code & 15];
            continue;
        }
        if (c == '&')
            encoded += '\\';
        encoded += c;
    }
    return is_plain_address(encoded) ? encoded : "<" + encoded + ">";
}

bool is_web_address(std::string_view url)
{
    return (url.starts_with("http://") || url.starts_with("https://")) && is_plain_address(url);
}

/* The link that begins at `at`, as one piece; moves `at` behind it. */
Piece write_link(const std::vector<Piece> &pieces, std::size_t &at, Place place)
{
    Piece link;
    link.is_written = true;
    link.styles = link_styles(pieces, at);
    std::string const &href = pieces[at].href;
    std::vector<Piece> inside;
    for (; at < pieces.size() && pieces[at].href == href; ++at) {
        inside.push_back(pieces[at]);
        inside.back().styles = static_cast<std::uint8_t>(pieces[at].styles & ~link.styles);
    }
    const Piece &first = inside.front();
    if (inside.size() == 1 && !first.is_code && first.text == href && is_web_address(href))
        link.text = "<" + href + ">";
    else
        link.text = "[" + write_styled(inside, place) + "](" + write_destination(href) + ")";
    return link;
}

/* ---- lines ------------------------------------------------------------------------------------- */

/* The offset at which the beginning of a line would be read as a block's own mark, else npos. */
std::size_t block_mark(std::string_view line)
{
    char const c = line.front();
    char const after = line.size() > 1 ? line[1] : ' ';
    bool const is_rule = line.find_first_not_of("-=:| ") == line.npos;
    if (c == '>' || is_rule || (c == '#' && line.find_first_not_of('#') == line.npos))
        return 0;
    if ((c == '+' || c == '-') && after == ' ')
        return 0;
    if (c == '#' && line[line.find_first_not_of('#')] == ' ')
        return 0;
    std::size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9')
        ++digits;
    if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')') &&
        (digits + 1 == line.size() || line[digits + 1] == ' '))
        return digits;
    return line.npos;
}

/* Lines without blanks at their ends, empty ones left out, joined by hard breaks. */
std::string write_lines(std::string_view text, Place place)
{
    std::string out;
    for (std::string_view line : split(text, '\n')) {
        line = trim_blanks(line);
        if (line.empty())
            continue;
        if (!out.empty())
            out += "\\\n";
        std::size_t const mark = place == Place::Paragraph ? block_mark(line) : line.npos;
        if (mark == line.npos)
            out += line;
        else
            out.append(line.substr(0, mark)).append("\\").append(line.substr(mark));
    }
    return out;
}

} // namespace

std::string write_inline(const Inline &content, Place place)
{
    Inline trimmed = content;
    trim(trimmed);
    std::vector<Piece> const pieces = pieces_of(trimmed, place);
    std::vector<Piece> line;
    for (std::size_t i = 0; i < pieces.size();)
        if (pieces[i].href.empty())
            line.push_back(pieces[i++]);
        else
            line.push_back(write_link(pieces, i, place));
    return write_lines(write_styled(std::move(line), place), place);
}

std::string write_image(std::string_view description, std::string_view url)
{
    Piece piece;
    piece.text = plain_blanks(description, Place::Heading, false);
    std::string out = "![";
    if (!piece.text.empty())
        write_piece(out, piece, Place::Heading);
    return out + "](" + write_destination(url) + ")";
}

} // namespace viginti::plan::rich
