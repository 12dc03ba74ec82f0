BEGIN;
\set workspace tap_rights
\ir setup/workspace.psql
SELECT plan(24);

SELECT is((pg_temp.call('POST', '/rest/companies', '{"name":"Acme"}', 'member')).status, 201, 'a member writes records');
SELECT is((pg_temp.call('GET', '/rest/companies', NULL, 'viewer')).body -> 'totalCount', '1', 'a viewer reads them');
SELECT is((pg_temp.call('POST', '/rest/companies', '{"name":"B"}', 'viewer')).status, 403, 'a viewer cannot create');
SELECT is((pg_temp.call('PATCH', '/rest/companies/' || c.id, '{"name":"B"}', 'viewer')).status, 403, 'nor update')
  FROM tap_rights.companies c;
SELECT is((pg_temp.call('DELETE', '/rest/companies/' || c.id, NULL, 'viewer')).status, 403, 'nor delete')
  FROM tap_rights.companies c;
SELECT is((SELECT count(*)::integer FROM tap_rights.companies WHERE name = 'Acme' AND deleted_at IS NULL), 1,
          'what was denied left everything as it was');
SELECT is((pg_temp.call('POST', '/rest/metadata/objects',
           '{"nameSingular":"boat","namePlural":"boats","labelSingular":"Boat","labelPlural":"Boats"}', 'member')).status,
          403, 'a member cannot change the model');
SELECT is((pg_temp.call('GET', '/rest/metadata/objects', NULL, 'viewer')).status, 200, 'every key reads the model');

-- A right is a GRANT: one taken away in SQL is gone behind every door.
SELECT format('REVOKE SELECT ON tap_rights.companies FROM %I', postgres_role) AS revoke
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
 WHERE w.name = 'tap_rights' AND r.name = 'viewer' \gset
:revoke;
SELECT is((pg_temp.call('GET', '/rest/companies?depth=0', NULL, 'viewer')).status, 403, 'a revoked table is denied');
SELECT is((pg_temp.call('GET', '/rest/people?depth=0', NULL, 'viewer')).status, 200, 'others are not');
SELECT is((pg_temp.call('GET', '/rest/people?depth=0&filter=company.name[eq]:Acme', NULL, 'viewer')).status, 403,
          'a filter cannot reach what may not be read');

-- The login of the daemon.
SELECT viginti.create_api_login('tap_api_login') \g /dev/null
SELECT is_empty(
    $$SELECT c.oid::regclass, p FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
             unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) p
       WHERE n.nspname IN ('viginti', 'tap_rights') AND c.relkind = 'r'
         AND has_table_privilege('tap_api_login', c.oid, p)$$,
    'the API login reads and writes no table');
SELECT set_eq(
    $$SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'viginti' AND has_function_privilege('tap_api_login', p.oid, 'EXECUTE')$$,
    ARRAY['handle', 'handle_read', 'stream', 'version', 'get', 'explain', 'change_model', 'change_one', 'create_object',
          'rename_object', 'drop_object', 'add_field', 'add_relation', 'rename_field', 'drop_field',
          'add_index', 'drop_index', 'change_field_type', 'change_options'],
    'the API login executes handle, handle_read and stream, and what everybody may');
SET LOCAL ROLE tap_api_login;
SELECT is((pg_temp.call('GET', '/rest/companies')).status, 200, 'it serves requests by their key');
SELECT is((pg_temp.call('POST', '/rest/metadata/objects',
           '{"nameSingular":"car","namePlural":"cars","labelSingular":"Car","labelPlural":"Cars"}')).status, 201,
          'changes of the model too');
SELECT is((pg_temp.call('POST', '/rest/cars', '{"name":"Beetle"}')).status, 201, 'and what they made');
SELECT throws_ok('SELECT * FROM tap_rights.companies', '42501', NULL, 'and is denied the table itself');
SELECT throws_ok($$SELECT viginti.create_workspace('tap_more')$$, '42501', NULL, 'it makes no workspace');
SELECT throws_ok($$SELECT viginti.create_api_key('tap_rights', 'more')$$, '42501', NULL, 'it makes no key');
SELECT throws_ok($$SELECT viginti.get('/rest/companies?depth=0')$$, 'VG403', NULL, 'viginti.get carries its own rights only');
RESET ROLE;

-- An analyst.
CREATE ROLE tap_analyst LOGIN;
SELECT format('GRANT %I TO tap_analyst', postgres_role) AS grant_member
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
 WHERE w.name = 'tap_rights' AND r.name = 'member' \gset
:grant_member;
SET LOCAL ROLE tap_analyst;
SELECT is((SELECT count(*)::integer FROM tap_rights.companies), 1, 'an analyst reads the tables of the role');
SELECT is(viginti.get('/rest/companies?depth=0') -> 'totalCount', '1', 'and asks through viginti.get');
SELECT throws_ok('DROP TABLE tap_rights.companies', '42501', NULL, 'but owns nothing');
RESET ROLE;

SELECT ok(EXISTS (SELECT FROM viginti.selfcheck() WHERE workspace = 'tap_rights'
                    AND problem LIKE 'missing: grant companies SELECT to %viewer'),
          'selfcheck names the missing grant');
SELECT * FROM finish();
ROLLBACK;
