/*
 * Documents of a workspace by id (GraphQL over HTTP, appendix on persisted documents; automatic
 * persisted queries). An administrator adds them, or a client has one kept by sending it with its
 * hash. A hash names one text for ever; another id may be given another text.
 */
#pragma once

#include "entry/caller.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace viginti::entry {

/* What the ids of hashes begin with. */
inline constexpr char hash_prefix[] = "sha256:";

/* The id of a text by its SHA-256. */
std::string hash_id(std::string_view source);

/* The text of a document of the caller's workspace, as of now. */
std::optional<std::string> find_document(const std::string &id, const Caller &caller);

/*
 * Keeps a document a client sent with its hash, unless it is known, is too long to be kept, or the
 * transaction refuses writes: the client will send it again. Beyond limits::kept_workspace_documents the
 * oldest ones kept so go.
 */
void keep_document(const std::string &id, const std::string &source, const Caller &caller);

/*
 * Adds or replaces a document for an administrator; its id, by default that of its hash. Both throw
 * Error{ParameterInvalid}, and raise 42501 for callers without the rights of the extension's owner.
 */
std::string add_document(const std::string &workspace, const std::string &source,
                         const std::optional<std::string> &id);
void drop_document(const std::string &workspace, const std::string &id);

} // namespace viginti::entry
