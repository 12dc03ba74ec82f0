#include "graphql/record_names.hpp"

#include "base/text.hpp"
#include "graphql/shared_types.hpp"
#include "graphql/standard_types.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace viginti::graphql {

namespace {

constexpr std::array<std::string_view, 15> suffixes{
    "",
    "Edge",
    "Connection",
    "GroupByConnection",
    "FilterInput",
    "OrderByInput",
    "OrderByWithGroupByInput",
    "OrderByWithGroupByAggregateInput",
    "GroupByInput",
    "CreateInput",
    "UpdateInput",
    "RelationInput",
    "RelationManyInput",
    "ConnectInput",
    "WhereUniqueInput",
};
static_assert(suffixes.size() == static_cast<std::size_t>(Derived::WhereUnique) + 1);

/* Those of the types of single fields. */
constexpr std::array<std::string_view, 3> field_suffixes{"Enum", "EnumFilter", "WhereInput"};

/* What keeps an object's name apart from a derived one. */
constexpr std::string_view apart = "Record";

enum class Letter : std::uint8_t { Lower, Upper, Digit };

Letter letter_of(char c)
{
    if (c >= '0' && c <= '9')
        return Letter::Digit;
    return c >= 'A' && c <= 'Z' ? Letter::Upper : Letter::Lower;
}

char upper(char c)
{
    return letter_of(c) == Letter::Lower ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_derived(std::string_view name, const std::map<std::string, Uuid, std::less<>> &bases)
{
    for (std::string_view const suffix : suffixes)
        if (!suffix.empty() && name.ends_with(suffix) &&
            bases.contains(name.substr(0, name.size() - suffix.size())))
            return true;
    bool const like_a_field =
        std::any_of(field_suffixes.begin(), field_suffixes.end(),
                    [&](std::string_view suffix) { return name.ends_with(suffix); });
    return like_a_field && std::any_of(bases.begin(), bases.end(), [&](const auto &base) {
               return name.size() > base.first.size() && name.starts_with(base.first);
           });
}

} // namespace

std::string pascal_case(std::string_view name)
{
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        bool const begins = i == 0 || (letter_of(name[i]) == Letter::Lower &&
                                       letter_of(name[i - 1]) == Letter::Digit);
        out += begins ? upper(name[i]) : name[i];
    }
    return out;
}

std::string_view suffix_of(Derived derived) noexcept
{
    return suffixes[static_cast<std::size_t>(derived)];
}

bool is_shared_name(std::string_view name)
{
    return name == "Query" || name == "Mutation" || name == "Subscription" ||
           find_standard_type(name) || find_shared_type(name);
}

RecordNames::RecordNames(const model::Directory &directory)
{
    std::unordered_map<Uuid, std::string_view> plurals;
    for (const auto &[plural, id] : directory.by_plural)
        plurals.emplace(id, plural);
    for (const auto &[singular, id] : directory.by_singular)
        if (auto const plural = plurals.find(id); plural != plurals.end())
            objects_.push_back({singular, std::string(plural->second), id});
    std::sort(objects_.begin(), objects_.end(),
              [](const Object &a, const Object &b) { return a.singular < b.singular; });

    for (const Object &object : objects_) {
        by_form_[static_cast<std::size_t>(Form::Singular)].emplace(object.singular, object.id);
        by_form_[static_cast<std::size_t>(Form::Plural)].emplace(object.plural, object.id);
        by_form_[static_cast<std::size_t>(Form::PascalSingular)].emplace(
            pascal_case(object.singular), object.id);
        by_form_[static_cast<std::size_t>(Form::PascalPlural)].emplace(pascal_case(object.plural),
                                                                       object.id);
    }

    std::vector<std::pair<std::string, Uuid>> clashing;
    for (const Object &object : objects_) {
        std::string base = pascal_case(object.singular);
        if (is_shared_name(base) || by_base_.contains(base))
            clashing.emplace_back(std::move(base), object.id);
        else
            by_base_.emplace(std::move(base), object.id);
    }
    for (const Object &object : objects_) {
        auto const found = by_base_.find(pascal_case(object.singular));
        if (found == by_base_.end() || found->second != object.id ||
            !is_derived(found->first, by_base_))
            continue;
        clashing.emplace_back(found->first, object.id);
        by_base_.erase(found);
    }
    for (auto &[base, id] : clashing) {
        while (is_shared_name(base) || by_base_.contains(base) || is_derived(base, by_base_))
            base += apart;
        by_base_.emplace(base, id);
    }
    for (const auto &[base, id] : by_base_)
        bases_.emplace(id, base);
}

std::string_view RecordNames::base_of(const Uuid &object) const
{
    auto const found = bases_.find(object);
    return found == bases_.end() ? std::string_view() : std::string_view(found->second);
}

std::string RecordNames::name_of(const Uuid &object, Derived derived) const
{
    return std::string(base_of(object)).append(suffix_of(derived));
}

std::optional<RecordNames::Found> RecordNames::find(std::string_view name) const
{
    for (std::size_t i = 0; i < suffixes.size(); ++i) {
        if (!name.ends_with(suffixes[i]))
            continue;
        auto const base = by_base_.find(name.substr(0, name.size() - suffixes[i].size()));
        if (base != by_base_.end())
            return Found{base->second, static_cast<Derived>(i)};
    }
    return std::nullopt;
}

std::optional<Uuid> RecordNames::find(Form form, std::string_view name) const
{
    auto const &names = by_form_[static_cast<std::size_t>(form)];
    auto const found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Uuid> RecordNames::owners_of(std::string_view name) const
{
    std::vector<Uuid> owners;
    for (std::size_t length = name.size(); length-- > 1;)
        if (auto const base = by_base_.find(name.substr(0, length)); base != by_base_.end())
            owners.push_back(base->second);
    return owners;
}

} // namespace viginti::graphql
