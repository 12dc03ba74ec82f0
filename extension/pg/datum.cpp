#include "pg/datum.hpp"

#include "base/uuid.hpp"

#include <charconv>

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

/* How a column type is stored: what array construction needs. In the order of model::ColumnType. */
struct TypeRow {
    model::ColumnType type;
    Oid oid;
    Oid array_oid;
    int length;
    bool by_value;
    char alignment;
};

constexpr TypeRow types[] = {
    {model::ColumnType::Uuid, UUIDOID, UUIDARRAYOID, UUID_LEN, false, TYPALIGN_CHAR},
    {model::ColumnType::Text, TEXTOID, TEXTARRAYOID, -1, false, TYPALIGN_INT},
    {model::ColumnType::Float8, FLOAT8OID, FLOAT8ARRAYOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE},
    {model::ColumnType::Int8, INT8OID, INT8ARRAYOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE},
    {model::ColumnType::Numeric, NUMERICOID, NUMERICARRAYOID, -1, false, TYPALIGN_INT},
    {model::ColumnType::Bool, BOOLOID, BOOLARRAYOID, 1, true, TYPALIGN_CHAR},
    {model::ColumnType::Date, DATEOID, DATEARRAYOID, 4, true, TYPALIGN_INT},
    {model::ColumnType::Timestamp, TIMESTAMPTZOID, TIMESTAMPTZARRAYOID, 8, FLOAT8PASSBYVAL,
     TYPALIGN_DOUBLE},
    {model::ColumnType::TextArray, TEXTARRAYOID, TEXTARRAYOID, -1, false, TYPALIGN_INT},
    {model::ColumnType::Jsonb, JSONBOID, JSONBARRAYOID, -1, false, TYPALIGN_INT},
    {model::ColumnType::TsVector, TSVECTOROID, TSVECTORARRAYOID, -1, false, TYPALIGN_INT},
};

constexpr bool in_order()
{
    for (std::size_t i = 0; i < std::size(types); ++i)
        if (static_cast<std::size_t>(types[i].type) != i)
            return false;
    return true;
}
static_assert(in_order(), "the table of types follows the order of the enumeration");

const TypeRow &row_of(model::ColumnType type) noexcept
{
    return types[static_cast<std::size_t>(type)];
}

/* By the type's input function, for the forms no fast path below reads. */
Datum raw_input(Oid type, const char *text)
{
    Oid function, element;
    getTypeInputInfo(type, &function, &element);
    return OidInputFunctionCall(function, const_cast<char *>(text), element, -1);
}

Datum raw_scalar(model::ColumnType type, const std::string &text)
{
    const char *const end = text.data() + text.size();
    switch (type) {
    case model::ColumnType::Uuid:
        if (auto const uuid = parse_uuid(text)) {
            auto *const value = static_cast<pg_uuid_t *>(palloc(sizeof(pg_uuid_t)));
            std::memcpy(value->data, uuid->bytes.data(), UUID_LEN);
            return UUIDPGetDatum(value);
        }
        break;
    case model::ColumnType::Text:
        return PointerGetDatum(
            cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
    case model::ColumnType::Float8: {
        double value;
        auto const read = std::from_chars(text.data(), end, value);
        if (read.ec == std::errc{} && read.ptr == end)
            return Float8GetDatum(value);
        break;
    }
    case model::ColumnType::Int8: {
        std::int64_t value;
        auto const read = std::from_chars(text.data(), end, value);
        if (read.ec == std::errc{} && read.ptr == end)
            return Int64GetDatum(value);
        break;
    }
    case model::ColumnType::Bool:
        if (text == "true" || text == "false")
            return BoolGetDatum(text.size() == 4);
        break;
    default:
        break;
    }
    return raw_input(row_of(type).oid, text.c_str());
}

Datum raw_array(const plan::Param &param)
{
    TypeRow const &type = row_of(param.type.type);
    Oid const element = type.oid == TEXTARRAYOID ? TEXTOID : type.oid;
    int const count = static_cast<int>(param.items.size());
    if (count == 0)
        return PointerGetDatum(construct_empty_array(element));

    auto *const values = static_cast<Datum *>(palloc(sizeof(Datum) * param.items.size()));
    auto *const nulls = static_cast<bool *>(palloc(param.items.size()));
    model::ColumnType const scalar = element == TEXTOID ? model::ColumnType::Text : param.type.type;
    for (int i = 0; i < count; ++i) {
        auto const &item = param.items[i];
        nulls[i] = !item.has_value();
        values[i] = item ? raw_scalar(scalar, *item) : Datum{0};
    }
    int dimension = count, lower_bound = 1;
    return PointerGetDatum(construct_md_array(values, nulls, 1, &dimension, &lower_bound, element,
                                              type.length, type.by_value, type.alignment));
}

} // namespace

Oid type_oid(const plan::ParamType &type) noexcept
{
    TypeRow const &row = row_of(type.type);
    return type.is_array ? row.array_oid : row.oid;
}

Datum raw_datum(const plan::Param &param)
{
    bool const items = param.type.is_array ||
                       (param.type.type == model::ColumnType::TextArray && param.text.empty());
    return items ? raw_array(param) : raw_scalar(param.type.type, param.text);
}

ParamListInfo raw_param_list(const std::vector<plan::Param> &params)
{
    if (params.empty())
        return nullptr;
    ParamListInfo const list = makeParamList(static_cast<int>(params.size()));
    for (std::size_t i = 0; i < params.size(); ++i) {
        plan::Param const &param = params[i];
        ParamExternData &slot = list->params[i];
        slot.isnull = param.is_null;
        slot.pflags = PARAM_FLAG_CONST;
        slot.ptype = type_oid(param.type);
        slot.value = param.is_null ? Datum{0} : raw_datum(param);
    }
    return list;
}

} // namespace viginti::pg
