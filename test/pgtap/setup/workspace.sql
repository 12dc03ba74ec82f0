-- A workspace of this test's own (psql variable `workspace`), keys of each role, and pg_temp.call, which
-- answers a request as (status, body) whether it succeeds or raises.
SELECT pg_catalog.set_config('viginti.workspace', :'workspace', false) \g /dev/null
SELECT viginti.create_workspace(:'workspace') \g /dev/null
CREATE TEMPORARY TABLE key (role text PRIMARY KEY, secret text NOT NULL);
INSERT INTO key
SELECT r, viginti.create_api_key(:'workspace', 'pgtap ' || r, r) FROM unnest('{admin,member,viewer}'::text[]) r;
INSERT INTO key VALUES ('twenty', viginti.create_api_key(:'workspace', 'pgtap twenty', 'admin', 'twenty'));
GRANT SELECT ON key TO PUBLIC;

CREATE FUNCTION pg_temp.call(method text, target text, content jsonb DEFAULT NULL, role_name text DEFAULT 'admin',
                             OUT status integer, OUT body jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    answer text;
    detail text;
BEGIN
    answer := viginti.handle(method, target,
                             'authorization: Bearer ' || (SELECT secret FROM key WHERE role = role_name),
                             convert_to(content::text, 'UTF8'));
    status := split_part(answer, E'\n', 1)::integer;
    body := substr(answer, strpos(answer, E'\n\n') + 2)::jsonb;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF SQLSTATE NOT LIKE 'VG%' THEN
        RAISE;
    END IF;
    status := substr(SQLSTATE, 3)::integer;
    body := detail::jsonb;
END
$$;
