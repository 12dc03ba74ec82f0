#include "entry/graphql_metadata.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/graphql_metadata_members.hpp"
#include "entry/graphql_metadata_page.hpp"
#include "entry/graphql_workspace.hpp"
#include "entry/metadata.hpp"
#include "entry/metadata_indexes.hpp"
#include "entry/metadata_operations.hpp"
#include "pg/catalog_cache.hpp"

#include <algorithm>
#include <array>

namespace viginti::entry {

namespace {

using graphql::SelectedField;
using rest::Operation;

Json share(const json_t *value)
{
    return Json(json_incref(const_cast<json_t *>(value)));
}

Model model_of(const Caller &caller)
{
    auto catalog = pg::catalog_of(caller.catalog.workspace);
    return {catalog ? *std::move(catalog) : caller.catalog, *caller.dialect};
}

Json all_resources(const Model &model, std::string_view kind)
{
    Json list(json_array());
    if (kind == "indexMetadatas")
        for (const IndexPlace &place : all_indexes(model.catalog, std::nullopt))
            json_array_append_new(list.get(), model.index(place).release());
    else
        for (const model::ObjectPtr &object : pg::all_objects(model.catalog))
            if (kind == "objects")
                json_array_append_new(list.get(), model.object(*object).release());
            else
                for (const model::Field &each : object->fields)
                    json_array_append_new(list.get(), model.field(*object, each).release());
    return list;
}

/* A root field that reads one resource or makes one change, as the REST operation it is. */
struct Row {
    std::string_view name;
    Operation operation;
    const char *payload; /* member of the input that REST takes as body; null: there is none */
    Operation read;      /* of a deletion: reads what it answers with */
};
constexpr std::array rows{
    Row{"object", Operation::GetObject, nullptr, Operation::GetObject},
    Row{"field", Operation::GetField, nullptr, Operation::GetField},
    Row{"index", Operation::GetIndex, nullptr, Operation::GetIndex},
    Row{"createOneObject", Operation::CreateObject, "object", Operation::GetObject},
    Row{"updateOneObject", Operation::UpdateObject, "update", Operation::GetObject},
    Row{"deleteOneObject", Operation::DeleteObject, nullptr, Operation::GetObject},
    Row{"createOneField", Operation::CreateField, "field", Operation::GetField},
    Row{"updateOneField", Operation::UpdateField, "update", Operation::GetField},
    Row{"deleteOneField", Operation::DeleteField, nullptr, Operation::GetField},
    Row{"createOneIndex", Operation::CreateIndex, "index", Operation::GetIndex},
    Row{"deleteOneIndex", Operation::DeleteIndex, nullptr, Operation::GetIndex},
};

/* `subFieldName` is REST's `subField`; what is null was not given. */
std::string body_of(const json_t *payload)
{
    Json const body(json_deep_copy(payload));
    json_t *const fields = json_object_get(body.get(), "fields");
    for (std::size_t i = 0; i < json_array_size(fields); ++i) {
        json_t *const item = json_array_get(fields, i);
        if (json_t *const name = json_object_get(item, "subFieldName")) {
            json_object_set(item, "subField", name);
            json_object_del(item, "subFieldName");
        }
    }
    return dump_json(body.get());
}

/* The only member of `data` of REST's answer. */
Json resource_in(const Answer &answer)
{
    Json const body = parse_json(answer.body);
    json_t *const data = json_object_get(body.get(), "data");
    return share(json_object_iter_value(json_object_iter(data)));
}

/* What a deletion answers with is gone behind it, and so is written before. */
void append_row(std::string &out, const Row &row, const SelectedField &field, const Caller &caller)
{
    const json_t *const input = json_object_get(field.arguments.get(), "input");
    const json_t *const id = json_object_get(input ? input : field.arguments.get(), "id");
    Uuid const key = json_is_string(id) ? parse_uuid(text_of(id)).value_or(Uuid{}) : Uuid{};
    auto const run = [&](Operation operation) {
        std::string const body =
            row.payload ? body_of(json_object_get(input, row.payload)) : std::string();
        return resource_in(answer_metadata({operation, {}, key}, {}, body, caller));
    };
    bool const is_deletion = row.name.starts_with("delete");
    Json const resource = run(is_deletion ? row.read : row.operation);
    append_value(out, model_of(caller), field, resource.get());
    if (is_deletion)
        run(row.operation);
}

void append_changes(std::string &out, const SelectedField &field, const Caller &caller)
{
    const json_t *const arguments = field.arguments.get();
    Json const body = make_json_object();
    json_object_set(body.get(), "changes", json_object_get(arguments, "changes"));
    rest::QueryString query;
    if (json_is_true(json_object_get(arguments, "rehearse")))
        query.parameters.push_back({"rehearse", "true"});
    Answer const answer =
        answer_metadata({Operation::ChangeModel, {}, {}}, query, dump_json(body.get()), caller);
    Json const parsed = parse_json(answer.body);
    const json_t *const data = json_object_get(parsed.get(), "data");
    out += dump_json(data ? data : parsed.get());
}

} // namespace

void append_metadata_field(std::string &out, const SelectedField &field, const Caller &caller)
{
    const std::string &name = field.field->name;
    if (name == "changeModel")
        return append_changes(out, field, caller);
    if (auto const value = read_workspace_field(name, field.arguments.get(), caller))
        return append_value(out, model_of(caller), field, value->get());
    auto const row =
        std::find_if(rows.begin(), rows.end(), [&](const Row &each) { return each.name == name; });
    if (row == rows.end()) {
        Model const model = model_of(caller);
        return append_value(out, model, field,
                            cut_page(all_resources(model, name), field.arguments.get()).get());
    }
    append_row(out, *row, field, caller);
}

} // namespace viginti::entry
