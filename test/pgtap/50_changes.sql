\set ON_ERROR_STOP on
\set workspace pgtap_changes
BEGIN;
SELECT plan(30);
\ir setup/workspace.psql

CREATE FUNCTION pg_temp.changes(changes jsonb, parameters text DEFAULT '', role_name text DEFAULT 'admin',
                                OUT status integer, OUT body jsonb)
LANGUAGE sql AS $$
    SELECT * FROM pg_temp.call('POST', '/rest/metadata/changes' || parameters,
                               jsonb_build_object('changes', changes), role_name)
$$;
CREATE FUNCTION pg_temp.violations(body jsonb) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(v ->> 'path' ORDER BY n) FROM jsonb_array_elements(body -> 'violations') WITH ORDINALITY AS e(v, n)
$$;

-- A list whose later changes name what earlier ones made.
CREATE TEMPORARY TABLE made AS SELECT * FROM pg_temp.changes('[
    {"op":"createObject","set":{"nameSingular":"boat","namePlural":"boats","labelSingular":"Boat","labelPlural":"Boats"}},
    {"op":"createField","object":"boat","set":{"type":"TEXT","name":"hull","label":"Hull"}},
    {"op":"createField","object":"boats","set":{"type":"RELATION","name":"owner","label":"Owner",
        "relationCreationPayload":{"type":"MANY_TO_ONE","targetObjectMetadataId":"person","targetFieldLabel":"Fleet","targetFieldIcon":""}}},
    {"op":"updateField","object":"boat","field":"hull","set":{"name":"keel","isUnique":true}},
    {"op":"updateObject","object":"boat","set":{"labelIdentifierFieldMetadataId":"keel"}}]');
SELECT is((SELECT status FROM made), 200, 'a list of changes is made');
SELECT is((SELECT array_agg(c ->> 'op' ORDER BY n) FROM made, jsonb_array_elements(body #> '{data,changes}') WITH ORDINALITY AS e(c, n)),
          '{createObject,createField,createField,updateField,updateObject}', 'the answer tells each of them');
SELECT is((SELECT body #>> '{data,changes,3,field,name}' FROM made), 'keel', 'with the resource as it is then');
SELECT has_column('pgtap_changes', 'boats', 'keel', 'what the list made is there');
SELECT col_is_fk('pgtap_changes', 'boats', 'owner_id', 'relations by name of their target too');
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/boats', '{"keel":"oak"}')), 201, 'it is served at once');

-- Everything wrong is told, nothing is made.
CREATE TEMPORARY TABLE refused AS SELECT * FROM pg_temp.changes('[
    {"op":"createObject","set":{"nameSingular":"ship","namePlural":"ship","labelSingular":"Ship","labelPlural":"Ships"}},
    {"op":"createField","object":"ship","set":{"type":"TEXT","name":"mast","label":"Mast"}},
    {"op":"createField","object":"boat","set":{"type":"TEXT","name":"keel","label":"Keel"}},
    {"op":"createField","object":"nosuch","set":{"type":"TEXT","name":"a","label":"A"}},
    {"op":"createField","object":"boat","set":{"type":"TEXT","name":"a","label":"A","x":1}},
    {"op":"sink","object":"boat"}, 7,
    {"op":"deleteObject","object":"boat","set":{}},
    {"op":"deleteField","object":"boat","field":"mast"},
    {"op":"createField","object":"boat","set":{"type":"RELATION","name":"port","label":"Port",
        "relationCreationPayload":{"type":"MANY_TO_ONE","targetObjectMetadataId":"nosuch","targetFieldLabel":"B"}}},
    {"op":"createObject","set":{"nameSingular":"car","namePlural":"cars","labelSingular":"Car","labelPlural":"Cars"}}]');
SELECT is((SELECT status FROM refused), 400, 'a list with faults is refused');
SELECT is((SELECT pg_temp.violations(body) FROM refused),
          '{/changes/0/set/namePlural,/changes/2/set/name,/changes/3/object,/changes/4/set/x,/changes/5/op,/changes/6,/changes/7/set,/changes/8/field,/changes/9/set/relationCreationPayload/targetObjectMetadataId}',
          'every fault is told by its pointer; what only follows from another is not');
SELECT is((SELECT body ->> 'path' FROM refused), '/changes/0/set/namePlural', 'the first is the error');
SELECT hasnt_table('pgtap_changes', 'cars', 'and what was right in it is not made either');
INSERT INTO pgtap_changes.boats (keel) VALUES ('a'), ('b');
UPDATE pgtap_changes.boats SET name = 'same' WHERE keel IN ('a', 'b');
SELECT is((SELECT status || ' ' || (body ->> 'path') FROM pg_temp.changes('[
    {"op":"createField","object":"boat","set":{"type":"TEXT","name":"b","label":"B"}},
    {"op":"updateField","object":"boat","field":"name","set":{"isUnique":true}}]')), '400 /changes/1/set/isUnique',
    'what the rows refuse is a fault of its change');
SELECT hasnt_column('pgtap_changes', 'boats', 'b', 'and undoes those before it');
SELECT is((SELECT status || (body ->> 'path') FROM pg_temp.changes('{"a":1}')), '400/changes', 'changes must be an array');
SELECT is((SELECT status FROM pg_temp.changes('[]')), 200, 'an empty list does nothing');
SELECT is((SELECT status FROM pg_temp.changes('[]', role_name => 'member')), 403, 'members do not change the model');
SELECT is((SELECT status FROM pg_temp.changes((SELECT jsonb_agg('{"op":"x"}'::jsonb) FROM generate_series(1, 5001)))), 400,
    'the list has a limit');

-- Rehearsals.
CREATE TEMPORARY TABLE rehearsal AS SELECT status, body #> '{data,rehearsal}' AS body FROM pg_temp.changes('[
    {"op":"createField","object":"company","set":{"type":"SELECT","name":"mood","label":"Mood","options":[{"value":"A","label":"a"}]}},
    {"op":"updateField","object":"person","field":"city","set":{"isUnique":true}},
    {"op":"updateObject","object":"boat","set":{"nameSingular":"vessel","namePlural":"vessels"}},
    {"op":"updateObject","object":"person","set":{"labelPlural":"Folk"}}]', '?rehearse=true');
SELECT is((SELECT status FROM rehearsal), 200, 'a rehearsal answers');
SELECT hasnt_column('pgtap_changes', 'companies', 'mood', 'and changes nothing');
SELECT is((SELECT array_agg(s ->> 'class' ORDER BY n) FILTER (WHERE s ->> 'sql' ~ '^(ALTER TABLE .* ADD COLUMN|CREATE UNIQUE)')
             FROM rehearsal, jsonb_array_elements(body -> 'steps') WITH ORDINALITY AS e(s, n)),
          '{catalogue-only,scan}', 'it tells the class of each step');
SELECT is((SELECT body -> 'api' FROM rehearsal),
          '[{"change":"changed","object":"people","field":"city"},{"change":"added","object":"companies","field":"mood"},
            {"change":"renamed","object":"vessels","from":"boats"}]', 'and what the API gains');
SELECT is((SELECT jsonb_path_query_array(c.body, '$.data.rehearsal.steps[*].class') FROM pg_temp.call('PATCH',
               '/rest/metadata/fields/' || (SELECT f.id FROM viginti.field f JOIN viginti.object o ON o.id = f.object_id
                   JOIN viginti.workspace w ON w.id = o.workspace_id
                  WHERE w.name = 'pgtap_changes' AND o.name_plural = 'tasks' AND f.name = 'status') || '?rehearse=true',
               '{"options":[{"value":"TODO","label":"To do"}]}') c), '["catalogue-only","catalogue-only","catalogue-only"]',
          'single changes are rehearsed alike');
SELECT is((SELECT status || (body ->> 'path') FROM pg_temp.changes('[]', '?rehearse=yes')), '400rehearse', 'rehearse is true or false');

-- The door for psql.
SELECT viginti.create_object('car', 'cars') IS NOT NULL AS made \gset
SELECT ok(:'made', 'create_object answers the id');
SELECT lives_ok($$SELECT viginti.add_field('car', 'wheels', 'NUMBER', default_value => '4')$$, 'add_field');
SELECT lives_ok($$SELECT viginti.add_relation('car', 'driver', 'person', 'Cars driven', on_delete => 'CASCADE')$$, 'add_relation');
SELECT lives_ok($$SELECT viginti.rename_field('car', 'wheels', 'tyres'), viginti.rename_object('cars', 'auto', 'autos')$$, 'rename');
SELECT is((SELECT column_default FROM information_schema.columns WHERE table_schema = 'pgtap_changes' AND table_name = 'autos' AND column_name = 'tyres'),
          '''4''::double precision', 'all of it in the table');
SELECT throws_ok($$SELECT viginti.add_field('auto', 'x', 'NOPE')$$, 'VG400', 'Unsupported field metadata type NOPE', 'the same errors');
SELECT lives_ok($$SELECT viginti.drop_field('auto', 'driver'), viginti.drop_object('auto')$$, 'drop');
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'selfcheck finds nothing');
SELECT * FROM finish();
ROLLBACK;
