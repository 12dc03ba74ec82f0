BEGIN;
\set workspace tap_bulk
\ir setup/workspace.psql
SELECT plan(18);

CREATE FUNCTION pg_temp.pieces(target text, accept text, role_name text DEFAULT 'admin') RETURNS SETOF text
LANGUAGE sql AS $$
    SELECT viginti.stream('GET', target, 'accept: ' || accept || E'\nauthorization: Bearer ' ||
                          (SELECT secret FROM key WHERE role = role_name))
$$;
CREATE FUNCTION pg_temp.whole(target text, accept text) RETURNS text
LANGUAGE sql AS $$ SELECT string_agg(p, '') FROM pg_temp.pieces(target, accept) p $$;
CREATE FUNCTION pg_temp.import(content text, target text DEFAULT '/rest/import/companies', type text DEFAULT 'text/csv',
                               role_name text DEFAULT 'admin')
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    answer := viginti.handle('POST', target, 'content-type: ' || type || E'\nauthorization: Bearer ' ||
                             (SELECT secret FROM key WHERE role = role_name), convert_to(content, 'UTF8'));
    RETURN substr(answer, strpos(answer, E'\n\n') + 2)::jsonb -> 'data' -> 'import';
END
$$;

INSERT INTO tap_bulk.companies (name) SELECT 'Company ' || n FROM generate_series(1, 5000) n;

-- Streams.
SELECT matches(pg_temp.whole('/rest/companies?limit=1', 'text/csv'),
               E'^200\nContent-Type: text/csv; charset=utf-8; header=present\nVary: Accept\n\nid,createdAt,',
               'the first piece begins with the head and the header line');
SELECT cmp_ok((SELECT count(*) FROM pg_temp.pieces('/rest/companies?limit=all', 'application/x-ndjson')), '>', 10::bigint,
              'a long list comes in pieces');
SELECT cmp_ok((SELECT max(length(p)) FROM pg_temp.pieces('/rest/companies?limit=all', 'application/x-ndjson') p), '<', 70000,
              'of some 64 KB');
SELECT is((SELECT count(*) FROM pg_temp.whole('/rest/companies?limit=all', 'application/x-ndjson') w,
                  string_to_table(split_part(w, E'\n\n', 2), E'\n') l WHERE l <> ''), 5000::bigint, 'and is whole');
SELECT is((SELECT count(*) FROM pg_cursors), 0::bigint, 'no cursor stays open');
SELECT is(substr(pg_temp.whole('/rest/companies?limit=2', 'application/json'), 1, 3), '200',
          'what is no stream comes as one piece');
SELECT throws_ok($$SELECT viginti.stream('GET', '/rest/companies', 'accept: text/csv')$$, 'VG401', NULL,
                 'a stream needs a key');
SELECT throws_ok($$SELECT pg_temp.whole('/rest/companies?filter=foo[eq]:1', 'text/csv')$$, 'VG400', NULL,
                 'faults raise as they do in viginti.handle');
-- A set that is not read to its end lets go of its cursor.
SELECT p IS NOT NULL FROM (SELECT viginti.stream('GET', '/rest/companies?limit=all', 'accept: text/csv' ||
       E'\nauthorization: Bearer ' || (SELECT secret FROM key WHERE role = 'admin')) p) s LIMIT 1 \g /dev/null
SELECT is((SELECT count(*) FROM pg_cursors), 0::bigint, 'nor one that was left early');

-- Rows the key's role may not see are not in the stream.
SELECT format('REVOKE SELECT ON tap_bulk.companies FROM %I', postgres_role) AS revoke,
       format('GRANT SELECT ON tap_bulk.companies TO %I', postgres_role) AS give_back
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
 WHERE w.name = 'tap_bulk' AND r.name = 'viewer' \gset
:revoke;
SELECT throws_ok($$SELECT count(*) FROM pg_temp.pieces('/rest/companies', 'text/csv', 'viewer')$$, 'VG403', NULL,
                 'a stream runs with the rights of its key');
:give_back;

-- Imports.
SELECT is(pg_temp.import(E'name,employees\nAcme,5\n"B, C",\n'), '{"created":2,"failed":0,"errors":[]}', 'CSV is imported');
SELECT results_eq($$SELECT name, employees::text, created_by_source FROM tap_bulk.companies WHERE name IN ('Acme', 'B, C')
                    ORDER BY name$$,
                  $$VALUES ('Acme', '5', 'IMPORT'), ('B, C', NULL, 'IMPORT')$$, 'with what its cells say');
SELECT throws_ok($$SELECT pg_temp.import(E'name,employees\nX,1\nY,many\n')$$, 'VG400',
                 'Line 3: Invalid number value ''many'' for field "employees"', 'a fault is told with its line');
SELECT is((SELECT count(*) FROM tap_bulk.companies WHERE name = 'X'), 0::bigint, 'and undoes all');
SELECT is(pg_temp.import(E'name,employees\nX,1\nY,many\nZ,3\n', '/rest/import/companies?on_error=report') - 'errors',
          '{"created":2,"failed":1}', 'or is reported, and the rest is in');
SELECT is((pg_temp.import(E'{"name":"D"}\n', '/rest/import/companies?dry_run=true', 'application/x-ndjson') ->> 'created')
          || (SELECT count(*) FROM tap_bulk.companies WHERE name = 'D'), '10', 'a dry run leaves nothing');
SELECT throws_ok($$SELECT pg_temp.import(E'name\nV\n', role_name => 'viewer')$$, 'VG403', NULL, 'a viewer imports nothing');
SELECT is((SELECT count(*) FROM viginti.import_progress), 0::bigint, 'no import is under way');

SELECT * FROM finish();
ROLLBACK;
