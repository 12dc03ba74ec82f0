#include "graphql/suggestions.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace viginti::graphql {

namespace {

constexpr std::size_t most_suggestions = 5;

/* Longer words are no misspelt names: the tables below would only cost time. */
constexpr std::size_t longest_word = 200;

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How many edits lead from one word to the other (a swap is one, so is any change of case). */
class Distance {
  public:
    explicit Distance(std::string_view word) : word_(word), lower_(lowered(word)) {}

    std::optional<std::size_t> to(std::string_view name, std::size_t most);

  private:
    std::string_view word_;
    std::string lower_;
    std::array<std::vector<std::size_t>, 3> rows_;
};

std::optional<std::size_t> Distance::to(std::string_view name, std::size_t most)
{
    if (name == word_)
        return 0;
    std::size_t const longer = std::max(name.size(), word_.size());
    if (longer - std::min(name.size(), word_.size()) > most)
        return std::nullopt;
    std::string const other = lowered(name);
    if (other == lower_)
        return 1;
    std::string_view a = other, b = lower_;
    if (a.size() < b.size())
        std::swap(a, b);
    for (std::vector<std::size_t> &row : rows_)
        row.assign(b.size() + 1, 0);
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows_[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        const std::vector<std::size_t> &up = rows_[(i - 1) % 3];
        std::vector<std::size_t> &row = rows_[i % 3];
        std::size_t smallest = row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
            std::size_t cell = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cell = std::min(cell, rows_[(i - 2) % 3][j - 2] + 1);
            row[j] = cell;
            smallest = std::min(smallest, cell);
        }
        if (smallest > most)
            return std::nullopt;
    }
    std::size_t const distance = rows_[a.size() % 3][b.size()];
    return distance <= most ? std::optional(distance) : std::nullopt;
}

/* The number that begins at `at`, which is moved behind it; zeros in front are numbers of their own. */
std::uint64_t read_number(std::string_view text, std::size_t &at)
{
    std::uint64_t number = 0;
    do
        number = number * 10 + static_cast<std::uint64_t>(text[at++] - '0');
    while (at < text.size() && is_digit(text[at]) && number > 0);
    return number;
}

} // namespace

bool is_naturally_before(std::string_view a, std::string_view b)
{
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            std::uint64_t const x = read_number(a, i), y = read_number(b, j);
            if (x != y)
                return x < y;
            continue;
        }
        if (a[i] != b[j])
            return a[i] < b[j];
        ++i;
        ++j;
    }
    return a.size() < b.size();
}

std::vector<std::string> suggest(std::string_view word, const std::vector<std::string> &names)
{
    struct Candidate {
        std::size_t distance;
        std::string name;
    };
    std::vector<Candidate> candidates;
    std::vector<std::string> out;
    if (word.size() > longest_word)
        return out;
    std::size_t const most = word.size() * 2 / 5 + 1;
    Distance distance(word);
    for (const std::string &name : names)
        if (auto const edits = distance.to(name, most))
            candidates.push_back({*edits, name});
    std::sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.distance != b.distance ? a.distance < b.distance
                                        : is_naturally_before(a.name, b.name);
    });
    for (Candidate &candidate : candidates)
        out.push_back(std::move(candidate.name));
    return out;
}

std::string did_you_mean(const std::vector<std::string> &names, std::string_view to)
{
    if (names.empty())
        return {};
    std::string out = " Did you mean ";
    if (!to.empty())
        out.append(to) += ' ';
    std::size_t const count = std::min(names.size(), most_suggestions);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            out += count == 2 ? " or " : i + 1 == count ? ", or " : ", ";
        out += '"' + names[i] + '"';
    }
    return out + '?';
}

} // namespace viginti::graphql
