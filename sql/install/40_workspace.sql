-- What an administrator does: each function checks that its caller has the rights of the extension's owner.

CREATE FUNCTION viginti.create_workspace(name text)
RETURNS uuid
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_create_workspace';
COMMENT ON FUNCTION viginti.create_workspace(text) IS
'Makes a workspace: a schema of that name, its roles, and the standard objects. Returns its id.';
REVOKE ALL ON FUNCTION viginti.create_workspace(text) FROM PUBLIC;

CREATE FUNCTION viginti.drop_workspace(name text)
RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_drop_workspace';
COMMENT ON FUNCTION viginti.drop_workspace(text) IS
'Drops a workspace with all its records, roles and keys';
REVOKE ALL ON FUNCTION viginti.drop_workspace(text) FROM PUBLIC;

CREATE FUNCTION viginti.create_api_key(workspace text, name text, role text DEFAULT 'admin',
                                       dialect text DEFAULT 'standard',
                                       expires_at timestamptz DEFAULT NULL)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_create_api_key';
COMMENT ON FUNCTION viginti.create_api_key(text, text, text, text, timestamptz) IS
'Makes an API key and returns its secret, which cannot be shown again. Roles: admin, member, viewer. Dialects: standard, twenty.';
REVOKE ALL ON FUNCTION viginti.create_api_key(text, text, text, text, timestamptz) FROM PUBLIC;

CREATE FUNCTION viginti.revoke_api_key(workspace text, name text)
RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_revoke_api_key';
COMMENT ON FUNCTION viginti.revoke_api_key(text, text) IS
'Revokes the live key of that name; the next request with it is refused';
REVOKE ALL ON FUNCTION viginti.revoke_api_key(text, text) FROM PUBLIC;

CREATE FUNCTION viginti.set_role_limits(workspace text, role text, max_plan_cost double precision)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_set_role_limits';
COMMENT ON FUNCTION viginti.set_role_limits(text, text, double precision) IS
'Sets the ceiling of a role: a read whose plan costs more, by the planner''s estimate, is refused with status 422. NULL takes it away.';
REVOKE ALL ON FUNCTION viginti.set_role_limits(text, text, double precision) FROM PUBLIC;

CREATE FUNCTION viginti.add_document(workspace text, source text, id text DEFAULT NULL)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_add_document';
COMMENT ON FUNCTION viginti.add_document(text, text, text) IS
'Keeps a GraphQL document that requests of the workspace may name by its id, which it returns: by default sha256: and the hash of the source. A document of the same id is replaced.';
REVOKE ALL ON FUNCTION viginti.add_document(text, text, text) FROM PUBLIC;

CREATE FUNCTION viginti.drop_document(workspace text, id text)
RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_drop_document';
COMMENT ON FUNCTION viginti.drop_document(text, text) IS
'Removes a GraphQL document; the next request that names it is refused';
REVOKE ALL ON FUNCTION viginti.drop_document(text, text) FROM PUBLIC;

CREATE FUNCTION viginti.create_api_login(name text)
RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_create_api_login';
COMMENT ON FUNCTION viginti.create_api_login(text) IS
'Makes the login vigintid connects with: it may do nothing but call viginti.handle, viginti.handle_read, viginti.stream and viginti.version';
REVOKE ALL ON FUNCTION viginti.create_api_login(text) FROM PUBLIC;
