-- An object made with its fields in one request.
\set ON_ERROR_STOP on
\set workspace pgtap_inline
BEGIN;
SELECT plan(20);
\ir setup/workspace.psql

CREATE FUNCTION pg_temp.make(fields jsonb, role_name text DEFAULT 'admin', OUT status integer, OUT body jsonb) LANGUAGE sql AS $$
    SELECT * FROM pg_temp.call('POST', '/rest/metadata/objects', jsonb_build_object('nameSingular', 'boat', 'namePlural', 'boats',
        'labelSingular', 'Boat', 'labelPlural', 'Boats', 'fields', fields), role_name)
$$;
CREATE FUNCTION pg_temp.faults(body jsonb) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg((v ->> 'path') || ' ' || (v ->> 'message') ORDER BY n) FROM jsonb_array_elements(body -> 'violations') WITH ORDINALITY AS e(v, n)
$$;

-- Everything wrong is told by its pointer, whether it has a column or not; nothing is made.
CREATE TEMPORARY TABLE refused AS SELECT * FROM pg_temp.make('[
    {"type":"TEXT","name":"hull","label":"Hull"},
    {"type":"TEXT","name":"hull","label":"Hull"},
    {"type":"NOPE","name":"a","label":"A"},
    {"type":"TEXT","label":"No name","colour":"red"},
    {"type":"RELATION","name":"owner","label":"Owner","relationCreationPayload":{"type":"MANY_TO_ONE",
        "targetObjectMetadataId":"0c6f3a52-7c1d-4a7e-9f0e-0000000000aa","targetFieldLabel":"Fleet"}},
    {"type":"RELATION","name":"hull","label":"Owner","relationCreationPayload":{"type":"MANY_TO_ONE",
        "targetObjectMetadataId":"boats","targetFieldLabel":"Fleet"}},
    7,
    {"type":"TEXT","name":"name","label":"Name"},
    {"type":"TEXT","name":"b","label":"B","objectMetadataId":"0c6f3a52-7c1d-4a7e-9f0e-0000000000aa"}]');
SELECT is((SELECT status FROM refused), 400, 'fields with faults refuse their object');
SELECT is((SELECT pg_temp.faults(body) FROM refused), ARRAY[
    '/fields/1/name Name "hull" is not available as it is already used by another field',
    '/fields/2/type Unsupported field metadata type NOPE',
    '/fields/3/name name should not be empty',
    '/fields/3/colour property colour should not exist',
    '/fields/4/relationCreationPayload Object metadata relation target not found for relation creation payload',
    '/fields/5/name Name "hull" is not available as it is already used by another field',
    '/fields/6 each value in fields must be an object',
    '/fields/7/name Name "name" is not available as it is already used by another field',
    '/fields/8/objectMetadataId property objectMetadataId should not exist'], 'all of them are told');
SELECT is((SELECT body ->> 'path' FROM refused), '/fields/1/name', 'the first is the error');
SELECT hasnt_table('pgtap_inline', 'boats', 'nothing is made');
SELECT is((SELECT body #>> '{messages,0}' FROM pg_temp.make('{}')), 'fields must be an array', 'fields are an array');
SELECT is((SELECT status FROM pg_temp.make('[]', 'member')), 403, 'members make none');
SELECT is((SELECT body -> 'violations' -> 0 ->> 'path' FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[{"op":"createObject","set":{
    "nameSingular":"a","namePlural":"as","labelSingular":"A","labelPlural":"As","fields":[{"type":"TEXT","name":"id","label":"I"}]}}]}')),
    '/changes/0/set/fields/0/name', 'in a list the pointers start at the body');

-- Made at once, relations with both ends.
CREATE TEMPORARY TABLE made AS SELECT * FROM pg_temp.make(jsonb_build_array(
    '{"type":"TEXT","name":"hull","label":"Hull","isUnique":true,"description":"Of wood"}'::jsonb,
    '{"type":"RELATION","name":"tender","label":"Tender","relationCreationPayload":{"type":"MANY_TO_ONE","targetObjectMetadataId":"boat","targetFieldLabel":"Mother ships"}}'::jsonb,
    '{"type":"SELECT","name":"rig","label":"Rig","isNullable":false,"defaultValue":"''SLOOP''","options":[{"value":"SLOOP","label":"Sloop"}]}'::jsonb,
    jsonb_build_object('type', 'RELATION', 'name', 'crew', 'label', 'Crew', 'relationCreationPayload', jsonb_build_object('type', 'ONE_TO_MANY',
        'targetFieldLabel', 'Ship', 'targetObjectMetadataId', (SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
            WHERE w.name = 'pgtap_inline' AND o.name_plural = 'people')))));
SELECT is((SELECT status FROM made), 201, 'an object is made with its fields');
SELECT is((SELECT jsonb_path_query_array(body, '$.data.object.fields[*] ? (@.isSystem == false).name') FROM made),
    '["name", "hull", "rig", "tender", "motherShips", "crew"]', 'the answer has them');
SELECT col_has_default('pgtap_inline'::name, 'boats'::name, 'rig'::name, 'with defaults');
SELECT fk_ok('pgtap_inline', 'boats', 'tender_id', 'pgtap_inline', 'boats', 'id', 'relations to itself');
SELECT fk_ok('pgtap_inline', 'people', 'ship_id', 'pgtap_inline', 'boats', 'id', 'and to others');
SELECT is((pg_temp.call('POST', '/rest/boats', '{"hull":"oak"}')).body #>> '{data,boat,rig}', 'SLOOP', 'it is served at once');
SELECT is((pg_temp.call('POST', '/rest/boats', '{"hull":"oak"}')).status, 400, 'unique fields are');
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'selfcheck finds nothing');

-- By names: in lists and at psql.
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[
    {"op":"createObject","set":{"nameSingular":"dock","namePlural":"docks","labelSingular":"Dock","labelPlural":"Docks","fields":[
        {"type":"RELATION","name":"moored","label":"Moored","relationCreationPayload":{"type":"ONE_TO_MANY","targetObjectMetadataId":"boat","targetFieldLabel":"Dock"}}]}},
    {"op":"createObject","set":{"nameSingular":"crane","namePlural":"cranes","labelSingular":"Crane","labelPlural":"Cranes","fields":[
        {"type":"RELATION","name":"dock","label":"Dock","relationCreationPayload":{"type":"MANY_TO_ONE","targetObjectMetadataId":"dock","targetFieldLabel":"Cranes"}}]}}]}')),
    200, 'targets are named');
SELECT is((SELECT body ->> 'path' FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[{"op":"createObject","set":{
    "nameSingular":"a","namePlural":"as","labelSingular":"A","labelPlural":"As","fields":[{"type":"RELATION","name":"x","label":"X",
    "relationCreationPayload":{"type":"MANY_TO_ONE","targetObjectMetadataId":"nosuch","targetFieldLabel":"I"}}]}}]}')),
    '/changes/0/set/fields/0/relationCreationPayload/targetObjectMetadataId', 'and missed by their names');
SELECT lives_ok($$SELECT viginti.create_object('car', 'cars', fields => '[{"type":"NUMBER","name":"wheels","label":"Wheels","defaultValue":4},
    {"type":"RELATION","name":"driver","label":"Driver","relationCreationPayload":{"type":"MANY_TO_ONE","targetObjectMetadataId":"person","targetFieldLabel":"Cars"}}]')$$,
    'create_object takes fields');
SELECT has_column('pgtap_inline', 'cars', 'driver_id', 'all of them');
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'selfcheck finds nothing');
SELECT * FROM finish();
ROLLBACK;
