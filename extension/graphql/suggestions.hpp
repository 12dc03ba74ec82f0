/*
 * "Did you mean …?" behind a message: which known names a client may have meant by an unknown one.
 */
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace viginti::graphql {

/* The names close to `word`, the closest first; ties in natural order. */
std::vector<std::string> suggest(std::string_view word, const std::vector<std::string> &names);

/* ` Did you mean "a", "b", or "c"?`, at most five of them; `to` comes before the first. */
std::string did_you_mean(const std::vector<std::string> &names, std::string_view to = {});

/* Whether `a` comes before `b` when runs of digits count as numbers. */
bool is_naturally_before(std::string_view a, std::string_view b);

/* The names of a list of named things. */
template <class Item>
std::vector<std::string> names_of(const std::vector<Item> &items)
{
    std::vector<std::string> names;
    names.reserve(items.size());
    for (const Item &item : items)
        names.push_back(item.name);
    return names;
}

} // namespace viginti::graphql
