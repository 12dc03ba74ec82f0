-- The settings: their prefix is ours, their bounds hold, their effect is the documented one.
BEGIN;
SELECT plan(8);

SELECT viginti.create_workspace('pgtap_settings');

SELECT set_eq($$ SELECT name FROM pg_settings WHERE name LIKE 'viginti.%' $$,
              ARRAY['viginti.exact_count_limit', 'viginti.fail_at_step', 'viginti.lock_attempts', 'viginti.lock_timeout', 'viginti.model_attempts', 'viginti.workspace'],
              'these are the settings');
SELECT throws_ok('SET viginti.nothing = 1', '42602', NULL, 'others are refused');
SELECT throws_ok('SET viginti.exact_count_limit = -1', '22023', NULL, 'a count limit is not negative');
SELECT is(current_setting('viginti.lock_timeout'), '100ms', 'the lock timeout has a unit');

SET LOCAL viginti.workspace = 'pgtap_settings';
INSERT INTO pgtap_settings.people (name_first_name) SELECT 'Person ' || i FROM generate_series(1, 300) i;
ANALYZE pgtap_settings.people;

SELECT is(viginti.get('/rest/people?limit=1') -> 'totalCount', '300'::jsonb, 'a count within the limit is exact');
SET LOCAL viginti.exact_count_limit = 10;
SELECT is(viginti.get('/rest/people?limit=1') -> 'totalCountEstimated', 'true'::jsonb, 'beyond it, the answer says it is an estimate');
SET LOCAL viginti.exact_count_limit = 0;
SELECT is(viginti.get('/rest/people?limit=1') -> 'totalCount', '300'::jsonb, 'zero counts always');
SELECT ok(NOT viginti.get('/rest/people?limit=1') ? 'totalCountEstimated', 'an exact count has no mark');

SELECT * FROM finish();
ROLLBACK;
