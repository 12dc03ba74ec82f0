BEGIN;
\set workspace tap_explain
\ir setup/workspace.psql
SELECT plan(17);

CREATE FUNCTION pg_temp.explained(target text) RETURNS SETOF json LANGUAGE sql
AS $$ SELECT e FROM json_array_elements(viginti.explain(target)) e $$;
CREATE FUNCTION pg_temp.fails(target text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM viginti.explain(target);
    RETURN 'succeeds';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
INSERT INTO tap_explain.companies (name) SELECT 'c' || n FROM generate_series(1, 500) n;
ANALYZE tap_explain.companies;

SELECT is((SELECT array_agg(e ->> 'statement') FROM pg_temp.explained('/rest/companies?depth=0') e),
          '{page,count}', 'a list is a page and its count');
SELECT is((SELECT array_agg(e ->> 'statement') FROM pg_temp.explained('/rest/companies?depth=0&count=none') e),
          '{page}', 'without the count where none is asked for');
SELECT cmp_ok((SELECT count(*) FROM pg_temp.explained('/rest/companies?depth=1') e
                WHERE e ->> 'statement' = 'embedded' AND (e ->> 'assumedParents')::integer = 60), '>', 0::bigint,
              'embedded records have a statement each, for a full page');
SELECT cmp_ok((SELECT count(*) FROM pg_temp.explained('/rest/companies?depth=2') e), '>',
              (SELECT count(*) FROM pg_temp.explained('/rest/companies?depth=1') e), 'and one a level');
SELECT is((SELECT array_agg(DISTINCT e ->> 'statement' ORDER BY e ->> 'statement')
             FROM pg_temp.explained('/rest/companies/018f3b1c-7d2e-7abc-8def-0123456789ab') e),
          '{embedded,record}', 'a single record, which need not exist');
SELECT is((SELECT array_agg(e ->> 'statement' || json_typeof(e #> '{plan,0,Plan,Total Cost}'))
             FROM pg_temp.explained('/rest/companies/groupBy?group_by=[{"name":true}]&include_records_sample=true') e),
          '{groupsnumber,samplenumber}', 'groups, and their samples in one statement');
SELECT is((SELECT e -> 'parameters' ->> 0 FROM pg_temp.explained('/rest/companies?depth=0&filter=name[eq]:"O''Neil $1"') e LIMIT 1),
          '{"type":"text","value":"O''Neil $1"}', 'values are parameters with their types');
SELECT is((SELECT count(*)::integer FROM pg_temp.explained('/rest/companies?depth=0&filter=name[eq]:"O''Neil $1"') e
            WHERE e ->> 'sql' LIKE '%Neil%'), 0, 'and never stand in the text');
SELECT is((SELECT e -> 'parameters' ->> 0 FROM pg_temp.explained('/rest/companies?depth=0&filter=name[in]:[a,b]') e LIMIT 1),
          '{"type":"text[]","value":["a","b"]}', 'a list is an array');
SELECT is((SELECT bool_and(json_typeof(e #> '{plan,0,Plan,Total Cost}') = 'number')
             FROM pg_temp.explained('/rest/companies?depth=2&filter=employees[gt]:3&order_by=name') e), true,
          'every statement has its plan');
SELECT is((SELECT e #>> '{plan,0,Plan,Plans,0,Node Type}' IS NOT NULL
             FROM pg_temp.explained('/rest/companies?depth=0') e WHERE e ->> 'statement' = 'count'), true,
          'down to its nodes');

-- What it shows is what runs: the text, prepared by hand, gives the page.
SELECT (SELECT e ->> 'sql' FROM pg_temp.explained('/rest/companies?depth=0&limit=7') e LIMIT 1) AS page \gset
SELECT is((SELECT count(*)::integer FROM (:page) p), 8, 'the text of a page runs: seven records and the one that tells of more');

SELECT is(viginti.explain('/rest/metadata/objects')::text, '[]', 'the model is answered without a statement');
SELECT is(pg_temp.fails('/rest/nothings'), 'VG404', 'an unknown object is the request''s own error');
SELECT is(pg_temp.fails('/rest/companies?filter=nothing[eq]:1'), 'VG400', 'an unknown field too');

-- Rights are those of the caller.
CREATE ROLE tap_stranger;
SET LOCAL ROLE tap_stranger;
SELECT is(pg_temp.fails('/rest/companies?depth=0'), 'VG403', 'who may not read may not explain');
RESET ROLE;
SELECT format('GRANT %I TO tap_stranger', postgres_role) AS grant_viewer
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
 WHERE w.name = 'tap_explain' AND r.name = 'viewer' \gset
:grant_viewer;
SET LOCAL ROLE tap_stranger;
SELECT is(pg_temp.fails('/rest/companies?depth=0'), 'succeeds', 'a reader may');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
