-- The optional guard: DDL that would part a table from its model is refused with the call that changes
-- both; all else passes, and so does the model's own.
BEGIN;
\set workspace tap_guard
\ir setup/workspace.psql
SELECT no_plan();

CREATE TABLE public.tap_parent (city text);
CREATE TABLE public.tap_stray (id int);
ALTER TABLE tap_guard.people ADD COLUMN extra text, ADD CONSTRAINT extra_check CHECK (extra <> 'x');
CREATE UNIQUE INDEX extra_key ON tap_guard.people (extra);
CREATE TABLE tap_guard.stray (id int);
SELECT lives_ok('SELECT viginti.enable_ddl_guard()', 'the guard is set up');
SELECT lives_ok('SELECT viginti.enable_ddl_guard()', 'and may be set up again');

/* Runs in a subtransaction that is undone: 'passed', or SQLSTATE and text. */
CREATE FUNCTION pg_temp.attempt(command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE command;
    RAISE EXCEPTION SQLSTATE 'XX999';
EXCEPTION WHEN SQLSTATE 'XX999' THEN
    RETURN 'passed';
WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

CREATE FUNCTION pg_temp.refused(command text, wanted text) RETURNS text LANGUAGE sql AS $$
    SELECT matches(pg_temp.attempt(command), '^55000 ' || wanted, command)
$$;
CREATE FUNCTION pg_temp.passes(command text) RETURNS text LANGUAGE sql AS $$
    SELECT is(pg_temp.attempt(command), 'passed', command)
$$;
CREATE FUNCTION pg_temp.object_id(plural text) RETURNS text LANGUAGE sql AS $$
    SELECT o.id::text FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
     WHERE w.name = 'tap_guard' AND o.name_plural = plural
$$;
CREATE FUNCTION pg_temp.field_id(plural text, field text) RETURNS text LANGUAGE sql AS $$
    SELECT f.id::text FROM viginti.field f WHERE f.object_id = pg_temp.object_id(plural)::uuid AND f.name = field
$$;

SELECT pg_temp.refused(command, wanted) FROM (VALUES
    ('CREATE TABLE tap_guard.boats (id int)', 'schema tap_guard is a workspace: create an object by POST /rest/metadata/objects$'),
    ('CREATE TABLE tap_guard.boats AS SELECT 1 AS id', 'schema tap_guard is a workspace: create an object by'),
    ('SELECT 1 AS id INTO tap_guard.boats', 'schema tap_guard is a workspace: create an object by'),
    ('SET LOCAL search_path = tap_guard; CREATE TABLE boats (id int)', 'schema tap_guard is a workspace: create an object by'),
    ('ALTER TABLE public.tap_stray SET SCHEMA tap_guard', 'schema tap_guard is a workspace: create an object by'),
    ('ALTER TABLE tap_guard.people RENAME TO persons', 'people is an object of workspace tap_guard: rename it by PATCH /rest/metadata/objects/' || pg_temp.object_id('people') || '$'),
    ('ALTER TABLE tap_guard.people SET SCHEMA public', 'people is an object of workspace tap_guard: its table cannot leave'),
    ('ALTER TABLE tap_guard.people OWNER TO CURRENT_USER', 'people is an object of workspace tap_guard: its table follows from the model'),
    ('ALTER TABLE tap_guard.people SET UNLOGGED', 'people is an object of workspace tap_guard'),
    ('ALTER TABLE tap_guard.people FORCE ROW LEVEL SECURITY', 'people is an object of workspace tap_guard'),
    ('ALTER TABLE tap_guard.people INHERIT public.tap_parent', 'people is an object of workspace tap_guard'),
    ('CREATE TABLE public.tap_child () INHERITS (tap_guard.people)', 'people is an object of workspace tap_guard'),
    ('CREATE RULE r AS ON DELETE TO tap_guard.people DO INSTEAD NOTHING', 'people is an object of workspace tap_guard'),
    ('DROP TABLE tap_guard.note_targets', 'noteTargets is an object of workspace tap_guard: delete it by DELETE /rest/metadata/objects/' || pg_temp.object_id('noteTargets') || '$'),
    ('DROP TABLE tap_guard.people CASCADE', '.* of workspace tap_guard: '),
    ('ALTER TABLE tap_guard.people ADD COLUMN more text', 'people is an object of workspace tap_guard: add a field by POST /rest/metadata/fields$'),
    ('ALTER TABLE tap_guard.people ADD COLUMN extra text, DISABLE TRIGGER ALL', 'people is an object of workspace tap_guard: add a field'),
    ('SET LOCAL search_path = tap_guard; ALTER TABLE people ADD COLUMN more text', 'people is an object of workspace tap_guard: add a field'),
    ('ALTER TABLE tap_guard.people DROP COLUMN avatar_url', 'people.avatarUrl is a field of workspace tap_guard: delete the field by DELETE /rest/metadata/fields/' || pg_temp.field_id('people', 'avatarUrl') || '$'),
    ('ALTER TABLE tap_guard.people RENAME COLUMN avatar_url TO picture', 'people.avatarUrl is a field of workspace tap_guard: rename the field by PATCH /rest/metadata/fields/' || pg_temp.field_id('people', 'avatarUrl') || '$'),
    ('ALTER TABLE tap_guard.people RENAME avatar_url TO picture', 'people.avatarUrl is a field of workspace tap_guard: rename the field'),
    ('ALTER TABLE tap_guard.people ALTER avatar_url TYPE varchar(9)', 'people.avatarUrl is a field of workspace tap_guard: change the field by PATCH /rest/metadata/fields/' || pg_temp.field_id('people', 'avatarUrl') || '$'),
    ('ALTER TABLE tap_guard.people ALTER avatar_url SET NOT NULL', 'people.avatarUrl is a field of workspace tap_guard: change the field'),
    ('ALTER TABLE tap_guard.people ALTER id DROP NOT NULL', 'people.id is a field of workspace tap_guard: change the field'),
    ('ALTER TABLE tap_guard.people ALTER avatar_url SET DEFAULT ''x''', 'people.avatarUrl is a field of workspace tap_guard: change the field'),
    ('ALTER TABLE tap_guard.people ALTER search_vector DROP EXPRESSION', 'people.searchVector is a field of workspace tap_guard: change the field'),
    ('ALTER TABLE tap_guard.people ADD CONSTRAINT mine CHECK (city <> ''x'')', 'people is an object of workspace tap_guard: its constraints follow from its fields'),
    ('ALTER TABLE tap_guard.people DROP CONSTRAINT company_id_fkey', 'people is an object of workspace tap_guard: its constraints follow from its fields'),
    ('ALTER TABLE tap_guard.people RENAME CONSTRAINT company_id_fkey TO mine', 'people is an object of workspace tap_guard: its constraints follow'),
    ('ALTER TABLE tap_guard.people ALTER CONSTRAINT company_id_fkey DEFERRABLE', 'people is an object of workspace tap_guard: its constraints follow'),
    ('CREATE UNIQUE INDEX ON tap_guard.people (city)', 'people is an object of workspace tap_guard: make a field unique by PATCH'),
    ('DROP INDEX tap_guard.people__company_id_idx', 'people is an object of workspace tap_guard: its indexes follow from its fields'),
    ('ALTER INDEX tap_guard.people__company_id_idx RENAME TO mine', 'people is an object of workspace tap_guard: its indexes follow from its fields'),
    ('ALTER TABLE tap_guard.people__company_id_idx RENAME TO mine', 'people is an object of workspace tap_guard: its indexes follow from its fields'),
    ('COMMENT ON TABLE tap_guard.people IS ''x''', 'people is an object of workspace tap_guard: comments are made of labels'),
    ('COMMENT ON COLUMN tap_guard.people.avatar_url IS ''x''', 'people.avatarUrl is a field of workspace tap_guard: comments are made of labels'),
    ('DROP TABLE tap_guard.viginti_workspace', 'viginti_workspace stands for the objects of workspace tap_guard'),
    ('ALTER TABLE tap_guard.viginti_workspace ADD COLUMN x int', 'viginti_workspace stands for the objects of workspace tap_guard'),
    ('ALTER SCHEMA tap_guard RENAME TO other', 'schema tap_guard is a workspace: a workspace keeps its name'),
    ('ALTER SCHEMA tap_guard OWNER TO CURRENT_USER', 'schema tap_guard is a workspace: it belongs to the role'),
    ('DROP SCHEMA tap_guard CASCADE', '.* workspace.*drop it by SELECT viginti.drop_workspace'),
    ('DROP OWNED BY ' || (SELECT owner_role FROM viginti.workspace WHERE name = 'tap_guard') || ' CASCADE', '\S+ is a role of workspace tap_guard: drop the workspace by SELECT viginti.drop_workspace'),
    ('DO $d$BEGIN ALTER TABLE tap_guard.people ADD COLUMN more text; END$d$', 'people is an object of workspace tap_guard: add a field'),
    ('ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default; ALTER TABLE IF EXISTS tap_guard.people ADD COLUMN IF NOT EXISTS more text', 'people is an object of workspace tap_guard: add a field')) c(command, wanted);

SELECT pg_temp.passes(command) FROM (VALUES
    ('CREATE INDEX ON tap_guard.people (city)'),
    ('CREATE INDEX mine ON tap_guard.people (city); ALTER INDEX tap_guard.mine RENAME TO ours; DROP INDEX tap_guard.ours'),
    ('CREATE VIEW tap_guard.cities AS SELECT city FROM tap_guard.people'),
    ('CREATE VIEW tap_guard.cities AS SELECT city FROM tap_guard.people; DROP VIEW tap_guard.cities'),
    ('CREATE TRIGGER mine BEFORE UPDATE ON tap_guard.people FOR EACH ROW EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()'),
    ('ALTER TABLE tap_guard.people ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON tap_guard.people USING (true)'),
    ('ALTER TABLE tap_guard.people SET (fillfactor = 70), ALTER city SET STATISTICS 500'),
    ('ALTER TABLE tap_guard.people CLUSTER ON people__position_idx'),
    ('CLUSTER tap_guard.people USING people__position_idx'),
    ('REINDEX TABLE tap_guard.people'),
    ('ANALYZE tap_guard.people'),
    ('TRUNCATE tap_guard.note_targets'),
    ('GRANT SELECT ON tap_guard.people TO PUBLIC'),
    ('CREATE STATISTICS tap_guard.s ON city, avatar_url FROM tap_guard.people'),
    ('CREATE FUNCTION tap_guard.f() RETURNS int LANGUAGE sql AS ''SELECT 1'''),
    ('ALTER TABLE tap_guard.people DROP COLUMN extra'),
    ('ALTER TABLE tap_guard.people DROP CONSTRAINT extra_check'),
    ('ALTER TABLE tap_guard.people RENAME CONSTRAINT extra_check TO more_check'),
    ('DROP INDEX tap_guard.extra_key'),
    ('DROP TABLE tap_guard.stray'),
    ('ALTER TABLE tap_guard.stray SET SCHEMA public'),
    ('CREATE TEMPORARY TABLE people (id int); ALTER TABLE pg_temp.people ADD COLUMN more text; DROP TABLE pg_temp.people'),
    ('CREATE TABLE public.people (id int); ALTER TABLE public.people ADD COLUMN more text; DROP TABLE public.people'),
    ('CREATE SCHEMA other; DROP SCHEMA other'),
    ('ALTER TABLE IF EXISTS tap_guard.nosuch ADD COLUMN more text'),
    ('COMMENT ON COLUMN public.tap_parent.city IS ''x'''),
    ('SELECT viginti.create_workspace(''tap_other''); SELECT viginti.drop_workspace(''tap_other'')'),
    ('SELECT viginti.drop_workspace(''tap_guard'')'),
    ('SELECT viginti.repair(''tap_guard'')'),
    ('SET CONSTRAINTS ALL IMMEDIATE; DROP EXTENSION viginti')) c(command);

-- The model's own changes.
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/objects',
              '{"nameSingular":"boat","namePlural":"boats","labelSingular":"Boat","labelPlural":"Boats"}')), 201, 'an object is created');
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/fields',
              jsonb_build_object(
              'type', 'TEXT', 'name', 'hull', 'label', 'Hull', 'objectMetadataId', pg_temp.object_id('boats'), 'isUnique', true))), 201, 'a field is added');
SELECT is((SELECT status FROM pg_temp.call('PATCH', '/rest/metadata/fields/' || pg_temp.field_id('boats', 'hull'), '{"name":"keel","label":"Keel"}')),
          200, 'renamed');
SELECT is((SELECT status FROM pg_temp.call('DELETE', '/rest/metadata/fields/' || pg_temp.field_id('boats', 'keel'))), 200, 'deleted');
SELECT is((SELECT status FROM pg_temp.call('DELETE', '/rest/metadata/objects/' || pg_temp.object_id('boats'))), 200, 'and the object too');

-- Code of somebody else that a change of the model runs is not the model's.
SELECT lives_ok('SELECT viginti.disable_ddl_guard()', 'the guard is taken away');
SELECT is(pg_temp.attempt('ALTER TABLE tap_guard.people ADD COLUMN more text'), 'passed', 'and nothing is refused any more');
CREATE FUNCTION public.tap_sly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE tap_guard.companies ADD COLUMN sly text;
    RETURN NEW;
END
$$;
INSERT INTO tap_guard.tasks (title, status) VALUES ('a', 'TODO');
CREATE TRIGGER sly BEFORE UPDATE ON tap_guard.tasks FOR EACH ROW EXECUTE FUNCTION public.tap_sly();
SELECT lives_ok('SELECT viginti.enable_ddl_guard()', 'the guard is set up once more');
SELECT throws_like($$UPDATE tap_guard.tasks SET title = 'b'$$, 'companies is an object of workspace tap_guard: add a field%', 'a trigger cannot do it');

-- Only by the owner of the extension; only as an event trigger.
SET LOCAL ROLE pg_monitor;
SELECT throws_ok('SELECT viginti.enable_ddl_guard()', '42501', NULL, 'the guard is the administrator''s');
SELECT throws_ok('SELECT viginti.disable_ddl_guard()', '42501', NULL, 'to take away as well');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
