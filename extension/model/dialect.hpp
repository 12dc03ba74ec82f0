/*
 * The two dialects of one API (design.md §4). This table holds every difference; nothing else may
 * branch on a dialect.
 */
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace viginti::model {

struct Dialect {
    std::string_view name;
    /* Keys of `data`: with a verb ("createPerson") or bare ("person"). */
    bool verb_in_record_key;
    /* Batch answers carry pageInfo and totalCount like a list. */
    bool batch_answers_as_list;
    /* "createOneObject" or "object". */
    bool verb_in_metadata_key;
    /* DELETE of metadata answers with the whole resource, else with its id. */
    bool metadata_delete_answers_whole;
    int default_depth;
    int max_limit;
    bool limit_is_clamped; /* else outside 1..max_limit is an error; clamped, 0 is legal */
    int max_batch;
    int max_bulk; /* records one write by filter may change unless max_affected allows more */
    bool delete_is_soft; /* without the parameter soft_delete */
    int status_no_token;
    int status_unknown_object;
    int status_permission_denied;
    /* Workspace members come and go with user accounts: here they are read and updated one by one. */
    bool members_are_managed;
    bool takes_hand_made_cursor; /* {"id":"…"}, unsigned, under the order by id */
    bool uses_twenty_names;      /* Field::twenty_name on the wire */
    bool error_is_exception_name;
    bool numeric_is_creatable; /* by a client; NUMERIC fields are served in both */
    bool type_is_editable;     /* else the type in a PATCH of a field is ignored */
};

inline constexpr Dialect dialects[] = {
    {.name = "standard",
     .verb_in_record_key = false,
     .batch_answers_as_list = true,
     .verb_in_metadata_key = false,
     .metadata_delete_answers_whole = false,
     .default_depth = 1,
     .max_limit = 60,
     .limit_is_clamped = false,
     .max_batch = 60,
     .max_bulk = 200,
     .delete_is_soft = true,
     .status_no_token = 401,
     .status_unknown_object = 404,
     .status_permission_denied = 403,
     .members_are_managed = false,
     .takes_hand_made_cursor = false,
     .uses_twenty_names = false,
     .error_is_exception_name = false,
     .numeric_is_creatable = true,
     .type_is_editable = true},
    {.name = "twenty",
     .verb_in_record_key = true,
     .batch_answers_as_list = false,
     .verb_in_metadata_key = true,
     .metadata_delete_answers_whole = true,
     .default_depth = 0,
     .max_limit = 200,
     .limit_is_clamped = true,
     .max_batch = 200,
     .max_bulk = 200,
     .delete_is_soft = false,
     .status_no_token = 403,
     .status_unknown_object = 400,
     .status_permission_denied = 400,
     .members_are_managed = true,
     .takes_hand_made_cursor = true,
     .uses_twenty_names = true,
     .error_is_exception_name = true,
     .numeric_is_creatable = false,
     .type_is_editable = false},
};

inline constexpr int default_limit = 60; /* in both */

const Dialect *find_dialect(std::string_view name) noexcept;

} // namespace viginti::model
