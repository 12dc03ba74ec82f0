BEGIN;
SELECT plan(9);

SELECT is(viginti.version(), (SELECT extversion FROM pg_extension WHERE extname = 'viginti'),
          'module and extension agree on the version');

SELECT is_empty(
    $$SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'viginti' AND p.prosecdef AND NOT EXISTS
             (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')$$,
    'every definer function pins its search_path');

SELECT set_eq(
    $$SELECT p.proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'viginti' AND has_function_privilege('public', p.oid, 'EXECUTE')$$,
    ARRAY['get', 'explain', 'version', 'change_model', 'change_one', 'create_object',
          'rename_object', 'drop_object', 'add_field', 'add_relation', 'rename_field', 'drop_field',
          'add_index', 'drop_index', 'change_field_type', 'change_options'],
    'PUBLIC may execute what carries the rights of its caller, nothing else');

SELECT is_empty(
    $$SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
       WHERE n.nspname = 'viginti' AND a.grantee = 0$$,
    'PUBLIC has no right on metadata');

SELECT set_eq(
    $$SELECT c.relname::text FROM pg_extension e, unnest(e.extconfig) t JOIN pg_class c ON c.oid = t
       WHERE e.extname = 'viginti'$$,
    $$SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'viginti' AND c.relkind = 'r'$$,
    'every metadata table is dumped');

SELECT is_empty(
    $$SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'viginti' AND c.relkind = 'S'$$,
    'metadata use no sequences');

SELECT is_empty(
    $$SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'viginti' AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') IS NULL$$,
    'every metadata table has a comment');

SELECT is_empty(
    $$SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'viginti' AND obj_description(p.oid, 'pg_proc') IS NULL$$,
    'every function has a comment');

SELECT is_empty(
    $$SELECT name FROM pg_settings WHERE name LIKE 'viginti.%' AND coalesce(short_desc, '') = ''$$,
    'every setting is described');

SELECT * FROM finish();
ROLLBACK;
