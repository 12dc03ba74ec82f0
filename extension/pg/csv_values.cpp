#include "pg/csv_values.hpp"

#include "rest/csv.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

void put_cell(StringInfo buffer, const char *text, std::size_t size)
{
    if (size > 0 && !rest::csv_needs_quotes({text, size})) {
        put(buffer, text, size);
        return;
    }
    put(buffer, "\"", 1);
    while (size > 0) {
        auto const *const quote = static_cast<const char *>(std::memchr(text, '"', size));
        std::size_t const run =
            quote == nullptr ? size : static_cast<std::size_t>(quote - text) + 1;
        put(buffer, text, run);
        if (quote != nullptr)
            put(buffer, "\"", 1);
        text += run;
        size -= run;
    }
    put(buffer, "\"", 1);
}

/* As JSON into the scratch memory, then as a cell. */
void put_json_cell(const ValueWriter &writer, StringInfo buffer, Datum value)
{
    StringInfoData json;
    initStringInfo(&json);
    write_value(writer, &json, value, CurrentMemoryContext);
    put_cell(buffer, json.data, static_cast<std::size_t>(json.len));
}

} // namespace

void write_cell(const ValueWriter &writer, StringInfo buffer, Datum value, MemoryContext scratch)
{
    using Kind = ValueWriter::Kind;
    switch (writer.kind) {
    case Kind::Uuid:
        put_uuid_plain(buffer, DatumGetUUIDP(value)->data);
        return;
    case Kind::Timestamp:
        put_timestamp_plain(buffer, DatumGetTimestampTz(value), false);
        return;
    case Kind::Date:
        put_date_plain(buffer, DatumGetDateADT(value));
        return;
    case Kind::Bool:
    case Kind::Int2:
    case Kind::Int4:
    case Kind::Int8:
        write_value(writer, buffer, value, scratch);
        return;
    case Kind::Float8:
        /* What JSON has no word for is NULL in both. */
        if (std::isfinite(DatumGetFloat8(value)))
            put_float8(buffer, DatumGetFloat8(value));
        return;
    default:
        break;
    }
    MemoryContext const before = MemoryContextSwitchTo(scratch);
    switch (writer.kind) {
    case Kind::Text: {
        const struct varlena *const text = PG_DETOAST_DATUM_PACKED(value);
        put_cell(buffer, VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text));
        break;
    }
    case Kind::TextArray:
    case Kind::Jsonb:
    case Kind::Json:
        put_json_cell(writer, buffer, value);
        break;
    default: {
        const char *const text = OidOutputFunctionCall(writer.output, value);
        put_cell(buffer, text, std::strlen(text));
        break;
    }
    }
    MemoryContextSwitchTo(before);
}

} // namespace viginti::pg
