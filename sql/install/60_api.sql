CREATE FUNCTION viginti.handle(method text, target text, headers text DEFAULT '', body bytea DEFAULT NULL)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_handle';
COMMENT ON FUNCTION viginti.handle(text, text, text, bytea) IS
'Answers one HTTP request. method and target as in the request line, headers as lines "name: value", body as bytes. Returns the status, header lines, an empty line and the body; a failed request raises SQLSTATE VG + status with the JSON body as DETAIL and header lines as HINT. The key in the Authorization header decides workspace and rights.';
REVOKE ALL ON FUNCTION viginti.handle(text, text, text, bytea) FROM PUBLIC;

CREATE FUNCTION viginti.handle_read(method text, target text, headers text DEFAULT '', body bytea DEFAULT NULL)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_handle_read';
COMMENT ON FUNCTION viginti.handle_read(text, text, text, bytea) IS
'As viginti.handle, for a GET or a GraphQL document that only asks, among others of the same statement: a refused request returns status, header lines, an empty line and the error body in place of raising them, so that the other requests are answered.';
REVOKE ALL ON FUNCTION viginti.handle_read(text, text, text, bytea) FROM PUBLIC;

CREATE FUNCTION viginti.stream(method text, target text, headers text DEFAULT '', body bytea DEFAULT NULL)
RETURNS SETOF text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_stream';
COMMENT ON FUNCTION viginti.stream(text, text, text, bytea) IS
'As viginti.handle, with the answer in pieces: a list asked for as text/csv or application/x-ndjson comes some 64 KB at a time, without a page limit and without being held in memory. To be called in a target list: SELECT viginti.stream(...). The first piece begins with status and header lines.';
REVOKE ALL ON FUNCTION viginti.stream(text, text, text, bytea) FROM PUBLIC;

CREATE FUNCTION viginti.get(target text)
RETURNS jsonb
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_get';
COMMENT ON FUNCTION viginti.get(text) IS
'The body of GET target, for people at psql: SELECT viginti.get(''/rest/people?limit=3''). Runs with the rights of the current user in the workspace named by the setting viginti.workspace, or the only one.';

CREATE FUNCTION viginti.explain(target text)
RETURNS json
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_explain';
COMMENT ON FUNCTION viginti.explain(text) IS
'The statements GET target runs, as an array: statement (page, record, count, embedded), sql, parameters, and plan as EXPLAIN (FORMAT JSON) has it for those parameters. Runs nothing. Rights and workspace as of viginti.get.';

CREATE FUNCTION viginti.version()
RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'viginti_version';
COMMENT ON FUNCTION viginti.version() IS 'Version of the loaded module, e.g. 0.1.0';

GRANT USAGE ON SCHEMA viginti TO PUBLIC;
