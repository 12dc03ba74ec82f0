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
