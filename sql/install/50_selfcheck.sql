CREATE FUNCTION viginti.selfcheck_report()
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_selfcheck';
COMMENT ON FUNCTION viginti.selfcheck_report() IS 'The rows of viginti.selfcheck as a JSON array';
REVOKE ALL ON FUNCTION viginti.selfcheck_report() FROM PUBLIC;

CREATE FUNCTION viginti.selfcheck(OUT workspace text, OUT object text, OUT problem text)
RETURNS SETOF record
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT r.workspace, r.object, r.problem
      FROM pg_catalog.jsonb_to_recordset(viginti.selfcheck_report()::pg_catalog.jsonb)
           AS r(workspace text, object text, problem text)
$$;
COMMENT ON FUNCTION viginti.selfcheck() IS
'Compares the model with the catalogue: tables, columns, constraints, indexes, grants, owners, comments, relations. Every difference is one row; no rows means that all is well.';
REVOKE ALL ON FUNCTION viginti.selfcheck() FROM PUBLIC;

CREATE FUNCTION viginti.repair_report(workspace text, dry_run boolean, rights boolean)
RETURNS text
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_repair';
COMMENT ON FUNCTION viginti.repair_report(text, boolean, boolean) IS 'The rows of viginti.repair as a JSON array';
REVOKE ALL ON FUNCTION viginti.repair_report(text, boolean, boolean) FROM PUBLIC;

CREATE TYPE viginti.repair_row AS (
    workspace text, object text, problem text, action text, done boolean, reason text);
COMMENT ON TYPE viginti.repair_row IS 'A difference between model and catalogue, what puts it right, and whether that was done';

CREATE FUNCTION viginti.repair(workspace text DEFAULT NULL, dry_run boolean DEFAULT false,
                               rights boolean DEFAULT false)
RETURNS SETOF viginti.repair_row
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT r.workspace, r.object, r.problem, r.action, r.done, r.reason
      FROM pg_catalog.jsonb_to_recordset(
               viginti.repair_report(repair.workspace, repair.dry_run, repair.rights)::pg_catalog.jsonb)
           AS r(workspace text, object text, problem text, action text, done boolean, reason text)
$$;
COMMENT ON FUNCTION viginti.repair(text, boolean, boolean) IS
'Puts the catalogue of one workspace, or of all, back to the model, or says why not; never drops what holds records. rights also puts back the record rights roles were given or lost.';
REVOKE ALL ON FUNCTION viginti.repair(text, boolean, boolean) FROM PUBLIC;

CREATE FUNCTION viginti.validate_constraints(workspace text DEFAULT NULL)
RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_validate_constraints';
COMMENT ON FUNCTION viginti.validate_constraints(text) IS
'Proves the constraints that changes of the model added NOT VALID, while readers and writers go on; returns their number. A record that contradicts one is an error that names it.';
REVOKE ALL ON FUNCTION viginti.validate_constraints(text) FROM PUBLIC;
