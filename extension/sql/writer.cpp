#include "sql/writer.hpp"

namespace viginti::sql {

Writer &Writer::raw(std::string_view text)
{
    text_ += text;
    return *this;
}

Writer &Writer::name(std::string_view identifier)
{
    text_ += '"';
    for (char c : identifier) {
        if (c == '"')
            text_ += '"';
        text_ += c;
    }
    text_ += '"';
    return *this;
}

Writer &Writer::qualified(std::string_view schema, std::string_view identifier)
{
    name(schema);
    text_ += '.';
    return name(identifier);
}

Writer &Writer::alias(char letter, int number)
{
    text_ += letter;
    text_ += std::to_string(number);
    return *this;
}

Writer &Writer::column(char letter, int number, std::string_view identifier)
{
    alias(letter, number);
    text_ += '.';
    return name(identifier);
}

Writer &Writer::param(int number)
{
    text_ += '$';
    text_ += std::to_string(number);
    return *this;
}

Writer &Writer::number(long long value)
{
    text_ += std::to_string(value);
    return *this;
}

} // namespace viginti::sql
