BEGIN;
\set workspace tap_check
\ir setup/workspace.psql
SELECT plan(27);

-- Each drift is made, must be named, and is undone.
CREATE FUNCTION pg_temp.names(change text, wanted text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    BEGIN
        EXECUTE change;
        SELECT string_agg(problem, '; ') INTO found FROM viginti.selfcheck() WHERE workspace = 'tap_check';
        RAISE EXCEPTION SQLSTATE 'XX999' USING MESSAGE = coalesce(found, 'nothing');
    EXCEPTION WHEN SQLSTATE 'XX999' THEN
        found := SQLERRM;
    END;
    RETURN NEXT matches(found, wanted, change);
END
$$;

SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_check'$$, 'nothing to begin with');
SELECT pg_temp.names('ALTER TABLE tap_check.people DROP COLUMN city', '^missing: column people.city text$');
SELECT pg_temp.names('ALTER TABLE tap_check.people ADD COLUMN extra text', '^not of the model: column people.extra text$');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN city TYPE varchar(9)',
                     'differs: column people.city is "character varying\(9\)", the model has "text"');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN city SET NOT NULL', '^not of the model: not null of people.city$');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN city SET DEFAULT ''Bern''', 'default of people.city');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN id DROP DEFAULT', '^missing: default of people.id');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN search_vector DROP EXPRESSION', '^missing: expression of people.search_vector');
SELECT pg_temp.names('ALTER TABLE tap_check.opportunities DROP CONSTRAINT stage_check',
                     '^missing: constraint opportunities.stage_check CHECK');
SELECT pg_temp.names('ALTER TABLE tap_check.opportunities DROP CONSTRAINT stage_check,
    ADD CONSTRAINT stage_check CHECK (stage <> ''x'')', '^differs: constraint opportunities.stage_check');
SELECT pg_temp.names('ALTER TABLE tap_check.people ADD CONSTRAINT mine CHECK (city <> ''x'')',
                     '^not of the model: constraint people.mine');
SELECT pg_temp.names('ALTER TABLE tap_check.people DROP CONSTRAINT company_id_fkey',
                     '^missing: constraint people.company_id_fkey FOREIGN KEY');
SELECT pg_temp.names('ALTER TABLE tap_check.people DISABLE TRIGGER ALL', 'company_id_fkey is "[^"]*with its triggers disabled"');
SELECT pg_temp.names('DROP INDEX tap_check.people__company_id_idx', '^missing: index people.people__company_id_idx');
SELECT pg_temp.names('CREATE INDEX mine ON tap_check.people (city)', '^nothing$');
SELECT pg_temp.names('CREATE UNIQUE INDEX mine ON tap_check.people (city)', '^not of the model: index people.mine');
SELECT pg_temp.names('CREATE VIEW tap_check.cities AS SELECT city FROM tap_check.people', '^nothing$');
SELECT pg_temp.names('CREATE TABLE tap_check.stray (id int)', '^not of the model: table stray$');
SELECT pg_temp.names('DROP TABLE tap_check.note_targets', '^missing: table note_targets$');
SELECT pg_temp.names('COMMENT ON COLUMN tap_check.people.city IS ''changed''', 'differs: comment people.city is "changed"');
SELECT pg_temp.names('GRANT SELECT ON tap_check.people TO PUBLIC', '^not of the model: grant people SELECT to PUBLIC$');
SELECT pg_temp.names('ALTER TABLE tap_check.people OWNER TO CURRENT_USER', 'differs: owner of table people is');
SELECT pg_temp.names('ALTER TABLE tap_check.people ENABLE ROW LEVEL SECURITY', 'row security of people.enabled without a policy');
SELECT pg_temp.names('CREATE RULE r AS ON DELETE TO tap_check.people DO INSTEAD NOTHING', '^not of the model: rule people.r$');
SELECT pg_temp.names('CREATE TABLE public.tap_child () INHERITS (tap_check.people)', '^not of the model: child people.');
SELECT pg_temp.names('GRANT CREATE ON SCHEMA tap_check TO PUBLIC', '^not of the model: grant schema tap_check CREATE to PUBLIC$');
SELECT pg_temp.names($$DELETE FROM viginti.field f USING viginti.object o, viginti.workspace w
    WHERE f.object_id = o.id AND o.workspace_id = w.id AND w.name = 'tap_check' AND o.name_plural = 'people' AND f.name = 'city'$$,
    'not of the model: column people.city');
SELECT * FROM finish();
ROLLBACK;
