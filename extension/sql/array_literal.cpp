#include "sql/array_literal.hpp"

#include <string_view>

namespace viginti::sql {

namespace {

void append_item(std::string &literal, std::string_view item)
{
    literal += literal.empty() ? "{\"" : ",\"";
    for (char c : item) {
        if (c == '"' || c == '\\')
            literal += '\\';
        literal += c;
    }
    literal += '"';
}

std::string closed(std::string literal)
{
    return literal.empty() ? "{}" : literal + '}';
}

} // namespace

std::string array_literal(const std::vector<std::string> &items)
{
    std::string literal;
    for (const std::string &item : items)
        append_item(literal, item);
    return closed(std::move(literal));
}

std::string array_literal(const std::vector<std::optional<std::string>> &items)
{
    std::string literal;
    for (const auto &item : items) {
        if (item)
            append_item(literal, *item);
        else
            literal += literal.empty() ? "{NULL" : ",NULL";
    }
    return closed(std::move(literal));
}

} // namespace viginti::sql
