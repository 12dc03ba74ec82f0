-- Adding a field of any type, with or without default, leaves each file where it is.
BEGIN;
\set workspace tap_rewrite
\ir setup/workspace.psql
SELECT no_plan();

INSERT INTO tap_rewrite.people (name_first_name) SELECT 'Person ' || i FROM generate_series(1, 100) i;
CREATE TEMPORARY TABLE files AS SELECT c.oid, c.relname, c.relfilenode FROM pg_class c WHERE c.relnamespace = 'tap_rewrite'::regnamespace;

-- Every type the model knows but those a client cannot add: by the CHECK of viginti.field, so that none is left out.
CREATE TEMPORARY TABLE type AS
SELECT m[1] AS name
  FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([A-Z_]+)''::text', 'g') m
 WHERE k.conrelid = 'viginti.field'::regclass AND k.contype = 'c' AND k.conname = 'field_type_check'
   AND m[1] NOT IN ('POSITION', 'TS_VECTOR', 'MORPH_RELATION');
SELECT cmp_ok((SELECT count(*) FROM type), '>=', 21::bigint, 'the types are found');

CREATE TEMPORARY TABLE setting (type text, variant text, body jsonb);
INSERT INTO setting
SELECT name, 'plain', CASE
    WHEN name IN ('SELECT', 'MULTI_SELECT') THEN
        '{"options":[{"value":"ONE","label":"One","color":"red","position":0},{"value":"TWO","label":"Two","color":"blue","position":1}]}'
    WHEN name = 'RELATION' THEN jsonb_build_object('relationCreationPayload', jsonb_build_object('type', 'MANY_TO_ONE',
        'targetFieldLabel', 'People of', 'targetFieldIcon', 'IconX', 'targetObjectMetadataId',
        (SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id WHERE w.name = 'tap_rewrite' AND o.name_plural = 'companies')))
    ELSE '{}' END FROM type;
INSERT INTO setting
SELECT d.type, 'with a default', coalesce(s.body, '{}') || jsonb_build_object('defaultValue', d.value::jsonb)
  FROM (VALUES ('TEXT', '"''x''"'), ('NUMBER', '7'), ('BOOLEAN', 'true'), ('DATE', '"now"'), ('DATE_TIME', '"now"'), ('UUID', '"uuid"'),
               ('SELECT', '"''ONE''"'), ('MULTI_SELECT', '["''ONE''"]'), ('RATING', '"''RATING_1''"'), ('ARRAY', '["''a''"]'),
               ('CURRENCY', '{"amountMicros":1,"currencyCode":"''EUR''"}'), ('RAW_JSON', '{"a":1}')) d(type, value)
  JOIN setting s USING (type);
INSERT INTO setting
SELECT type, 'that must be set', body || '{"isNullable":false}' FROM setting
 WHERE variant = 'with a default' AND type IN ('TEXT', 'NUMBER', 'BOOLEAN', 'SELECT', 'DATE_TIME');

CREATE FUNCTION pg_temp.moved() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(c.relname, ', ') FROM files f JOIN pg_class c USING (oid) WHERE c.relfilenode <> f.relfilenode
$$;
/* Fields of one setting each on people: status of the answer, tables and indexes that moved, rows read. */
CREATE FUNCTION pg_temp.added(type text, body jsonb, number bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    before bigint = pg_stat_get_xact_tuples_returned('tap_rewrite.people'::regclass);
    answer record;
BEGIN
    SELECT * INTO answer FROM pg_temp.call('POST', '/rest/metadata/fields', body || jsonb_build_object('type', type, 'name', 'added' || number,
        'label', 'Added ' || number, 'objectMetadataId', (SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
                                                         WHERE w.name = 'tap_rewrite' AND o.name_plural = 'people')));
    IF answer.status <> 201 THEN
        RETURN answer.body::text;
    END IF;
    RETURN concat_ws(' ', answer.status, pg_temp.moved(), 'rows read:', pg_stat_get_xact_tuples_returned('tap_rewrite.people'::regclass) - before);
END
$$;

-- Of a relation the index is built, for which PostgreSQL looks at each row.
SELECT is(pg_temp.added(type, body, row_number() OVER (ORDER BY type, variant)),
          '201 rows read: ' || CASE type WHEN 'RELATION' THEN 100 ELSE 0 END, type || ' ' || variant)
  FROM setting ORDER BY type, variant;

-- The constraints added on the way are proved afterwards.
CREATE FUNCTION pg_temp.unproved() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM pg_constraint WHERE connamespace = 'tap_rewrite'::regnamespace AND NOT convalidated
$$;
SELECT cmp_ok(pg_temp.unproved(), '>', 0::bigint, 'CHECKs were added NOT VALID');
SELECT is(pg_temp.unproved(), viginti.validate_constraints('tap_rewrite'), 'each of them is proved');
SELECT is(pg_temp.unproved(), 0::bigint, 'and none is left');
SELECT is(viginti.validate_constraints('tap_rewrite'), 0::bigint, 'nothing more to prove');
ALTER TABLE tap_rewrite.opportunities DROP CONSTRAINT stage_check;
INSERT INTO tap_rewrite.opportunities (stage) VALUES ('odd');
ALTER TABLE tap_rewrite.opportunities ADD CONSTRAINT stage_check CHECK (stage = ANY ('{CUSTOMER,MEETING,NEW,PROPOSAL,SCREENING}'::text[])) NOT VALID;
SELECT throws_like($$SELECT viginti.validate_constraints()$$, '%"stage_check"%', 'a record that contradicts one is told');
DELETE FROM tap_rewrite.opportunities;

SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_rewrite'$$, 'model and tables are one');
SELECT * FROM finish();
ROLLBACK;
