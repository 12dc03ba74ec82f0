#include "graphql/block_string.hpp"

#include <algorithm>
#include <vector>

namespace viginti::graphql {

namespace {

/* Longer single lines are put on a line of their own. */
constexpr std::size_t one_line_units = 70;

std::vector<std::string_view> split_lines(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (;;) {
        std::size_t const end = text.find_first_of("\r\n");
        lines.push_back(text.substr(0, end));
        if (end == text.npos)
            return lines;
        text.remove_prefix(end + 1 + (text.substr(end).starts_with("\r\n") ? 1 : 0));
    }
}

bool is_indent(char c)
{
    return c == ' ' || c == '\t';
}

std::size_t indent_of(std::string_view line)
{
    std::size_t const size = line.find_first_not_of(" \t");
    return size == line.npos ? line.size() : size;
}

std::size_t utf16_units(std::string_view text)
{
    std::size_t units = 0;
    for (unsigned char const c : text)
        units += (c & 0xC0) == 0x80 ? 0 : c >= 0xF0 ? 2 : 1;
    return units;
}

} // namespace

std::string dedent_block_string(std::string_view raw)
{
    std::vector<std::string_view> const lines = split_lines(raw);
    std::size_t common = raw.size() + 1;
    std::size_t first = lines.size(), end = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::size_t const indent = indent_of(lines[i]);
        if (indent == lines[i].size())
            continue;
        first = std::min(first, i);
        end = i + 1;
        if (i > 0)
            common = std::min(common, indent);
    }
    std::string out;
    for (std::size_t i = first; i < end; ++i) {
        if (i > first)
            out += '\n';
        out += i == 0 ? lines[i] : lines[i].substr(std::min(common, lines[i].size()));
    }
    return out;
}

std::string print_block_string(std::string_view value)
{
    std::string escaped;
    for (std::size_t i = 0; i < value.size();) {
        if (value.substr(i).starts_with("\"\"\"")) {
            escaped += "\\\"\"\"";
            i += 3;
        } else {
            escaped += value[i++];
        }
    }
    std::vector<std::string_view> const lines = split_lines(escaped);
    bool const is_single = lines.size() == 1;
    bool const is_indented =
        !is_single && std::all_of(lines.begin() + 1, lines.end(), [](std::string_view line) {
            return line.empty() || is_indent(line.front());
        });
    bool const ends_tripled = escaped.ends_with("\\\"\"\"");
    bool const breaks_end = (value.ends_with('"') && !ends_tripled) || value.ends_with('\\');
    bool const is_multiple = !is_single || utf16_units(value) > one_line_units || breaks_end ||
                             is_indented || ends_tripled;
    bool const keeps_start = is_single && !value.empty() && is_indent(value.front());
    std::string out = "\"\"\"";
    if ((is_multiple && !keeps_start) || is_indented)
        out += '\n';
    out += escaped;
    if (is_multiple || breaks_end)
        out += '\n';
    return out + "\"\"\"";
}

} // namespace viginti::graphql
