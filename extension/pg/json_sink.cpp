#include "pg/json_sink.hpp"

#include "base/stopwatch.hpp"
#include "pg/csv_values.hpp"
#include "pg/grown.hpp"
#include "pg/guard.hpp"
#include "pg/id_set.hpp"
#include "pg/json_values.hpp"
#include "pg/receiver.hpp"

namespace viginti::pg {

namespace {

/* One step of the program, its writer chosen by the type of the column. */
struct Op {
    plan::Emit::Step step;
    std::uint16_t column;
    std::uint32_t target;
    const char *text;
    std::uint32_t text_size;
    ValueWriter writer;
};

/* A key value as it was in the row. */
struct Key {
    bool is_null;
    Datum value; /* by reference: offset into key_bytes */
};

struct KeyColumn {
    std::uint16_t column;
    bool by_value;
    std::int16_t length;
    ValueWriter writer;
};

constexpr int first_buffer_bytes = 32 << 10;
constexpr std::uint32_t no_parent = static_cast<std::uint32_t>(-1);

} // namespace

struct JsonSink::State {
    DestReceiver base; /* first: the server's pointer to it is ours to the state */
    MemoryContext context;
    MemoryContext row_context; /* for detoasted values; made when first needed */
    const std::vector<plan::Emit> *program;
    Op *ops;
    std::uint32_t op_count;
    IdSet *parents;
    std::uint32_t children;
    int ordinal_column;
    int version_column;
    RowVersion version;
    std::uint64_t max_rows;
    std::size_t max_bytes;
    bool overflowed;
    StringInfoData buffer;
    Grown<Extent> extents;
    Grown<SplicePoint> splices;
    const std::vector<std::uint16_t> *key_columns;
    KeyColumn *keys;
    Grown<Key> key_values; /* row by row */
    StringInfoData key_bytes;
    StringInfoData key_text; /* of the key that is asked for; made with the first */
};

namespace {

using State = JsonSink::State;

void write_splice(State *state, const Op &op, TupleTableSlot *slot)
{
    std::uint32_t parent = no_parent;
    if (!slot->tts_isnull[op.column]) {
        Uuid id;
        std::memcpy(id.bytes.data(), DatumGetUUIDP(slot->tts_values[op.column])->data, UUID_LEN);
        parent = index_of(state->parents[op.target], id, state->context);
    }
    state->splices.add(state->context) = {static_cast<std::size_t>(state->buffer.len), op.target,
                                          parent};
}

void keep_keys(State *state, TupleTableSlot *slot)
{
    for (std::size_t i = 0; i < state->key_columns->size(); ++i) {
        KeyColumn const &column = state->keys[i];
        Key &key = state->key_values.add(state->context);
        key.is_null = slot->tts_isnull[column.column];
        key.value = slot->tts_values[column.column];
        if (key.is_null || column.by_value)
            continue;
        /* Aligned, since the copy is read as a value later. */
        auto const *const bytes = reinterpret_cast<const char *>(DatumGetPointer(key.value));
        std::size_t const size = datumGetSize(key.value, false, column.length);
        int const offset = MAXALIGN(state->key_bytes.len);
        enlargeStringInfo(&state->key_bytes, static_cast<int>(size) + MAXIMUM_ALIGNOF);
        std::memcpy(state->key_bytes.data + offset, bytes, size);
        state->key_bytes.len = offset + static_cast<int>(size);
        key.value = static_cast<Datum>(offset);
    }
}

/* The columns are checked in sink_startup; system columns of a stored row are never NULL. */
void keep_version(State *state, TupleTableSlot *slot)
{
    const Datum *const values = slot->tts_values + state->version_column;
    ItemPointer const place = reinterpret_cast<ItemPointer>(DatumGetPointer(values[1]));
    state->version = {DatumGetTransactionId(values[0]), ItemPointerGetBlockNumberNoCheck(place),
                      ItemPointerGetOffsetNumberNoCheck(place)};
}

void write_row(State *state, TupleTableSlot *slot)
{
    StringInfo const buffer = &state->buffer;
    std::uint32_t i = 0;
    while (i < state->op_count) {
        Op const &op = state->ops[i++];
        switch (op.step) {
        case plan::Emit::Step::Literal:
            put(buffer, op.text, op.text_size);
            break;
        case plan::Emit::Step::Value:
            if (slot->tts_isnull[op.column])
                put(buffer, op.text, op.text_size);
            else
                write_value(op.writer, buffer, slot->tts_values[op.column], state->row_context);
            break;
        case plan::Emit::Step::Cell:
            if (!slot->tts_isnull[op.column])
                write_cell(op.writer, buffer, slot->tts_values[op.column], state->row_context);
            break;
        case plan::Emit::Step::NullUnless:
            if (slot->tts_isnull[op.column]) {
                put(buffer, "null", 4);
                i = op.target;
            }
            break;
        case plan::Emit::Step::Splice:
            write_splice(state, op, slot);
            break;
        case plan::Emit::Step::Mark:
            state->splices.add(state->context) = {static_cast<std::size_t>(buffer->len), op.target,
                                                  no_parent};
            break;
        }
    }
}

/* What NULL of a form is on the wire. */
constexpr std::string_view null_text(model::Form form)
{
    switch (form) {
    case model::Form::Text:
        return "\"\"";
    case model::Form::OptionList:
    case model::Form::TextList:
    case model::Form::JsonList:
        return "[]";
    default:
        return "null";
    }
}

void check_column(int column, TupleDesc shape)
{
    if (column >= shape->natts)
        raw_raise("the output program names a column the statement does not have");
}

extern "C" {

static void sink_startup(DestReceiver *self, int, TupleDesc shape)
{
    auto *const state = reinterpret_cast<State *>(self);
    std::vector<plan::Emit> const &program = *state->program;
    MemoryContext const before = MemoryContextSwitchTo(state->context);
    state->ops = static_cast<Op *>(palloc0(sizeof(Op) * (program.size() + 1)));
    state->op_count = static_cast<std::uint32_t>(program.size());
    for (std::size_t i = 0; i < program.size(); ++i) {
        plan::Emit const &emit = program[i];
        Op &op = state->ops[i];
        op = {emit.step,
              emit.column,
              emit.target,
              emit.text.data(),
              static_cast<std::uint32_t>(emit.text.size()),
              {}};
        if (emit.step == plan::Emit::Step::Literal || emit.step == plan::Emit::Step::Mark)
            continue;
        check_column(emit.column, shape);
        if (emit.step == plan::Emit::Step::Value) {
            /* A hidden value takes its place in the program and writes nothing. */
            bool const hidden = emit.form == model::Form::Hidden;
            std::string_view const null = hidden ? std::string_view() : null_text(emit.form);
            op.text = null.data();
            op.text_size = static_cast<std::uint32_t>(null.size());
            op.writer =
                hidden ? ValueWriter{} : writer_of(TupleDescAttr(shape, emit.column)->atttypid);
            if (emit.form == model::Form::Decimal)
                op.writer.kind = ValueWriter::Kind::Output;
            if (hidden)
                op.step = plan::Emit::Step::Literal;
        } else if (emit.step == plan::Emit::Step::Cell) {
            op.writer = writer_of(TupleDescAttr(shape, emit.column)->atttypid);
        } else if (emit.step == plan::Emit::Step::Splice) {
            if (emit.target >= state->children)
                raw_raise("the output program names a child statement that is not there");
            /* Ids are read as they lie in memory: a column somebody altered must not be. */
            if (TupleDescAttr(shape, emit.column)->atttypid != UUIDOID)
                raw_raise(ERRCODE_DATATYPE_MISMATCH, "the id of a record is not a uuid");
        }
    }
    if (state->ordinal_column >= 0)
        check_column(state->ordinal_column, shape);
    if (state->version_column >= 0)
        check_column(state->version_column + 1, shape);
    if (state->key_columns != nullptr) {
        std::vector<std::uint16_t> const &columns = *state->key_columns;
        state->keys = static_cast<KeyColumn *>(palloc0(sizeof(KeyColumn) * (columns.size() + 1)));
        for (std::size_t i = 0; i < columns.size(); ++i) {
            check_column(columns[i], shape);
            FormData_pg_attribute const *const column = TupleDescAttr(shape, columns[i]);
            state->keys[i] = {columns[i], column->attbyval, column->attlen,
                              writer_of(column->atttypid)};
        }
    }
    MemoryContextSwitchTo(before);
}

static bool sink_receive(TupleTableSlot *slot, DestReceiver *self)
{
    auto *const state = reinterpret_cast<State *>(self);
    if (state->max_rows != 0 && state->extents.size >= state->max_rows)
        return true;
    slot_getallattrs(slot);
    Extent &extent = state->extents.add(state->context);
    extent.begin = static_cast<std::size_t>(state->buffer.len);
    extent.ordinal =
        state->ordinal_column < 0 ? 0 : DatumGetInt64(slot->tts_values[state->ordinal_column]);
    write_row(state, slot);
    if (state->version_column >= 0)
        keep_version(state, slot);
    extent.end = static_cast<std::size_t>(state->buffer.len);
    if (state->keys != nullptr)
        keep_keys(state, slot);
    if (state->row_context->isReset == false)
        MemoryContextReset(state->row_context);
    if (extent.end > state->max_bytes)
        state->overflowed = true;
    return !state->overflowed;
}

/* For a request that asks for its times: of a row, finding it and writing it are told apart. */
static bool sink_receive_timed(TupleTableSlot *slot, DestReceiver *self)
{
    Phase const before = running_stopwatch->enter(Phase::Write);
    bool const goes_on = sink_receive(slot, self);
    running_stopwatch->enter(before);
    return goes_on;
}

static void sink_end(DestReceiver *) {}

} // extern "C"

/* Raises. */
State *make_state(const std::vector<plan::Emit> &program, std::size_t children,
                  const SinkOptions &options)
{
    MemoryContext const context =
        AllocSetContextCreate(entry_context, "viginti answer", ALLOCSET_DEFAULT_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(context);
    auto *const state = static_cast<State *>(palloc0(sizeof(State)));
    state->base.receiveSlot = running_stopwatch != nullptr ? sink_receive_timed : sink_receive;
    state->base.rStartup = sink_startup;
    state->base.rShutdown = sink_end;
    state->base.rDestroy = sink_end;
    state->base.mydest = DestNone;
    state->context = context;
    state->row_context = AllocSetContextCreate(context, "viginti row", ALLOCSET_SMALL_SIZES);
    state->program = &program;
    state->children = static_cast<std::uint32_t>(children);
    state->parents = static_cast<IdSet *>(palloc0(sizeof(IdSet) * (children + 1)));
    state->ordinal_column = options.ordinal_column;
    state->version_column = options.version_column;
    state->key_columns = options.key_columns;
    state->max_rows = options.max_rows;
    state->max_bytes = options.max_bytes;
    state->buffer.data = static_cast<char *>(palloc(first_buffer_bytes));
    state->buffer.maxlen = first_buffer_bytes;
    resetStringInfo(&state->buffer);
    if (options.key_columns != nullptr)
        initStringInfo(&state->key_bytes);
    MemoryContextSwitchTo(before);
    return state;
}

} // namespace

JsonSink::JsonSink(const std::vector<plan::Emit> &program, std::size_t children,
                   SinkOptions options)
    : state_(guarded([&] { return make_state(program, children, options); }))
{}

JsonSink::~JsonSink()
{
    MemoryContextDelete(state_->context);
}

std::string_view JsonSink::json() const
{
    return {state_->buffer.data, static_cast<std::size_t>(state_->buffer.len)};
}

std::span<const Extent> JsonSink::extents() const
{
    return {state_->extents.items, state_->extents.size};
}

std::span<const SplicePoint> JsonSink::splices() const
{
    return {state_->splices.items, state_->splices.size};
}

std::span<const Uuid> JsonSink::parents(std::size_t child) const
{
    IdSet const &parents = state_->parents[child];
    return {parents.ids.items, parents.ids.size};
}

std::vector<std::optional<std::string>> JsonSink::keys(std::size_t row) const
{
    std::vector<std::optional<std::string>> texts;
    if (state_->key_columns == nullptr || row >= state_->extents.size)
        return texts;
    std::size_t const count = state_->key_columns->size();
    for (std::size_t i = 0; i < count; ++i) {
        Key const &key = state_->key_values.items[row * count + i];
        KeyColumn const &column = state_->keys[i];
        if (key.is_null) {
            texts.emplace_back(std::nullopt);
            continue;
        }
        Datum const value =
            column.by_value ? key.value : PointerGetDatum(state_->key_bytes.data + key.value);
        StringInfo const text = &state_->key_text;
        guarded([&] {
            MemoryContext const before = MemoryContextSwitchTo(state_->context);
            if (text->data == nullptr)
                initStringInfo(text);
            resetStringInfo(text);
            MemoryContextSwitchTo(state_->row_context);
            write_plain(column.writer, text, value);
            MemoryContextSwitchTo(before);
        });
        texts.emplace_back(std::string(text->data, static_cast<std::size_t>(text->len)));
    }
    MemoryContextReset(state_->row_context);
    return texts;
}

std::optional<Uuid> JsonSink::id(std::size_t row) const
{
    if (state_->key_columns == nullptr || row >= state_->extents.size)
        return std::nullopt;
    std::size_t const count = state_->key_columns->size();
    if (count == 0 || state_->keys[count - 1].writer.kind != ValueWriter::Kind::Uuid)
        return std::nullopt;
    Key const &key = state_->key_values.items[row * count + count - 1];
    if (key.is_null)
        return std::nullopt;
    Uuid id;
    std::memcpy(id.bytes.data(), state_->key_bytes.data + key.value, id.bytes.size());
    return id;
}

std::optional<RowVersion> JsonSink::version() const
{
    if (state_->version_column < 0 || state_->extents.size == 0)
        return std::nullopt;
    return state_->version;
}

bool JsonSink::overflowed() const
{
    return state_->overflowed;
}

DestReceiver *receiver_of(JsonSink &sink) noexcept
{
    return &sink.state()->base;
}

} // namespace viginti::pg
