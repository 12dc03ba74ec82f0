#include "base/datetime.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace viginti {

namespace {

struct Date {
    int year = 0, month = 0, day = 0;
};

struct Instant {
    Date date;
    int millisecond_of_day = 0;
    int offset_minutes = 0;
};

constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};

/* A text being read from the left; every take_ moves on only when it succeeds. */
struct Scanner {
    std::string_view rest;

    bool at_end() const { return rest.empty(); }

    bool take(char c)
    {
        if (rest.empty() || rest.front() != c)
            return false;
        rest.remove_prefix(1);
        return true;
    }

    bool next_is_digit() const
    {
        return !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
    }

    std::optional<int> take_digits(std::size_t least, std::size_t most)
    {
        std::size_t length = 0;
        int value = 0;
        while (length < rest.size() && length < most && rest[length] >= '0' && rest[length] <= '9')
            value = value * 10 + (rest[length++] - '0');
        if (length < least)
            return std::nullopt;
        rest.remove_prefix(length);
        return value;
    }

    /* A month's English name or its first three letters, in any case. */
    std::optional<int> take_month()
    {
        std::string word;
        while (word.size() < rest.size() && word.size() < 10) {
            char const c = rest[word.size()];
            if (c >= 'A' && c <= 'Z')
                word += static_cast<char>(c - 'A' + 'a');
            else if (c >= 'a' && c <= 'z')
                word += c;
            else
                break;
        }
        for (std::size_t i = 0; i < months.size(); ++i)
            if (word == months[i] || word == months[i].substr(0, 3)) {
                rest.remove_prefix(word.size());
                return static_cast<int>(i) + 1;
            }
        return std::nullopt;
    }
};

bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool is_valid(const Date &date)
{
    static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1)
        return false;
    int const most = days[date.month - 1] + (date.month == 2 && is_leap(date.year));
    return date.day <= most;
}

std::int64_t days_since_epoch(const Date &date)
{
    /* Days before a year counted in the proleptic Gregorian calendar from 1 March. */
    std::int64_t const y = date.year - (date.month <= 2);
    std::int64_t const era = y / 400;
    std::int64_t const year_of_era = y - era * 400;
    std::int64_t const shifted = (date.month + 9) % 12;
    std::int64_t const day_of_year = (153 * shifted + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

Date date_of_days(std::int64_t days)
{
    days += 719468;
    std::int64_t const era = (days >= 0 ? days : days - 146096) / 146097;
    std::int64_t const day_of_era = days - era * 146097;
    std::int64_t const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    std::int64_t const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    std::int64_t const shifted = (5 * day_of_year + 2) / 153;
    Date date;
    date.day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
    date.month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    date.year = static_cast<int>(year_of_era + era * 400 + (date.month <= 2));
    return date;
}

/*
 * "HH[:MM[:SS[.fraction]]]", the colons all there or all left out, as milliseconds of the day. Hour
 * 24 and second 60 are refused: the instant they mean has another name, which PostgreSQL and the
 * answers would put in their place.
 */
std::optional<int> take_time(Scanner &in)
{
    auto const hour = in.take_digits(2, 2);
    if (!hour || *hour > 23)
        return std::nullopt;
    int millisecond = *hour * 3600000;
    bool const colons = in.take(':');
    if (!colons && !in.next_is_digit())
        return millisecond;
    auto const minute = in.take_digits(2, 2);
    if (!minute || *minute > 59)
        return std::nullopt;
    millisecond += *minute * 60000;
    if (colons ? !in.take(':') : !in.next_is_digit())
        return millisecond;
    auto const second = in.take_digits(2, 2);
    if (!second || *second > 59)
        return std::nullopt;
    millisecond += *second * 1000;
    if (in.take('.') || in.take(',')) {
        if (!in.next_is_digit())
            return std::nullopt;
        for (int weight = 100; in.next_is_digit(); weight /= 10) {
            millisecond += (in.rest.front() - '0') * weight;
            in.rest.remove_prefix(1);
        }
    }
    return millisecond;
}

/* "Z", "±HH", "±HHMM", "±HH:MM" or nothing, in minutes east of UTC. */
std::optional<int> take_zone(Scanner &in)
{
    if (in.at_end() || in.take('Z') || in.take('z'))
        return 0;
    bool const west = in.take('-');
    if (!west && !in.take('+'))
        return std::nullopt;
    auto const hour = in.take_digits(2, 2);
    if (!hour || *hour > 15)
        return std::nullopt;
    bool const colon = in.take(':');
    int minutes = *hour * 60;
    if (colon || in.next_is_digit()) {
        auto const minute = in.take_digits(2, 2);
        if (!minute || *minute > 59)
            return std::nullopt;
        minutes += *minute;
    }
    return west ? -minutes : minutes;
}

std::optional<Instant> parse_iso(std::string_view text)
{
    Scanner in{text};
    Instant instant;
    auto const year = in.take_digits(4, 4);
    if (!year)
        return std::nullopt;
    bool const hyphens = in.take('-');
    auto const month = in.take_digits(2, 2);
    if (!month || (hyphens && !in.take('-')))
        return std::nullopt;
    auto const day = in.take_digits(2, 2);
    if (!day)
        return std::nullopt;
    instant.date = {*year, *month, *day};
    if (in.at_end())
        return instant;
    if (!in.take('T') && !in.take('t') && !in.take(' '))
        return std::nullopt;
    auto const time = take_time(in);
    if (!time)
        return std::nullopt;
    bool const blank = in.take(' ');
    if (blank && in.at_end())
        return std::nullopt;
    auto const zone = take_zone(in);
    if (!zone || !in.at_end())
        return std::nullopt;
    instant.millisecond_of_day = *time;
    instant.offset_minutes = *zone;
    return instant;
}

/* yyyy.MM.dd, yyyy/MM/dd, yyyy-MMM-dd */
std::optional<Date> parse_year_first(std::string_view text)
{
    Scanner in{text};
    auto const year = in.take_digits(4, 4);
    if (!year || in.at_end())
        return std::nullopt;
    char const separator = in.rest.front();
    if (separator != '.' && separator != '/' && separator != '-')
        return std::nullopt;
    in.take(separator);
    auto const month = separator == '-' ? in.take_month() : in.take_digits(1, 2);
    if (!month || !in.take(separator))
        return std::nullopt;
    auto const day = in.take_digits(1, 2);
    if (!day || !in.at_end())
        return std::nullopt;
    return Date{*year, *month, *day};
}

/* MM-dd-yyyy, MM/dd/yyyy, MM.dd.yyyy, dd-MMM-yyyy, d MMMM yyyy */
std::optional<Date> parse_year_last(std::string_view text)
{
    Scanner in{text};
    auto const first = in.take_digits(1, 2);
    if (!first || in.at_end())
        return std::nullopt;
    char const separator = in.rest.front();
    if (!in.take('-') && !in.take('/') && !in.take('.') && !in.take(' '))
        return std::nullopt;
    Date date;
    if (auto const month = in.take_month()) {
        date.day = *first;
        date.month = *month;
        if (separator != '-' && separator != ' ')
            return std::nullopt;
    } else {
        auto const second = in.take_digits(1, 2);
        if (!second || separator == ' ')
            return std::nullopt;
        date.month = *first;
        date.day = *second;
    }
    if (!in.take(separator))
        return std::nullopt;
    auto const year = in.take_digits(4, 4);
    if (!year || !in.at_end())
        return std::nullopt;
    date.year = *year;
    return date;
}

/* "MMMM d, yyyy" */
std::optional<Date> parse_month_first(std::string_view text)
{
    Scanner in{text};
    auto const month = in.take_month();
    if (!month || !in.take(' '))
        return std::nullopt;
    auto const day = in.take_digits(1, 2);
    if (!day || !in.take(',') || !in.take(' '))
        return std::nullopt;
    auto const year = in.take_digits(4, 4);
    if (!year || !in.at_end())
        return std::nullopt;
    return Date{*year, *month, *day};
}

std::optional<Instant> parse_any(std::string_view text)
{
    if (auto const instant = parse_iso(text))
        return is_valid(instant->date) ? instant : std::nullopt;
    for (auto parse : {parse_year_first, parse_year_last, parse_month_first})
        if (auto const date = parse(text); date && is_valid(*date))
            return Instant{*date};
    return std::nullopt;
}

} // namespace

std::optional<std::string> parse_date(std::string_view text)
{
    auto const instant = parse_any(text);
    if (!instant)
        return std::nullopt;
    char out[16];
    std::snprintf(out, sizeof out, "%04d-%02d-%02d", instant->date.year, instant->date.month,
                  instant->date.day);
    return std::string(out);
}

std::optional<std::string> parse_date_time(std::string_view text)
{
    constexpr std::int64_t day = 86400000;
    auto const instant = parse_any(text);
    if (!instant)
        return std::nullopt;
    std::int64_t const total = days_since_epoch(instant->date) * day + instant->millisecond_of_day -
                               std::int64_t{instant->offset_minutes} * 60000;
    std::int64_t const days = (total >= 0 ? total : total - day + 1) / day;
    int const ms = static_cast<int>(total - days * day);
    Date const date = date_of_days(days);
    if (!is_valid(date))
        return std::nullopt;
    char out[40];
    std::snprintf(out, sizeof out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", date.year, date.month,
                  date.day, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
    return std::string(out);
}

} // namespace viginti
