BEGIN;
\set workspace tap_check
\ir setup/workspace.psql
SELECT plan(13);

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
SELECT pg_temp.names('ALTER TABLE tap_check.people DROP COLUMN city', 'missing: column people.city text');
SELECT pg_temp.names('ALTER TABLE tap_check.people ADD COLUMN extra text', 'not of the model: column people.extra text');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN city TYPE varchar(9)', 'missing: column people.city text');
SELECT pg_temp.names('ALTER TABLE tap_check.people ALTER COLUMN city SET NOT NULL', 'people.city text not null');
SELECT pg_temp.names('ALTER TABLE tap_check.opportunities DROP CONSTRAINT stage_check', 'missing: constraint opportunities');
SELECT pg_temp.names('CREATE INDEX mine ON tap_check.people (city)', 'not of the model: index people.mine');
SELECT pg_temp.names('CREATE TABLE tap_check.stray (id int)', 'not of the model: table stray');
SELECT pg_temp.names('DROP TABLE tap_check.note_targets', 'missing: table note_targets');
SELECT pg_temp.names('COMMENT ON COLUMN tap_check.people.city IS ''changed''', 'comment people.city');
SELECT pg_temp.names('GRANT SELECT ON tap_check.people TO PUBLIC', 'grant people SELECT to PUBLIC');
SELECT pg_temp.names('ALTER TABLE tap_check.people OWNER TO CURRENT_USER', 'table people owner');
SELECT pg_temp.names($$DELETE FROM viginti.field f USING viginti.object o, viginti.workspace w
    WHERE f.object_id = o.id AND o.workspace_id = w.id AND w.name = 'tap_check' AND o.name_plural = 'people' AND f.name = 'city'$$,
    'not of the model: column people.city');
SELECT * FROM finish();
ROLLBACK;
