/*
 * Markdown to blocks. md4c finds the structure and calls back; nothing may be thrown through it, so
 * a failure is kept and thrown when it has returned.
 */
#include "plan/rich_text.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "plan/link.hpp"

#include <md4c.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>

namespace viginti::plan::rich {

namespace {

/*
 * HTML is text. So are bare addresses: with md4c's option that links them, an address in a link's own
 * parentheses swallows the marks behind it (0.4.8), and no writer could tell text from link.
 */
constexpr unsigned flags =
    MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML;

/* What the JSON of a block, a run and a cell takes beside its text, about. */
constexpr std::size_t block_cost = 200;
constexpr std::size_t run_cost = 60;
constexpr std::size_t cell_cost = 4;

struct Entity {
    std::string_view name;
    char32_t character;
};
constexpr std::array entities{
    Entity{"&amp;", '&'},       Entity{"&lt;", '<'},       Entity{"&gt;", '>'},
    Entity{"&quot;", '"'},      Entity{"&apos;", '\''},    Entity{"&nbsp;", 0xa0},
    Entity{"&copy;", 0xa9},     Entity{"&reg;", 0xae},     Entity{"&trade;", 0x2122},
    Entity{"&hellip;", 0x2026}, Entity{"&mdash;", 0x2014}, Entity{"&ndash;", 0x2013},
    Entity{"&lsquo;", 0x2018},  Entity{"&rsquo;", 0x2019}, Entity{"&ldquo;", 0x201c},
    Entity{"&rdquo;", 0x201d},  Entity{"&laquo;", 0xab},   Entity{"&raquo;", 0xbb},
    Entity{"&bull;", 0x2022},   Entity{"&middot;", 0xb7},  Entity{"&euro;", 0x20ac},
    Entity{"&pound;", 0xa3},    Entity{"&yen;", 0xa5},     Entity{"&cent;", 0xa2},
    Entity{"&deg;", 0xb0},      Entity{"&times;", 0xd7},   Entity{"&sect;", 0xa7},
};

/* An entity of another name stays what was written. */
void append_entity(std::string &out, std::string_view text)
{
    if (text.starts_with("&#")) {
        bool const is_hex = text[2] == 'x' || text[2] == 'X';
        std::uint32_t value = 0;
        std::from_chars(text.data() + (is_hex ? 3 : 2), text.data() + text.size(), value,
                        is_hex ? 16 : 10);
        return append_character(out, value);
    }
    for (const Entity &entity : entities)
        if (entity.name == text)
            return append_character(out, entity.character);
    out += text;
}

std::string text_of_attribute(const MD_ATTRIBUTE &attribute)
{
    std::string out;
    if (attribute.text == nullptr)
        return out;
    for (int i = 0; attribute.substr_offsets[i] < attribute.size; ++i) {
        std::string_view const part(attribute.text + attribute.substr_offsets[i],
                                    attribute.substr_offsets[i + 1] - attribute.substr_offsets[i]);
        if (attribute.substr_types[i] == MD_TEXT_ENTITY)
            append_entity(out, part);
        else
            out += part;
    }
    return out;
}

/* A list item or a quote that is open. Blocks are found by place, as their list still grows. */
struct Level {
    bool is_quote = false;
    Document *list = nullptr; /* where the item itself stands */
    std::size_t item = 0;
    Document *inside = nullptr; /* where what follows its first line goes */
    bool is_fresh = true;       /* nothing seen in the item */
};

struct Reader {
    Document document;
    std::vector<Level> levels;
    std::vector<unsigned>
        starts;             /* of each open list: number of its next first item, 0 for bullets */
    Inline *sink = nullptr; /* where text goes */
    std::uint8_t styles = 0;
    std::array<int, 4> depth{}; /* how often each style is open */
    std::string href;
    int images = 0;
    std::string image_text;
    bool in_code_block = false;
    std::size_t cost = 0;
    bool is_too_large = false;

    Document &target() { return levels.empty() ? document : *levels.back().inside; }

    Block &add(Kind kind)
    {
        cost += block_cost;
        Block &block = target().emplace_back();
        block.kind = kind;
        if (!levels.empty())
            levels.back().is_fresh = false;
        return block;
    }

    /* The block of text that begins here: the item's own first line, or a block. */
    void open_text()
    {
        if (!levels.empty() && !levels.back().is_quote && levels.back().is_fresh) {
            levels.back().is_fresh = false;
            sink = &(*levels.back().list)[levels.back().item].content;
        } else {
            bool const is_quote = !levels.empty() && levels.back().is_quote;
            sink = &add(is_quote ? Kind::Quote : Kind::Paragraph).content;
        }
    }

    void open_item(const MD_BLOCK_LI_DETAIL &detail)
    {
        bool const is_numbered = starts.back() != 0;
        Block &block = add(detail.is_task ? Kind::Check
                           : is_numbered  ? Kind::Numbered
                                          : Kind::Bullet);
        block.is_checked = detail.is_task && detail.task_mark != ' ';
        if (block.kind == Kind::Numbered && starts.back() > 2)
            block.number = starts.back() - 1;
        if (is_numbered)
            starts.back() = 1; /* only the first item says where the list begins */
        Document &list = target();
        auto const open_items = static_cast<std::size_t>(std::count_if(
            levels.begin(), levels.end(), [](const Level &l) { return !l.is_quote; }));
        Level level{false, &list, list.size() - 1, &list.back().children, true};
        if (open_items >= limits::rich_text_depth)
            level.inside = &list;
        levels.push_back(level);
    }

    /* A paragraph that is one image becomes a block; among text an image is a link to it. */
    void close_text()
    {
        if (sink == nullptr)
            return;
        trim(*sink);
        bool const is_block = !target().empty() && sink == &target().back().content;
        if (is_block && target().back().kind == Kind::Paragraph && sink->size() == 1 &&
            sink->front().is_image && !sink->front().href.empty()) {
            Block &block = target().back();
            Run const image = std::move(sink->front());
            block.kind = Kind::Image;
            block.word = image.href;
            block.content.clear();
            append(block.content, image.text, 0, {});
        } else {
            Inline out;
            for (Run &run : *sink) {
                if (run.is_image && run.text.empty())
                    run.text = run.href;
                append(out, run.text, run.styles, run.href);
            }
            *sink = std::move(out);
        }
        sink = nullptr;
    }

    void enter(MD_BLOCKTYPE type, void *detail)
    {
        if (type != MD_BLOCK_DOC)
            close_text();
        switch (type) {
        case MD_BLOCK_QUOTE:
            if (!levels.empty())
                levels.back().is_fresh = false;
            levels.push_back({true, nullptr, 0, &target(), false});
            break;
        case MD_BLOCK_UL:
            starts.push_back(0);
            break;
        case MD_BLOCK_OL:
            /* One more than the number, so that 0 stands for bullets. */
            starts.push_back(static_cast<const MD_BLOCK_OL_DETAIL *>(detail)->start + 1);
            break;
        case MD_BLOCK_LI:
            open_item(*static_cast<const MD_BLOCK_LI_DETAIL *>(detail));
            break;
        case MD_BLOCK_HR:
            add(Kind::Divider);
            break;
        case MD_BLOCK_H: {
            Block &block = add(Kind::Heading);
            block.number = static_cast<const MD_BLOCK_H_DETAIL *>(detail)->level;
            sink = &block.content;
            break;
        }
        case MD_BLOCK_CODE: {
            Block &block = add(Kind::CodeBlock);
            block.word = text_of_attribute(static_cast<const MD_BLOCK_CODE_DETAIL *>(detail)->lang);
            sink = &block.content;
            in_code_block = true;
            break;
        }
        case MD_BLOCK_P:
            open_text();
            break;
        case MD_BLOCK_TABLE:
            add(Kind::Table);
            break;
        case MD_BLOCK_TR:
            target().back().rows.emplace_back();
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            cost += cell_cost;
            sink = &target().back().rows.back().emplace_back();
            break;
        default:
            break;
        }
    }

    void leave(MD_BLOCKTYPE type)
    {
        switch (type) {
        case MD_BLOCK_QUOTE:
        case MD_BLOCK_LI:
            close_text();
            levels.pop_back();
            break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            starts.pop_back();
            break;
        case MD_BLOCK_CODE:
            /* The last line's own end is not part of the code. */
            if (sink != nullptr && !sink->empty() && sink->back().text.ends_with('\n'))
                sink->back().text.pop_back();
            if (sink != nullptr && !sink->empty() && sink->back().text.empty())
                sink->pop_back();
            sink = nullptr;
            in_code_block = false;
            break;
        case MD_BLOCK_P:
        case MD_BLOCK_H:
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            close_text();
            break;
        default:
            break;
        }
    }

    void toggle(int index, Style style, int step)
    {
        auto &count = depth[static_cast<std::size_t>(index)];
        count += step;
        styles = static_cast<std::uint8_t>(count > 0 ? styles | style : styles & ~style);
    }

    static std::string safe(std::string url)
    {
        return is_dangerous_url(url) ? std::string() : std::move(url);
    }

    void span(MD_SPANTYPE type, const void *detail, int step)
    {
        cost += run_cost;
        switch (type) {
        case MD_SPAN_STRONG:
            return toggle(0, Bold, step);
        case MD_SPAN_EM:
            return toggle(1, Italic, step);
        case MD_SPAN_DEL:
            return toggle(2, Strike, step);
        case MD_SPAN_CODE:
            return toggle(3, Code, step);
        case MD_SPAN_A:
            href =
                step < 0
                    ? std::string()
                    : safe(text_of_attribute(static_cast<const MD_SPAN_A_DETAIL *>(detail)->href));
            cost += href.size();
            return;
        case MD_SPAN_IMG:
            images += step;
            if (step < 0 && images == 0) {
                std::string url =
                    safe(text_of_attribute(static_cast<const MD_SPAN_IMG_DETAIL *>(detail)->src));
                cost += url.size();
                if (sink == nullptr)
                    open_text();
                if (href.empty() && !url.empty())
                    sink->push_back({image_text, 0, std::move(url), true});
                else
                    append(*sink, image_text, 0, href);
                image_text.clear();
            }
            return;
        default:
            return;
        }
    }

    void text(MD_TEXTTYPE type, std::string_view bytes)
    {
        std::string shown;
        switch (type) {
        case MD_TEXT_NULLCHAR:
            append_character(shown, 0xfffd);
            break;
        case MD_TEXT_BR:
            shown = images > 0 ? " " : "\n";
            break;
        case MD_TEXT_SOFTBR:
            shown = " ";
            break;
        case MD_TEXT_ENTITY:
            append_entity(shown, bytes);
            break;
        default:
            shown = bytes;
        }
        cost += shown.size();
        if (images > 0) {
            image_text += shown;
            return;
        }
        if (sink == nullptr)
            open_text();
        append(*sink, shown, in_code_block ? 0 : styles, href);
    }

    /* What md4c is answered: not 0 ends its work. */
    int verdict()
    {
        is_too_large = cost > limits::rich_text_bytes;
        return is_too_large ? 1 : 0;
    }
};

template <class Task>
int run(void *reader, Task task) noexcept
{
    try {
        auto &it = *static_cast<Reader *>(reader);
        task(it);
        return it.verdict();
    } catch (...) {
        return -1;
    }
}

int enter_block(MD_BLOCKTYPE type, void *detail, void *reader)
{
    return run(reader, [&](Reader &it) { it.enter(type, detail); });
}

int leave_block(MD_BLOCKTYPE type, void *, void *reader)
{
    return run(reader, [&](Reader &it) { it.leave(type); });
}

int enter_span(MD_SPANTYPE type, void *detail, void *reader)
{
    return run(reader, [&](Reader &it) { it.span(type, detail, 1); });
}

int leave_span(MD_SPANTYPE type, void *detail, void *reader)
{
    return run(reader, [&](Reader &it) { it.span(type, detail, -1); });
}

int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *reader)
{
    return run(reader, [&](Reader &it) { it.text(type, {text, size}); });
}

Error too_large(std::size_t bytes)
{
    return Error(Code::LimitExceeded,
                 "rich_text_bytes is " + std::to_string(limits::rich_text_bytes) +
                     ", the markdown of " + std::to_string(bytes) + " bytes becomes larger blocks");
}

} // namespace

Document read_markdown(std::string_view text)
{
    if (text.size() > limits::rich_text_bytes)
        throw too_large(text.size());
    Reader reader;
    MD_PARSER const parser{0,          flags,     enter_block, leave_block, enter_span,
                           leave_span, take_text, nullptr,     nullptr};
    int const result = md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &reader);
    if (reader.is_too_large)
        throw too_large(text.size());
    if (result != 0)
        throw std::bad_alloc();
    return std::move(reader.document);
}

} // namespace viginti::plan::rich
