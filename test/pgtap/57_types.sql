\set ON_ERROR_STOP on
\set workspace tap_types
BEGIN;
SELECT * FROM no_plan();
\ir setup/workspace.psql

CREATE FUNCTION pg_temp.field_id(object text, field text) RETURNS uuid LANGUAGE sql AS $$
    SELECT f.id FROM viginti.field f JOIN viginti.object o ON o.id = f.object_id JOIN viginti.workspace w ON w.id = o.workspace_id
     WHERE w.name = 'tap_types' AND o.name_singular = object AND f.name = field
$$;
CREATE FUNCTION pg_temp.change(object text, field text, content jsonb, parameters text DEFAULT '', role_name text DEFAULT 'admin',
                               OUT status integer, OUT body jsonb) LANGUAGE sql AS $$
    SELECT * FROM pg_temp.call('PATCH', '/rest/metadata/fields/' || pg_temp.field_id(object, field) || parameters, content, role_name)
$$;

-- Each row: a field of one type with values, the type it becomes, what the column then holds, in order of the values.
CREATE TEMPORARY TABLE trial (n serial, from_type text, to_type text, more jsonb DEFAULT '{}', given text[], wanted text[], lost integer DEFAULT 0);
INSERT INTO trial (from_type, to_type, given, wanted, lost) VALUES
    ('TEXT', 'NUMBER', '{1,-2.50,NULL,1e3}', '{1,-2.5,NULL,1000}', 0),
    ('TEXT', 'NUMBER', ARRAY['1', '''); DROP TABLE tap_types.people; --', '$1', E'\\x00', '٣'], '{1,NULL,NULL,NULL,NULL}', 4),
    ('TEXT', 'NUMERIC', '{12345678901234567890.10,NaN}', '{12345678901234567890.10,NULL}', 1),
    ('TEXT', 'BOOLEAN', '{yes,NO,2}', '{true,false,NULL}', 1),
    ('TEXT', 'DATE', '{2024-01-31,"31 January 2024",2024-02-30,infinity}', '{2024-01-31,2024-01-31,NULL,NULL}', 2),
    ('TEXT', 'DATE_TIME', '{2024-01-31T10:00:00+02:00,x}', '{"2024-01-31 08:00:00+00",NULL}', 1),
    ('TEXT', 'UUID', '{0C6F3A52-7C1D-4A7E-9F0E-0000000000AA,0}', '{0c6f3a52-7c1d-4a7e-9f0e-0000000000aa,NULL}', 1),
    ('TEXT', 'ARRAY', ARRAY['a, b', 'c"d\', NULL], ARRAY['{"a, b"}', '{"c\"d\\"}', NULL], 0),
    ('TEXT', 'RAW_JSON', ARRAY['{"a":[1]}', '[', '7'], ARRAY['{"a": [1]}', NULL, NULL], 2),
    ('TEXT', 'RATING', '{3,RATING_5,6}', '{RATING_3,RATING_5,NULL}', 1),
    ('NUMBER', 'TEXT', '{1,2.5,1e+300,NULL}', '{1,2.5,1e+300,NULL}', 0),
    ('NUMBER', 'NUMERIC', '{0.1,NULL,Infinity}', '{0.1,NULL,NULL}', 1),
    ('NUMERIC', 'NUMBER', '{0.10,12345678901234567890}', '{0.1,1.2345678901234567e+19}', 1),
    ('NUMBER', 'BOOLEAN', '{0,1,7}', '{false,true,NULL}', 1),
    ('NUMBER', 'RATING', '{1,5,0,2.5}', '{RATING_1,RATING_5,NULL,NULL}', 2),
    ('RATING', 'NUMBER', '{RATING_4,NULL}', '{4,NULL}', 0),
    ('BOOLEAN', 'NUMBER', '{true,false,NULL}', '{1,0,NULL}', 0),
    ('DATE', 'DATE_TIME', '{2024-01-31,0001-01-01}', '{"2024-01-31 00:00:00+00","0001-01-01 00:00:00+00"}', 0),
    ('DATE_TIME', 'DATE', '{"2024-01-31 00:00:00+00","2024-01-31 23:30:00+00"}', '{2024-01-31,2024-01-31}', 1),
    ('DATE_TIME', 'TEXT', '{"2024-01-31 10:00:00.5+02"}', '{2024-01-31T08:00:00.500Z}', 0),
    ('ARRAY', 'TEXT', ARRAY['{"a","b c"}', NULL], ARRAY['a, b c', NULL], 0),
    ('ARRAY', 'RAW_JSON', ARRAY['{"a","b\"c"}'], ARRAY['["a", "b\"c"]'], 0),
    ('RAW_JSON', 'TEXT', ARRAY['{"a": [1, "x"]}'], ARRAY['{"a":[1,"x"]}'], 0);
INSERT INTO trial (from_type, to_type, more, given, wanted, lost) VALUES
    ('TEXT', 'SELECT', '{"options":[{"value":"NEW","label":"New one"},{"value":"OLD","label":"Old"}]}',
     '{"new one",OLD,odd,NULL}', '{NEW,OLD,NULL,NULL}', 1),
    ('TEXT', 'MULTI_SELECT', '{"options":[{"value":"NEW","label":"New one"},{"value":"OLD","label":"Old"}]}',
     ARRAY['old,New one', 'Old, odd', NULL], ARRAY['{OLD,NEW}', '{OLD}', NULL], 1);

CREATE FUNCTION pg_temp.column_texts(object text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE texts text[];
BEGIN
    EXECUTE format('SELECT array_agg(value::text ORDER BY position) FROM tap_types.%I', object || 's') INTO texts;
    RETURN texts;
END $$;

CREATE FUNCTION pg_temp.try(t trial) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    object text := 'trial' || t.n;
    title text := t.from_type || ' to ' || t.to_type || ' ' || t.n;
    before text[];
    answer record;
BEGIN
    PERFORM viginti.create_object(object, object || 's');
    PERFORM viginti.add_field(object, 'value', t.from_type);
    FOR i IN 1 .. cardinality(t.given) LOOP
        EXECUTE format('INSERT INTO tap_types.%I (position, value) VALUES ($1, $2::%s)', object || 's',
            (SELECT format_type(atttypid, atttypmod) FROM pg_attribute
              WHERE attrelid = format('tap_types.%I', object || 's')::regclass AND attname = 'value')) USING i, t.given[i];
    END LOOP;
    before := pg_temp.column_texts(object);
    IF t.lost > 0 THEN
        answer := pg_temp.change(object, 'value', t.more || jsonb_build_object('type', t.to_type));
        RETURN NEXT is(answer.status, 409, title || ': values that would be lost refuse it');
        RETURN NEXT is((answer.body #>> '{conversion,lost}')::int, t.lost, title || ': they are counted');
        RETURN NEXT is(jsonb_array_length(answer.body #> '{conversion,examples}'), t.lost, title || ': and named');
        RETURN NEXT is(pg_temp.column_texts(object), before, title || ': nothing is done');
    END IF;
    answer := pg_temp.change(object, 'value', t.more || jsonb_build_object('type', t.to_type, 'allowLoss', t.lost > 0));
    RETURN NEXT is(answer.status, 200, title || ': is changed ' || coalesce(answer.body ->> 'messages', ''));
    RETURN NEXT is(pg_temp.column_texts(object), t.wanted, title || ': has the values');
    RETURN NEXT is(answer.body #>> '{data,field,type}', t.to_type, title || ': answers the new type');
    RETURN NEXT is((pg_temp.call('GET', '/rest/' || object || 's?limit=5')).status, 200, title || ': is served');
    RETURN NEXT is_empty($q$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_types'$q$, title || ': selfcheck finds nothing');
END $$;
SET LOCAL timezone = 'UTC';
SELECT pg_temp.try(trial) FROM trial ORDER BY n;

-- Options out of the values.
SELECT viginti.create_object('chore', 'chores') \g /dev/null
SELECT viginti.add_field('chore', 'state', 'TEXT', default_value => '"''in progress''"') \g /dev/null
INSERT INTO tap_types.chores (position, state) VALUES (1, 'In  progress'), (2, 'in progress'), (3, 'Größe, L'), (4, '日本'), (5, NULL), (6, '7');
UPDATE tap_types.chores SET deleted_at = now() WHERE position = 3;
SELECT is((pg_temp.change('chore', 'state', '{"type":"SELECT"}')).status, 200, 'options are made of the values');
SELECT is((SELECT array_agg(state ORDER BY position) FROM tap_types.chores), '{IN_PROGRESS,IN_PROGRESS,GROSSE_L,OPTION_2,NULL,_7}',
          'case and blanks make no difference, deleted records keep theirs, texts without letters are numbered');
SELECT is((SELECT default_value #>> '{}' FROM viginti.field WHERE id = pg_temp.field_id('chore', 'state')), '''IN_PROGRESS''',
          'the default follows');
SELECT is((pg_temp.call('POST', '/rest/chores', '{}')).body #>> '{data,chore,state}', 'IN_PROGRESS', 'and is that of new records');
SELECT is((pg_temp.change('chore', 'state', '{"type":"TEXT"}')).status, 200, 'and back');
SELECT is((SELECT state FROM tap_types.chores WHERE position = 4), '日本', 'texts are the labels');

-- To composites and back, in the form the writers store.
SELECT viginti.create_object('contact', 'contacts') \g /dev/null
SELECT viginti.add_field('contact', n, 'TEXT') FROM unnest('{mail,site,phone,money,who}'::text[]) n \g /dev/null
INSERT INTO tap_types.contacts (mail, site, phone, money, who)
VALUES (' Ada@LAB.example', 'HTTPS://X.Example/', '+33 6 12 34 56 78', '12.50 EUR', 'Ada King Lovelace');
SELECT is((pg_temp.change('contact', f, jsonb_build_object('type', t))).status, 200, f || ' becomes ' || t)
  FROM (VALUES ('mail', 'EMAILS'), ('site', 'LINKS'), ('phone', 'PHONES'), ('money', 'CURRENCY'), ('who', 'FULL_NAME')) v (f, t);
SELECT is((SELECT concat_ws('|', mail_primary_email, site_primary_link_url, phone_primary_phone_number, phone_primary_phone_country_code,
                            phone_primary_phone_calling_code, money_amount_micros, money_currency_code, who_first_name, who_last_name)
             FROM tap_types.contacts),
          'ada@lab.example|https://x.example|612345678|FR|+33|12500000|EUR|Ada King|Lovelace', 'in the form their writers store');
SELECT is((pg_temp.change('contact', f, '{"type":"TEXT"}')).status, 200, f || ' becomes TEXT again') FROM unnest('{mail,site,phone,money,who}'::text[]) f;
SELECT is((SELECT concat_ws('|', mail, site, phone, money, who) FROM tap_types.contacts),
          'ada@lab.example|https://x.example|+33612345678|12.5 EUR|Ada King Lovelace', 'with nothing lost');
SELECT is((SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'tap_types.contacts'::regclass AND attname ~ '^(__|mail_|who_)' AND NOT attisdropped),
          0, 'no column is left behind');

-- What hangs on a field follows.
CREATE ROLE tap_types_analyst;
CREATE ROLE tap_types_half;
SELECT viginti.add_field('contact', 'rank', 'TEXT', is_unique => true, is_nullable => false, default_value => '"''9''"') \g /dev/null
INSERT INTO tap_types.contacts (rank) VALUES ('1'), ('2');
GRANT SELECT (rank), UPDATE (rank) ON tap_types.contacts TO tap_types_analyst;
GRANT SELECT (name) ON tap_types.contacts TO tap_types_half;
SELECT is((pg_temp.change('contact', 'rank', '{"type":"NUMBER"}')).status, 200, 'a required, unique field with a default and rights of its own');
SELECT is((SELECT array_agg(rank ORDER BY rank) FROM tap_types.contacts), '{1,2,9}'::float8[], 'its values');
SELECT col_not_null('tap_types', 'contacts', 'rank', 'still required');
SELECT is((SELECT default_value::text FROM viginti.field WHERE id = pg_temp.field_id('contact', 'rank')), '9', 'the default follows');
SELECT throws_ok($$INSERT INTO tap_types.contacts (rank) VALUES (2)$$, '23505', NULL, 'still unique');
SELECT ok(has_column_privilege('tap_types_analyst', 'tap_types.contacts', 'rank', p), 'column right ' || p || ' follows') FROM unnest('{SELECT,UPDATE}'::text[]) p;
SELECT ok(NOT has_column_privilege('tap_types_half', 'tap_types.contacts', 'rank', 'SELECT'), 'nobody gains one');
SELECT is((pg_temp.change('contact', 'rank', '{"type":"TEXT","name":"level","label":"Level"}')).status, 200, 'type and name in one change');
SELECT is((SELECT array_agg(level ORDER BY level) FROM tap_types.contacts), '{1,2,9}'::text[], 'values under the new name');
SELECT ok(has_column_privilege('tap_types_analyst', 'tap_types.contacts', 'level', 'UPDATE'), 'rights too');
INSERT INTO tap_types.contacts (level) VALUES ('01');
SELECT is((pg_temp.change('contact', 'level', '{"type":"NUMBER"}')).status, 400, 'values that would be equal are no unique ones');
SELECT is((SELECT pg_typeof(level)::text FROM tap_types.contacts LIMIT 1), 'text', 'and nothing is done');
SELECT is((pg_temp.change('contact', 'level', '{"type":"BOOLEAN","allowLoss":true,"defaultValue":false}')).body #>> '{messages,0}',
          'Fields of type BOOLEAN cannot be unique', 'uniqueness that has no key is refused');
SELECT is_empty($$SELECT * FROM viginti.selfcheck() s WHERE workspace = 'tap_types' AND s::text NOT LIKE '% grant contacts.%'$$,
                'selfcheck finds nothing but rights of roles of this test');

-- The label field, the search.
SELECT is((pg_temp.change('contact', 'name', '{"type":"NUMBER","allowLoss":true}')).body #>> '{messages,0}',
          'labelIdentifierFieldMetadataUniversalIdentifier validation failed: field type not compatible', 'the label field stays one');
UPDATE tap_types.contacts SET name = 'Grace Hopper' WHERE level = '1';
SELECT is((pg_temp.change('contact', 'name', '{"type":"FULL_NAME"}')).status, 200, 'and may become another that labels');
SELECT is((pg_temp.call('GET', '/rest/contacts?search=hopper')).body ->> 'totalCount', '1', 'it is searched as before');
SELECT is_empty($$SELECT * FROM viginti.selfcheck() s WHERE workspace = 'tap_types' AND s::text NOT LIKE '% grant contacts.%'$$,
                'selfcheck finds nothing but rights of roles of this test');

-- What is somebody else's stops it.
CREATE INDEX theirs ON tap_types.contacts (lower(who));
SELECT is((pg_temp.change('contact', 'who', '{"type":"FULL_NAME"}')).status, 409, 'an index of an administrator does not vanish');
SELECT matches((pg_temp.change('contact', 'who', '{"type":"FULL_NAME"}')).body #>> '{messages,0}', 'index or constraint theirs', 'it is named');
DROP INDEX tap_types.theirs;
CREATE VIEW tap_types_view AS SELECT who FROM tap_types.contacts;
SELECT is((pg_temp.change('contact', 'who', '{"type":"FULL_NAME"}')).status, 409, 'nor does a view');
DROP VIEW tap_types_view;

-- Only what the table of types has; standard and system fields keep theirs; in dialect twenty the type is not heard.
SELECT is((pg_temp.change('contact', 'who', '{"type":"ACTOR"}')).body #>> '{messages,0}',
          'Fields of type TEXT cannot become ACTOR. They may become UUID, NUMBER, NUMERIC, BOOLEAN, DATE, DATE_TIME, SELECT, MULTI_SELECT, '
          'RATING, ARRAY, RAW_JSON, RICH_TEXT, CURRENCY, EMAILS, PHONES, LINKS, FULL_NAME, ADDRESS', 'refusals say what is allowed');
SELECT is((pg_temp.change('person', 'jobTitle', '{"type":"SELECT"}')).status, 403, 'standard fields keep their type');
SELECT is((pg_temp.change('contact', 'createdAt', '{"type":"TEXT"}')).status, 403, 'system fields too');
SELECT is((pg_temp.change('contact', 'who', '{"type":"NUMBER"}', '', 'twenty')).status, 200, 'dialect twenty');
SELECT is((SELECT type FROM viginti.field WHERE id = pg_temp.field_id('contact', 'who')), 'TEXT', 'ignores the type');

-- Rehearsed, in lists, from psql.
CREATE TEMPORARY TABLE rehearsed AS SELECT (c).body #> '{data,rehearsal}' AS r, (c).status FROM
    (SELECT pg_temp.change('contact', 'who', '{"type":"NUMBER","allowLoss":true}', '?rehearse=true') c) x;
SELECT is(r -> 'conversions' -> 0 #>> '{lost}', '1', 'a rehearsal tells what would be lost') FROM rehearsed;
SELECT ok(EXISTS (SELECT FROM jsonb_array_elements(r -> 'steps') s WHERE s ->> 'class' = 'rewrite'), 'and that records are rewritten') FROM rehearsed;
SELECT is((SELECT type FROM viginti.field WHERE id = pg_temp.field_id('contact', 'who')), 'TEXT', 'and changes nothing');
SELECT is((pg_temp.change('contact', 'who', '{"type":"NUMBER"}', '?rehearse=true')).status, 409, 'it fails where the change would');
SELECT lives_ok($$SELECT viginti.change_field_type('contact', 'who', 'FULL_NAME')$$, 'from psql');
SELECT is((SELECT who_last_name FROM tap_types.contacts WHERE who_last_name IS NOT NULL), 'Lovelace', 'the same conversion');
SELECT throws_like($$SELECT viginti.change_field_type('contact', 'mail', 'NUMBER')$$, '%would be lost as NUMBER%', 'the same refusal');
SELECT lives_ok($$SELECT viginti.change_model('[{"op":"createField","object":"contact","set":{"type":"TEXT","name":"late","label":"Late"}},
    {"op":"updateField","object":"contact","field":"late","set":{"type":"DATE"}}]')$$, 'in a list with what it changes');

-- Options: deleted ones go where the remap says, only records that hold them are written, nothing else of them changes.
SELECT viginti.create_object('deal', 'deals') \g /dev/null
SELECT viginti.add_field('deal', f, t, options => '[{"value":"A","label":"A"},{"value":"B","label":"B"},{"value":"C","label":"C"}]')
  FROM (VALUES ('stage', 'SELECT'), ('tags', 'MULTI_SELECT')) v (f, t) \g /dev/null
INSERT INTO tap_types.deals (position, stage, tags) VALUES (1, 'A', '{A}'), (2, 'B', '{B,A}'), (3, 'C', '{C,B}'), (4, NULL, NULL);
UPDATE tap_types.deals SET updated_at = '2020-01-01';
CREATE TEMPORARY TABLE versions AS SELECT position, ctid AS place FROM tap_types.deals;
SELECT is((pg_temp.change('deal', f, '{"options":[{"value":"A","label":"A"},{"value":"D","label":"D"}],"optionsRemap":{"B":"A","C":null}}')).status,
          200, f || ' with a remap') FROM unnest('{stage,tags}'::text[]) f;
SELECT is((SELECT array_agg(stage ORDER BY position) FROM tap_types.deals), '{A,A,NULL,NULL}', 'records take the other value or none');
SELECT is((SELECT array_agg(tags::text ORDER BY position) FROM tap_types.deals), '{"{A}","{A}","{A}",NULL}', 'in lists once');
SELECT is((SELECT count(*)::int FROM tap_types.deals d JOIN versions v USING (position) WHERE d.ctid = v.place), 2, 'others are not written');
SELECT is((SELECT count(DISTINCT updated_at)::int FROM tap_types.deals), 1, 'updatedAt is that of the last change by a user');
SELECT is((pg_temp.call('POST', '/rest/deals', '{"stage":"D","tags":["D"]}')).status, 201, 'a new option is used in the same transaction');
SELECT is((pg_temp.change('deal', 'stage', '{"options":[{"value":"D","label":"D"}],"optionsRemap":{"D":"D"}}')).body #>> '{messages,0}',
          'optionsRemap names "D", which is not deleted', 'an option that stays cannot be remapped');
SELECT is((pg_temp.change('deal', 'stage', '{"options":[{"value":"D","label":"D"}],"optionsRemap":{"A":"Z"}}')).body #>> '{messages,0}',
          'optionsRemap puts "Z" in the place of another option, but it is not among the options', 'nor to one that is not there');
SELECT lives_ok($$SELECT viginti.change_options('deal', 'stage', '[{"value":"E","label":"E"}]', '{"A":"E","D":null}')$$, 'from psql');
SELECT is((SELECT array_agg(stage ORDER BY position) FROM tap_types.deals WHERE position > 0), '{E,E,NULL,NULL}', 'the same');
SELECT viginti.add_field('deal', 'must', 'MULTI_SELECT', is_nullable => false, default_value => '["''X''"]',
                         options => '[{"value":"X","label":"X"},{"value":"Y","label":"Y"}]') \g /dev/null
UPDATE tap_types.deals SET must = '{Y}' WHERE position = 1;
SELECT is((pg_temp.change('deal', 'must', '{"options":[{"value":"X","label":"X"}]}')).status, 200, 'a required list left empty');
SELECT is((SELECT must FROM tap_types.deals WHERE position = 1), '{X}', 'takes the default');
SELECT is((pg_temp.change('deal', 'must', '{"options":[{"value":"Z","label":"Z"}],"optionsRemap":{"X":"Z"}}')).body #> '{data,field,defaultValue}',
          '["''Z''"]', 'a default follows a remap');
SELECT is_empty($$SELECT * FROM viginti.selfcheck() s WHERE workspace = 'tap_types' AND s::text NOT LIKE '% grant contacts.%'$$,
                'selfcheck finds nothing but rights of roles of this test');

-- Nobody's search path, date style or time zone has a say.
SET LOCAL datestyle = 'German';
SET LOCAL timezone = 'Asia/Tokyo';
SET LOCAL extra_float_digits = 0;
SELECT viginti.create_object('stamp', 'stamps') \g /dev/null
SELECT viginti.add_field('stamp', f, t) FROM (VALUES ('day', 'DATE'), ('at', 'DATE_TIME'), ('size', 'NUMBER')) v (f, t) \g /dev/null
INSERT INTO tap_types.stamps (day, at, size) VALUES ('2024-01-31', '2024-01-31T00:00:00Z', 0.1::float8 + 0.2::float8);
SELECT is((pg_temp.change('stamp', f, '{"type":"TEXT"}')).status, 200, f || ' as text') FROM unnest('{day,at,size}'::text[]) f;
SELECT is((SELECT concat_ws('|', day, at, size) FROM tap_types.stamps), '2024-01-31|2024-01-31T00:00:00.000Z|0.30000000000000004',
          'values read the same under every session');
SELECT * FROM finish();
ROLLBACK;
