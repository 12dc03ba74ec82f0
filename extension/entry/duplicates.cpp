#include "entry/duplicates.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/envelope.hpp"
#include "entry/etag.hpp"
#include "entry/plans.hpp"
#include "model/duplicates.hpp"
#include "pg/read_only.hpp"
#include "plan/nested.hpp"
#include "plan/record_value.hpp"
#include "request/cursor.hpp"
#include "sql/duplicates.hpp"

#include <algorithm>
#include <map>

namespace viginti::entry {

namespace {

using model::ColumnType;
using model::Object;
using plan::Param;
using request::Request;

/* A record whose duplicates are asked for. */
struct Input {
    std::optional<std::string> id;
    std::vector<std::optional<std::string>> values; /* of the columns of all criteria */
};

using Block = DuplicateBlock;

struct Question {
    const Object &object;
    const Caller &caller;
    std::vector<model::DuplicateCriterion> criteria;
    std::vector<std::string> columns;
};

/* Keys the statements: the version decides the criteria. */
std::string shape(char kind, const Object &object)
{
    std::string text{'2', kind};
    text.append(reinterpret_cast<const char *>(&object.version), sizeof object.version);
    return text;
}

Error invalid(std::string message, std::string path = {})
{
    return Error(Code::BodyInvalid, std::move(message), std::move(path));
}

/* The one of data and ids that is given, checked for its form. */
const json_t *read_list(const json_t *body, const Caller &caller, bool &by_id)
{
    const json_t *const data = json_object_get(body, "data");
    const json_t *const ids = json_object_get(body, "ids");
    if (data && ids)
        throw invalid("You cannot provide both \"data\" and \"ids\" arguments");
    if (!data && !ids)
        throw invalid("You have to provide either \"data\" or \"ids\" argument");
    by_id = ids != nullptr;
    const json_t *const list = by_id ? ids : data;
    std::string const name = by_id ? "ids" : "data";
    if (!json_is_array(list))
        throw invalid("\"" + name + "\" must be an array", "/" + name);
    if (!by_id && json_array_size(list) == 0)
        throw invalid("The \"data\" condition can not be empty when \"ids\" input not provided",
                      "/data");
    if (json_array_size(list) > static_cast<std::size_t>(caller.dialect->max_batch))
        throw Error(Code::LimitExceeded,
                    "Maximum number of records to find duplicates of is " +
                        std::to_string(caller.dialect->max_batch) + '.',
                    "/" + name);
    return list;
}

Input read_record(const Question &question, const json_t *record, const std::string &at)
{
    if (!json_is_object(record))
        throw invalid("A record must be an object, not " + inspect(record), at);
    plan::RecordValues const values =
        plan::read_new_record(question.object, record, question.caller.actor, at);
    plan::refuse_nested(values, "nothing is written");
    Input input;
    if (values.id)
        input.id = to_string(*values.id);
    for (const std::string &column : question.columns) {
        auto const found =
            std::find_if(values.assignments.begin(), values.assignments.end(),
                         [&](const plan::Assignment &one) { return one.column == column; });
        bool const given = found != values.assignments.end() && !found->value.is_null;
        input.values.push_back(given ? std::optional(found->value.text) : std::nullopt);
    }
    return input;
}

/* The records of these ids; those that are not there are left out. */
std::vector<Input> load_records(const Question &question, const json_t *ids)
{
    Param list{{ColumnType::Uuid, true}, false, {}, {}};
    for (std::size_t i = 0; i < json_array_size(ids); ++i) {
        const json_t *const item = json_array_get(ids, i);
        auto const id = json_is_string(item) ? parse_uuid(text_of(item)) : std::nullopt;
        if (!id)
            throw Error(Code::ValueInvalid, inspect(item) + " is not a valid UUID",
                        "/ids/" + std::to_string(i));
        list.items.emplace_back(to_string(*id));
    }
    if (list.items.empty())
        return {};
    auto const kept = rows_plan(shape('i', question.object), [&] {
        return sql::compile_duplicate_inputs(question.object, question.columns);
    });
    Records const records = run(*kept, {std::move(list)}, true, 0);
    std::vector<Input> inputs;
    for (std::size_t i = 0; i < records.found; ++i) {
        auto row = records.sink->keys(i);
        Input input{std::move(row.back()), {}};
        input.values.assign(row.begin() + 1, row.end() - 1);
        inputs.push_back(std::move(input));
    }
    return inputs;
}

std::vector<Block> look_for(const Question &question, const std::vector<Input> &inputs)
{
    std::vector<Block> blocks(inputs.size());
    if (question.criteria.empty() || inputs.empty())
        return blocks;
    std::vector<Param> params(question.columns.size() + 1,
                              {{ColumnType::Text, true}, false, {}, {}});
    params[0].type.type = ColumnType::Uuid;
    for (const Input &input : inputs) {
        params[0].items.push_back(input.id);
        for (std::size_t i = 0; i < input.values.size(); ++i) {
            const auto &value = input.values[i];
            bool const telling = value && count_characters(*value) >= model::shortest_telling_value;
            params[i + 1].items.push_back(telling ? value : std::nullopt);
        }
    }
    auto const kept = rows_plan(shape('d', question.object), [&] {
        return sql::compile_duplicates(question.object, question.criteria);
    });
    Records const records = run(*kept, params, true, 0);
    for (std::size_t i = 0; i < records.found; ++i) {
        auto row = records.sink->keys(i);
        Block &block = blocks[static_cast<std::size_t>(*parse_integer(*row[0])) - 1];
        block.ids.push_back(parse_uuid(*row[1]).value_or(Uuid{}));
        block.total = *std::move(row[2]);
    }
    return blocks;
}

/* Every record found, read once however many blocks it stands in. */
struct Found {
    Records records;
    std::map<Uuid, std::size_t> places;
};

Found read_found(const std::vector<Block> &blocks, const Request &request, const Caller &caller,
                 const model::ObjectPtr &object)
{
    Found found;
    std::vector<Uuid> ids;
    for (const Block &block : blocks)
        for (const Uuid &id : block.ids)
            if (found.places.emplace(id, ids.size()).second)
                ids.push_back(id);
    found.places.clear();
    if (ids.empty())
        return found;
    plan::ReadPlan const plan =
        plan::plan_records(ids, request, caller.catalog, object, caller.dialect->uses_twenty_names);
    found.records = run(*read_plan(plan), plan.params, true, 0);
    for (std::size_t i = 0; i < found.records.found; ++i)
        found.places[parse_uuid(*found.records.sink->keys(i).back()).value_or(Uuid{})] = i;
    return found;
}

void append_cursor(std::string &body, std::string_view name, const std::vector<Uuid> &ids,
                   std::size_t place, const HmacKey &key)
{
    append_json_key(body, name);
    if (ids.empty())
        body += "null";
    else
        append_json_string(body, request::write_cursor({.id = ids[place]}, key));
}

void write_block(std::string &body, const Block &block, const Found &found, const std::string &name,
                 const HmacKey &key)
{
    body += '{';
    append_json_key(body, name + "Duplicates");
    body += '[';
    std::size_t written = 0;
    for (const Uuid &id : block.ids) {
        auto const place = found.places.find(id);
        if (place == found.places.end())
            continue;
        if (written++ > 0)
            body += ',';
        write_record(body, found.records, place->second);
    }
    body += ']';
    append_json_key(body, "totalCount");
    body += block.total;
    append_json_key(body, "pageInfo");
    body += '{';
    append_json_key(body, "hasNextPage");
    body += std::to_string(block.ids.size()) == block.total ? "false" : "true";
    append_json_key(body, "hasPreviousPage");
    body += "false";
    append_cursor(body, "startCursor", block.ids, 0, key);
    append_cursor(body, "endCursor", block.ids, block.ids.size() - 1, key);
    body += "}}";
}

} // namespace

std::vector<Block> duplicate_blocks(const Request &request, const Caller &caller,
                                    const model::ObjectPtr &object)
{
    refuse_conditions(request);
    bool by_id = false;
    const json_t *const list = read_list(request.body.get(), caller, by_id);
    Question question{*object, caller, model::duplicate_criteria(*object), {}};
    question.columns = sql::duplicate_columns(question.criteria);

    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    std::vector<Input> inputs;
    if (by_id)
        inputs = load_records(question, list);
    else
        for (std::size_t i = 0; i < json_array_size(list); ++i)
            inputs.push_back(
                read_record(question, json_array_get(list, i), "/data/" + std::to_string(i)));
    return look_for(question, inputs);
}

Answer find_duplicates(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    std::vector<Block> const blocks = duplicate_blocks(request, caller, object);
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    Found const found = read_found(blocks, request, caller, object);

    Answer answer;
    answer.body = "{\"data\":[";
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (i > 0)
            answer.body += ',';
        write_block(answer.body, blocks[i], found, object->name_singular,
                    caller.catalog.directory->cursor_key);
    }
    answer.body += "]}";
    return answer;
}

} // namespace viginti::entry
