BEGIN;
\set workspace tap_idempotency
\ir setup/workspace.psql
SELECT plan(11);

-- One request with a key: its whole answer.
CREATE FUNCTION pg_temp.send(idempotency_key text, content jsonb, role_name text DEFAULT 'admin')
RETURNS text LANGUAGE sql AS $$
    SELECT viginti.handle('POST', '/rest/companies?depth=0', format(E'authorization: Bearer %s\nidempotency-key: %s\n',
                          (SELECT secret FROM key WHERE role = role_name), idempotency_key),
                          convert_to(content::text, 'UTF8'))
$$;

CREATE TEMPORARY TABLE first AS SELECT pg_temp.send('k', '{"name":"Acme"}') AS answer;
SELECT matches((SELECT answer FROM first), '^201\n', 'a request with a key is done');
SELECT is(pg_temp.send('k', '{"name":"Acme"}'),
          (SELECT replace(answer, E'\n\n', E'\nIdempotency-Replayed: true\n\n') FROM first),
          'sent again it gets the same answer, marked');
SELECT is((SELECT count(*)::integer FROM tap_idempotency.companies), 1, 'and is done once');
SELECT throws_ok($$SELECT pg_temp.send('k', '{"name":"Other"}')$$, 'VG422', NULL, 'another request may not use the key');
SELECT matches(pg_temp.send('k', '{"name":"Acme"}', 'member'), '^201\n', 'another API key has keys of its own');
SELECT throws_ok($$SELECT pg_temp.send('', '{}')$$, 'VG400', NULL, 'an empty key is refused');
SELECT throws_ok(format($$SELECT pg_temp.send('%s', '{}')$$, repeat('k', 256)), 'VG400', NULL, 'so is a long one');
SELECT lives_ok(format($$SELECT pg_temp.send('%s', '{}')$$, repeat('ü', 255)), '255 characters are fine');
SELECT throws_ok($$SELECT pg_temp.send('fails', '{"nosuch":1}')$$, 'VG400', NULL, 'a failed request');
SELECT is_empty($$SELECT FROM viginti.idempotency WHERE key = 'fails'$$, 'stores nothing');

-- The role of a key neither sees nor writes what is stored.
SELECT is_empty(
    $$SELECT p FROM viginti.role r, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) p
       WHERE has_table_privilege(r.postgres_role, 'viginti.idempotency', p)$$,
    'no role of a workspace has a right to the stored answers');
SELECT * FROM finish();
ROLLBACK;
