#include "entry/graphql_search.hpp"

#include "base/error.hpp"
#include "base/fingerprint.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/graphql_object.hpp"
#include "entry/plans.hpp"
#include "graphql/lower.hpp"
#include "model/search.hpp"
#include "pg/read_only.hpp"
#include "plan/search_plan.hpp"
#include "request/cursor.hpp"
#include "sql/search.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace viginti::entry {

namespace {

using graphql::RecordSchema;
using graphql::SelectedField;
using graphql::SelectedObject;
using model::ObjectPtr;

/* Of hits of equal rank those of the objects named here come first, in this order. */
constexpr std::array<std::string_view, 5> first_objects{"person", "company", "opportunity", "note",
                                                        "task"};

std::size_t priority_of(const model::Object &object)
{
    return static_cast<std::size_t>(
        std::find(first_objects.begin(), first_objects.end(), object.name_singular) -
        first_objects.begin());
}

struct Hit {
    double cover_value, rank_value; /* to sort by; what is told are the texts */
    std::size_t object;             /* index in Search::objects */
    std::string id, cover, rank, label;
    std::optional<std::string> image;
};

struct Search {
    const RecordSchema &schema;
    const SelectedField &field;
    const Caller &caller;
    std::string_view text;
    std::size_t limit = 0;
    std::vector<ObjectPtr> objects = {}; /* in the order of equal ranks */
    std::uint64_t asked = 0;             /* fingerprint of the question */
    std::vector<Hit> hits = {};          /* of one page, best first */
    bool has_more = false;

    const json_t *argument(const char *name) const
    {
        return json_object_get(field.arguments.get(), name);
    }
};

constexpr std::string_view order_name = "search";

std::uint64_t order_fingerprint()
{
    Fingerprint print;
    print.add(order_name);
    return print.value;
}

bool holds(const json_t *names, std::string_view name)
{
    for (std::size_t i = 0; i < json_array_size(names); ++i)
        if (text_of(json_array_get(names, i)) == name)
            return true;
    return false;
}

/* Names of no object, and of one that may not be seen, are passed over: clients name many. */
void choose_objects(Search &search)
{
    const json_t *const included = search.argument("includedObjectNameSingulars");
    const json_t *const excluded = search.argument("excludedObjectNameSingulars");
    for (const graphql::RecordNames::Object &name : search.schema.names().objects()) {
        bool const named = json_array_size(included) > 0;
        if ((named && !holds(included, name.singular)) || holds(excluded, name.singular))
            continue;
        ObjectPtr object = search.schema.find_object(name.id);
        if (!object || (!named && !object->is_searchable))
            continue;
        const model::Field *const vector = model::search_field(*object);
        if (vector && vector->is_active)
            search.objects.push_back(std::move(object));
    }
    if (search.objects.size() > limits::searched_objects)
        throw Error(Code::LimitExceeded,
                    "search exceeds the limit searched_objects: at most " +
                        std::to_string(limits::searched_objects) + " objects, here are " +
                        std::to_string(search.objects.size()),
                    "includedObjectNameSingulars", "Name the objects to search");
    std::stable_sort(
        search.objects.begin(), search.objects.end(),
        [](const ObjectPtr &a, const ObjectPtr &b) { return priority_of(*a) < priority_of(*b); });
}

/* What a cursor belongs to. */
std::uint64_t fingerprint_of(const Search &search)
{
    Fingerprint print;
    print.add(search.text);
    for (const ObjectPtr &object : search.objects)
        print.add(to_string(object->id));
    const json_t *const filter = search.argument("filter");
    print.add(filter ? dump_json(filter) : std::string());
    return print.value;
}

/* Where the page begins in each object: behind the cursor in the one order of all. */
std::vector<plan::SearchPlace> places(const Search &search)
{
    std::vector<plan::SearchPlace> places(search.objects.size());
    const json_t *const after = search.argument("after");
    if (!json_is_string(after))
        return places;
    request::Cursor const cursor = request::parse_cursor(text_of(after), "after");
    if (cursor.by_hand || !is_genuine(cursor, search.caller.catalog.directory->cursor_key) ||
        cursor.order != order_fingerprint() || cursor.keys.size() != 3)
        throw request::invalid_cursor(cursor, "after");
    if (cursor.asked != search.asked)
        throw Error(Code::CursorInvalid,
                    "Cursor was encoded for a different search. Restart pagination without a "
                    "cursor.",
                    "after");
    std::size_t const last = static_cast<std::size_t>(
        std::find_if(search.objects.begin(), search.objects.end(),
                     [&](const ObjectPtr &object) {
                         return object->name_singular == cursor.keys[2].value_or("");
                     }) -
        search.objects.begin());
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i].cover_rank = cursor.keys[0].value_or("0");
        places[i].rank = cursor.keys[1].value_or("0");
        /* No id is behind the greatest; all but that of zeros are behind the least. */
        if (i < last)
            places[i].id.bytes.fill(0xff);
        else if (i == last)
            places[i].id = cursor.id;
    }
    return places;
}

std::string label_of(const std::vector<std::optional<std::string>> &row, std::size_t columns)
{
    std::string label;
    for (std::size_t i = 3; i < 3 + columns; ++i) {
        std::string_view const part = trim_blanks(row[i] ? std::string_view(*row[i]) : "");
        label += label.empty() || part.empty() ? "" : " ";
        label += part;
    }
    return label;
}

void search_object(Search &search, std::size_t number, const plan::SearchPlace &place)
{
    const ObjectPtr &object = search.objects[number];
    request::Request filtered;
    graphql::lower_filter(filtered, search.schema, *object, search.argument("filter"));
    plan::SearchPlan const plan = plan::resolve_search_plan(
        search.caller.catalog, object, search.text, filtered.filter, place, search.limit + 1);
    auto const kept = rows_plan(plan.shape, [&] { return sql::compile_search(plan); });
    Records const records = run(*kept, plan.params, true, 0, search.caller.max_plan_cost);
    for (std::size_t i = 0; i < records.found; ++i) {
        auto row = records.sink->keys(i);
        Hit hit{};
        hit.object = number;
        hit.id = row[0].value_or("");
        hit.cover = row[1].value_or("0");
        hit.rank = row[2].value_or("0");
        hit.cover_value = std::strtod(hit.cover.c_str(), nullptr);
        hit.rank_value = std::strtod(hit.rank.c_str(), nullptr);
        hit.label = label_of(row, plan.label.size());
        if (!plan.image.empty())
            hit.image = std::move(row.back());
        search.hits.push_back(std::move(hit));
    }
}

void search_all(Search &search)
{
    std::vector<plan::SearchPlace> const begins = places(search);
    pg::ReadOnly const read_only;
    pg::ActAs const role(search.caller.role);
    for (std::size_t i = 0; i < search.objects.size(); ++i)
        search_object(search, i, begins[i]);
    std::stable_sort(search.hits.begin(), search.hits.end(), [](const Hit &a, const Hit &b) {
        if (a.cover_value != b.cover_value)
            return a.cover_value > b.cover_value;
        if (a.rank_value != b.rank_value)
            return a.rank_value > b.rank_value;
        return a.object < b.object;
    });
    search.has_more = search.hits.size() > search.limit;
    search.hits.resize(std::min(search.hits.size(), search.limit));
}

std::string cursor_of(const Search &search, const Hit &hit)
{
    request::Cursor cursor;
    cursor.id = parse_uuid(hit.id).value_or(Uuid{});
    cursor.keys = {hit.cover, hit.rank, search.objects[hit.object]->name_singular};
    cursor.order = order_fingerprint();
    cursor.asked = search.asked;
    return request::write_cursor(cursor, search.caller.catalog.directory->cursor_key);
}

void append_hit(std::string &out, const Search &search, const Hit &hit,
                const SelectedObject &selected)
{
    const model::Object &object = *search.objects[hit.object];
    append_selected(out, selected, [&](const SelectedField &member) {
        const std::string &name = member.field->name;
        if (name == "recordId")
            append_json_string(out, hit.id);
        else if (name == "objectNameSingular")
            append_json_string(out, object.name_singular);
        else if (name == "objectLabelSingular")
            append_json_string(out, object.label_singular);
        else if (name == "label")
            append_json_string(out, hit.label);
        else if (name == "tsRankCD")
            out += hit.cover;
        else if (name == "tsRank")
            out += hit.rank;
        else if (hit.image && !hit.image->empty())
            append_json_string(out, *hit.image);
        else
            out += "null";
    });
}

void append_edges(std::string &out, const Search &search, const SelectedObject &selected)
{
    out += '[';
    for (const Hit &hit : search.hits) {
        out += out.back() == '[' ? "" : ",";
        append_selected(out, selected, [&](const SelectedField &member) {
            if (member.field->name == "node")
                append_hit(out, search, hit, member.objects.front());
            else
                append_json_string(out, cursor_of(search, hit));
        });
    }
    out += ']';
}

void append_page_info(std::string &out, const Search &search, const SelectedObject &selected)
{
    append_selected(out, selected, [&](const SelectedField &member) {
        if (member.field->name == "hasNextPage")
            out += search.has_more ? "true" : "false";
        else if (search.hits.empty())
            out += "null";
        else
            append_json_string(out, cursor_of(search, search.hits.back()));
    });
}

std::size_t read_limit(const Search &search)
{
    json_int_t const limit = json_integer_value(search.argument("limit"));
    if (limit < 0)
        throw Error(Code::ParameterInvalid, "Limit argument must be non-negative", "limit");
    if (static_cast<std::size_t>(limit) > limits::search_hits)
        throw Error(Code::LimitExceeded,
                    "Limit cannot exceed " + std::to_string(limits::search_hits) + " items",
                    "limit");
    return static_cast<std::size_t>(limit);
}

} // namespace

void append_search(std::string &out, const RecordSchema &schema, const SelectedField &field,
                   const Caller &caller)
{
    Search search{schema, field, caller, {}};
    search.text = trim_blanks(text_of(search.argument("searchInput")));
    if (search.text.size() > limits::search_bytes)
        throw Error(Code::LimitExceeded,
                    "'searchInput' exceeds the limit search_bytes: at most " +
                        std::to_string(limits::search_bytes) + " bytes",
                    "searchInput");
    search.limit = read_limit(search);
    choose_objects(search);
    search.asked = fingerprint_of(search);
    if (search.limit == 0)
        search.has_more = true;
    else
        search_all(search);
    append_selected(out, field.objects.front(), [&](const SelectedField &member) {
        if (member.field->name == "edges")
            append_edges(out, search, member.objects.front());
        else
            append_page_info(out, search, member.objects.front());
    });
}

} // namespace viginti::entry
