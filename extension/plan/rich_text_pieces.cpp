#include "plan/rich_text_pieces.hpp"

#include "base/unicode.hpp"

#include <algorithm>

namespace viginti::plan::rich {

namespace {

bool is_ascii_punctuation(char32_t c)
{
    return c < 0x80 && c > ' ' && c != 0x7f && !is_word_character(c);
}

bool is_blank_byte(char c)
{
    return c == ' ' || c == '\n';
}

bool is_blank_text(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), is_blank_byte);
}

char32_t first_character(std::string_view text)
{
    std::size_t at = 0;
    return next_character(text, at);
}

char32_t last_character(std::string_view text)
{
    std::size_t at = last_character_start(text);
    return next_character(text, at);
}

void push(std::vector<Piece> &pieces, Piece piece)
{
    if (piece.text.empty())
        return;
    if (!pieces.empty() && pieces.back().styles == piece.styles &&
        pieces.back().is_code == piece.is_code && pieces.back().href == piece.href)
        pieces.back().text += piece.text;
    else
        pieces.push_back(std::move(piece));
}

/* Of a single character both ends are one. True, so that the caller looks again. */
bool make_reference(Piece &piece, bool last)
{
    bool const is_single = last_character_start(piece.text) == 0;
    piece.first_is_reference |= !last || is_single;
    piece.last_is_reference |= last || is_single;
    return true;
}

bool is_wide_blank(char32_t c)
{
    return c >= 0x80 && is_blank_character(c);
}

bool may_be_punctuation(const Piece &piece, bool last)
{
    if (piece.is_code || piece.is_written ||
        (last ? piece.last_is_reference : piece.first_is_reference))
        return true;
    return !is_word_character(last ? last_character(piece.text) : first_character(piece.text));
}

bool is_safe_neighbour(const Piece &piece, bool last)
{
    if (piece.is_code || piece.is_written ||
        (last ? piece.last_is_reference : piece.first_is_reference))
        return true;
    char32_t const c = last ? last_character(piece.text) : first_character(piece.text);
    return c == ' ' || c == '\n' || is_ascii_punctuation(c);
}

} // namespace

std::size_t last_character_start(std::string_view text)
{
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
        --at;
    return at;
}

std::string plain_blanks(std::string_view text, Place place, bool is_code)
{
    std::string out;
    for (char c : text) {
        if (c == '\r' || c == '\t' || c == '\v' || c == '\f')
            c = ' ';
        if (c == '\n' && (is_code || place != Place::Paragraph))
            c = ' ';
        out += c;
    }
    return out;
}

/*
 * Blanks at the ends of styled text belong outside of its marks: they take the styles that both
 * their neighbours have.
 */
std::vector<Piece> pieces_of(const Inline &content, Place place)
{
    std::vector<Piece> out;
    for (const Run &run : content) {
        auto const styles = static_cast<std::uint8_t>(run.styles & (Bold | Italic | Strike));
        bool is_code = (run.styles & Code) != 0;
        std::string const text = plain_blanks(run.text, place, is_code);
        /* A bar ends a cell, in code too, where nothing can escape it. */
        if (is_blank_text(text) || (place == Place::Cell && text.find('|') != text.npos))
            is_code = false;
        push(out, {text, styles, is_code, run.href});
    }
    /* Again while something moves, as it changes what its neighbours see. */
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<Piece> split;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const Piece &piece = out[i];
            auto const beside = [&](std::size_t at) -> unsigned {
                if (at >= out.size())
                    return 0;
                if (out[at].href == piece.href)
                    return out[at].styles;
                if (!piece.href.empty())
                    return 0;
                return link_styles(out, at);
            };
            unsigned const before = i == 0 ? 0u : beside(i - 1);
            unsigned const after = beside(i + 1);
            auto const shared = [&](unsigned neighbour) {
                return static_cast<std::uint8_t>(piece.styles & neighbour);
            };
            std::size_t const begin =
                piece.is_code ? 0
                              : std::min(piece.text.find_first_not_of(" \n"), piece.text.size());
            if (begin == piece.text.size()) {
                std::uint8_t const styles =
                    static_cast<std::uint8_t>(piece.styles & before & after);
                changed |= styles != piece.styles;
                push(split, {piece.text, styles, false, piece.href});
                continue;
            }
            std::size_t const end =
                piece.is_code ? piece.text.size() : piece.text.find_last_not_of(" \n") + 1;
            changed |= begin > 0 && shared(before) != piece.styles;
            changed |= end < piece.text.size() && shared(after) != piece.styles;
            push(split, {piece.text.substr(0, begin), shared(before), false, piece.href});
            split.push_back(
                {piece.text.substr(begin, end - begin), piece.styles, piece.is_code, piece.href});
            push(split, {piece.text.substr(end), shared(after), false, piece.href});
        }
        out = std::move(split);
    }
    return out;
}

void settle_marks(std::vector<Piece> &pieces)
{
    /* No mark touches white space from the inside; that beyond ASCII is still in place. */
    for (Piece &piece : pieces)
        if (piece.styles != 0 && !piece.is_code && !piece.is_written) {
            if (is_wide_blank(first_character(piece.text)))
                make_reference(piece, false);
            if (is_wide_blank(last_character(piece.text)))
                make_reference(piece, true);
        }
    /* An underscore inside a word is none; of several marks in a row the outer ones touch marks. */
    auto const is_simple = [](unsigned changed) { return changed == Bold || changed == Strike; };
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
            Piece &left = pieces[i];
            Piece &right = pieces[i + 1];
            auto const lost = static_cast<unsigned>(left.styles & ~right.styles);
            auto const gained = static_cast<unsigned>(right.styles & ~left.styles);
            /* Where marks close and others open, they are punctuation to each other. */
            if (lost != 0 && gained == 0 && !is_safe_neighbour(right, false) &&
                (!is_simple(lost) || may_be_punctuation(left, true)))
                moved = make_reference(right, false);
            if (gained != 0 && lost == 0 && !is_safe_neighbour(left, true) &&
                (!is_simple(gained) || may_be_punctuation(right, false)))
                moved = make_reference(left, true);
        }
    }
}

std::uint8_t link_styles(const std::vector<Piece> &pieces, std::size_t at)
{
    unsigned styles = pieces[at].styles;
    for (std::size_t i = at; i-- > 0 && pieces[i].href == pieces[at].href;)
        styles &= pieces[i].styles;
    for (std::size_t i = at; i < pieces.size() && pieces[i].href == pieces[at].href; ++i)
        styles &= pieces[i].styles;
    return static_cast<std::uint8_t>(styles);
}

} // namespace viginti::plan::rich
