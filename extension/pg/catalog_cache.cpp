#include "pg/catalog_cache.hpp"

#include "model/names.hpp"
#include "pg/catalog_rows.hpp"
#include "pg/identity.hpp"
#include "pg/lru.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"

#include <algorithm>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* Objects one backend remembers; a workspace of the largest size fits twice. */
constexpr std::size_t kept_objects = 5000;
constexpr std::size_t kept_workspaces = 256;
constexpr std::size_t kept_keys = 2000;
/* Tables watched, dropped ones included, before everything is forgotten. */
constexpr std::size_t most_watched = 50000;
/* A build that is overtaken this often answers what it read, without being kept. */
constexpr int most_attempts = 3;

/* Whether a build that was overtaken is to answer all the same. */
bool is_last_build(int attempt)
{
    return attempt >= std::min(most_attempts, model_attempts());
}

/* Counts the invalidations of one table. Its address is stable while it is watched. */
using Generation = std::uint64_t;

/* The generations a value was read under; it is valid while they are unchanged. */
struct Noted {
    const Generation *watched = nullptr;
    Generation table = 0;
    Generation all = 0;
};

template <class Value>
struct Slot {
    Value value{};
    Noted noted;
};

struct Workspace {
    Uuid id;
    std::shared_ptr<const model::Directory> directory;
};

/* What the attempt at a request that runs has met of the model (current_model.hpp). */
struct Attempt {
    Generation began = 0;  /* Cache::moves */
    bool is_newer = false; /* what it read of the model is, than the snapshot of its records */
    bool uses_all = false;
    Noted directory;
    std::vector<Noted> objects;
    std::vector<Oid> tables; /* of the same */
    Follow follow = Follow::Answers;
};

struct Cache {
    std::unordered_map<Oid, Generation> watched;
    Generation all = 1;   /* moves when everything is invalid */
    Generation moves = 0; /* all of the above together */
    Lru<Uuid, Slot<model::ObjectPtr>> objects{kept_objects};
    Lru<std::string, Slot<Workspace>, TextHash> workspaces{kept_workspaces};
    Lru<std::string, Slot<ApiKey>, TextHash> keys{kept_keys};
    Attempt attempt;
    std::uint64_t last_version = 0;
};

Cache &cache()
{
    static Cache *const made = new Cache;
    return *made;
}

extern "C" {
/* Called by the server anywhere: only counts. */
static void relation_changed(Datum, Oid relation)
{
    Cache &known = cache();
    if (relation == InvalidOid) {
        ++known.all;
        ++known.moves;
        return;
    }
    auto const found = known.watched.find(relation);
    if (found != known.watched.end()) {
        ++found->second;
        ++known.moves;
    }
}
}

/*
 * Watches a table from now on: taken before the value is read, so that whatever comes after this
 * moment, during the reading too, makes the value invalid. A table that is not there yet cannot be
 * watched; what is read then is never valid.
 */
Noted note(Oid relation)
{
    if (!OidIsValid(relation))
        return {};
    Generation const &generation = cache().watched.try_emplace(relation, 1).first->second;
    return {&generation, generation, cache().all};
}

bool is_valid(const Noted &noted)
{
    return noted.watched != nullptr && *noted.watched == noted.table && noted.all == cache().all;
}

Oid find_table(const std::string &schema, const std::string &table)
{
    return guarded([&] {
        Oid const space = get_namespace_oid(schema.c_str(), true);
        return OidIsValid(space) ? get_relname_relid(table.c_str(), space) : InvalidOid;
    });
}

/* Brings the generations up to date; at the start of a request only, since entries may go. */
void accept_invalidations()
{
    guarded([] { AcceptInvalidationMessages(); });
    Cache &known = cache();
    if (known.watched.size() <= most_watched)
        return;
    known.objects.clear();
    known.workspaces.clear();
    known.keys.clear();
    known.attempt.directory = {};
    known.attempt.objects.clear();
    known.attempt.tables.clear();
    known.watched.clear();
}

/* Metadata is read as the owner of the extension, whoever asks. */
struct MetadataReader {
    ActAs owner{extension_owner()};
    SpiConnection connection;
};

void use(const model::Object &object, const Noted &noted)
{
    cache().attempt.objects.push_back(noted);
    cache().attempt.tables.push_back(object.relation);
}

/* To be called when something has been read: commits may have come in between. */
void note_age()
{
    cache().attempt.is_newer = cache().attempt.is_newer || !is_snapshot_newest();
}

std::optional<Slot<Workspace>> build_workspace(const std::string &name)
{
    MetadataReader const reader;
    for (int attempt = 1;; ++attempt) {
        /* Looked up each time: a workspace made anew has a new marker. */
        Noted const noted = note(find_table(name, std::string(model::marker_table)));
        auto row = read_directory(name);
        note_age();
        if (!row)
            return std::nullopt;
        Slot<Workspace> built{{row->workspace_id,
                               std::make_shared<const model::Directory>(std::move(row->directory))},
                              noted};
        if (is_valid(noted))
            cache().workspaces.insert(name) = built;
        if (is_valid(noted) || is_last_build(attempt))
            return built;
    }
}

/* Objects by id, those that are not there left out; each kept if nothing overtook its reading. */
std::vector<model::ObjectPtr> build_objects(const std::vector<Uuid> &ids)
{
    struct Watched {
        ObjectName name;
        Noted noted;
    };
    MetadataReader const reader;
    std::unordered_map<Uuid, Watched> watched;
    for (ObjectName &name : read_object_names(ids)) {
        Noted const noted = note(find_table(name.schema, name.table));
        Uuid const id = name.id;
        watched.emplace(id, Watched{std::move(name), noted});
    }

    std::vector<model::ObjectPtr> objects;
    auto const read = read_objects(ids);
    note_age();
    for (std::shared_ptr<model::Object> const &object : read) {
        object->version = next_version();
        object->relation = find_table(object->schema, object->table);
        objects.push_back(object);
        /* Renamed in between: the table that was watched may be another one. */
        auto const found = watched.find(object->id);
        bool const is_same = found != watched.end() &&
                             found->second.name.schema == object->schema &&
                             found->second.name.table == object->table;
        Noted const noted = is_same ? found->second.noted : Noted{};
        if (is_valid(noted))
            cache().objects.insert(object->id) = {object, noted};
        use(*object, noted);
    }
    return objects;
}

/* The object if the cache holds it and it is valid. */
model::ObjectPtr find_kept(const Uuid &id)
{
    auto const *const slot = cache().objects.find(id);
    if (slot == nullptr || !is_valid(slot->noted))
        return nullptr;
    use(*slot->value, slot->noted);
    return slot->value;
}

model::ObjectPtr load_object(const Uuid &workspace, const Uuid &id)
{
    model::ObjectPtr object = find_kept(id);
    if (object == nullptr) {
        auto const built = build_objects({id});
        if (!built.empty())
            object = built.front();
    }
    if (object == nullptr || object->workspace_id != workspace)
        throw model::Overtaken();
    return object;
}

void announce(Oid relation)
{
    if (OidIsValid(relation))
        guarded([&] { CacheInvalidateRelcacheByRelid(relation); });
}

} // namespace

void register_catalog_callback()
{
    cache(); /* made here: the callback must not allocate */
    CacheRegisterRelcacheCallback(relation_changed, Datum{0});
}

std::optional<model::Catalog> catalog_of(std::string_view workspace)
{
    accept_invalidations();
    Generation const generation = model_generation();
    auto const *const slot = cache().workspaces.find(workspace);
    std::string name(workspace);
    std::optional<Slot<Workspace>> const found =
        slot != nullptr && is_valid(slot->noted) ? *slot : build_workspace(name);
    if (!found)
        return std::nullopt;
    cache().attempt.directory = found->noted;
    return model::Catalog{
        .workspace_id = found->value.id,
        .workspace = std::move(name),
        .directory = found->value.directory,
        .generation = generation,
        .load = [id = found->value.id](const Uuid &object) { return load_object(id, object); },
    };
}

std::uint64_t next_version()
{
    return ++cache().last_version;
}

std::uint64_t model_generation()
{
    return cache().moves;
}

void begin_attempt()
{
    accept_invalidations();
    Attempt &attempt = cache().attempt;
    attempt.began = cache().moves;
    attempt.is_newer = attempt.uses_all = false;
    attempt.directory = {};
    attempt.objects.clear();
    attempt.tables.clear();
    attempt.follow = Follow::Answers;
}

void hold_tables_of_attempt()
{
    std::vector<Oid> &tables = cache().attempt.tables;
    std::sort(tables.begin(), tables.end());
    for (Oid const table : tables)
        if (OidIsValid(table))
            guarded([&] { LockRelationOid(table, AccessShareLock); });
}

bool is_overtaken()
{
    const Attempt &attempt = cache().attempt;
    if (attempt.follow != Follow::Answers)
        return false;
    if (attempt.is_newer)
        return true;
    /* Tables are announced for other reasons, too (ANALYZE); the marker for changes of the model. */
    if (attempt.began == cache().moves || is_valid(attempt.directory))
        return false;
    return attempt.uses_all ||
           !std::all_of(attempt.objects.begin(), attempt.objects.end(), is_valid);
}

bool has_moved_since_begin()
{
    guarded([] { AcceptInvalidationMessages(); });
    return cache().attempt.began != cache().moves;
}

void use_all_objects()
{
    cache().attempt.uses_all = true;
}

void follow_model(Follow follow)
{
    cache().attempt.follow = follow;
}

Follow follows_model()
{
    return cache().attempt.follow;
}

std::vector<model::ObjectPtr> all_objects(const model::Catalog &catalog)
{
    use_all_objects();
    std::vector<model::ObjectPtr> objects;
    std::vector<Uuid> missing;
    for (auto const &[name, id] : catalog.directory->by_plural) {
        if (model::ObjectPtr object = find_kept(id))
            objects.push_back(std::move(object));
        else
            missing.push_back(id);
    }
    if (!missing.empty())
        for (model::ObjectPtr const &object : build_objects(missing))
            objects.push_back(object);
    std::sort(objects.begin(), objects.end(),
              [](const auto &a, const auto &b) { return a->id < b->id; });
    return objects;
}

std::optional<ApiKey> find_api_key(std::string_view prefix)
{
    accept_invalidations();
    auto const *const kept = cache().keys.find(prefix);
    if (kept != nullptr && is_valid(kept->noted))
        return kept->value;

    MetadataReader const reader;
    for (int attempt = 1;; ++attempt) {
        Noted const noted = note(find_table("viginti", "api_key"));
        std::optional<ApiKey> key = read_api_key(prefix);
        if (key && is_valid(noted))
            cache().keys.insert(std::string(prefix)) = {*key, noted};
        if (is_valid(noted) || is_last_build(attempt))
            return key;
    }
}

void announce_object_change(std::string_view schema, std::string_view table)
{
    std::string const space(schema);
    announce(find_table(space, std::string(table)));
    announce(find_table(space, std::string(model::marker_table)));
}

void announce_key_change()
{
    announce(find_table("viginti", "api_key"));
}

} // namespace viginti::pg
