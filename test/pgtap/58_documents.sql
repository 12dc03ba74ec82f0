BEGIN;
\set workspace tap_documents
\ir setup/workspace.psql
SELECT plan(33);

CREATE FUNCTION pg_temp.ask(content jsonb, role_name text DEFAULT 'admin') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    answer text;
BEGIN
    answer := viginti.handle('POST', '/graphql', E'content-type: application/json\nauthorization: Bearer '
                             || (SELECT secret FROM key WHERE role = role_name), convert_to(content::text, 'UTF8'));
    RETURN substr(answer, strpos(answer, E'\n\n') + 2);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN detail::jsonb #>> '{errors,0,message}';
END
$$;
CREATE FUNCTION pg_temp.hash(source text) RETURNS text LANGUAGE sql AS $$
    SELECT 'sha256:' || encode(sha256(convert_to(source, 'UTF8')), 'hex')
$$;

-- An administrator's documents.
SELECT is(viginti.add_document('tap_documents', '{ a: __typename } # ü'), pg_temp.hash('{ a: __typename } # ü'),
          'without an id a document has that of its hash');
SELECT is(viginti.add_document('tap_documents', '{ a: __typename } # ü'), pg_temp.hash('{ a: __typename } # ü'),
          'which it has again when it is added again');
SELECT is(viginti.add_document('tap_documents', '{ b: __typename }', 'app.B_1:x-y'), 'app.B_1:x-y', 'a given id is answered');
SELECT is(pg_temp.ask('{"documentId":"app.B_1:x-y"}', 'viewer'), '{"data":{"b":"Query"}}', 'and asked for by any key');
SELECT lives_ok($$SELECT viginti.add_document('tap_documents', '{ c: __typename }', 'app.B_1:x-y')$$, 'a name may be given anew');
SELECT is(pg_temp.ask('{"documentId":"app.B_1:x-y"}'), '{"data":{"c":"Query"}}', 'and is the new document then');
SELECT lives_ok($$SELECT viginti.add_document('tap_documents', '{ __typename }', repeat('x', 200))$$, '200 characters are fine');
SELECT throws_ok(format($$SELECT viginti.add_document('tap_documents', '{ __typename }', %L)$$, id), 'VG400',
                 'The id of a document has 1 to 200 characters of A-Z, a-z, 0-9 and ._:-', format('no id: %s', left(id, 20)))
  FROM unnest(ARRAY['', repeat('x', 201), 'a b', 'app/b', 'ü', E'a\n']) id;
SELECT throws_ok(format($$SELECT viginti.add_document('tap_documents', '{ __typename }', %L)$$, pg_temp.hash('{ a }')),
                 'VG400', 'The id is not the hash of the document', 'a hash is that of its document');
SELECT throws_ok($$SELECT viginti.add_document('tap_documents', E'query {\n  a: !\n}')$$, 'VG400',
                 'Syntax Error: Expected Name, found "!". (line 2, column 6)', 'what cannot be parsed is refused with its place');
SELECT throws_ok($$SELECT viginti.add_document('tap_documents', '')$$, 'VG400', NULL, 'nothing is no document');
SELECT throws_ok($$SELECT viginti.add_document('tap_documents', '{ __typename } #' || repeat('.', 65536 - 15))$$, 'VG400',
                 'A kept document has at most 65536 bytes, this one has 65537', 'a long one is refused');
SELECT lives_ok($$SELECT viginti.add_document('tap_documents', '{ __typename } #' || repeat('.', 65536 - 16))$$,
                'one of 64 KB is not');
SELECT throws_ok($$SELECT viginti.add_document('nowhere', '{ __typename }')$$, 'VG400', 'workspace "nowhere" does not exist',
                 'a workspace must exist');
SELECT throws_ok($$SELECT viginti.add_document('tap_documents', NULL)$$, 'VG400', NULL, 'and a source be given');
SELECT lives_ok($$SELECT viginti.drop_document('tap_documents', 'app.B_1:x-y')$$, 'a document is dropped');
SELECT is(pg_temp.ask('{"documentId":"app.B_1:x-y"}'), 'PersistedQueryNotFound', 'and not found then');
SELECT throws_ok($$SELECT viginti.drop_document('tap_documents', 'app.B_1:x-y')$$, 'VG400', NULL, 'nor dropped again');

-- Automatic ones.
CREATE FUNCTION pg_temp.offer(source text, role_name text DEFAULT 'admin') RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.ask(jsonb_build_object('query', source, 'extensions', jsonb_build_object('persistedQuery',
        jsonb_build_object('version', 1, 'sha256Hash', encode(sha256(convert_to(source, 'UTF8')), 'hex')))), role_name)
$$;
SELECT is(pg_temp.offer('{ d: __typename }', 'viewer'), '{"data":{"d":"Query"}}', 'a viewer may have a document kept');
SELECT ok(is_automatic, 'which is marked') FROM viginti.document WHERE id = pg_temp.hash('{ d: __typename }');
SELECT lives_ok($$SELECT viginti.add_document('tap_documents', '{ d: __typename }')$$, 'added by an administrator');
SELECT ok(NOT is_automatic, 'it is one that stays') FROM viginti.document WHERE id = pg_temp.hash('{ d: __typename }');

-- Rights.
SELECT is_empty(
    $$SELECT p FROM viginti.role r, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) p
       WHERE has_table_privilege(r.postgres_role, 'viginti.document', p)$$,
    'no role of a workspace has a right to the documents');
CREATE ROLE tap_nobody;
SET LOCAL ROLE tap_nobody;
SELECT throws_ok($$SELECT viginti.add_document('tap_documents', '{ __typename }')$$, '42501', NULL, 'nobody else adds one');
SELECT throws_ok($$SELECT viginti.drop_document('tap_documents', 'x')$$, '42501', NULL, 'or drops one');
RESET ROLE;

-- They go with their workspace.
SET LOCAL client_min_messages = warning;
SELECT viginti.drop_workspace('tap_documents') \g /dev/null
SELECT is_empty($$SELECT FROM viginti.document d WHERE NOT EXISTS (SELECT FROM viginti.workspace w WHERE w.id = d.workspace_id)$$,
                'documents go with their workspace');
SET LOCAL session_replication_role = replica;
INSERT INTO viginti.document (workspace_id, id, source, is_automatic)
SELECT '00000000-0000-4000-8000-000000000058', 'd' || n, '{ __typename }', n = 1 FROM generate_series(1, 2) n;
SET LOCAL session_replication_role = origin;
SELECT ok(EXISTS (SELECT FROM viginti.selfcheck() WHERE problem = '2 documents are of a workspace that is gone'),
          'selfcheck names those that lead nowhere');
SELECT is((SELECT action FROM viginti.repair(dry_run => true)
            WHERE problem = '2 documents are of a workspace that is gone'),
          $$DELETE FROM viginti.document WHERE workspace_id = '00000000-0000-4000-8000-000000000058'::uuid$$,
          'and repair would remove them');
SELECT * FROM finish();
ROLLBACK;
