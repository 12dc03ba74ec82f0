/*
 * How a value of any column type is written: a ValueWriter is chosen once a column, from its type,
 * and run once a row. Raw, like json_writers.
 */
#pragma once

#include <cstdint>

#include "pg/json_writers.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

struct ValueWriter {
    enum class Kind : std::uint8_t {
        Output, /* the type's output function, as a JSON string */
        Number, /* the type's output function, as a JSON number */
        Uuid,
        Text,
        Timestamp,
        Date,
        Bool,
        Int2,
        Int4,
        Int8,
        Float8,
        TextArray,
        Jsonb,
        Json,
    };
    Kind kind;
    Oid output;
};

/* Raises for an unknown type. */
ValueWriter writer_of(Oid type);

/* As JSON. What has to be detoasted or formatted goes to `scratch`, which the caller resets. */
void write_value(const ValueWriter &writer, StringInfo buffer, Datum value, MemoryContext scratch);

/* As the text form of a Param that reads back as the same value. */
void write_plain(const ValueWriter &writer, StringInfo buffer, Datum value);

} // namespace viginti::pg
