#include "rest/filter_parser.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace viginti::rest {

namespace {

using Kind = request::Filter::Kind;

/* Characters of the filter a message quotes. */
constexpr std::size_t shown_characters = 100;

struct Conjunction {
    std::string_view opening;
    Kind kind;
};
constexpr std::array conjunctions{
    Conjunction{"and(", Kind::And},
    Conjunction{"or(", Kind::Or},
    Conjunction{"not(", Kind::Not},
};

/*
 * The path and quantifier in front of a bracket: "people.some(". No predicate begins so, for what
 * stands before its square bracket is a path alone.
 */
struct Quantified {
    std::string_view path;
    request::Quantifier quantifier;
    std::size_t size; /* with the bracket */
};

std::optional<Quantified> find_quantifier(std::string_view rest)
{
    using request::Quantifier;
    std::size_t const bracket = rest.find_first_of("([,)\"'");
    std::size_t const dot = rest.substr(0, bracket).rfind('.');
    if (bracket == rest.npos || rest[bracket] != '(' || dot == rest.npos || dot == 0)
        return std::nullopt;
    std::string_view const word = rest.substr(dot + 1, bracket - dot - 1);
    for (Quantifier const each : {Quantifier::Some, Quantifier::None, Quantifier::Every})
        if (word == name_of(each))
            return Quantified{rest.substr(0, dot), each, bracket + 1};
    return std::nullopt;
}

/*
 * One pass from left to right over `text`. Elements end at a comma or at the bracket that closes
 * their conjunction. As spec §7 has it, round brackets count everywhere, also inside quotes; square
 * brackets and quotes only keep commas from separating, and each of them hides the others.
 */
class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    request::Filter parse();

  private:
    void check_brackets() const;
    void read_elements(std::vector<request::Filter> &out, std::size_t depth);
    request::Filter read_conjunction(const Conjunction &conjunction, std::size_t depth);
    request::Filter read_quantified(const Quantified &quantified, std::size_t depth);
    void check_depth(std::size_t depth) const;
    void count_predicate(std::size_t start);
    void read_end(std::size_t start, std::size_t depth);
    request::Filter read_element(std::size_t depth);
    request::Filter read_predicate(std::size_t depth);
    std::string_view read_predicate_text(std::size_t depth);
    void skip_blanks();
    std::size_t position_of(std::size_t byte);

    Error invalid(std::string message, std::size_t byte) const;
    Error invalid_element(std::string_view element, std::size_t byte) const;
    Error limit(std::string_view name, std::size_t value, std::string_view what,
                std::size_t byte) const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t predicates_ = 0;
    /* How many characters stand before a byte already passed, so that counting stays linear. */
    std::size_t counted_bytes_ = 0;
    std::size_t counted_characters_ = 0;
};

Error Parser::invalid(std::string message, std::size_t byte) const
{
    Error error(Code::FilterInvalid, std::move(message), "filter");
    error.at(count_characters(text_.substr(0, byte)));
    return error;
}

Error Parser::invalid_element(std::string_view element, std::size_t byte) const
{
    return invalid("'filter' invalid for '" + shorten_characters(element, shown_characters) +
                       "'. eg: price[gte]:10",
                   byte);
}

Error Parser::limit(std::string_view name, std::size_t value, std::string_view what,
                    std::size_t byte) const
{
    Error error(Code::LimitExceeded,
                "'filter' exceeds the limit " + std::string(name) + ": at most " +
                    std::to_string(value) + ' ' + std::string(what),
                "filter");
    error.at(count_characters(text_.substr(0, byte)));
    return error;
}

std::size_t Parser::position_of(std::size_t byte)
{
    counted_characters_ += count_characters(text_.substr(counted_bytes_, byte - counted_bytes_));
    counted_bytes_ = byte;
    return counted_characters_;
}

void Parser::skip_blanks()
{
    while (at_ < text_.size() && is_blank(text_[at_]))
        ++at_;
}

void Parser::check_brackets() const
{
    std::size_t open = 0, close = 0, first_stray = text_.size();
    for (std::size_t i = 0; i < text_.size(); ++i) {
        open += text_[i] == '(';
        close += text_[i] == ')';
        if (close > open)
            first_stray = std::min(first_stray, i);
    }
    if (open == close)
        return;
    bool const unclosed = open > close;
    std::size_t const missing = unclosed ? open - close : close - open;
    throw invalid("'filter' invalid. " + std::to_string(missing) + (unclosed ? " close" : " open") +
                      (missing == 1 ? " bracket is" : " brackets are") + " missing in the query",
                  unclosed ? text_.size() : first_stray);
}

/*
 * The text of a predicate, blanks at its end removed; at_ moves to the comma or bracket behind it.
 * At the root no bracket closes anything, there all of them belong to values.
 */
std::string_view Parser::read_predicate_text(std::size_t depth)
{
    std::size_t const start = at_;
    char hiding = 0; /* the quote or square bracket that ends what hides commas here */
    long nested = 0; /* round brackets opened in this value */
    for (; at_ < text_.size(); ++at_) {
        char const c = text_[at_];
        if (c == '(') {
            ++nested;
        } else if (c == ')') {
            if (nested == 0 && depth > 0)
                break;
            --nested;
        } else if (hiding != 0) {
            if (c == hiding)
                hiding = 0;
        } else if (c == '"' || c == '\'') {
            hiding = c;
        } else if (c == '[') {
            hiding = ']';
        } else if (c == ',' && nested == 0) {
            break;
        }
    }
    return trim_blanks(text_.substr(start, at_ - start));
}

bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* Without one pair of quotes, which need not match; nothing is escaped (spec §7.6). */
std::string_view unquote(std::string_view text)
{
    if (text.size() >= 2 && is_quote(text.front()) && is_quote(text.back()))
        return text.substr(1, text.size() - 2);
    return text;
}

void Parser::count_predicate(std::size_t start)
{
    if (++predicates_ > limits::filter_predicates)
        throw limit("filter_predicates", limits::filter_predicates, "conditions", start);
}

request::Filter Parser::read_predicate(std::size_t depth)
{
    std::size_t const start = at_;
    std::string_view const element = read_predicate_text(depth);
    std::size_t const open = element.find('[');
    std::size_t const close = open == element.npos ? open : element.find(']', open);
    bool const formed = close != element.npos && open > 0 && close > open + 1 &&
                        element.substr(close + 1, 1) == ":" && close + 2 < element.size();
    if (!formed)
        throw invalid_element(element, start);
    std::string_view const path = trim_blanks(element.substr(0, open));
    std::string_view const comparator = element.substr(open + 1, close - open - 1);
    std::string_view const value = element.substr(close + 2);

    count_predicate(start);
    auto const op = model::parse_operator(comparator);
    if (!op || model::is_refused(*op)) {
        Error error =
            invalid("'filter' invalid for '" + shorten_characters(element, shown_characters) +
                        "', comparator " + shorten_characters(comparator, 40) + " not in " +
                        std::string(model::operator_names()),
                    start);
        error.code = Code::OperatorInvalid;
        throw error;
    }

    request::Filter filter;
    filter.kind = Kind::Predicate;
    filter.predicate.path = split(path, '.');
    filter.predicate.op = *op;
    filter.predicate.position = position_of(start);
    std::vector<std::string> &values = filter.predicate.values;
    if (*op == model::Operator::Is) {
        values.emplace_back(value);
    } else if (model::takes_list(*op)) {
        if (value.size() < 2 || value.front() != '[' || value.back() != ']') {
            std::string const name(model::name_of(*op));
            throw invalid("'filter' invalid for '" + name + "' operator. Received '" +
                              shorten_characters(value, shown_characters) +
                              "' but array value expected eg: 'field[" + name +
                              "]:[value_1,value_2]'",
                          start);
        }
        std::string_view const items = value.substr(1, value.size() - 2);
        if (std::count(items.begin(), items.end(), ',') >=
            static_cast<std::ptrdiff_t>(limits::in_list))
            throw limit("in_list", limits::in_list, "values of one list", start);
        values = split(items, ',');
        for (std::string &item : values)
            if (std::string_view const bare = unquote(item); bare.size() != item.size())
                item = std::string(bare);
    } else {
        values.emplace_back(unquote(value));
    }
    return filter;
}

void Parser::check_depth(std::size_t depth) const
{
    if (depth > limits::filter_depth)
        throw limit("filter_depth", limits::filter_depth, "levels of nesting", at_);
}

/* The bracket that closes what began at `start`; behind it comes a comma, a bracket or the end. */
void Parser::read_end(std::size_t start, std::size_t depth)
{
    if (at_ == text_.size()) /* its bracket was taken by a value: balanced, but not closed */
        throw invalid_element(text_.substr(start), start);
    ++at_;
    skip_blanks();
    if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')') {
        read_predicate_text(depth - 1);
        throw invalid_element(text_.substr(start, at_ - start), start);
    }
}

request::Filter Parser::read_conjunction(const Conjunction &conjunction, std::size_t depth)
{
    std::size_t const start = at_;
    check_depth(depth);
    at_ += conjunction.opening.size();
    request::Filter filter;
    filter.kind = conjunction.kind;
    read_elements(filter.children, depth);
    read_end(start, depth);
    if (conjunction.kind == Kind::Not && filter.children.size() != 1)
        throw invalid("'filter' invalid. 'not' conjunction should contain only 1 condition. eg: "
                      "not(field[eq]:1)",
                      start);
    return filter;
}

/* Counts as a condition, for each is a sub-query. */
request::Filter Parser::read_quantified(const Quantified &quantified, std::size_t depth)
{
    std::size_t const start = at_;
    check_depth(depth);
    count_predicate(start);
    at_ += quantified.size;
    request::Filter filter;
    filter.kind = Kind::Quantified;
    filter.quantifier = quantified.quantifier;
    filter.predicate.path = split(quantified.path, '.');
    filter.predicate.position = position_of(start);
    skip_blanks();
    if (text_.substr(at_, 1) != ")")
        read_elements(filter.children, depth);
    read_end(start, depth);
    return filter;
}

request::Filter Parser::read_element(std::size_t depth)
{
    skip_blanks();
    std::string_view const rest = text_.substr(at_);
    for (const Conjunction &row : conjunctions)
        /* Empty brackets hold nothing to conjoin: such a text counts as a predicate. */
        if (rest.starts_with(row.opening) && rest.substr(row.opening.size(), 1) != ")")
            return read_conjunction(row, depth + 1);
    if (auto const quantified = find_quantifier(rest))
        return read_quantified(*quantified, depth + 1);
    return read_predicate(depth);
}

/* Elements up to the end of the text or the bracket that closes what they stand in. */
void Parser::read_elements(std::vector<request::Filter> &out, std::size_t depth)
{
    for (;;) {
        out.push_back(read_element(depth));
        if (at_ == text_.size() || text_[at_] == ')')
            return;
        ++at_; /* the comma */
    }
}

request::Filter Parser::parse()
{
    check_brackets();
    if (trim_blanks(text_).empty())
        throw invalid_element("and()", 0);
    std::vector<request::Filter> elements;
    read_elements(elements, 0);
    if (at_ != text_.size())
        throw invalid_element(text_.substr(at_), at_);
    if (elements.size() == 1)
        return std::move(elements.front());
    request::Filter all;
    all.kind = Kind::And;
    all.children = std::move(elements);
    return all;
}

} // namespace

request::Filter parse_filter(std::string_view text)
{
    return Parser(text).parse();
}

} // namespace viginti::rest
