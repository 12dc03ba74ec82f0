\set ON_ERROR_STOP on
\set workspace pgtap_indexes
BEGIN;
SELECT plan(59);
\ir setup/workspace.psql

CREATE FUNCTION pg_temp.object_id(plural text) RETURNS uuid LANGUAGE sql AS $$
    SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
     WHERE w.name = 'pgtap_indexes' AND o.name_plural = plural
$$;
CREATE FUNCTION pg_temp.add(plural text, content jsonb, parameters text DEFAULT '', OUT status integer, OUT body jsonb) LANGUAGE sql AS $$
    SELECT * FROM pg_temp.call('POST', '/rest/metadata/indexes' || parameters,
                               content || jsonb_build_object('objectMetadataId', pg_temp.object_id(plural)))
$$;
-- The definitions of the indexes clients made, without their names.
CREATE FUNCTION pg_temp.definitions(plural text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT regexp_replace(pg_get_indexdef(x.indexrelid), ' INDEX \S+ ON pgtap_indexes', ' ON')
      FROM pg_index x WHERE x.indrelid = ('pgtap_indexes.' || plural)::regclass
       AND x.indexrelid::regclass::text ~ '_[0-9a-f]{8}_(idx|key|deleted)$'
     ORDER BY 1
$$;

SELECT viginti.create_object('boat', 'boats'), viginti.add_field('boat', 'hull', 'TEXT'),
       viginti.add_field('boat', 'built', 'DATE'), viginti.add_field('boat', 'tags', 'ARRAY'),
       viginti.add_field('boat', 'mail', 'EMAILS'), viginti.add_field('boat', 'code', 'TEXT', is_unique => true),
       viginti.add_field('boat', 'log', 'RICH_TEXT'), viginti.add_field('boat', 'extra', 'RAW_JSON'),
       viginti.add_relation('boat', 'owner', 'person', 'Fleet') \g /dev/null

-- What every object has is listed and stays.
SELECT results_eq(
    $$SELECT i ->> 'name', (i ->> 'isUnique')::boolean, i ->> 'indexType', jsonb_path_query_array(i, '$.indexFieldMetadataList[*].name')
        FROM jsonb_array_elements((pg_temp.call('GET', '/rest/metadata/indexes?limit=200&objectMetadataId='
             || pg_temp.object_id('boats'))).body #> '{data,indexes}') i ORDER BY 1$$,
    $$VALUES ('boats__code_key', true, 'BTREE', '["code"]'::jsonb), ('boats__owner_id_idx', false, 'BTREE', '["ownerId", "id"]'),
             ('boats__pkey', true, 'BTREE', '["id"]'), ('boats__position_idx', false, 'BTREE', '["position", "id"]'),
             ('boats__search_vector_idx', false, 'GIN', '["searchVector"]')$$, 'the indexes of fields are listed');
CREATE TEMPORARY TABLE listed AS SELECT i ->> 'id' AS id, i ->> 'name' AS name, i FROM jsonb_array_elements((pg_temp.call('GET',
    '/rest/metadata/indexes?limit=200')).body #> '{data,indexes}') i;
SELECT ok(bool_and(NOT (i ->> 'isCustom')::boolean), 'as not custom') FROM listed;
SELECT is((SELECT count(*) FROM listed), (SELECT count(*) FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_class n ON n.oid = x.indexrelid WHERE c.relnamespace = 'pgtap_indexes'::regnamespace AND n.relname !~ '_deleted$'
     AND c.relname <> 'viginti_workspace'), 'all that there are') ;
SELECT is((pg_temp.call('GET', '/rest/metadata/indexes/' || id)).body #> '{data,index}', i, 'each is found by its id')
  FROM listed WHERE name = 'boats__code_key';
SELECT is(c.status || (c.body #>> '{messages,0}'), '400Indexes that come with a field cannot be deleted', 'and none deleted')
  FROM listed, pg_temp.call('DELETE', '/rest/metadata/indexes/' || id) c WHERE name = 'boats__code_key';

-- Plain, sorted, over sub-fields and foreign keys; GIN for lists.
CREATE TEMPORARY TABLE made AS SELECT (c).* FROM (SELECT pg_temp.add('boats',
    '{"fields":[{"name":"built","direction":"DescNullsLast"},{"name":"mail","subField":"primaryEmail"},{"name":"ownerId"}]}') c) x;
SELECT is(status, 201, 'an index is made') FROM made;
SELECT is((body #> '{data,index}') - '{id,name,objectMetadataId,createdAt,updatedAt}'::text[], jsonb_build_object(
    'isUnique', false, 'isCustom', true, 'indexType', 'BTREE', 'indexFieldMetadataList', jsonb_build_array(
        jsonb_build_object('name', 'built', 'order', 0, 'direction', 'DescNullsLast', 'fieldMetadataId', f.built),
        jsonb_build_object('name', 'mail', 'subField', 'primaryEmail', 'order', 1, 'direction', 'AscNullsFirst', 'fieldMetadataId', f.mail),
        jsonb_build_object('name', 'ownerId', 'order', 2, 'direction', 'AscNullsFirst', 'fieldMetadataId', f.owner))), 'the answer is the index')
  FROM made, (SELECT max(id::text) FILTER (WHERE name = 'built') built, max(id::text) FILTER (WHERE name = 'mail') mail,
                     max(id::text) FILTER (WHERE name = 'owner') "owner" FROM viginti.field WHERE object_id = pg_temp.object_id('boats')) f;
SELECT is(pg_temp.definitions('boats'),
    'CREATE ON.boats USING btree (built DESC NULLS LAST, mail_primary_email NULLS FIRST, owner_id NULLS FIRST)', 'as asked for');
SELECT is((pg_temp.call('GET', '/rest/metadata/indexes/' || (body #>> '{data,index,id}'))).body, body, 'it is read back') FROM made;
SELECT is((pg_temp.call('GET', '/rest/metadata/indexes/' || (body #>> '{data,index,id}'), role_name => 'viewer')).status, 200,
          'by every key') FROM made;
SELECT is((pg_temp.call('DELETE', '/rest/metadata/indexes/' || (body #>> '{data,index,id}'), role_name => 'member')).status, 403,
          'and changed by few') FROM made;
SELECT is((pg_temp.add('boats', '{"fields":[{"name":"tags"},{"name":"extra"}]}')).body #>> '{data,index,indexType}', 'GIN',
          'lists take GIN by themselves');
SELECT set_has('SELECT * FROM pg_temp.definitions(''boats'')', $$VALUES ('CREATE ON.boats USING gin (tags, extra)')$$, 'really');
SELECT is_empty($$SELECT * FROM viginti.selfcheck()$$, 'selfcheck knows them');

-- Refusals, all of one body at once.
CREATE FUNCTION pg_temp.refusal(content jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT c.status || ' ' || (c.body ->> 'path') || ' ' || (c.body #>> '{messages,0}') FROM pg_temp.add('boats', content) c
$$;
SELECT is(pg_temp.refusal('{}'), '400 /fields fields must be an array of at least one object', 'no fields');
SELECT is(pg_temp.refusal('{"fields":[]}'), '400 /fields fields must be an array of at least one object', 'an empty list');
SELECT is(pg_temp.refusal('{"fields":[7]}'), '400 /fields/0 each value in fields must be an object', 'a number');
SELECT is(pg_temp.refusal('{"fields":[{"name":"hull","order":"DESC"}]}'), '400 /fields/0/order property order should not exist', 'unknown keys');
SELECT is(pg_temp.refusal('{"fields":[{}]}'), '400 /fields/0 a field must have a name or a fieldMetadataId', 'nameless');
SELECT is(pg_temp.refusal('{"fields":[{"name":"hull","direction":"up"}]}'), '400 /fields/0/direction direction must be one of the '
    'following values: AscNullsFirst, AscNullsLast, DescNullsFirst, DescNullsLast', 'directions');
SELECT is(pg_temp.refusal('{"type":"HASH","fields":[{"name":"hull"}]}'), '400 /type type must be one of the following values: BTREE, GIN', 'types');
SELECT is(pg_temp.refusal('{"isUnique":1,"fields":[{"name":"hull"}]}'), '400 /isUnique isUnique must be a boolean value', 'isUnique');
SELECT is(pg_temp.refusal(jsonb_build_object('fields', (SELECT jsonb_agg('{"name":"hull"}'::jsonb) FROM generate_series(1, 9)))),
    '400 /fields index_fields is 8, the index has 9', 'at most eight');
SELECT is(pg_temp.refusal('{"fields":[{"name":"built"},{"name":"mast"}]}'), '400 /fields/1 Object boat has no field "mast"', 'unknown fields');
SELECT is(pg_temp.refusal('{"fields":[{"name":"mail"}]}'),
    '400 /fields/0 Field "mail" has several columns: subField is one of primaryEmail, additionalEmails', 'composites without sub-field');
SELECT is(pg_temp.refusal('{"fields":[{"name":"hull","subField":"x"}]}'), '400 /fields/0 Field "hull" has no sub-fields', 'sub-fields of scalars');
SELECT is(pg_temp.refusal('{"type":"BTREE","fields":[{"name":"tags"}]}'), '400 /fields/0 Field "tags" cannot stand in a BTREE index: '
    'lists and JSON take GIN, rich text and search columns none, all else BTREE', 'lists in BTREE');
SELECT is(pg_temp.refusal('{"fields":[{"name":"hull"},{"name":"hull"}]}'), '400 /fields/1 Field "hull" stands in the index twice', 'twice');
SELECT is(pg_temp.refusal('{"isUnique":true,"fields":[{"name":"tags"}]}'), '400 /isUnique A GIN index cannot be unique', 'unique GIN');
SELECT is(pg_temp.refusal('{"isUnique":true,"fields":[{"name":"code"}]}'), '400 /fields There is such an index already: boats__code_key', 'what is there');
SELECT is(jsonb_path_query_array(c.body, '$.errors.index[0].errors[*].message'),
    '["Object boat has no field \"a\"", "Field \"log\" has no sub-field \"x\": subField is one of blocknote, markdown"]', 'every fault is told')
  FROM pg_temp.add('boats', '{"fields":[{"name":"a"},{"name":"log","subField":"x"}]}') c;
SELECT is((pg_temp.call('DELETE', '/rest/metadata/indexes/0c6f3a52-7c1d-4a7e-9f0e-0000000000aa')).status, 404, 'unknown id');
SELECT is((pg_temp.call('GET', '/rest/metadata/indexes?objectMetadataId=x')).body ->> 'path', 'objectMetadataId', 'a filter that is no id');

-- Unique over several fields of live records.
INSERT INTO pgtap_indexes.boats (hull, built, code) VALUES ('oak', '2001-01-01', 'a'), ('oak', '2001-01-01', 'b'),
    ('oak', '2001-01-01', 'c'), ('elm', '2001-01-01', 'd'), ('elm', '2001-01-01', 'e'), ('elm', NULL, 'f'), ('elm', NULL, 'g');
CREATE TEMPORARY TABLE refused AS SELECT (c).* FROM (SELECT pg_temp.add('boats', '{"isUnique":true,"fields":[{"name":"hull"},{"name":"built"}]}') c) x;
SELECT is(status || ' ' || (body #>> '{messages,0}'), '400 A duplicate entry was detected for fields "hull", "built": 2 values are there '
    'more than once, in 5 records, e.g. "oak", "2001-01-01" in 3 records; "elm", "2001-01-01" in 2 records',
    'what is not unique is refused with its values') FROM refused;
SELECT is_empty($$SELECT FROM viginti.index WHERE is_unique$$, 'and nothing is changed');
SELECT is((pg_temp.call('PATCH', '/rest/metadata/fields/' || f.id, '{"isUnique":true}')).body #>> '{messages,0}',
    'A duplicate entry was detected for field "hull": 2 values are there more than once, in 7 records, e.g. "elm" in 4 records; "oak" in 3 records',
    'unique fields are refused alike') FROM viginti.field f WHERE f.object_id = pg_temp.object_id('boats') AND f.name = 'hull';
UPDATE pgtap_indexes.boats SET deleted_at = now() WHERE code IN ('b', 'c', 'e');
SELECT is((pg_temp.add('boats', '{"isUnique":true,"fields":[{"name":"hull"},{"name":"built"}]}')).status, 201, 'soft-deleted records do not count');
SELECT set_has('SELECT * FROM pg_temp.definitions(''boats'')',
    $$VALUES ('CREATE UNIQUE ON.boats USING btree (hull NULLS FIRST, built NULLS FIRST) WHERE (deleted_at IS NULL)'),
             ('CREATE ON.boats USING btree (hull NULLS FIRST, built NULLS FIRST) WHERE (deleted_at IS NOT NULL)')$$,
    'one index over the live, one over the deleted');
SELECT is(c.status || ' ' || (c.body ->> 'path') || ' ' || (c.body #>> '{messages,0}'),
    '400 /hull A duplicate entry was detected for fields "hull", "built"', 'a violation names all fields')
  FROM pg_temp.call('POST', '/rest/boats', '{"hull":"oak","built":"2001-01-01"}') c;
SELECT is((pg_temp.call('POST', '/rest/boats', '{"hull":"oak"}')).status, 201, 'NULL is like no other');
SELECT is(c.body #>> '{data,boat,code}', 'a', 'an upsert finds the record by the key')
  FROM pg_temp.call('POST', '/rest/boats?upsert=true&on=built,hull', '{"hull":"oak","built":"2001-01-01"}') c;
UPDATE pgtap_indexes.boats SET deleted_at = now() WHERE code IN ('a', 'd');
UPDATE pgtap_indexes.boats SET deleted_at = now() + interval '1 hour' WHERE code = 'b';
SELECT is(c.body #>> '{data,boat,code}', 'b', 'or revives the one deleted last')
  FROM pg_temp.call('POST', '/rest/boats?upsert=true&on=hull,built', '{"hull":"oak","built":"2001-01-01"}') c;
SELECT is(pg_temp.refusal('{"isUnique":true,"fields":[{"name":"built"},{"name":"hull"}]}') ~ 'There is such an index already: boats__hull_built_', true,
    'the order of a unique index does not make another');
SELECT is_empty($$SELECT * FROM viginti.selfcheck()$$, 'selfcheck knows both');

-- Names follow; what holds a field goes with it.
CREATE TEMPORARY TABLE file AS SELECT array_agg(pg_relation_filenode(x.indexrelid) ORDER BY 1) AS nodes FROM pg_index x
 WHERE x.indrelid = 'pgtap_indexes.boats'::regclass;
SELECT viginti.rename_field('boat', 'hull', 'wood'), viginti.rename_object('boat', 'ship', 'ships') \g /dev/null
SELECT is((SELECT array_agg(pg_relation_filenode(x.indexrelid) ORDER BY 1) FROM pg_index x WHERE x.indrelid = 'pgtap_indexes.ships'::regclass),
    nodes, 'a rename builds no index anew') FROM file;
SELECT is((SELECT count(*) FROM pg_index x WHERE x.indrelid = 'pgtap_indexes.ships'::regclass
            AND x.indexrelid::regclass::text ~ '^pgtap_indexes.ships__wood_built_[0-9a-f]{8}_(key|deleted)$'), 2::bigint, 'names follow');
SELECT is_empty($$SELECT * FROM viginti.selfcheck()$$, 'selfcheck finds nothing after renames');
SELECT viginti.drop_field('ship', 'built') \g /dev/null
SELECT results_eq('SELECT * FROM pg_temp.definitions(''ships'')', $$VALUES ('CREATE ON.ships USING gin (tags, extra)')$$,
    'a field takes the indexes that hold it');
SELECT is((SELECT count(*) FROM viginti.index), 1::bigint, 'their rows too');
SELECT viginti.add_index('ship', '{"mail.primaryEmail DescNullsLast",wood}', true) IS NOT NULL AS made \gset
SELECT ok(:'made', 'add_index at psql');
SELECT lives_ok(format('SELECT viginti.drop_index(%L)', c.relname), 'drop_index by name')
  FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
 WHERE x.indrelid = 'pgtap_indexes.ships'::regclass AND x.indisunique AND c.relname ~ 'mail';
SELECT results_eq('SELECT * FROM pg_temp.definitions(''ships'')', $$VALUES ('CREATE ON.ships USING gin (tags, extra)')$$,
    'its twin goes with it');

-- Drift is told and put right.
SELECT viginti.add_index('ship', '{wood,"id DescNullsLast"}', true) IS NOT NULL AS made \gset
CREATE TEMPORARY TABLE whole AS SELECT * FROM pg_temp.definitions('ships') d;
SELECT format('DROP INDEX %s', string_agg(x.indexrelid::regclass::text, ', ')) AS statement FROM pg_index x
 WHERE x.indrelid = 'pgtap_indexes.ships'::regclass AND x.indexrelid::regclass::text ~ '_[0-9a-f]{8}_(idx|key|deleted)$' \gset
:statement;
SELECT is((SELECT array_agg(regexp_replace(problem, '_[0-9a-f]{8}_', '_#_') ORDER BY 1) FROM viginti.selfcheck() WHERE object = 'ships'), ARRAY[
    'missing: index ships.ships__tags_extra_#_idx gin (tags, extra)',
    'missing: index ships.ships__wood_id_#_deleted btree (wood NULLS FIRST, id DESC) WHERE (deleted_at IS NOT NULL)',
    'missing: index ships.ships__wood_id_#_key unique btree (wood NULLS FIRST, id DESC) WHERE (deleted_at IS NULL)'],
    'selfcheck names what is missing');
SELECT isnt_empty($$SELECT * FROM viginti.repair('pgtap_indexes')$$, 'repair makes it');
SELECT results_eq('SELECT * FROM pg_temp.definitions(''ships'')', 'SELECT * FROM whole', 'as it was');
SELECT is_empty($$SELECT * FROM viginti.selfcheck()$$, 'nothing differs then');
SELECT lives_ok($$SELECT viginti.drop_object('ship')$$, 'an object takes all');
SELECT is_empty('SELECT FROM viginti.index UNION ALL SELECT FROM viginti.index_field', 'no row is left');
SELECT is_empty($$SELECT * FROM viginti.selfcheck()$$, 'selfcheck finds nothing');
SELECT * FROM finish();
ROLLBACK;
