-- Each kind of difference psql can make: it is named, requests meanwhile are answered, and repair puts it
-- right or says why not.
BEGIN;
\set workspace tap_drift
\ir setup/workspace.psql
SELECT no_plan();

INSERT INTO tap_drift.companies (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'Acme');
INSERT INTO tap_drift.people (id, name_first_name, city, emails_primary_email, company_id)
VALUES ('00000000-0000-4000-8000-000000000002', 'Ada', 'Bern', 'ada@acme.test', '00000000-0000-4000-8000-000000000001'),
       ('00000000-0000-4000-8000-000000000003', 'Bob', NULL, 'bob@acme.test', NULL);
INSERT INTO tap_drift.opportunities (name, stage, amount_amount_micros, company_id)
VALUES ('Deal', 'NEW', 5, '00000000-0000-4000-8000-000000000001');

CREATE TEMPORARY TABLE kind (number integer GENERATED ALWAYS AS IDENTITY, change text, problem text, refusal text,
                             rights boolean DEFAULT false);
-- Tables and columns.
INSERT INTO kind (change, problem, refusal) VALUES
    ('DROP TABLE tap_drift.note_targets', '^missing: table note_targets$', NULL),
    ('DROP TABLE tap_drift.opportunities CASCADE', 'missing: table opportunities', NULL),
    ('ALTER TABLE tap_drift.note_targets SET UNLOGGED', 'differs: table note_targets is "unlogged"', NULL),
    ('ALTER TABLE tap_drift.note_targets RENAME TO old; CREATE VIEW tap_drift.note_targets AS SELECT * FROM tap_drift.old; ALTER TABLE tap_drift.old SET SCHEMA public',
     'differs: table note_targets is "a view", the model has ordinary', 'rename or drop it'),
    ('CREATE TABLE tap_drift.stray (id int)', '^not of the model: table stray$', NULL),
    ('CREATE TABLE tap_drift.stray AS SELECT 1 AS id', '^not of the model: table stray$', '^records that are in it: 1; create an object by POST'),
    ('CREATE TABLE tap_drift.stray (id int); CREATE VIEW public.on_stray AS SELECT * FROM tap_drift.stray',
     '^not of the model: table stray$', 'depend on what would be dropped'),
    ('ALTER TABLE tap_drift.people OWNER TO CURRENT_USER', 'differs: owner of table people is ', NULL),
    ('ALTER TABLE tap_drift.people DROP COLUMN avatar_url', '^missing: column people.avatar_url text$', NULL),
    ('ALTER TABLE tap_drift.people DROP COLUMN city CASCADE', 'missing: column people.city text', NULL),
    ('ALTER TABLE tap_drift.people DROP COLUMN search_vector', 'missing: column people.search_vector tsvector', NULL),
    ('ALTER TABLE tap_drift.people DROP COLUMN position', '^missing: column people.position double precision$', NULL),
    ('ALTER TABLE tap_drift.people RENAME COLUMN job_title TO job', 'missing: column people.job_title.*not of the model: column people.job ', NULL),
    ('ALTER TABLE tap_drift.people ADD COLUMN extra text', '^not of the model: column people.extra text$', NULL),
    ('ALTER TABLE tap_drift.people ADD COLUMN extra text DEFAULT ''x''',
     'not of the model: column people.extra text', 'records that hold a value in it: 3; add a field by POST /rest/metadata/fields'),
    ('ALTER TABLE tap_drift.people ALTER COLUMN avatar_url TYPE varchar(9)',
     '^differs: column people.avatar_url is "character varying\(9\)", the model has "text"$', NULL),
    ('ALTER TABLE tap_drift.people ALTER COLUMN avatar_url TYPE text COLLATE "C"',
     '^differs: column people.avatar_url is "text COLLATE C", the model has "text"$', NULL),
    ('ALTER TABLE tap_drift.companies ALTER COLUMN employees TYPE integer', 'differs: column companies.employees is "integer"', NULL),
    ('ALTER TABLE tap_drift.companies ALTER COLUMN employees TYPE text; UPDATE tap_drift.companies SET employees = ''many''',
     'differs: column companies.employees is "text"', 'invalid input syntax for type double precision'),
    ('ALTER TABLE tap_drift.companies ALTER COLUMN employees TYPE text; UPDATE tap_drift.companies SET employees = ''07''',
     'differs: column companies.employees is "text"', '^records that hold a value the model''s type does not keep: 1$'),
    ('UPDATE tap_drift.people SET avatar_url = ''x''; ALTER TABLE tap_drift.people ALTER COLUMN avatar_url SET NOT NULL',
     '^not of the model: not null of people.avatar_url$', NULL),
    ('ALTER TABLE tap_drift.opportunities ALTER COLUMN stage DROP NOT NULL', '^missing: not null of opportunities.stage$', NULL),
    ('ALTER TABLE tap_drift.opportunities ALTER COLUMN stage DROP NOT NULL; UPDATE tap_drift.opportunities SET stage = NULL',
     '^missing: not null of opportunities.stage$', '^records that hold NULL: 1$'),
    ('ALTER TABLE tap_drift.people ALTER COLUMN city SET DEFAULT ''Bern''', '^not of the model: default of people.city ', NULL),
    ('ALTER TABLE tap_drift.people ALTER COLUMN id DROP DEFAULT', '^missing: default of people.id gen_random_uuid\(\)$', NULL),
    ('ALTER TABLE tap_drift.tasks ALTER COLUMN status SET DEFAULT ''DONE''', '^differs: default of tasks.status is "''DONE''::text", the model has "''TODO''::text"$', NULL),
    ('ALTER TABLE tap_drift.people ALTER COLUMN search_vector DROP EXPRESSION', '^missing: expression of people.search_vector', NULL),
    ('ALTER TABLE tap_drift.people DROP COLUMN avatar_url; ALTER TABLE tap_drift.people ADD COLUMN avatar_url text GENERATED ALWAYS AS (city) STORED',
     'not of the model: expression of people.avatar_url city', NULL),
    ('ALTER TABLE tap_drift.opportunities ALTER COLUMN amount_amount_micros SET NOT NULL, ALTER COLUMN amount_amount_micros ADD GENERATED BY DEFAULT AS IDENTITY',
     'identity of opportunities.amount_amount_micros', NULL);

-- Constraints and indexes.
INSERT INTO kind (change, problem, refusal) VALUES
    ('ALTER TABLE tap_drift.people DROP CONSTRAINT people__pkey CASCADE', 'missing: constraint people.people__pkey PRIMARY KEY \(id\)', NULL),
    ('ALTER TABLE tap_drift.people DROP CONSTRAINT people__pkey CASCADE; UPDATE tap_drift.people SET id = ''00000000-0000-4000-8000-000000000002''',
     'missing: constraint people.people__pkey', 'records that have no id of their own: 1'),
    ('ALTER TABLE tap_drift.opportunities DROP CONSTRAINT stage_check', '^missing: constraint opportunities.stage_check CHECK', NULL),
    ('ALTER TABLE tap_drift.opportunities DROP CONSTRAINT stage_check; UPDATE tap_drift.opportunities SET stage = ''odd''',
     '^missing: constraint opportunities.stage_check', '^records that hold a value that is not among the options: 1$'),
    ('ALTER TABLE tap_drift.opportunities DROP CONSTRAINT stage_check, ADD CONSTRAINT stage_check CHECK (stage <> ''x'')',
     '^differs: constraint opportunities.stage_check is "CHECK \(stage <> ''x''::text\)", the model has "CHECK ', NULL),
    ('ALTER TABLE tap_drift.opportunities DROP CONSTRAINT stage_check; UPDATE tap_drift.opportunities SET stage = ''odd'';
      ALTER TABLE tap_drift.opportunities ADD CONSTRAINT stage_check CHECK (stage = ANY (''{CUSTOMER,MEETING,NEW,PROPOSAL,SCREENING}''::text[])) NOT VALID',
     '^not satisfied: constraint opportunities.stage_check is NOT VALID; records that hold a value that is not among the options: 1', '^records that hold'),
    ('ALTER TABLE tap_drift.people ADD CONSTRAINT mine CHECK (city <> ''x'')', '^not of the model: constraint people.mine CHECK', NULL),
    ('ALTER TABLE tap_drift.people ADD CONSTRAINT mine UNIQUE (city)', '^not of the model: constraint people.mine UNIQUE', NULL),
    ('ALTER TABLE tap_drift.people ADD CONSTRAINT mine EXCLUDE (city WITH =)', '^not of the model: constraint people.mine EXCLUDE', NULL),
    ('ALTER TABLE tap_drift.people DROP CONSTRAINT company_id_fkey', '^missing: constraint people.company_id_fkey FOREIGN KEY', NULL),
    ('ALTER TABLE tap_drift.people DROP CONSTRAINT company_id_fkey; DELETE FROM tap_drift.opportunities; DELETE FROM tap_drift.companies',
     '^missing: constraint people.company_id_fkey', '^records that refer to a record that is not there: 1$'),
    ('ALTER TABLE tap_drift.people DROP CONSTRAINT company_id_fkey, ADD CONSTRAINT company_id_fkey FOREIGN KEY (company_id) REFERENCES tap_drift.companies ON DELETE CASCADE',
     '^differs: constraint people.company_id_fkey is "[^"]*ON DELETE CASCADE", the model has "[^"]*ON DELETE SET NULL"', NULL),
    ('ALTER TABLE tap_drift.people DROP CONSTRAINT company_id_fkey, ADD CONSTRAINT company_id_fkey FOREIGN KEY (company_id) REFERENCES tap_drift.people ON DELETE SET NULL NOT VALID',
     '^differs: constraint people.company_id_fkey is "[^"]*REFERENCES tap_drift.people', NULL),
    ('ALTER TABLE tap_drift.people ALTER CONSTRAINT company_id_fkey DEFERRABLE', '^differs: constraint people.company_id_fkey is "[^"]*DEFERRABLE"', NULL),
    ('ALTER TABLE tap_drift.people DISABLE TRIGGER ALL', 'company_id_fkey is "[^"]*with its triggers disabled"', NULL),
    ('DROP INDEX tap_drift.people__company_id_idx', '^missing: index people.people__company_id_idx btree', NULL),
    ('DROP INDEX tap_drift.people__search_vector_idx', '^missing: index people.people__search_vector_idx gin', NULL),
    ('DROP INDEX tap_drift.people__position_idx', '^missing: index people.people__position_idx btree', NULL),
    ('DROP INDEX tap_drift.people__emails_primary_email_deleted', '^missing: index people.people__emails_primary_email_deleted', NULL),
    ('DROP INDEX tap_drift.people__emails_primary_email_key', '^missing: index people.people__emails_primary_email_key unique', NULL),
    ('DROP INDEX tap_drift.people__emails_primary_email_key; UPDATE tap_drift.people SET emails_primary_email = ''a@b.test''',
     '^missing: index people.people__emails_primary_email_key', '^records that share their value with another one: 2$'),
    ('DROP INDEX tap_drift.people__emails_primary_email_key; CREATE INDEX people__emails_primary_email_key ON tap_drift.people (emails_primary_email) WHERE deleted_at IS NULL',
     '^differs: index people.people__emails_primary_email_key is "btree', NULL),
    ('DROP INDEX tap_drift.people__emails_primary_email_key; CREATE UNIQUE INDEX people__emails_primary_email_key ON tap_drift.people (emails_primary_email)',
     '^differs: index people.people__emails_primary_email_key is "unique btree \(emails_primary_email\)"', NULL),
    ('DROP INDEX tap_drift.people__position_idx; CREATE INDEX people__position_idx ON tap_drift.people (position DESC, id)',
     '^differs: index people.people__position_idx is "btree \(position DESC NULLS FIRST, id\)"', NULL),
    ('DROP INDEX tap_drift.people__position_idx; CREATE INDEX people__position_idx ON tap_drift.people USING brin (position)',
     '^differs: index people.people__position_idx is "brin ', NULL),
    ('UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = ''tap_drift.people__position_idx''::regclass',
     '^differs: index people.people__position_idx is "[^"]* \(invalid\)"', NULL),
    ('CREATE UNIQUE INDEX mine ON tap_drift.people (city)', '^not of the model: index people.mine unique btree', NULL);

-- What an administrator may have, and what hangs on tables besides.
INSERT INTO kind (change, problem, refusal) VALUES
    ('CREATE INDEX mine ON tap_drift.people (city)', NULL, NULL),
    ('CREATE VIEW tap_drift.cities AS SELECT city FROM tap_drift.people', NULL, NULL),
    ('CREATE TRIGGER mine BEFORE UPDATE ON tap_drift.people FOR EACH ROW EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()', NULL, NULL),
    ('ALTER TABLE tap_drift.people ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON tap_drift.people USING (city IS DISTINCT FROM ''Rom'')', NULL, NULL),
    ('ALTER TABLE tap_drift.people SET (fillfactor = 70), ALTER COLUMN city SET STATISTICS 500', NULL, NULL),
    ('COMMENT ON COLUMN tap_drift.people.city IS ''changed''', '^differs: comment people.city is "changed"', NULL),
    ('COMMENT ON TABLE tap_drift.people IS NULL', '^missing: comment people', NULL),
    ('ALTER TABLE tap_drift.people FORCE ROW LEVEL SECURITY', '^not of the model: row security of people.forced$', NULL),
    ('CREATE RULE r AS ON DELETE TO tap_drift.people DO INSTEAD NOTHING', '^not of the model: rule people.r$', NULL),
    ('CREATE TABLE public.tap_child () INHERITS (tap_drift.people)', '^not of the model: child people.', 'NO INHERIT'),
    ('CREATE TABLE public.tap_parent (city text); ALTER TABLE tap_drift.people INHERIT public.tap_parent', '^not of the model: parent people.', 'NO INHERIT');

-- Rights: reported, and put back when asked for.
INSERT INTO kind (change, problem, refusal, rights)
SELECT change, problem, refusal, rights
  FROM (VALUES
    ('GRANT SELECT ON tap_drift.people TO PUBLIC', '^not of the model: grant people SELECT to PUBLIC$'),
    ('GRANT UPDATE (city) ON tap_drift.people TO PUBLIC', '^not of the model: grant people.city UPDATE to PUBLIC$'),
    ('REVOKE DELETE ON tap_drift.people FROM ' || (SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
         WHERE w.name = 'tap_drift' AND r.name = 'member'), '^missing: grant people DELETE to '),
    ('GRANT TRUNCATE ON tap_drift.people TO ' || (SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
         WHERE w.name = 'tap_drift' AND r.name = 'member'), '^not of the model: grant people TRUNCATE to '),
    ('REVOKE USAGE ON SCHEMA tap_drift FROM ' || (SELECT postgres_role FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
         WHERE w.name = 'tap_drift' AND r.name = 'viewer'), '^missing: grant schema tap_drift USAGE to '),
    ('ALTER TABLE tap_drift.people ENABLE ROW LEVEL SECURITY', '^not of the model: row security of people.enabled without a policy$'),
    ('GRANT CREATE ON SCHEMA tap_drift TO PUBLIC', '^not of the model: grant schema tap_drift CREATE to PUBLIC$')) k(change, problem)
 CROSS JOIN (VALUES ('given or taken on purpose', false), (NULL, true)) r(refusal, rights);

-- A right of the whole table narrowed to columns was meant.
INSERT INTO kind (change)
SELECT format('REVOKE SELECT ON tap_drift.people FROM %1$I; GRANT SELECT (id, deleted_at, city) ON tap_drift.people TO %1$I', postgres_role)
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id WHERE w.name = 'tap_drift' AND r.name = 'member';

-- Schema, marker, roles, metadata.
INSERT INTO kind (change, problem, refusal)
SELECT replace(replace(change, '%member', member.name), '%owner', owner.name), problem, refusal
  FROM (SELECT r.postgres_role FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id
         WHERE w.name = 'tap_drift' AND r.name = 'member') member(name),
       (SELECT owner_role FROM viginti.workspace WHERE name = 'tap_drift') owner(name),
  (VALUES
    ('DROP TABLE tap_drift.viginti_workspace', 'missing: table viginti_workspace', NULL),
    ('ALTER TABLE tap_drift.viginti_workspace OWNER TO CURRENT_USER', 'owner of table viginti_workspace', NULL),
    ('ALTER SCHEMA tap_drift OWNER TO CURRENT_USER', '^differs: owner of schema tap_drift', NULL),
    ('REASSIGN OWNED BY %owner TO CURRENT_USER', 'differs: owner of schema tap_drift.*differs: owner of table people', NULL),
    ('DROP SCHEMA tap_drift CASCADE', '^the schema is missing$', NULL),
    ('ALTER SCHEMA tap_drift RENAME TO tap_moved', '^the schema is missing$', NULL),
    ('DROP OWNED BY %member; DROP ROLE %member', '^role \S+ is missing$', NULL),
    ('ALTER ROLE %member LOGIN', '^role \S+ may log in or pass by rights$', NULL),
    ('ALTER ROLE %owner SUPERUSER', '^role \S+ may log in or pass by rights$', NULL),
    ('DELETE FROM viginti.field f USING viginti.object o, viginti.workspace w WHERE f.object_id = o.id AND o.workspace_id = w.id AND w.name = ''tap_drift'' AND o.name_plural = ''people'' AND f.name = ''city''',
     'not of the model: column people.city', '^records that hold a value in it: 1; add a field by POST'),
    ('DELETE FROM viginti.object o USING viginti.workspace w WHERE o.workspace_id = w.id AND w.name = ''tap_drift'' AND o.name_plural = ''noteTargets''',
     'not of the model: table note_targets', NULL),
    ('UPDATE viginti.object o SET label_identifier_field_id = gen_random_uuid() FROM viginti.workspace w WHERE o.workspace_id = w.id AND w.name = ''tap_drift'' AND o.name_plural = ''people''',
     '^the label identifier is not a field of the object$', NULL),
    ('SET CONSTRAINTS ALL DEFERRED; UPDATE viginti.field f SET relation_inverse_id = f.id FROM viginti.object o, viginti.workspace w WHERE f.object_id = o.id AND o.workspace_id = w.id AND w.name = ''tap_drift'' AND o.name_plural = ''companies'' AND f.name = ''people''',
     'relation people has no matching inverse', 'delete the field by DELETE /rest/metadata/fields/<id>')) k(change, problem, refusal);

CREATE FUNCTION pg_temp.problems() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(problem, '; ') FROM viginti.selfcheck() WHERE workspace = 'tap_drift'
$$;

/* One row of `kind` in a subtransaction that is undone: everything seen, as JSON. */
CREATE FUNCTION pg_temp.drift(change text, rights boolean, rehearse boolean) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    seen jsonb = '{}';
BEGIN
    BEGIN
        EXECUTE change;
        seen = seen || jsonb_build_object('problems', pg_temp.problems());
        seen = seen || jsonb_build_object('meanwhile', (SELECT array_agg(status || coalesce(' ' || (body ->> 'code'), '')) FROM (
            SELECT * FROM pg_temp.call('GET', '/rest/people?depth=1') UNION ALL
            SELECT * FROM pg_temp.call('POST', '/rest/people', '{"avatarUrl":"clerk"}') UNION ALL
            SELECT * FROM pg_temp.call('GET', '/rest/opportunities?depth=1&filter=stage[eq]:NEW') UNION ALL
            SELECT * FROM pg_temp.call('GET', '/rest/companies?depth=2')) c));
        IF rehearse THEN
            seen = seen || jsonb_build_object('rehearsed', (SELECT string_agg(problem, '; ' ORDER BY problem)
                FROM viginti.repair('tap_drift', dry_run => true, rights => drift.rights)), 'unchanged', pg_temp.problems());
        END IF;
        seen = seen || jsonb_build_object('repaired', (SELECT string_agg(problem, '; ' ORDER BY problem)
            FROM (SELECT DISTINCT problem, set_config('drift.refusal', concat_ws('; ', nullif(current_setting('drift.refusal', true), ''), reason), true)
                    FROM viginti.repair('tap_drift', rights => drift.rights)) r));
        seen = seen || jsonb_build_object('refusal', nullif(current_setting('drift.refusal', true), ''), 'left', pg_temp.problems(),
            'answers', (SELECT array_agg(status ORDER BY status) FROM (
            SELECT * FROM pg_temp.call('GET', '/rest/people?depth=1') UNION ALL
            SELECT * FROM pg_temp.call('POST', '/rest/people', '{"avatarUrl":"clerk"}') UNION ALL
            SELECT * FROM pg_temp.call('GET', '/rest/opportunities?depth=1&filter=stage[eq]:NEW') UNION ALL
            SELECT * FROM pg_temp.call('GET', '/rest/companies?depth=2')) c));
        RAISE EXCEPTION SQLSTATE 'XX999' USING MESSAGE = seen;
    EXCEPTION WHEN SQLSTATE 'XX999' THEN
        RETURN SQLERRM::jsonb;
    WHEN OTHERS THEN
        RETURN jsonb_build_object('error', SQLSTATE || ' ' || SQLERRM);
    END;
END
$$;

CREATE FUNCTION pg_temp.fault(k kind, seen jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(', ',
        seen ->> 'error',
        CASE WHEN coalesce(seen ->> 'problems', '') !~ coalesce(k.problem, '^$') THEN 'named otherwise' END,
        CASE WHEN seen ->> 'meanwhile' ~ '500' THEN 'a request meanwhile fails with 500' END,
        CASE WHEN seen ? 'unchanged' AND seen ->> 'unchanged' IS DISTINCT FROM seen ->> 'problems' THEN 'a dry run changed something' END,
        CASE WHEN seen ? 'rehearsed' AND seen ->> 'rehearsed' IS DISTINCT FROM seen ->> 'repaired' THEN 'a dry run tells something else' END,
        CASE WHEN k.refusal IS NULL AND seen ->> 'refusal' IS NOT NULL THEN 'repair refuses' END,
        CASE WHEN k.refusal IS NULL AND seen ->> 'left' IS NOT NULL THEN 'something is left' END,
        CASE WHEN k.refusal IS NULL AND seen -> 'answers' <> '[200, 200, 200, 201]' THEN 'requests fail afterwards' END,
        CASE WHEN k.refusal IS NOT NULL AND coalesce(seen ->> 'refusal', '') !~ k.refusal THEN 'refused otherwise' END)
$$;

SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_drift'$$, 'nothing to begin with');
SELECT is_empty($$SELECT * FROM viginti.repair('tap_drift')$$, 'and nothing to repair');
SELECT CASE WHEN fault = '' THEN pass(change) ELSE fail(change) || E'\n' || diag(fault || E'\n' || jsonb_pretty(seen)) END
  FROM (SELECT k.number, k.change, pg_temp.fault(k, d) AS fault, d AS seen FROM kind k, pg_temp.drift(k.change, k.rights, k.number % 4 = 0) d) f
 ORDER BY number;
SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_drift'$$, 'each was undone');

-- What a request meets.
SAVEPOINT before;
ALTER TABLE tap_drift.people DROP COLUMN avatar_url;
SELECT is((SELECT status || ' ' || (body ->> 'code') || ' ' || (body ->> 'hint') FROM pg_temp.call('GET', '/rest/people')),
          '503 MODEL_DRIFT An administrator finds the difference by viginti.selfcheck() and mends it by viginti.repair()',
          'a column that is gone is the operator''s to mend');
ROLLBACK TO before;
ALTER TABLE tap_drift.people ADD COLUMN extra text;
SELECT is((SELECT status || ' ' || (body ->> 'code') FROM pg_temp.call('POST', '/rest/metadata/fields', jsonb_build_object(
               'type', 'TEXT', 'name', 'extra', 'label', 'Extra', 'objectMetadataId',
               (SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id WHERE w.name = 'tap_drift' AND o.name_singular = 'person')))),
          '409 MODEL_DRIFT', 'a name taken by a column that is not of the model');
ROLLBACK TO before;
CREATE TABLE tap_drift.boats (id int);
SELECT is((SELECT status || ' ' || (body ->> 'code') FROM pg_temp.call('POST', '/rest/metadata/objects', jsonb_build_object(
               'nameSingular', 'boat', 'namePlural', 'boats', 'labelSingular', 'Boat', 'labelPlural', 'Boats'))),
          '409 MODEL_DRIFT', 'or by a table');
ROLLBACK TO before;

-- Who may, and where.
SELECT throws_ok($$SELECT viginti.repair('nosuch')$$, 'VG400', NULL, 'a workspace that does not exist');
SET LOCAL ROLE pg_monitor;
SELECT throws_ok($$SELECT viginti.repair('tap_drift')$$, '42501', NULL, 'repair is for the administrator');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
