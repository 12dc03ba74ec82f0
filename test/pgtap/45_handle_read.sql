-- Several requests in one statement: each is answered as if it were alone, a refused one, too.
BEGIN;
\set workspace tap_read
\ir setup/workspace.psql
SELECT plan(13);

CREATE FUNCTION pg_temp.headers(role_name text DEFAULT 'admin') RETURNS text
LANGUAGE sql AS $$ SELECT E'authorization: Bearer ' || secret || E'\n' FROM key WHERE role = role_name $$;
-- What viginti.handle raises, in the form handle_read returns it.
CREATE FUNCTION pg_temp.alone(method text, target text, headers text, body bytea DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    RETURN viginti.handle(method, target, headers, body);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN substr(SQLSTATE, 3) || E'\n' || CASE hint WHEN '' THEN '' ELSE hint || E'\n' END || E'\n' || detail;
END $$;

INSERT INTO tap_read.companies (id, name)
SELECT ('20000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Company ' || n FROM generate_series(1, 20) n;

CREATE TEMPORARY TABLE request (number serial, method text, target text, headers text, body bytea);
INSERT INTO request (method, target, headers, body)
SELECT r.method, r.target, coalesce(r.headers, pg_temp.headers()), convert_to(r.body, 'UTF8')
FROM (VALUES
    ('GET', '/rest/companies/20000000-0000-4000-8000-000000000001', NULL, NULL),
    ('GET', '/rest/companies/20000000-0000-4000-8000-000000000099', NULL, NULL),
    ('GET', '/rest/companies?filter=name[nothing]:x', NULL, NULL),
    ('GET', '/rest/nothings', NULL, NULL),
    ('GET', '/rest/companies?limit=3', 'accept: application/json', NULL),
    ('GET', '/rest/companies/20000000-0000-4000-8000-000000000099',
     pg_temp.headers() || 'accept: application/problem+json', NULL),
    ('GET', '/rest/people?order_by=name.lastName', NULL, NULL),
    ('POST', '/graphql', pg_temp.headers() || 'content-type: application/json', '{"query":"{ companies(first: 2) { edges { node { name } } } }"}'),
    ('POST', '/graphql', pg_temp.headers() || 'content-type: application/json', '{"query":"{ nothing }"}'),
    ('GET', '/rest/companies/20000000-0000-4000-8000-000000000002', pg_temp.headers('viewer'), NULL)
) r (method, target, headers, body);

SELECT results_eq(
    $$SELECT viginti.handle_read(method, target, headers, body) FROM request ORDER BY number$$,
    $$SELECT pg_temp.alone(method, target, headers, body) FROM request ORDER BY number$$,
    'each request is answered as if it were alone');
SELECT results_eq(
    $$SELECT split_part(viginti.handle_read(method, target, headers, body), E'\n', 1)::int FROM request ORDER BY number$$,
    ARRAY[200, 404, 400, 404, 401, 404, 200, 200, 200, 200], 'with its own status');
SELECT matches(viginti.handle_read('GET', '/rest/companies/20000000-0000-4000-8000-000000000099',
                                   pg_temp.headers() || 'accept: application/problem+json'),
               E'^404\n(.+\n)*Content-Type: application/problem\\+json\n(.+\n)*\n\\{', 'and its own headers');

-- Whose rights are whose.
SELECT is((SELECT array_agg(split_part(viginti.handle_read('GET', '/rest/metadata/objects?limit=1', pg_temp.headers(k.role)),
                                       E'\n', 1) ORDER BY k.role) FROM key k WHERE k.role <> 'twenty'),
          '{200,200,200}'::text[], 'keys of several roles share a statement');
SELECT is(current_user::text, session_user::text, 'and nobody''s rights stay');

-- Writes have a door of their own.
SELECT throws_ok($$SELECT viginti.handle_read('POST', '/rest/companies', pg_temp.headers(), '{"name":"Acme"}')$$, 'VG400',
                 'viginti.handle_read answers requests that only read', 'a write is refused');
SELECT throws_ok($$SELECT viginti.handle_read('DELETE', '/rest/companies/20000000-0000-4000-8000-000000000001',
                                              pg_temp.headers())$$, 'VG400', NULL, 'so is a deletion');
SELECT is((SELECT count(*) FROM tap_read.companies), 20::bigint, 'neither did anything');
SELECT is(split_part(viginti.handle_read('POST', '/graphql', pg_temp.headers() || 'content-type: application/json', convert_to(
                     '{"query":"mutation { a: createCompany(data: {name: \"A\"}) { id } b: createCompany(data: {id: \"x\"}) { id } }"}', 'UTF8')),
                     E'\n', 1), '200', 'a mutation that fails');
SELECT is((SELECT count(*) FROM tap_read.companies), 20::bigint, 'leaves nothing behind');

-- What is no refusal is raised.
ALTER TABLE tap_read.companies RENAME COLUMN name TO other;
SELECT throws_ok($$SELECT viginti.handle_read('GET', '/rest/companies', pg_temp.headers())$$, 'VG503', NULL,
                 'what the operator has to mend is raised');
ALTER TABLE tap_read.companies RENAME COLUMN other TO name;

-- A model change is seen by the next call of the same transaction.
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/objects', '{"nameSingular":"ship","namePlural":"ships",
                                           "labelSingular":"Ship","labelPlural":"Ships"}')), 201, 'an object made');
SELECT is(split_part(viginti.handle_read('GET', '/rest/ships', pg_temp.headers()), E'\n', 1), '200', 'is read at once');

SELECT * FROM finish();
ROLLBACK;
