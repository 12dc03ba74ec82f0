#include "entry/upsert.hpp"

#include "base/error.hpp"
#include "entry/lookup.hpp"
#include "entry/nested_writes.hpp"
#include "entry/writes.hpp"
#include "pg/random.hpp"
#include "pg/subtransaction.hpp"
#include "plan/connect.hpp"
#include "plan/unique_key.hpp"

#include <algorithm>
#include <span>
#include <unordered_set>

namespace viginti::entry {

namespace {

using plan::Param;
using plan::RecordValues;
using plan::UniqueKey;

/* A record that has a key of an element. */
struct Match {
    Uuid id;
    std::size_t key;
};

/* One record of the body. */
struct Element {
    const json_t *body;
    std::string base;
    std::vector<std::vector<Param>> keys; /* by key; empty where it is not given whole */
    std::vector<Match> matches;
    Uuid id; /* of the record it is written to */
    bool creates = false;
};

/* What all elements of a request share. */
struct Upsert {
    const model::Object &object;
    const Caller &caller;
    std::vector<UniqueKey> keys;
    std::vector<Element> elements;
    std::vector<RecordValues> values; /* by element, as for a new record */
    std::optional<plan::Nest> nest = {};
};

Error several_matches(const Upsert &upsert, const Element &element,
                      const std::vector<std::size_t> &keys)
{
    std::string names;
    for (std::size_t key : keys)
        names.append(names.empty() ? "" : ", ").append(plan::name_of(upsert.keys[key]));
    return Error(Code::DuplicateEntry,
                 "Multiple records found with the same unique field values for " + names +
                     ". Cannot determine which record to update.",
                 element.base, "on=… names the one key to match by");
}

Upsert read_elements(const request::Request &request, const Caller &caller,
                     const model::Object &object)
{
    Upsert upsert{object, caller, {}, {}, {}};
    bool const chosen = !request.on.empty();
    if (chosen)
        upsert.keys.push_back(plan::choose_key(object, request.on));
    else
        upsert.keys = plan::unique_keys(object);

    const json_t *const body = request.body.get();
    bool const many = json_is_array(body);
    std::size_t const count = many ? json_array_size(body) : 1;
    for (std::size_t i = 0; i < count; ++i) {
        Element element{many ? json_array_get(body, i) : body,
                        many ? "/" + std::to_string(i) : std::string(),
                        {},
                        {},
                        {}};
        upsert.values.push_back(
            plan::read_new_record(object, element.body, caller.actor, element.base));
        for (const UniqueKey &key : upsert.keys)
            element.keys.push_back(plan::key_values(key, upsert.values.back()));
        if (chosen && element.keys.front().empty())
            throw Error(Code::ValueInvalid,
                        "A record of the upsert lacks its key " +
                            plan::name_of(upsert.keys.front()),
                        element.base, "Every record must have the key that `on` names");
        upsert.elements.push_back(std::move(element));
    }
    upsert.nest = take_nested(upsert.values, plan::Roots::Known, caller);
    connect_records(upsert.values, caller.catalog);
    return upsert;
}

/*
 * Looks up a key of those elements that have it and that are `wanted`. What is found is locked; of
 * several soft-deleted records with the same key the one deleted last counts.
 */
template <class Wanted>
void find_matches(const Upsert &upsert, std::span<Element> elements, std::size_t key,
                  sql::Life life, Wanted wanted)
{
    std::vector<std::vector<Param>> rows;
    std::vector<Element *> owners;
    for (Element &element : elements)
        if (!element.keys[key].empty() && wanted(element)) {
            rows.push_back(element.keys[key]);
            owners.push_back(&element);
        }
    sql::Lookup const lookup{upsert.object, upsert.keys[key].columns, life, true};
    for (const pg::IdRow &row : look_up(lookup, rows)) {
        auto &matches = owners[static_cast<std::size_t>(row.number)]->matches;
        if (!matches.empty() && matches.back().key == key)
            matches.pop_back();
        matches.push_back({row.id, key});
    }
}

void find_all_matches(const Upsert &upsert, std::span<Element> elements)
{
    for (Element &element : elements)
        element.matches.clear();
    for (std::size_t key = 0; key < upsert.keys.size(); ++key)
        find_matches(upsert, elements, key,
                     upsert.keys[key].is_id ? sql::Life::Any : sql::Life::Live,
                     [](const Element &) { return true; });
    /* A live record comes before the soft-deleted ones that had its key. */
    std::vector<bool> unmatched;
    for (const Element &element : elements)
        unmatched.push_back(element.matches.empty());
    for (std::size_t key = 0; key < upsert.keys.size(); ++key)
        if (!upsert.keys[key].is_id)
            find_matches(upsert, elements, key, sql::Life::Deleted, [&](const Element &element) {
                return unmatched[static_cast<std::size_t>(&element - elements.data())];
            });
}

std::string token_of(std::size_t key, const std::vector<Param> &values)
{
    std::string token = std::to_string(key);
    for (const Param &value : values) {
        token += '\0';
        token += value.text;
    }
    return token;
}

/* The record that has the element's keys, or a new one. */
void choose_target(const Upsert &upsert, Element &element, const RecordValues &values)
{
    std::vector<std::size_t> keys;
    bool several = false;
    for (const Match &match : element.matches) {
        keys.push_back(match.key);
        several = several || match.id != element.matches.front().id;
    }
    if (several)
        throw several_matches(upsert, element, keys);
    element.creates = element.matches.empty();
    if (!element.creates)
        element.id = element.matches.front().id;
    else
        element.id = values.id ? *values.id : pg::make_uuid();
}

/* Whether what one element does decides where another goes: they have a record or a key in common. */
bool are_entangled(const Upsert &upsert, std::span<const Element> elements)
{
    std::unordered_set<std::string> seen;
    for (const Element &element : elements) {
        if (!seen.insert(to_string(element.id)).second)
            return true;
        for (std::size_t key = 0; key < upsert.keys.size(); ++key)
            if (!element.keys[key].empty() && !seen.insert(token_of(key, element.keys[key])).second)
                return true;
    }
    return false;
}

/* The changes an element makes to the record that has its key, which lives from now on. */
void update(const Upsert &upsert, const Element &element, const RecordValues &as_new)
{
    Json const body(json_copy(const_cast<json_t *>(element.body)));
    for (const char *kept : {"id", "createdBy"})
        json_object_del(body.get(), kept);
    RecordValues changes =
        plan::read_changes(upsert.object, body.get(), upsert.caller.actor, element.base);
    auto const take_key = [&](const model::Field &field) {
        if (!field.is_to_one())
            return;
        std::string const column = model::column_name(field, field.type_info().parts.front());
        for (const plan::Assignment &assignment : as_new.assignments)
            if (assignment.column == column)
                plan::set_foreign_key(changes, field, assignment.value);
    };
    for (const plan::Connect &connect : changes.connects)
        take_key(*connect.field);
    for (const plan::Nested &nested : changes.nested)
        take_key(*nested.field);
    plan::set_live(changes);
    if (!update_values(upsert.object, element.id, changes, {}))
        throw Error(Code::RecordNotFound, "Record not found", element.base);
}

/* Creates and updates what the elements are, as the records are now; false, before, if entangled. */
bool write(Upsert &upsert, std::size_t first, std::size_t count)
{
    std::span const elements(upsert.elements.data() + first, count);
    std::span const values(upsert.values.data() + first, count);
    find_all_matches(upsert, elements);
    for (std::size_t i = 0; i < count; ++i)
        choose_target(upsert, elements[i], values[i]);
    if (are_entangled(upsert, elements))
        return false;
    std::vector<RecordValues> fresh;
    for (std::size_t i = 0; i < count; ++i)
        if (elements[i].creates) {
            fresh.push_back(values[i]);
            fresh.back().id = elements[i].id;
        }
    insert_values(upsert.object, std::move(fresh));
    for (std::size_t i = 0; i < count; ++i)
        if (!elements[i].creates)
            update(upsert, elements[i], values[i]);
    return true;
}

/* One element after the other: each sees what those before it did. */
void write_in_turn(Upsert &upsert)
{
    for (std::size_t i = 0; i < upsert.elements.size(); ++i)
        write(upsert, i, 1);
}

std::vector<Uuid> ids_of(const Upsert &upsert)
{
    std::vector<Uuid> ids;
    for (const Element &element : upsert.elements)
        ids.push_back(element.id);
    return ids;
}

/* Someone else wrote a key between our look and our write, or two waited for each other. */
bool is_collision(const pg::PgError &error)
{
    return error.sqlstate_text() == "23505" || error.sqlstate_text() == "40P01";
}

/*
 * A collision with another writer passes, once that one has ended; one among the elements (a value
 * moves from record to record) needs them in turn.
 */
constexpr int attempts_at_once = 5, attempts = 8;

} // namespace

std::vector<Uuid> upsert_records(const request::Request &request, const Caller &caller,
                                 const model::ObjectPtr &object)
{
    Upsert upsert = read_elements(request, caller, *object);
    for (int attempt = 1;; ++attempt) {
        try {
            pg::in_subtransaction([&] {
                bool const at_once = attempt <= attempts_at_once;
                write_before(upsert.nest, caller);
                if (!at_once || !write(upsert, 0, upsert.elements.size()))
                    write_in_turn(upsert);
                write_after(upsert.nest, ids_of(upsert), caller);
            });
            break;
        } catch (const pg::PgError &error) {
            if (!is_collision(error) || attempt == attempts)
                throw;
        }
    }
    return ids_of(upsert);
}

} // namespace viginti::entry
