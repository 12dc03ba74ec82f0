#include "base/json_slices.hpp"

#include <algorithm>

namespace viginti {

namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Slicer {
  public:
    explicit Slicer(std::string_view text) : text_(text) {}

    /* Each moves behind what it takes, and says whether that was there. */
    bool take(char c)
    {
        skip_blanks();
        if (at_ == text_.size() || text_[at_] != c)
            return false;
        ++at_;
        return true;
    }
    bool take_string(std::string_view &out);
    bool take_value(std::string_view &out);

    bool is_at_end()
    {
        skip_blanks();
        return at_ == text_.size();
    }

  private:
    void skip_blanks()
    {
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
    }
    /* The first from here on, looked for once however many strings there are before it. */
    std::size_t next_backslash()
    {
        if (backslash_ < at_ || !looked_)
            backslash_ = text_.find('\\', at_);
        looked_ = true;
        return backslash_;
    }
    bool skip_string();
    bool skip_brackets();

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t backslash_ = 0;
    bool looked_ = false;
};

/* From one quote to behind the next that has no backslash before it, or to the end. */
bool Slicer::skip_string()
{
    /* A document is long and has few of either. */
    for (++at_;;) {
        std::size_t const quote = text_.find('"', at_);
        if (quote < next_backslash()) {
            at_ = quote + 1;
            return true;
        }
        if (next_backslash() == text_.npos) {
            at_ = text_.size();
            return false;
        }
        at_ = std::min(next_backslash() + 2, text_.size());
    }
}

bool Slicer::take_string(std::string_view &out)
{
    skip_blanks();
    std::size_t const begin = at_;
    if (at_ == text_.size() || text_[at_] != '"' || !skip_string())
        return false;
    out = text_.substr(begin, at_ - begin);
    return true;
}

/* To behind the bracket that closes the one here; that they match is for the reader to see. */
bool Slicer::skip_brackets()
{
    std::size_t depth = 0;
    while (at_ < text_.size()) {
        char const c = text_[at_];
        if (c == '"') {
            if (!skip_string())
                return false;
            continue;
        }
        ++at_;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return true;
    }
    return false;
}

bool Slicer::take_value(std::string_view &out)
{
    if (take_string(out))
        return true;
    std::size_t const begin = at_;
    if (at_ < text_.size() && (text_[at_] == '{' || text_[at_] == '[')) {
        if (!skip_brackets())
            return false;
    } else {
        at_ = std::min(text_.find_first_of(" \t\n\r,}]", at_), text_.size());
    }
    out = text_.substr(begin, at_ - begin);
    return !out.empty();
}

} // namespace

std::optional<std::vector<JsonSlice>> slice_json_object(std::string_view text)
{
    Slicer slicer(text);
    std::vector<JsonSlice> members;
    if (!slicer.take('{'))
        return std::nullopt;
    bool is_over = slicer.take('}');
    while (!is_over) {
        std::string_view key, value;
        if (!slicer.take_string(key) || !slicer.take(':') || !slicer.take_value(value))
            return std::nullopt;
        key = key.substr(1, key.size() - 2);
        bool const is_known = std::any_of(members.begin(), members.end(),
                                          [key](const JsonSlice &one) { return one.key == key; });
        if (is_known || key.find('\\') != key.npos)
            return std::nullopt;
        members.push_back({key, value});
        is_over = slicer.take('}');
        if (!is_over && !slicer.take(','))
            return std::nullopt;
    }
    return slicer.is_at_end() ? std::optional(std::move(members)) : std::nullopt;
}

} // namespace viginti
