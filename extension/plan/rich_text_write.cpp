/*
 * Blocks to Markdown. A blank line stands between blocks except between items of one list; what a
 * block contains is indented to the text of its first line. The text of a block: plan/rich_text_inline.
 */
#include "plan/rich_text.hpp"

#include "plan/rich_text_inline.hpp"

#include <algorithm>

namespace viginti::plan::rich {

namespace {

bool is_item(const Block &block)
{
    return block.kind == Kind::Bullet || block.kind == Kind::Numbered || block.kind == Kind::Check;
}

bool has_text(const Inline &content)
{
    return std::any_of(content.begin(), content.end(), [](const Run &run) {
        return run.text.find_first_not_of(" \t\n\r\v\f") != std::string::npos;
    });
}

/* Says nothing in Markdown: an empty line of the editor, an item without text. */
bool is_empty(const Block &block)
{
    switch (block.kind) {
    case Kind::Divider:
    case Kind::CodeBlock:
        return false;
    case Kind::Image:
        return block.word.empty();
    case Kind::Table:
        return block.rows.empty() || block.rows.front().empty();
    default:
        return !has_text(block.content) &&
               (!is_item(block) ||
                std::all_of(block.children.begin(), block.children.end(), is_empty));
    }
}

std::size_t longest_run(std::string_view text, char c)
{
    std::size_t longest = 0;
    std::size_t length = 0;
    for (char other : text) {
        length = other == c ? length + 1 : 0;
        longest = std::max(longest, length);
    }
    return longest;
}

/* Each line that has text gets the prefix; the first one too when asked. */
std::string indented(std::string_view text, std::string_view prefix, bool first_line)
{
    std::string out;
    bool at_start = first_line;
    for (std::size_t begin = 0; begin <= text.size();) {
        std::size_t const end = std::min(text.find('\n', begin), text.size());
        std::string_view const line = text.substr(begin, end - begin);
        if (at_start && !line.empty())
            out += prefix;
        out += line;
        if (end < text.size())
            out += '\n';
        at_start = true;
        begin = end + 1;
    }
    return out;
}

std::string write_code(const Block &block)
{
    std::string text;
    for (const Run &run : block.content)
        text += run.text;
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    std::string language;
    for (char c : block.word) {
        if (static_cast<unsigned char>(c) <= ' ' || c == '`' || c == '\\' || c == '&')
            break;
        language += c;
    }
    std::string const fence(std::max<std::size_t>(3, longest_run(text, '`') + 1), '`');
    return fence + (language == "text" ? "" : language) + "\n" + text + (text.empty() ? "" : "\n") +
           fence;
}

std::string write_table(const Block &block)
{
    std::size_t columns = 0;
    for (const auto &row : block.rows)
        columns = std::max(columns, row.size());
    std::string out;
    for (std::size_t i = 0; i < block.rows.size(); ++i) {
        out += i == 0 ? "|" : "\n|";
        for (std::size_t j = 0; j < columns; ++j) {
            std::string const cell =
                j < block.rows[i].size() ? write_inline(block.rows[i][j], Place::Cell) : "";
            out += " " + cell + (cell.empty() ? "|" : " |");
        }
        if (i == 0) {
            out += "\n|";
            for (std::size_t j = 0; j < columns; ++j)
                out += " --- |";
        }
    }
    return out;
}

/* "# title"; number signs at its end would be taken for decoration. */
std::string write_heading(const Block &block)
{
    std::string text = write_inline(block.content, Place::Heading);
    std::size_t const last = text.find_last_not_of('#');
    std::size_t const signs = last == text.npos ? 0 : last + 1;
    if (signs < text.size() && (signs == 0 || text[signs - 1] != '\\'))
        text.insert(signs, "\\");
    return std::string(block.number, '#') + " " + text;
}

std::string write_list(const Document &blocks, bool behind_marker);

std::string write_leaf(const Block &block)
{
    switch (block.kind) {
    case Kind::Heading:
        return write_heading(block);
    case Kind::Quote:
        return indented(write_inline(block.content, Place::Paragraph), "> ", true);
    case Kind::CodeBlock:
        return write_code(block);
    case Kind::Divider:
        return "***"; /* hyphens behind an item's own would make one line of both */
    case Kind::Image:
        return write_image(block.content.empty() ? "" : block.content.front().text, block.word);
    case Kind::Table:
        return write_table(block);
    default:
        return write_inline(block.content, Place::Paragraph);
    }
}

std::string write_item(const Block &block, unsigned number)
{
    std::string const marker =
        block.kind == Kind::Numbered ? std::to_string(number) + ". " : std::string("- ");
    std::string const prefix(marker.size(), ' ');
    std::string out = marker;
    bool const behind_marker = !has_text(block.content);
    /* Behind a box only text is read, so a box without text of its own is not written. */
    if (block.kind == Kind::Check && !behind_marker)
        out += block.is_checked ? "[x] " : "[ ] ";
    out += indented(write_inline(block.content, Place::Paragraph), prefix, false);
    std::string const children = write_list(block.children, behind_marker);
    if (children.empty())
        return out;
    if (behind_marker)
        return out + indented(children, prefix, false);
    auto const first = std::find_if_not(block.children.begin(), block.children.end(), is_empty);
    /* A list interrupts a paragraph only when it counts from one (CommonMark §5.3). */
    bool const follows = first != block.children.end() && is_item(*first) &&
                         (first->kind != Kind::Numbered || first->number <= 1);
    out += follows ? "\n" : "\n\n";
    return out + indented(children, prefix, true);
}

/* Blocks side by side; the children of what is no item follow it, as Markdown cannot hold them. */
struct ListWriter {
    bool behind_marker = false; /* the first block stands in the line of an item's marker */
    std::string out;
    std::size_t count = 0;
    bool last_is_item = false;
    bool last_is_bare = false; /* without text of its own */
    Kind last_kind = Kind::Paragraph;
    unsigned number = 0;

    void write(const Block &block)
    {
        if (is_item(block) && is_empty(block))
            return;
        if (!is_empty(block)) {
            bool const numbered = block.kind == Kind::Numbered;
            bool const continues =
                last_is_item && is_item(block) && (last_kind == Kind::Numbered) == numbered;
            /*
             * Two faults of md4c 0.4.8: a blank line behind a title there ends the item, and a box
             * right behind an item that begins with a quote is not seen.
             */
            if (behind_marker && last_kind == Kind::Heading && count == 1)
                out += "\n";
            else if (count > 0)
                out += continues && !(last_is_bare && block.kind == Kind::Check) ? "\n" : "\n\n";
            ++count;
            if (numbered)
                number = continues ? number + 1 : std::max(1u, block.number);
            out += is_item(block) ? write_item(block, number) : write_leaf(block);
            last_is_item = is_item(block);
            last_is_bare = !has_text(block.content);
            last_kind = block.kind;
        }
        if (!is_item(block))
            for (const Block &child : block.children)
                write(child);
    }
};

std::string write_list(const Document &blocks, bool behind_marker)
{
    ListWriter writer;
    writer.behind_marker = behind_marker;
    for (const Block &block : blocks)
        writer.write(block);
    return std::move(writer.out);
}

} // namespace

std::string write_markdown(const Document &document)
{
    return write_list(document, false);
}

} // namespace viginti::plan::rich
