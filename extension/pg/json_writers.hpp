/*
 * Server values as JSON text, appended to a StringInfo. Raw: memory may run out by an ERROR, so these
 * are called from guarded code and receivers only, and no frame here has a destructor. Strings come
 * with their quotes; the `plain` forms, used in cursors, without.
 */
#pragma once

#include <cstddef>
#include <cstdint>

#include "pg/server.hpp"

namespace viginti::pg {

/* Makes room for `size` bytes and returns where they go; the caller then adds to buffer->len. */
inline char *room(StringInfo buffer, std::size_t size)
{
    if (static_cast<std::size_t>(buffer->len) + size >= static_cast<std::size_t>(buffer->maxlen))
        enlargeStringInfo(buffer, static_cast<int>(size));
    return buffer->data + buffer->len;
}

inline void put(StringInfo buffer, const char *text, std::size_t size)
{
    std::memcpy(room(buffer, size), text, size);
    buffer->len += static_cast<int>(size);
}

/* A JSON string literal of UTF-8 text. */
void put_string(StringInfo buffer, const char *text, std::size_t size);

void put_uuid_plain(StringInfo buffer, const unsigned char *bytes);
/* YYYY-MM-DD of days since 2000-01-01; years outside 0000-9999 as +YYYYYY or -YYYYYY. */
void put_date_plain(StringInfo buffer, DateADT date);
/*
 * YYYY-MM-DDTHH:mm:ss.sssZ of microseconds since 2000-01-01 UTC; years as above. Finer than
 * milliseconds is cut, or shown by three more digits when `exact`.
 */
void put_timestamp_plain(StringInfo buffer, TimestampTz time, bool exact);

/* NaN and the infinities are null: JSON has no word for them. */
void put_float8(StringInfo buffer, double value);
void put_int8(StringInfo buffer, std::int64_t value);
/* An array of strings of a text[]; it must be detoasted. */
void put_text_array(StringInfo buffer, const ArrayType *array);

} // namespace viginti::pg
