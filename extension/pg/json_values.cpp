#include "pg/json_values.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

struct KindRow {
    Oid type;
    ValueWriter::Kind kind;
};

constexpr KindRow kinds[] = {
    {UUIDOID, ValueWriter::Kind::Uuid},           {TEXTOID, ValueWriter::Kind::Text},
    {VARCHAROID, ValueWriter::Kind::Text},        {TIMESTAMPTZOID, ValueWriter::Kind::Timestamp},
    {DATEOID, ValueWriter::Kind::Date},           {BOOLOID, ValueWriter::Kind::Bool},
    {INT2OID, ValueWriter::Kind::Int2},           {INT4OID, ValueWriter::Kind::Int4},
    {INT8OID, ValueWriter::Kind::Int8},           {FLOAT4OID, ValueWriter::Kind::Number},
    {FLOAT8OID, ValueWriter::Kind::Float8},       {NUMERICOID, ValueWriter::Kind::Number},
    {TEXTARRAYOID, ValueWriter::Kind::TextArray}, {JSONBOID, ValueWriter::Kind::Jsonb},
    {JSONOID, ValueWriter::Kind::Json},
};

bool is_toasted(Datum value)
{
    auto *const pointer = DatumGetPointer(value);
    return VARATT_IS_COMPRESSED(pointer) || VARATT_IS_EXTERNAL(pointer);
}

/* numeric and real know NaN and Infinity, JSON does not; only those texts begin with no digit. */
void put_number(StringInfo buffer, const char *text)
{
    const char *const digits = text + (*text == '-' ? 1 : 0);
    if (*digits >= '0' && *digits <= '9')
        put(buffer, text, std::strlen(text));
    else
        put(buffer, "null", 4);
}

/* The kinds that need memory besides the buffer. */
void write_with_scratch(const ValueWriter &writer, StringInfo buffer, Datum value)
{
    switch (writer.kind) {
    case ValueWriter::Kind::Text:
    case ValueWriter::Kind::Json: {
        const struct varlena *const text = PG_DETOAST_DATUM_PACKED(value);
        if (writer.kind == ValueWriter::Kind::Text)
            put_string(buffer, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
        else
            put(buffer, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
        break;
    }
    case ValueWriter::Kind::TextArray:
        put_text_array(buffer, DatumGetArrayTypeP(value));
        break;
    case ValueWriter::Kind::Jsonb: {
        Jsonb *const jsonb = DatumGetJsonbP(value);
        JsonbToCString(buffer, &jsonb->root, VARSIZE(jsonb));
        break;
    }
    case ValueWriter::Kind::Number:
        put_number(buffer, OidOutputFunctionCall(writer.output, value));
        break;
    default: {
        const char *const text = OidOutputFunctionCall(writer.output, value);
        put_string(buffer, text, std::strlen(text));
        break;
    }
    }
}

inline void put_bool(StringInfo buffer, Datum value)
{
    DatumGetBool(value) ? put(buffer, "true", 4) : put(buffer, "false", 5);
}

} // namespace

ValueWriter writer_of(Oid type)
{
    auto kind = ValueWriter::Kind::Output;
    for (KindRow const &row : kinds)
        if (row.type == type)
            kind = row.kind;
    if (kind != ValueWriter::Kind::Output && kind != ValueWriter::Kind::Number)
        return {kind, InvalidOid};
    Oid output;
    bool is_varlena;
    getTypeOutputInfo(type, &output, &is_varlena);
    return {kind, output};
}

void write_value(const ValueWriter &writer, StringInfo buffer, Datum value, MemoryContext scratch)
{
    switch (writer.kind) {
    case ValueWriter::Kind::Uuid:
        put(buffer, "\"", 1);
        put_uuid_plain(buffer, DatumGetUUIDP(value)->data);
        put(buffer, "\"", 1);
        return;
    case ValueWriter::Kind::Text:
        if (is_toasted(value))
            break;
        put_string(buffer, VARDATA_ANY(DatumGetPointer(value)),
                   VARSIZE_ANY_EXHDR(DatumGetPointer(value)));
        return;
    case ValueWriter::Kind::Timestamp:
        put(buffer, "\"", 1);
        put_timestamp_plain(buffer, DatumGetTimestampTz(value), false);
        put(buffer, "\"", 1);
        return;
    case ValueWriter::Kind::Date:
        put(buffer, "\"", 1);
        put_date_plain(buffer, DatumGetDateADT(value));
        put(buffer, "\"", 1);
        return;
    case ValueWriter::Kind::Bool:
        put_bool(buffer, value);
        return;
    case ValueWriter::Kind::Int2:
        put_int8(buffer, DatumGetInt16(value));
        return;
    case ValueWriter::Kind::Int4:
        put_int8(buffer, DatumGetInt32(value));
        return;
    case ValueWriter::Kind::Int8:
        put_int8(buffer, DatumGetInt64(value));
        return;
    case ValueWriter::Kind::Float8:
        put_float8(buffer, DatumGetFloat8(value));
        return;
    default:
        break;
    }
    MemoryContext const before = MemoryContextSwitchTo(scratch);
    write_with_scratch(writer, buffer, value);
    MemoryContextSwitchTo(before);
}

void write_plain(const ValueWriter &writer, StringInfo buffer, Datum value)
{
    switch (writer.kind) {
    case ValueWriter::Kind::Uuid:
        put_uuid_plain(buffer, DatumGetUUIDP(value)->data);
        break;
    case ValueWriter::Kind::Text:
    case ValueWriter::Kind::Json: {
        const struct varlena *const text = PG_DETOAST_DATUM_PACKED(value);
        put(buffer, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
        break;
    }
    case ValueWriter::Kind::Timestamp: {
        /* Years outside 0001-9999 have no ISO form the server reads; its own output it does. */
        constexpr TimestampTz year_1 = INT64CONST(-63082281600000000);
        constexpr TimestampTz year_10000 = INT64CONST(252455616000000000);
        TimestampTz const time = DatumGetTimestampTz(value);
        if (time >= year_1 && time < year_10000)
            put_timestamp_plain(buffer, time, true);
        else
            appendStringInfoString(buffer, timestamptz_to_str(time));
        break;
    }
    case ValueWriter::Kind::Date: {
        constexpr DateADT year_1 = -730119;
        constexpr DateADT year_10000 = 2921940;
        DateADT const date = DatumGetDateADT(value);
        if ((date >= year_1 && date < year_10000) || DATE_NOT_FINITE(date))
            put_date_plain(buffer, date);
        else
            appendStringInfoString(buffer, OidOutputFunctionCall(F_DATE_OUT, value));
        break;
    }
    case ValueWriter::Kind::Bool:
        put_bool(buffer, value);
        break;
    case ValueWriter::Kind::Float8:
        appendStringInfoString(buffer, OidOutputFunctionCall(F_FLOAT8OUT, value));
        break;
    case ValueWriter::Kind::Number:
    case ValueWriter::Kind::Output:
        appendStringInfoString(buffer, OidOutputFunctionCall(writer.output, value));
        break;
    case ValueWriter::Kind::TextArray:
        appendStringInfoString(buffer, OidOutputFunctionCall(F_ARRAY_OUT, value));
        break;
    default:
        write_value(writer, buffer, value, CurrentMemoryContext);
        break;
    }
}

} // namespace viginti::pg
