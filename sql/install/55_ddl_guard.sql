-- Optional: event triggers are made by viginti.enable_ddl_guard(), not by this script.

CREATE FUNCTION viginti.guard_ddl()
RETURNS event_trigger
LANGUAGE c
AS 'MODULE_PATHNAME', 'viginti_guard_ddl';
COMMENT ON FUNCTION viginti.guard_ddl() IS
'Event trigger: refuses DDL that would part a table from its model, and names the call to use instead';
REVOKE ALL ON FUNCTION viginti.guard_ddl() FROM PUBLIC;

CREATE FUNCTION viginti.enable_ddl_guard()
RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_enable_ddl_guard';
COMMENT ON FUNCTION viginti.enable_ddl_guard() IS
'From now on DDL on the tables of workspaces is refused unless it comes from the model';
REVOKE ALL ON FUNCTION viginti.enable_ddl_guard() FROM PUBLIC;

CREATE FUNCTION viginti.disable_ddl_guard()
RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_disable_ddl_guard';
COMMENT ON FUNCTION viginti.disable_ddl_guard() IS 'Undoes viginti.enable_ddl_guard()';
REVOKE ALL ON FUNCTION viginti.disable_ddl_guard() FROM PUBLIC;
