BEGIN;
\set workspace tap_query
\ir setup/workspace.psql
SELECT plan(41);

INSERT INTO tap_query.companies (name) SELECT 'n' || i FROM generate_series(1, 150) i;
ANALYZE tap_query.companies;

-- How totalCount is found, on both sides of the limit up to which it is counted.
CREATE FUNCTION pg_temp.total(query text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', body ->> 'totalCount', 'estimated: ' || (body ->> 'totalCountEstimated'))
      FROM pg_temp.call('GET', '/rest/companies?depth=0&fields=id&limit=2' || query)
$$;
SET LOCAL viginti.exact_count_limit = 150;
SELECT is(pg_temp.total(''), '150', 'as many as the limit are counted');
SET LOCAL viginti.exact_count_limit = 149;
SELECT is(pg_temp.total(''), '150 estimated: true', 'one more is estimated, and the answer says so');
SELECT is(pg_temp.total('&count='), '150 estimated: true', 'an empty count= is none');
SELECT is(pg_temp.total('&count=exact'), '150', 'count=exact counts beyond the limit');
SELECT is(pg_temp.total('&count=none'), '', 'count=none leaves it out');
SELECT is(pg_temp.total('&filter=name[eq]:n7'), '1', 'few matches are counted, however many records there are');
SELECT is(pg_temp.total('&filter=name[eq]:n7&count=estimated'), '1 estimated: true', 'count=estimated never counts');
DELETE FROM tap_query.companies WHERE name > 'n5';
SELECT is(pg_temp.total('&count=estimated') ~ '^\d+ estimated: true$', true, 'nor does it where the estimate is wrong');
SET LOCAL viginti.exact_count_limit = 0;
SELECT is(pg_temp.total(''), (SELECT count(*)::text FROM tap_query.companies), 'limit 0 always counts');
RESET viginti.exact_count_limit;
SELECT is((pg_temp.call('GET', '/rest/companies?count=about')).body ->> 'messages',
          $$["'count=about' parameter invalid. Allowed values are exact, estimated, none"]$$, 'other words are refused');

-- The ceiling of a role.
SELECT throws_ok($$SELECT viginti.set_role_limits('nowhere', 'viewer', 1)$$, NULL, 'workspace "nowhere" does not exist');
SELECT throws_ok($$SELECT viginti.set_role_limits('tap_query', 'nobody', 1)$$, NULL, 'role "nobody" does not exist');
SELECT throws_ok($$SELECT viginti.set_role_limits('tap_query', NULL, 1)$$, NULL, 'workspace and role must not be NULL');
SELECT throws_ok(format($$SELECT viginti.set_role_limits('tap_query', 'viewer', %L)$$, bad), NULL,
                 'max_plan_cost must be a number above 0, or NULL', 'a ceiling of ' || bad)
  FROM unnest('{0,-1,NaN,Infinity}'::text[]) bad;
SELECT viginti.set_role_limits('tap_query', 'viewer', 0.0001) \g /dev/null
SELECT is(max_plan_cost, 0.0001::double precision, 'the ceiling is a column of the role')
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id WHERE w.name = 'tap_query' AND r.name = 'viewer';

CREATE FUNCTION pg_temp.viewer(target text) RETURNS integer LANGUAGE sql AS
    $$SELECT status FROM pg_temp.call('GET', target, NULL, 'viewer')$$;
SELECT is(pg_temp.viewer(target), 422, target || ' is refused')
  FROM unnest(ARRAY['/rest/companies', '/rest/companies?search=n&depth=0', '/rest/companies?filter=people.some()',
                    '/rest/companies/' || (SELECT id FROM tap_query.companies LIMIT 1),
                    '/rest/companies/groupBy?group_by=%5B%7B%22name%22:true%7D%5D']) target;
SELECT matches((pg_temp.call('GET', '/rest/companies', NULL, 'viewer')).body -> 'messages' ->> 0,
               '^The query''s cost of \d+\.\d\d exceeds the ceiling of 0\.00 of the key''s role$', 'the message names cost and ceiling');
SELECT is((pg_temp.call('GET', '/rest/companies', NULL, 'viewer')).body ->> 'code', 'COST_EXCEEDED', 'and the body has its code');
SELECT is((pg_temp.call('GET', '/rest/companies')).status, 200, 'other roles are not held to it');
SELECT is((pg_temp.call('POST', '/rest/companies', '{"name":"x"}', 'member')).status, 201, 'nor are writes');

-- The plan is that for the values asked for: a few ids are cheap, all of them are not.
TRUNCATE tap_query.companies CASCADE;
INSERT INTO tap_query.companies (name) SELECT repeat('n', 40) || i FROM generate_series(1, 3000) i;
ANALYZE tap_query.companies;
SELECT viginti.set_role_limits('tap_query', 'viewer', 60) \g /dev/null
SELECT is(pg_temp.viewer('/rest/companies?depth=0&order_by=name&count=none&filter=id[lt]:"00000000-0000-0000-0000-000000000001"'),
          200, 'a range of no record passes');
SELECT is(pg_temp.viewer('/rest/companies?depth=0&order_by=name&count=none&filter=id[gt]:"00000000-0000-0000-0000-000000000001"'),
          422, 'the same over all of them does not');
SELECT is((pg_temp.call('GET', '/rest/companies?depth=0&limit=1', NULL, 'viewer')).body ->> 'totalCountEstimated', 'true',
          'a count above the ceiling becomes an estimate, the page comes all the same');
SELECT is(pg_temp.viewer('/rest/companies?depth=0&limit=1&count=exact'), 422, 'an exact count that was asked for is refused');
SET LOCAL viginti.workspace = 'tap_query';
SELECT format('SET LOCAL ROLE %I', postgres_role) AS become
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id WHERE w.name = 'tap_query' AND r.name = 'viewer' \gset
:become;
SELECT throws_ok($$SELECT viginti.get('/rest/companies?depth=0&order_by=name')$$, 'VG422', NULL, 'the role is held to it at psql too');
SELECT throws_ok($$SELECT viginti.set_role_limits('tap_query', 'viewer', NULL)$$, '42501', NULL, 'and cannot lift it');
RESET ROLE;
SELECT viginti.set_role_limits('tap_query', 'viewer', NULL) \g /dev/null
SELECT is(pg_temp.viewer('/rest/companies?order_by=name&depth=0'), 200, 'NULL takes the ceiling away');

-- Depth 2 is bounded by rows and by bytes.
TRUNCATE tap_query.companies CASCADE;
INSERT INTO tap_query.companies (name) SELECT 'c' || i FROM generate_series(1, 6) i;
INSERT INTO tap_query.people (company_id) SELECT id FROM tap_query.companies, generate_series(1, 60);
INSERT INTO tap_query.note_targets (target_person_id) SELECT id FROM tap_query.people, generate_series(1, 60);
ANALYZE tap_query.people, tap_query.note_targets;
SELECT is((pg_temp.call('GET', '/rest/companies?depth=2')).body -> 'messages' ->> 0,
          'The answer exceeds the limit embedded_total: at most 20000 embedded records', 'too many embedded records are refused');
SELECT is((pg_temp.call('GET', '/rest/companies?depth=2')).body ->> 'code', 'LIMIT_EXCEEDED', 'as a limit');
SELECT is(jsonb_array_length((pg_temp.call('GET', '/rest/companies?depth=2&limit=5')).body -> 'data' -> 'companies' -> 4 -> 'people'
              -> 59 -> 'noteTargets'), 60, 'and a page of fewer comes whole');
UPDATE tap_query.people SET city = repeat('x', 200000);
SELECT is((pg_temp.call('GET', '/rest/companies?depth=1')).body -> 'messages' ->> 0,
          'The answer exceeds the limit answer_bytes: at most 33554432 bytes', 'too many bytes are refused');
SELECT is((pg_temp.call('GET', '/rest/people?depth=0&limit=60')).status, 200, 'fewer come');
UPDATE tap_query.people SET city = repeat('x', 600000);
SELECT is((pg_temp.call('GET', '/rest/people?depth=0')).body ->> 'code', 'LIMIT_EXCEEDED', 'a flat page is bounded too');
SELECT is((pg_temp.call('GET', '/rest/people?depth=0&fields=id')).status, 200, 'fields that are not asked for do not count');

SELECT * FROM finish();
ROLLBACK;
