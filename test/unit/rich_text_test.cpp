#include "base/error.hpp"
#include "base/limits.hpp"
#include "plan/rich_text.hpp"
#include "value_fixture.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace viginti;
using fixture::fault_of_body;
using fixture::stored;
namespace rich = plan::rich;

std::string blocks_of(const std::string &markdown)
{
    return rich::write_blocks(rich::read_markdown(markdown));
}

std::string markdown_of(const std::string &blocks)
{
    return rich::write_markdown(rich::read_blocks(parse_json(blocks).get()));
}

std::string again(const std::string &markdown)
{
    return markdown_of(blocks_of(markdown));
}

std::string body(const std::string &markdown)
{
    std::string out = "{\"body\":{";
    append_json_member(out, "markdown", markdown);
    return out + "}}";
}

TEST(RichText, MarkdownBecomesBlocks)
{
    EXPECT_EQ(blocks_of("Hi **you**\n"),
              R"([{"id":"1","type":"paragraph","props":{"backgroundColor":"default",)"
              R"("textColor":"default","textAlignment":"left"},"content":[{"type":"text",)"
              R"("text":"Hi ","styles":{}},{"type":"text","text":"you","styles":{"bold":true}}],)"
              R"("children":[]}])");
    EXPECT_EQ(blocks_of("- [x] a\n  - b"),
              R"([{"id":"1","type":"checkListItem","props":{"backgroundColor":"default",)"
              R"("textColor":"default","textAlignment":"left","checked":true},"content":[{"type":)"
              R"("text","text":"a","styles":{}}],"children":[{"id":"2","type":"bulletListItem",)"
              R"("props":{"backgroundColor":"default","textColor":"default","textAlignment":)"
              R"("left"},"content":[{"type":"text","text":"b","styles":{}}],"children":[]}]}])");
    EXPECT_EQ(blocks_of("```cpp\nint a;\n```"),
              R"([{"id":"1","type":"codeBlock","props":{"language":"cpp"},"content":[{"type":)"
              R"("text","text":"int a;","styles":{}}],"children":[]}])");
    EXPECT_EQ(blocks_of("![a cat](https://x.example/cat.png)"),
              R"([{"id":"1","type":"image","props":{"textAlignment":"left","backgroundColor":)"
              R"("default","name":"","url":"https://x.example/cat.png","caption":"a cat",)"
              R"("showPreview":true},"children":[]}])");
    EXPECT_EQ(
        blocks_of("| a | b |\n|---|---|\n| 1 | _2_ |"),
        R"([{"id":"1","type":"table","props":{"textColor":"default"},"content":{"type":)"
        R"("tableContent","columnWidths":[null,null],"headerRows":1,"rows":[{"cells":)"
        R"([[{"type":"text","text":"a","styles":{}}],[{"type":"text","text":"b","styles":{}}]]},)"
        R"({"cells":[[{"type":"text","text":"1","styles":{}}],[{"type":"text","text":"2",)"
        R"("styles":{"italic":true}}]]}]},"children":[]}])");
    EXPECT_EQ(blocks_of(""), "[]");
    EXPECT_EQ(blocks_of("***"), R"([{"id":"1","type":"divider","props":{},"children":[]}])");
}

TEST(RichText, WhatMarkdownSaysIsKept)
{
    for (const char *text : {
             "Hello",
             "# One\n\n## Two\n\n###### Six",
             "- a\n- b\n  - c\n    - d\n- e",
             "1. a\n2. b\n   1. c\n3. d",
             "7. a\n8. b",
             "- [ ] a\n- [x] b",
             "- a\n\n1. b\n\npara",
             "> quoted **words**\n\n> again",
             "- # title\n  text\n- > quote\n- ```\n  code\n\n  more\n  ```",
             "```\n```",
             "````md\n```\na\n```\n````",
             "**bold** _italic_ ~~gone~~ `code`",
             "~~**_all_**~~ and ~~**two**~~",
             "a**b**c",
             "[a link](https://x.example/p?q=1#f) and <https://y.example>",
             "[**b** c](</a b>)",
             "![](https://x.example/i.png)",
             "a\\\nb",
             "| a | b |\n| --- | --- |\n| c \\| d | |",
             "***",
             "- ***",
             "1\\. no list\n\n\\# no title\n\n\\- no item\n\n\\> no quote",
             "2 \\* 3 \\_ 4 a_b \\`c\\` \\[d\\] \\~e\\~ \\\\ \\<f> & g",
             "http://x.example",
             "# title \\#",
             "``a`b``",
             "über **größe**, “zitat”",
             "これは**太字**です",
         })
        EXPECT_EQ(again(text), text);
}

TEST(RichText, SpellingsOfMarkdownMeetInOne)
{
    struct Row {
        const char *in, *out;
    };
    for (const auto &[in, out] : std::vector<Row>{
             {"Title\n=====\n\nSub\n---", "# Title\n\n## Sub"},
             {"* a\n* b", "- a\n- b"},
             {"1) a\n1) b", "1. a\n2. b"},
             {"    code", "```\ncode\n```"},
             {"__b__ *i*", "**b** _i_"},
             {"a  \nb", "a\\\nb"},
             {"a\nb", "a b"},
             {"> a\n> - b", "> a\n\n- b"},
             {"see https://x.example now", "see https://x.example now"},
             {"[r]\n\n[r]: https://x.example", "[r](https://x.example)"},
             {"&lt;b&gt; &#65;&copy;", "\\<b> A©"},
             {"<b>x</b>", "\\<b>x</b>"},
             {"[x](javascript:alert%281%29) ![y](vbscript:z)", "x y"},
             {"text ![i](https://x.example/i.png) text", "text [i](https://x.example/i.png) text"},
             {"- \n- a", "- a"},
             {"a\n\n\n\nb", "a\n\nb"},
         })
        EXPECT_EQ(again(in), out) << in;
}

TEST(RichText, BlocksBecomeMarkdown)
{
    auto const text = [](const std::string &t, const std::string &styles) {
        return R"({"type":"text","text":")" + t + R"(","styles":{)" + styles + "}}";
    };
    auto const paragraph = [](const std::string &content) {
        return R"({"type":"paragraph","content":[)" + content + "]}";
    };
    struct Row {
        std::string in, out;
    };
    std::string const bold = R"("bold":true)";
    std::string const italic = R"("italic":true)";
    for (const auto &[in, out] : std::vector<Row>{
             {"[" + paragraph(text("a ", bold) + "," + text("b", "")) + "]", "**a** b"},
             {"[" + paragraph(text("a.", bold) + "," + text("b", "")) + "]", "**a.**&#98;"},
             {"[" + paragraph(text("a", italic) + "," + text("b", "")) + "]", "_a_&#98;"},
             {"[" + paragraph(text("a", "") + "," + text("b", italic)) + "]", "&#97;_b_"},
             {"[" + paragraph(text("a", bold + "," + italic) + "," + text("b", bold)) + "]",
              "**_a_&#98;**"},
             {R"([{"type":"paragraph","content":"plain","children":[{"type":"paragraph",)"
              R"("content":"inner"}]}])",
              "plain\n\ninner"},
             {R"([{"type":"alert","content":"kept"}])", "kept"},
             {R"([{"type":"file","props":{"name":"f.pdf","url":"https://x.example/f.pdf"}}])",
              "[f.pdf](https://x.example/f.pdf)"},
             {R"([{"type":"paragraph","content":[{"type":"mention","props":{"label":"Ada"}}]}])",
              "Ada"},
             {R"([{"type":"toggleListItem","content":"t"}])", "- t"},
             {R"([{"type":"numberedListItem","props":{"start":3},"content":"a"},)"
              R"({"type":"numberedListItem","content":"b"}])",
              "3. a\n4. b"},
             {R"([{"type":"heading","props":{"level":2},"content":"a\nb"}])", "## a b"},
             {R"([{"type":"codeBlock","props":{"language":"text"},"content":"x"}])", "```\nx\n```"},
             {R"([{"type":"table","content":{"type":"tableContent","rows":[{"cells":["a",)"
              R"({"type":"tableCell","content":[{"type":"text","text":"b|c","styles":{}}]}]}]}}])",
              "| a | b\\|c |\n| --- | --- |"},
             {R"([{"type":"paragraph","content":"    not code"}])", "not code"},
             {R"([{"type":"paragraph","content":[]},{"type":"paragraph"}])", ""},
             {R"([5,"x",null,{}])", ""},
             {"[]", ""},
         })
        EXPECT_EQ(markdown_of(in), out) << in;
}

TEST(RichText, OneHalfIsMadeFromTheOther)
{
    EXPECT_EQ(stored(body("Hi"), "body_markdown"), "Hi");
    EXPECT_EQ(stored(body("Hi"), "body_blocknote"), blocks_of("Hi"));
    EXPECT_EQ(stored(R"({"body":"Hi"})", "body_blocknote"), blocks_of("Hi"));
    std::string const blocks =
        R"({"body":{"blocknote":"[{\"type\":\"quote\",\"content\":\"q\"}]"}})";
    for (bool const creating : {true, false}) {
        EXPECT_EQ(stored(blocks, "body_markdown", creating), "> q");
        EXPECT_EQ(stored(blocks, "body_blocknote", creating),
                  R"([{"type":"quote","content":"q"}])");
        EXPECT_EQ(stored(body(""), "body_blocknote", creating), "NULL");
        EXPECT_EQ(stored(body(""), "body_markdown", creating), "NULL");
    }
    EXPECT_EQ(stored(R"({"body":{"blocknote":"[]","markdown":"x"}})", "body_blocknote"), "[]");
    EXPECT_EQ(stored(R"({"body":{"blocknote":"[]","markdown":"x"}})", "body_markdown"), "x");
    EXPECT_EQ(stored(R"({"body":{"blocknote":null,"markdown":"x"}})", "body_blocknote"),
              blocks_of("x"));
    EXPECT_EQ(stored(R"({"body":null})", "body_blocknote", false), "NULL");
    EXPECT_EQ(stored(R"({"body":{}})", "body_blocknote", false), "-");
}

TEST(RichText, FaultsOfBlocks)
{
    auto const fault = [](const std::string &blocks) {
        std::string out = "{\"body\":{";
        append_json_member(out, "blocknote", blocks);
        return fault_of_body(out + "}}");
    };
    std::string const start =
        "/body/blocknote Invalid blocknote value for field \"body.blocknote\" - ";
    std::string const dangerous =
        "/body/blocknote Dangerous URL protocol in blocknote content for field \"body.blocknote\"";
    EXPECT_EQ(fault("x"), start + "must contain valid JSON");
    EXPECT_EQ(fault("{}"), start + "must be a JSON array of blocks");
    EXPECT_EQ(fault("5"), start + "must be a JSON array of blocks");
    EXPECT_EQ(fault(R"([{"content":[{"type":"link","href":" JavaScript:x"}]}])"), dangerous);
    EXPECT_EQ(fault(R"([{"props":{"url":"vbscript:x"}}])"), dangerous);
    EXPECT_EQ(fault(R"([{"props":{"url":"data:text/html,x"}}])"), dangerous);
    EXPECT_EQ(fault(R"([{"content":"about javascript: a language"}])"), "no error");
    EXPECT_EQ(fault(R"([{"props":{"url":"data:image/png;base64,AA"}}])"), "no error");
    EXPECT_EQ(fault_of_body(R"({"body":{"blocknote":[]}})"),
              "/body/blocknote Invalid string value [] for text field \"body.blocknote\"");
    EXPECT_EQ(fault_of_body(R"({"body":{"markdown":1}})"),
              "/body/markdown Invalid string value 1 for text field \"body.markdown\"");
}

TEST(RichText, DepthAndSizeAreBounded)
{
    std::string deep;
    for (int i = 0; i < 200; ++i)
        deep += std::string(static_cast<std::size_t>(2 * i), ' ') + "- x\n";
    EXPECT_NO_THROW(parse_json(blocks_of(deep)));
    std::string const quotes(100000, '>');
    EXPECT_NO_THROW(blocks_of(quotes));
    EXPECT_NO_THROW(blocks_of(std::string(100000, '[')));

    std::string items;
    for (int i = 0; i < 100000; ++i)
        items += "- x\n";
    EXPECT_EQ(fault_of_body(body(items)),
              "/body/markdown rich_text_bytes is 4194304, the markdown of 400000 bytes becomes "
              "larger blocks");
}

/* Text of the pieces that mean something in Markdown, in an order nobody would write. */
std::string random_markdown(std::mt19937 &random)
{
    static const std::vector<std::string> parts{"a",
                                                "b c",
                                                " ",
                                                "\n",
                                                "\n\n",
                                                "*",
                                                "**",
                                                "***",
                                                "_",
                                                "__",
                                                "~~",
                                                "~",
                                                "`",
                                                "``",
                                                "```\n",
                                                "- ",
                                                "  - ",
                                                "    ",
                                                "1. ",
                                                "2) ",
                                                "> ",
                                                "# ",
                                                "## ",
                                                "#",
                                                "[",
                                                "](x)",
                                                "](<y z>)",
                                                "![",
                                                "|",
                                                "|-|-|\n",
                                                "| --- |\n",
                                                "\\",
                                                "\\\n",
                                                "  \n",
                                                "<",
                                                ">",
                                                "&amp;",
                                                "&#42;",
                                                "&",
                                                "!",
                                                "http://x.example",
                                                "https://y.example/a_b",
                                                "<http://z.example>",
                                                "é",
                                                "“",
                                                "”",
                                                "。",
                                                "字",
                                                "\u00a0",
                                                "---\n",
                                                "===\n",
                                                "***\n",
                                                "- [ ] ",
                                                "- [x] ",
                                                "+ ",
                                                "\t",
                                                ".",
                                                ":",
                                                "1",
                                                "(",
                                                ")",
                                                "\"",
                                                "'",
                                                "[r]: /u\n",
                                                "[r]",
                                                "~~~\n",
                                                "😀"};
    std::uniform_int_distribution<std::size_t> part(0, parts.size() - 1);
    std::uniform_int_distribution<int> length(1, 24);
    std::string out;
    for (int n = length(random); n > 0; --n)
        out += parts[part(random)];
    return out;
}

TEST(RichText, MarkdownIsStableAfterOnePass)
{
    std::mt19937 random(20);
    for (int i = 0; i < 20000 && !testing::Test::HasFailure(); ++i) {
        std::string const source = random_markdown(random);
        std::string const once = again(source);
        std::string const twice = again(once);
        EXPECT_EQ(twice, once) << "source: " << source << "\nblocks: " << blocks_of(source)
                               << "\nblocks: " << blocks_of(once);
    }
}

} // namespace
