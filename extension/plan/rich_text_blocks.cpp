#include "plan/rich_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace viginti::plan::rich {

namespace {

struct KindName {
    Kind kind;
    std::string_view type;
};
constexpr std::array kind_names{
    KindName{Kind::Paragraph, "paragraph"},   KindName{Kind::Heading, "heading"},
    KindName{Kind::Bullet, "bulletListItem"}, KindName{Kind::Numbered, "numberedListItem"},
    KindName{Kind::Check, "checkListItem"},   KindName{Kind::Quote, "quote"},
    KindName{Kind::CodeBlock, "codeBlock"},   KindName{Kind::Divider, "divider"},
    KindName{Kind::Image, "image"},           KindName{Kind::Table, "table"},
    KindName{Kind::Bullet, "toggleListItem"}, /* read only: the first row of a kind is written */
};

struct StyleName {
    Style style;
    const char *name;
};
constexpr std::array style_names{StyleName{Bold, "bold"}, StyleName{Italic, "italic"},
                                 StyleName{Strike, "strike"}, StyleName{Code, "code"}};

constexpr unsigned highest_level = 6;
constexpr unsigned highest_number = 999999999; /* nine digits are all Markdown reads */

bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

// ---- out ------------------------------------------------------------------------------------------

struct Writer {
    std::string out;
    int last_id = 0;

    void comma()
    {
        if (!out.ends_with('[') && !out.ends_with('{'))
            out += ',';
    }
    void write_text(const Run &run)
    {
        comma();
        out += "{\"type\":\"text\"";
        append_json_member(out, "text", run.text);
        out += ",\"styles\":{";
        for (const StyleName &style : style_names)
            if (run.styles & style.style) {
                append_json_key(out, style.name);
                out += "true";
            }
        out += "}}";
    }
    void write_inline(const Inline &content)
    {
        out += '[';
        for (std::size_t i = 0; i < content.size();) {
            const std::string &href = content[i].href;
            if (href.empty()) {
                write_text(content[i++]);
                continue;
            }
            comma();
            out += "{\"type\":\"link\"";
            append_json_member(out, "href", href);
            out += ",\"content\":[";
            for (; i < content.size() && content[i].href == href; ++i)
                write_text(content[i]);
            out += "]}";
        }
        out += ']';
    }
    void write_rows(const Block &block)
    {
        std::size_t columns = 0;
        for (const auto &row : block.rows)
            columns = std::max(columns, row.size());
        out += "{\"type\":\"tableContent\",\"columnWidths\":[";
        for (std::size_t i = 0; i < columns; ++i)
            out += i == 0 ? "null" : ",null";
        out += "],\"headerRows\":1,\"rows\":[";
        for (const auto &row : block.rows) {
            comma();
            out += "{\"cells\":[";
            for (const Inline &cell : row) {
                comma();
                write_inline(cell);
            }
            out += "]}";
        }
        out += "]}";
    }
    void write_props(const Block &block)
    {
        append_json_key(out, "props");
        out += '{';
        switch (block.kind) {
        case Kind::Divider:
            break;
        case Kind::CodeBlock:
            append_json_member(out, "language", block.word.empty() ? "text" : block.word);
            break;
        case Kind::Image:
            append_json_member(out, "textAlignment", "left");
            append_json_member(out, "backgroundColor", "default");
            append_json_member(out, "name", "");
            append_json_member(out, "url", block.word);
            append_json_member(out, "caption",
                               block.content.empty() ? "" : block.content.front().text);
            out += ",\"showPreview\":true";
            break;
        case Kind::Table:
            append_json_member(out, "textColor", "default");
            break;
        default:
            append_json_member(out, "backgroundColor", "default");
            append_json_member(out, "textColor", "default");
            append_json_member(out, "textAlignment", "left");
            if (block.kind == Kind::Heading)
                out += ",\"level\":" + std::to_string(block.number);
            if (block.kind == Kind::Numbered && block.number > 0)
                out += ",\"start\":" + std::to_string(block.number);
            if (block.kind == Kind::Check)
                out += block.is_checked ? ",\"checked\":true" : ",\"checked\":false";
        }
        out += '}';
    }
    void write_block(const Block &block)
    {
        comma();
        out += '{';
        append_json_member(out, "id", std::to_string(++last_id));
        for (const KindName &row : kind_names)
            if (row.kind == block.kind) {
                append_json_member(out, "type", row.type);
                break;
            }
        write_props(block);
        if (block.kind == Kind::Table) {
            append_json_key(out, "content");
            write_rows(block);
        } else if (block.kind != Kind::Divider && block.kind != Kind::Image) {
            append_json_key(out, "content");
            write_inline(block.content);
        }
        append_json_key(out, "children");
        write_list(block.children);
        out += '}';
    }
    void write_list(const Document &blocks)
    {
        out += '[';
        for (const Block &block : blocks)
            write_block(block);
        out += ']';
    }
};

// ---- in -------------------------------------------------------------------------------------------

std::string_view text_member(const json_t *object, const char *name)
{
    const json_t *const value = json_object_get(object, name);
    return json_is_string(value) ? text_of(value) : std::string_view();
}

unsigned number_member(const json_t *object, const char *name, unsigned most)
{
    const json_t *const value = json_object_get(object, name);
    json_int_t const number = json_is_integer(value) ? json_integer_value(value) : 0;
    return number < 0 ? 0 : static_cast<unsigned>(std::min<json_int_t>(number, most));
}

std::uint8_t styles_of(const json_t *element)
{
    const json_t *const given = json_object_get(element, "styles");
    std::uint8_t styles = 0;
    for (const StyleName &style : style_names)
        if (json_is_true(json_object_get(given, style.name)))
            styles = static_cast<std::uint8_t>(styles | style.style);
    return styles;
}

/* The nesting is that of the JSON, which its reader has bounded. */
void read_inline(Inline &content, const json_t *value, std::string_view href)
{
    if (json_is_string(value))
        return append(content, text_of(value), 0, href);
    std::size_t index;
    json_t *element;
    json_array_foreach(const_cast<json_t *>(value), index, element)
    {
        if (json_is_string(element)) {
            append(content, text_of(element), 0, href);
            continue;
        }
        std::string_view const type = text_member(element, "type");
        const json_t *const inner = json_object_get(element, "content");
        const json_t *const props = json_object_get(element, "props");
        if (type == "link")
            read_inline(content, inner, text_member(element, "href"));
        else if (inner)
            read_inline(content, inner, href);
        else
            append(content, text_member(element, "text"), styles_of(element), href);
        /* A mention and its like: what the editor shows for it. */
        for (const char *name : {"label", "name"})
            if (auto const shown = text_member(props, name); !shown.empty()) {
                append(content, shown, 0, href);
                break;
            }
    }
}

void read_rows(Block &block, const json_t *content)
{
    std::size_t row_index;
    json_t *row;
    json_array_foreach(json_object_get(content, "rows"), row_index, row)
    {
        auto &cells = block.rows.emplace_back();
        std::size_t index;
        json_t *cell;
        json_array_foreach(json_object_get(row, "cells"), index, cell)
        {
            const json_t *const inner = json_object_get(cell, "content");
            read_inline(cells.emplace_back(), inner ? inner : cell, {});
        }
    }
}

Block read_block(const json_t *value)
{
    std::string_view const type = text_member(value, "type");
    const json_t *const props = json_object_get(value, "props");
    const json_t *const content = json_object_get(value, "content");
    auto const row = std::find_if(kind_names.begin(), kind_names.end(),
                                  [&](const KindName &other) { return other.type == type; });
    Block block;
    block.kind = row == kind_names.end() ? Kind::Paragraph : row->kind;
    block.is_checked = json_is_true(json_object_get(props, "checked"));
    switch (block.kind) {
    case Kind::Heading:
        block.number = std::max(1u, number_member(props, "level", highest_level));
        break;
    case Kind::Numbered:
        block.number = number_member(props, "start", highest_number);
        break;
    case Kind::CodeBlock:
        block.word = text_member(props, "language");
        break;
    case Kind::Image:
        block.word = text_member(props, "url");
        break;
    default:
        break;
    }
    if (block.kind == Kind::Table) {
        read_rows(block, content);
    } else if (block.kind == Kind::Image) {
        std::string_view const caption = text_member(props, "caption");
        append(block.content, caption.empty() ? text_member(props, "name") : caption, 0, {});
    } else {
        read_inline(block.content, content, {});
        /* A file, a video: a link to it. */
        std::string_view const url = text_member(props, "url");
        if (row == kind_names.end() && !url.empty()) {
            std::string_view const name = text_member(props, "name");
            append(block.content, name.empty() ? url : name, 0, url);
        }
    }
    block.children = read_blocks(json_object_get(value, "children"));
    return block;
}

} // namespace

void append(Inline &content, std::string_view text, std::uint8_t styles, std::string_view href)
{
    if (text.empty())
        return;
    if (!content.empty() && content.back().styles == styles && content.back().href == href &&
        !content.back().is_image)
        content.back().text += text;
    else
        content.push_back({std::string(text), styles, std::string(href), false});
}

void trim(Inline &content)
{
    while (!content.empty() && !(content.front().styles & Code) && !content.front().is_image) {
        std::string &text = content.front().text;
        text.erase(0,
                   static_cast<std::size_t>(
                       std::find_if_not(text.begin(), text.end(), is_blank_byte) - text.begin()));
        if (!text.empty())
            break;
        content.erase(content.begin());
    }
    while (!content.empty() && !(content.back().styles & Code) && !content.back().is_image) {
        std::string &text = content.back().text;
        while (!text.empty() && is_blank_byte(text.back()))
            text.pop_back();
        if (!text.empty())
            break;
        content.pop_back();
    }
}

std::string write_blocks(const Document &document)
{
    Writer writer;
    writer.write_list(document);
    return std::move(writer.out);
}

Document read_blocks(const json_t *blocks)
{
    Document document;
    std::size_t index;
    json_t *block;
    json_array_foreach(const_cast<json_t *>(blocks), index, block)
    {
        if (json_is_object(block))
            document.push_back(read_block(block));
    }
    return document;
}

} // namespace viginti::plan::rich
