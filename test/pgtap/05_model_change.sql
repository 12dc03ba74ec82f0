BEGIN;
\set workspace tap_model
\ir setup/workspace.psql
SELECT plan(27);

CREATE TEMPORARY TABLE made AS SELECT (c).status, (c).body -> 'data' -> 'object' AS object FROM (SELECT pg_temp.call('POST',
    '/rest/metadata/objects', '{"nameSingular":"boat","namePlural":"boats","labelSingular":"boat","labelPlural":"boats"}') c) x;
SELECT is(status, 201, 'an object is made') FROM made;
SELECT is(object ->> 'labelSingular', 'Boat', 'its label begins with a capital') FROM made;
SELECT has_table('tap_model'::name, 'boats'::name, 'its table is there');
SELECT is((pg_temp.call('POST', '/rest/boats', '{"name":"Aurora"}')).status, 201, 'and serves in the same transaction');

CREATE TEMPORARY TABLE field AS SELECT (c).status, (c).body -> 'data' -> 'field' AS field FROM (SELECT pg_temp.call('POST',
    '/rest/metadata/fields', jsonb_build_object('objectMetadataId', object -> 'id', 'type', 'NUMBER', 'name', 'sailArea',
                                               'label', 'Sail area')) c FROM made) x;
SELECT is(status, 201, 'a field is added') FROM field;
SELECT has_column('tap_model'::name, 'boats'::name, 'sail_area'::name, 'its column is there');
SELECT is((pg_temp.call('GET', '/rest/boats')).body #> '{data,boats,0,sailArea}', 'null', 'records have it at once');
SELECT is((pg_temp.call('PATCH', '/rest/boats/' || b.id, '{"sailArea":12.5}')).body #> '{data,boat,sailArea}', '12.5', 'and keep it')
  FROM tap_model.boats b;

-- Renames keep the data and the file.
CREATE TEMPORARY TABLE file AS SELECT pg_relation_filenode('tap_model.boats') AS node;
SELECT is((pg_temp.call('PATCH', '/rest/metadata/fields/' || (field ->> 'id'), '{"name":"canvas","label":"Canvas"}')).status, 200,
          'a field is renamed') FROM field;
SELECT is((pg_temp.call('GET', '/rest/boats?filter=canvas[eq]:12.5')).body #> '{data,boats,0,canvas}', '12.5', 'data stay');
SELECT is((pg_temp.call('GET', '/rest/boats?filter=sailArea[eq]:12.5')).status, 400, 'the old name is gone');
SELECT is((pg_temp.call('PATCH', '/rest/metadata/objects/' || (object ->> 'id'),
           '{"nameSingular":"ship","namePlural":"ships","labelSingular":"Ship","labelPlural":"Ships"}')).status, 200,
          'an object is renamed') FROM made;
SELECT is((pg_temp.call('GET', '/rest/ships')).body #> '{data,ships,0,name}', '"Aurora"', 'its records stay');
SELECT is((pg_temp.call('GET', '/rest/boats')).status, 404, 'its old name is gone');
SELECT is(pg_relation_filenode('tap_model.ships'), node, 'no row was rewritten') FROM file;
SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_model'$$, 'selfcheck finds nothing after renames');

-- Both ends of a relation.
CREATE TEMPORARY TABLE relation AS SELECT (c).status, (c).body -> 'data' -> 'field' AS field FROM (SELECT pg_temp.call('POST',
    '/rest/metadata/fields', jsonb_build_object('objectMetadataId', object -> 'id', 'type', 'RELATION', 'name', 'owner', 'label', 'Owner',
        'relationCreationPayload', jsonb_build_object('type', 'MANY_TO_ONE', 'targetFieldLabel', 'Fleet', 'targetFieldIcon', 'IconShip',
            'targetObjectMetadataId', (SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
                                        WHERE w.name = 'tap_model' AND o.name_plural = 'people')))) c FROM made) x;
SELECT is(status, 201, 'a relation is made') FROM relation;
SELECT has_column('tap_model'::name, 'ships'::name, 'owner_id'::name, 'its foreign key is there');
INSERT INTO tap_model.people (id, name_first_name) VALUES ('0c6f3a52-7c1d-4a7e-9f0e-0000000000aa', 'Ada');
UPDATE tap_model.ships SET owner_id = '0c6f3a52-7c1d-4a7e-9f0e-0000000000aa';
SELECT is((pg_temp.call('GET', '/rest/ships')).body #> '{data,ships,0,owner,name,firstName}', '"Ada"', 'one end reads');
SELECT is((pg_temp.call('GET', '/rest/people')).body #> '{data,people,0,fleet,0,name}', '"Aurora"', 'so does the other');
SELECT is((pg_temp.call('DELETE', '/rest/metadata/fields/' || (field ->> 'id'))).status, 200, 'a relation is deleted') FROM relation;
SELECT is((pg_temp.call('GET', '/rest/people')).body #> '{data,people,0,fleet}', NULL, 'the other end goes with it');

-- Nothing half done.
SAVEPOINT before;
SELECT is((pg_temp.call('DELETE', '/rest/metadata/objects/' || (object ->> 'id'))).status, 200, 'an object is deleted') FROM made;
SELECT is((pg_temp.call('GET', '/rest/ships')).status, 404, 'and is no longer served');
ROLLBACK TO before;
SELECT is((pg_temp.call('GET', '/rest/ships')).status, 200, 'a rolled-back change is not there');
SELECT is((pg_temp.call('POST', '/rest/metadata/objects',
           '{"nameSingular":"ship","namePlural":"fleet","labelSingular":"Ship","labelPlural":"Fleet"}')).body #>> '{messages,0}',
          'Object already exists', 'a name is given once');
SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_model'$$, 'selfcheck finds nothing');
SELECT * FROM finish();
ROLLBACK;
