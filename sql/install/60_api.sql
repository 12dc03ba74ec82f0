CREATE FUNCTION viginti.handle(method text, target text, headers text DEFAULT '', body bytea DEFAULT NULL)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_handle';
COMMENT ON FUNCTION viginti.handle(text, text, text, bytea) IS
'Answers one HTTP request. method and target as in the request line, headers as lines "name: value", body as bytes. Returns the status, header lines, an empty line and the body; a failed request raises SQLSTATE VG + status with the JSON body as DETAIL and header lines as HINT. The key in the Authorization header decides workspace and rights.';
REVOKE ALL ON FUNCTION viginti.handle(text, text, text, bytea) FROM PUBLIC;

CREATE FUNCTION viginti.get(target text)
RETURNS jsonb
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_get';
COMMENT ON FUNCTION viginti.get(text) IS
'The body of GET target, for people at psql: SELECT viginti.get(''/rest/people?limit=3''). Runs with the rights of the current user in the workspace named by the setting viginti.workspace, or the only one.';

CREATE FUNCTION viginti.version()
RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'viginti_version';
COMMENT ON FUNCTION viginti.version() IS 'Version of the loaded module, e.g. 0.1.0';

GRANT USAGE ON SCHEMA viginti TO PUBLIC;
