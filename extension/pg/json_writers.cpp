#include "pg/json_writers.hpp"

#include <bit>
#include <charconv>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

/* What follows the backslash of a character that must be escaped; 'u' = \u00XX, 0 = no escape. */
struct EscapeTable {
    char letter[256] = {};

    constexpr EscapeTable()
    {
        for (int c = 0; c < 0x20; ++c)
            letter[c] = 'u';
        letter['\b'] = 'b';
        letter['\f'] = 'f';
        letter['\n'] = 'n';
        letter['\r'] = 'r';
        letter['\t'] = 't';
        letter['"'] = '"';
        letter['\\'] = '\\';
    }
};
constexpr EscapeTable escapes;

constexpr char hex_digits[] = "0123456789abcdef";

/* "00" to "99". */
struct PairTable {
    char pair[200] = {};

    constexpr PairTable()
    {
        for (int i = 0; i < 100; ++i) {
            pair[2 * i] = static_cast<char>('0' + i / 10);
            pair[2 * i + 1] = static_cast<char>('0' + i % 10);
        }
    }
};
constexpr PairTable pairs;

/* "000102…ff" */
struct HexTable {
    char pair[512] = {};

    constexpr HexTable()
    {
        for (int i = 0; i < 256; ++i) {
            pair[2 * i] = hex_digits[i >> 4];
            pair[2 * i + 1] = hex_digits[i & 15];
        }
    }
};
constexpr HexTable hex;

inline char *two(char *out, unsigned value)
{
    std::memcpy(out, pairs.pair + 2 * value, 2);
    return out + 2;
}

inline char *three(char *out, unsigned value)
{
    *out = static_cast<char>('0' + value / 100);
    return two(out + 1, value % 100);
}

/*
 * Copies bytes that need no escape from `in`; returns how many. Writes up to 16 bytes past those it
 * counts, so `out` has that much room.
 */
inline std::size_t copy_run(char *out, const char *in, std::size_t size)
{
    std::size_t done = 0;
#if defined(__SSE2__)
    __m128i const quote = _mm_set1_epi8('"');
    __m128i const backslash = _mm_set1_epi8('\\');
    __m128i const control = _mm_set1_epi8(0x1f);
    for (; size - done >= 16; done += 16) {
        __m128i const bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(in + done));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(out + done), bytes);
        __m128i const special = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
            _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        unsigned const mask = static_cast<unsigned>(_mm_movemask_epi8(special));
        if (mask != 0)
            return done + static_cast<std::size_t>(std::countr_zero(mask));
    }
#endif
    for (; done < size; ++done) {
        auto const c = static_cast<unsigned char>(in[done]);
        if (escapes.letter[c] != 0)
            break;
        out[done] = static_cast<char>(c);
    }
    return done;
}

/* Year, month, day of days since 1970-01-01 in the proleptic Gregorian calendar. */
struct Civil {
    std::int64_t year;
    unsigned month, day;
};

Civil civil_of(std::int64_t days)
{
    days += 719468;
    std::int64_t const era = (days >= 0 ? days : days - 146096) / 146097;
    auto const day_of_era = static_cast<unsigned>(days - era * 146097);
    unsigned const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned const shifted = (5 * day_of_year + 2) / 153; /* March is 0 */
    unsigned const month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month,
            day_of_year - (153 * shifted + 2) / 5 + 1};
}

constexpr std::int64_t days_1970_to_2000 = POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE;

char *put_civil(char *out, std::int64_t days_since_2000)
{
    Civil const civil = civil_of(days_since_2000 + days_1970_to_2000);
    std::int64_t year = civil.year;
    if (year < 0 || year > 9999) {
        *out++ = year < 0 ? '-' : '+';
        year = year < 0 ? -year : year;
        out = two(out, static_cast<unsigned>(year / 10000 % 100));
        year %= 10000;
    }
    out = two(out, static_cast<unsigned>(year / 100));
    out = two(out, static_cast<unsigned>(year % 100));
    *out++ = '-';
    out = two(out, civil.month);
    *out++ = '-';
    return two(out, civil.day);
}

constexpr std::size_t longest_time = sizeof "+294276-12-31T23:59:59.999999Z";

/* Magnitude up to which every whole double is exact, and JavaScript prints it without exponent. */
constexpr double whole_limit = 9007199254740992.0;

} // namespace

void put_string(StringInfo buffer, const char *text, std::size_t size)
{
    /* 16 for what copy_run writes in excess, 8 for the quotes and one escape. */
    constexpr std::size_t slack = 24;
    char *out = room(buffer, size + slack);
    *out++ = '"';
    while (true) {
        std::size_t const run = copy_run(out, text, size);
        out += run;
        text += run;
        size -= run;
        if (size == 0)
            break;
        auto const c = static_cast<unsigned char>(*text++);
        --size;
        char const letter = escapes.letter[c];
        *out++ = '\\';
        *out++ = letter;
        if (letter == 'u') {
            std::memcpy(out, "00", 2);
            std::memcpy(out + 2, hex.pair + 2 * c, 2);
            out += 4;
        }
        buffer->len = static_cast<int>(out - buffer->data);
        out = room(buffer, size + slack);
    }
    *out++ = '"';
    buffer->len = static_cast<int>(out - buffer->data);
}

void put_uuid_plain(StringInfo buffer, const unsigned char *bytes)
{
    char *out = room(buffer, 36);
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        std::memcpy(out, hex.pair + 2 * bytes[i], 2);
        out += 2;
    }
    buffer->len += 36;
}

void put_date_plain(StringInfo buffer, DateADT date)
{
    if (DATE_NOT_FINITE(date)) {
        DATE_IS_NOBEGIN(date) ? put(buffer, "-infinity", 9) : put(buffer, "infinity", 8);
        return;
    }
    char *const out = room(buffer, longest_time);
    buffer->len += static_cast<int>(put_civil(out, date) - out);
}

void put_timestamp_plain(StringInfo buffer, TimestampTz time, bool exact)
{
    if (TIMESTAMP_NOT_FINITE(time)) {
        TIMESTAMP_IS_NOBEGIN(time) ? put(buffer, "-infinity", 9) : put(buffer, "infinity", 8);
        return;
    }
    std::int64_t days = time / USECS_PER_DAY;
    std::int64_t rest = time % USECS_PER_DAY;
    if (rest < 0) {
        rest += USECS_PER_DAY;
        --days;
    }
    char *const begin = room(buffer, longest_time);
    char *out = put_civil(begin, days);
    auto const micros = static_cast<unsigned>(rest % USECS_PER_SEC);
    auto const seconds = static_cast<unsigned>(rest / USECS_PER_SEC);
    *out++ = 'T';
    out = two(out, seconds / 3600);
    *out++ = ':';
    out = two(out, seconds / 60 % 60);
    *out++ = ':';
    out = two(out, seconds % 60);
    *out++ = '.';
    out = three(out, micros / 1000);
    if (exact && micros % 1000 != 0)
        out = three(out, micros % 1000);
    *out++ = 'Z';
    buffer->len += static_cast<int>(out - begin);
}

void put_int8(StringInfo buffer, std::int64_t value)
{
    char *const out = room(buffer, 24);
    buffer->len += static_cast<int>(std::to_chars(out, out + 24, value).ptr - out);
}

void put_float8(StringInfo buffer, double value)
{
    if (!std::isfinite(value)) {
        put(buffer, "null", 4);
    } else if (std::fabs(value) < whole_limit && value == std::trunc(value)) {
        put_int8(buffer, static_cast<std::int64_t>(value));
    } else {
        char *const out = room(buffer, DOUBLE_SHORTEST_DECIMAL_LEN);
        buffer->len += double_to_shortest_decimal_bufn(value, out);
    }
}

void put_text_array(StringInfo buffer, const ArrayType *array)
{
    int const count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
    const bits8 *const present = ARR_NULLBITMAP(array);
    const char *item = ARR_DATA_PTR(array);
    put(buffer, "[", 1);
    for (int i = 0; i < count; ++i) {
        if (i > 0)
            put(buffer, ",", 1);
        if (present != nullptr && (present[i / 8] & (1 << (i % 8))) == 0) {
            put(buffer, "null", 4);
            continue;
        }
        put_string(buffer, VARDATA_ANY(item), VARSIZE_ANY_EXHDR(item));
        item = reinterpret_cast<const char *>(att_align_nominal(
            reinterpret_cast<std::uintptr_t>(item + VARSIZE_ANY(item)), TYPALIGN_INT));
    }
    put(buffer, "]", 1);
}

} // namespace viginti::pg
