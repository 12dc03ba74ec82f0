/*
 * The model cache of one backend (style §7): objects by id, one directory of names a workspace, API
 * keys by prefix. Entries are immutable and shared; a request that holds one is not disturbed by an
 * invalidation. Others are woken by relcache invalidation: DDL on an object's table, or the AFTER
 * triggers of the metadata tables, which name the table of the object or the marker of the
 * workspace.
 */
#pragma once

#include "model/catalog.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace viginti::pg {

/* Registers the one relcache callback; called from _PG_init. */
void register_catalog_callback();

/*
 * The catalog of a workspace as of now (AcceptInvalidationMessages first, newest snapshot); nothing
 * when there is no such workspace. Its `load` knows objects of this workspace only.
 */
std::optional<model::Catalog> catalog_of(std::string_view workspace);

/* Moves when anything this backend remembers of a model was found changed. */
std::uint64_t model_generation();

/* One attempt at a request begins (current_model.hpp). */
void begin_attempt();

/*
 * Whether what the attempt has met of its workspace's model was found changed meanwhile, or may be
 * newer than the snapshot it reads records by. Looks at what was heard, asks for nothing.
 */
bool is_overtaken();

/*
 * Holds off changes of the tables the attempt before met, to the end of this one: who was overtaken again
 * and again gets on.
 */
void hold_tables_of_attempt();

/* Asks for news: whether anything this backend remembers has moved since the attempt began. */
bool has_moved_since_begin();

/* The attempt depends on all objects of the workspace; told where they come from a copy of its own. */
void use_all_objects();

/* What a change of the model may do to the rest of the attempt. */
enum class Follow : std::uint8_t {
    Answers, /* runs it anew, whatever it would have answered */
    Errors,  /* the same if the change made a statement fail */
    Nothing, /* the attempt holds off other changes, and makes some itself */
};
void follow_model(Follow follow);
Follow follows_model();

/* A version no other Object value of this backend has. */
std::uint64_t next_version();

/* All objects of the workspace by id order; for metadata lists and checks. */
std::vector<model::ObjectPtr> all_objects(const model::Catalog &catalog);

/* What a key may do and as whom. Times in microseconds since 2000-01-01 UTC, nothing = never. */
struct ApiKey {
    Uuid id;
    std::string name;
    std::string workspace;
    std::string dialect;
    std::string postgres_role;
    std::array<std::uint8_t, 32> secret_hash;
    bool can_change_model;
    bool revoked;
    std::optional<std::int64_t> expires_at;
    double max_plan_cost; /* of the role; 0: no ceiling */
};

/* By public prefix, cached; revocation by any backend is seen by the next call. */
std::optional<ApiKey> find_api_key(std::string_view prefix);

/*
 * Announces that the metadata of an object or field row changed (trigger body): the object's table
 * by schema and name and the workspace's marker. Missing tables are no error (restore). A field with
 * a relation concerns the target's table too: its cached end holds the name of this one.
 */
void announce_object_change(std::string_view schema, std::string_view table);

/* The same for rows of viginti.api_key, role and workspace. */
void announce_key_change();

} // namespace viginti::pg
