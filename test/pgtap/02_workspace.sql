BEGIN;
\set workspace tap_workspace
\ir setup/workspace.psql
SELECT plan(17);

SELECT has_schema('tap_workspace');
SELECT set_eq(
    $$SELECT r.name FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
       WHERE w.name = 'tap_workspace'$$,
    ARRAY['admin', 'member', 'viewer'], 'a workspace has three roles');
SELECT is_empty(
    $$SELECT p.rolname FROM viginti.role r JOIN pg_roles p ON p.rolname = r.postgres_role
       WHERE p.rolcanlogin OR p.rolsuper OR p.rolcreaterole OR p.rolbypassrls$$,
    'its PostgreSQL roles can neither log in nor pass by rights');
SELECT ok(NOT (SELECT rolsuper FROM pg_roles p JOIN viginti.workspace w ON w.owner_role = p.rolname
                WHERE w.name = 'tap_workspace'), 'its tables do not belong to a superuser');
SELECT set_eq(
    $$SELECT o.name_plural FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
       WHERE w.name = 'tap_workspace'$$,
    ARRAY['people', 'companies', 'opportunities', 'notes', 'tasks', 'workspaceMembers', 'noteTargets', 'taskTargets'],
    'the standard objects are there');
SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_workspace'$$,
                'a new workspace is sound');

SELECT throws_ok($$SELECT viginti.create_workspace('tap_workspace')$$, NULL, NULL, 'a name is given once');
SELECT throws_ok($$SELECT viginti.create_workspace('pg_mine')$$, NULL, NULL, 'names of the system are refused');
SELECT throws_ok($$SELECT viginti.create_workspace('Bad; DROP')$$, NULL, NULL, 'hostile names are refused');
SELECT throws_ok($$SELECT viginti.create_api_key('tap_workspace', 'x', 'emperor')$$, NULL, NULL,
                 'a key needs a role that exists');
SELECT throws_ok($$SELECT viginti.create_api_key('tap_workspace', 'x', 'admin', 'klingon')$$, NULL, NULL,
                 'a key needs a dialect that exists');
SELECT matches((SELECT secret FROM key WHERE role = 'admin'), '^vgt_[0-9a-zA-Z]{60,}$',
               'a secret is its prefix and 256 random bits');
SELECT is_empty($$SELECT FROM viginti.api_key a, key k WHERE a::text LIKE '%' || k.secret || '%'$$,
                'the secret is not stored');

SELECT is((pg_temp.call('GET', '/rest/people')).status, 200, 'a key opens its workspace');
SELECT viginti.revoke_api_key('tap_workspace', 'pgtap admin') \g /dev/null
SELECT is((pg_temp.call('GET', '/rest/people')).status, 403, 'a revoked key is refused at once');

SELECT viginti.drop_workspace('tap_workspace') \g /dev/null
SELECT hasnt_schema('tap_workspace', 'dropping a workspace drops its schema');
SELECT is_empty($$SELECT rolname FROM pg_roles WHERE rolname LIKE '%tap\_workspace%'$$,
                'dropping a workspace drops its roles');
SELECT * FROM finish();
ROLLBACK;
