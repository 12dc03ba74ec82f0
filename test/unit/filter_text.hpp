/*
 * The way back of the filter parser, for round trips: a filter as text, and equality of filters
 * without their positions.
 */
#pragma once

#include "request/request.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace viginti::test {

inline bool equal(const request::Filter &a, const request::Filter &b)
{
    using Kind = request::Filter::Kind;
    if (a.kind != b.kind)
        return false;
    if (a.kind == Kind::Predicate)
        return a.predicate.path == b.predicate.path && a.predicate.op == b.predicate.op &&
               a.predicate.values == b.predicate.values;
    if (a.kind == Kind::Quantified &&
        (a.predicate.path != b.predicate.path || a.quantifier != b.quantifier))
        return false;
    return std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                      equal);
}

inline bool is_list(model::Operator op)
{
    return model::takes_list(op);
}

inline std::string dotted(const std::vector<std::string> &path)
{
    std::string out;
    for (const std::string &word : path)
        out += (&word == &path.front() ? "" : ".") + word;
    return out;
}

inline std::string print(const request::Predicate &predicate)
{
    std::string out = dotted(predicate.path);
    out += "[" + std::string(name_of(predicate.op)) + "]:";
    if (predicate.op == model::Operator::Is)
        return out + predicate.values.front();
    if (!is_list(predicate.op))
        return out + '"' + predicate.values.front() + '"';
    out += '[';
    for (const std::string &value : predicate.values)
        out += (&value == &predicate.values.front() ? "\"" : ",\"") + value + '"';
    return out + ']';
}

inline std::string print(const request::Filter &filter)
{
    using Kind = request::Filter::Kind;
    if (filter.kind == Kind::Predicate)
        return print(filter.predicate);
    std::string out =
        filter.kind == Kind::And  ? "and("
        : filter.kind == Kind::Or ? "or("
        : filter.kind == Kind::Not
            ? "not("
            : dotted(filter.predicate.path) + '.' + std::string(name_of(filter.quantifier)) + '(';
    for (const request::Filter &child : filter.children)
        out += (&child == &filter.children.front() ? "" : ",") + print(child);
    return out + ')';
}

/* The grammar has no escapes: whether print() writes text that means this filter. */
inline bool is_printable(const request::Filter &filter)
{
    auto const lacks = [](const std::string &text, std::string_view characters) {
        return text.find_first_of(characters) == text.npos;
    };
    auto const &[path, op, values, position] = filter.predicate;
    std::string_view const forbidden = op == model::Operator::Is ? "()[]\"',"
                                       : is_list(op)             ? "()]\","
                                                                 : "()\"";
    return std::all_of(path.begin(), path.end(),
                       [&](const std::string &word) { return lacks(word, "()[]\"',"); }) &&
           std::all_of(values.begin(), values.end(),
                       [&](const std::string &value) { return lacks(value, forbidden); }) &&
           std::all_of(filter.children.begin(), filter.children.end(), is_printable);
}

} // namespace viginti::test
