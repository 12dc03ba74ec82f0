#include "plan/search.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/search.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

/* Whether the server's parser may find a word in it: it knows letters of all scripts. */
bool holds_word(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

void append_quoted(std::string &out, std::string_view word)
{
    out += '\'';
    for (char c : word) {
        if (c == '\'' || c == '\\')
            out += c;
        out += c;
    }
    out += '\'';
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!(text = trim_blanks(text)).empty()) {
        auto const end = std::find_if(text.begin(), text.end(), is_blank);
        std::string_view const word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
        if (holds_word(word))
            words.push_back(word);
        text.remove_prefix(word.size());
    }
    return words;
}

} // namespace

std::string search_query(std::string_view text)
{
    std::string query;
    for (std::string_view const word : words_of(text)) {
        if (!query.empty())
            query += " & ";
        append_quoted(query, word);
    }
    if (!query.empty())
        query += ":*";
    return query;
}

std::string beginnings_query(std::string_view text, std::string_view glue)
{
    std::string query;
    for (std::string_view const word : words_of(text)) {
        if (!query.empty())
            query += glue;
        append_quoted(query, word);
        query += ":*";
    }
    return query;
}

Condition resolve_search(Draft &draft, std::string_view text)
{
    const model::Object &object = *draft.root.object;
    if (!model::is_searched(object))
        throw Error(Code::ParameterInvalid, "Object " + object.name_singular + " is not searchable",
                    "search", "Use filter=…[ilike]:\"%…%\"");
    if (text.size() > limits::search_bytes)
        throw Error(Code::LimitExceeded,
                    "'search' exceeds the limit search_bytes: at most " +
                        std::to_string(limits::search_bytes) + " bytes",
                    "search");
    const model::Field &field = *model::search_field(object);
    Condition condition;
    condition.kind = Condition::Kind::Search;
    condition.column.column = model::column_name(field, field.type_info().parts.front());
    condition.column.type = model::ColumnType::TsVector;
    draft.mark_asked("search");
    condition.param = draft.add_asked({{model::ColumnType::Text}, false, search_query(text), {}});
    return condition;
}

} // namespace viginti::plan
