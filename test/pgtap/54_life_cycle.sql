-- Objects, fields, relations and indexes from their creation to their end: what a rename keeps, what
-- deactivation hides, and that a deletion leaves nothing behind anywhere.
\set ON_ERROR_STOP on
\set workspace pgtap_life
BEGIN;
SELECT no_plan();
\ir setup/workspace.psql

CREATE FUNCTION pg_temp.object_id(plural text) RETURNS uuid LANGUAGE sql AS $$
    SELECT o.id FROM viginti.object o JOIN viginti.workspace w ON w.id = o.workspace_id
     WHERE w.name = 'pgtap_life' AND o.name_plural = plural
$$;
CREATE FUNCTION pg_temp.field_id(plural text, field_name text) RETURNS uuid LANGUAGE sql AS $$
    SELECT id FROM viginti.field WHERE object_id = pg_temp.object_id(plural) AND name = field_name
$$;
CREATE FUNCTION pg_temp.patch_field(plural text, field_name text, content jsonb, OUT status integer, OUT body jsonb) LANGUAGE sql AS $$
    SELECT * FROM pg_temp.call('PATCH', '/rest/metadata/fields/' || pg_temp.field_id(plural, field_name), content)
$$;
CREATE FUNCTION pg_temp.patch_object(plural text, content jsonb, OUT status integer, OUT body jsonb) LANGUAGE sql AS $$
    SELECT * FROM pg_temp.call('PATCH', '/rest/metadata/objects/' || pg_temp.object_id(plural), content)
$$;

-- Every row of the catalogue and of the metadata, as far as a model change could leave one: what PostgreSQL
-- itself keeps of a dropped column (its place in pg_attribute, counters and hints in pg_class) apart.
CREATE FUNCTION pg_temp.state() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    source record;
BEGIN
    FOR source IN
        SELECT * FROM (VALUES
            ('pg_class', 'oid >= 16384', '{relpages,reltuples,relallvisible,relfrozenxid,relminmxid,relnatts,relchecks,relhastriggers,relhasindex,relhasrules,relhassubclass,relfilenode}'),
            ('pg_attribute', 'attrelid >= 16384 AND NOT attisdropped', '{}'), ('pg_attrdef', 'adrelid >= 16384', '{}'),
            ('pg_constraint', 'oid >= 16384', '{}'), ('pg_index', 'indrelid >= 16384', '{}'), ('pg_type', 'oid >= 16384', '{}'),
            ('pg_description', 'objoid >= 16384', '{}'), ('pg_depend', 'objid >= 16384 AND classid <> ''pg_proc''::regclass', '{}'), ('pg_shdepend', 'objid >= 16384', '{}'),
            ('pg_trigger', 'oid >= 16384', '{}'), ('pg_policy', 'true', '{}'), ('pg_rewrite', 'oid >= 16384', '{}'),
            ('pg_proc', 'pronamespace::regnamespace::text IN (''viginti'', ''pgtap_life'')', '{}'), ('pg_operator', 'oid >= 16384', '{}'), ('pg_namespace', 'oid >= 16384', '{}'),
            ('pg_default_acl', 'true', '{}'), ('pg_inherits', 'true', '{}'), ('pg_sequence', 'true', '{}'),
            ('pg_statistic_ext', 'true', '{}'), ('pg_enum', 'true', '{}'), ('pg_seclabel', 'true', '{}'), ('pg_init_privs', 'objoid >= 16384', '{}'),
            ('pg_publication_rel', 'true', '{}'), ('pg_event_trigger', 'true', '{}'), ('pg_auth_members', 'true', '{}'),
            ('pg_roles', 'true', '{}')) catalogue (name, condition, volatile)
        UNION ALL
        SELECT 'viginti.' || c.relname, 'true', '{updated_at}' FROM pg_class c
         WHERE c.relnamespace = 'viginti'::regnamespace AND c.relkind = 'r'
    LOOP
        RETURN QUERY EXECUTE format('SELECT %L || (to_jsonb(t) - %L::text[])::text FROM %s t WHERE %s',
                                    source.name || ' ', source.volatile, source.name, source.condition);
    END LOOP;
END
$$;
CREATE TEMPORARY TABLE before (line text);
CREATE PROCEDURE pg_temp.remember() LANGUAGE sql AS $$
    DELETE FROM before;
    INSERT INTO before SELECT pg_temp.state();
$$;
-- What is there now and was not before, and the other way round.
CREATE FUNCTION pg_temp.remains() RETURNS SETOF text LANGUAGE sql AS $$
    (SELECT 'left: ' || line FROM pg_temp.state() AS s(line) EXCEPT SELECT 'left: ' || line FROM before)
    UNION ALL (SELECT 'lost: ' || line FROM before EXCEPT SELECT 'lost: ' || line FROM pg_temp.state() AS s(line))
$$;

CREATE FUNCTION pg_temp.relation_life(made_kind text, source text, target text, deleted_object text, deleted_field text) RETURNS text[]
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM viginti.add_relation(source, 'near', target, 'Far', kind => made_kind);
    PERFORM viginti.add_index(CASE made_kind WHEN 'MANY_TO_ONE' THEN source ELSE target END,
                              ARRAY[CASE made_kind WHEN 'MANY_TO_ONE' THEN 'nearId' ELSE 'farId' END, 'name'], true);
    PERFORM viginti.drop_field(deleted_object, deleted_field);
    RETURN ARRAY(SELECT pg_temp.remains());
END
$$;

-- 1. A deletion leaves nothing behind.
SELECT viginti.create_object('anchor', 'anchors') \g /dev/null
CALL pg_temp.remember();
SELECT viginti.create_object('boat', 'boats', fields => '[
    {"type":"TEXT","name":"hull","label":"Hull","isUnique":true,"description":"Of wood"},
    {"type":"SELECT","name":"rig","label":"Rig","options":[{"value":"SLOOP","label":"Sloop"}]},
    {"type":"EMAILS","name":"mails","label":"Mails"}, {"type":"ARRAY","name":"tags","label":"Tags"},
    {"type":"RELATION","name":"master","label":"Master","relationCreationPayload":{"type":"MANY_TO_ONE",
        "targetObjectMetadataId":"person","targetFieldLabel":"Fleet"}},
    {"type":"RELATION","name":"crew","label":"Crew","relationCreationPayload":{"type":"ONE_TO_MANY",
        "targetObjectMetadataId":"anchor","targetFieldLabel":"Ship"}},
    {"type":"RELATION","name":"tender","label":"Tender","relationCreationPayload":{"type":"MANY_TO_ONE",
        "targetObjectMetadataId":"boat","targetFieldLabel":"Tenders"}}]'),
    viginti.add_index('boat', '{hull,mails.primaryEmail}', true), viginti.add_index('boat', '{tags}'),
    viginti.add_index('anchor', '{shipId,name}', true) \g /dev/null
SELECT format('GRANT SELECT ON pgtap_life.boats TO %I; GRANT UPDATE (hull) ON pgtap_life.boats TO %1$I', r.postgres_role) AS grants
  FROM viginti.role r JOIN viginti.workspace w ON w.id = r.workspace_id WHERE w.name = 'pgtap_life' AND r.name = 'member' \gset
:grants;
SELECT is((pg_temp.call('POST', '/rest/boats?depth=1', '{"hull":"oak","tender":{"disconnect":true}}')).status, 201, 'an object of many parts is served');
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'and whole');
SELECT isnt_empty('SELECT * FROM pg_temp.remains()', 'its traces are seen');
SELECT viginti.drop_object('boat') \g /dev/null
SELECT is_empty('SELECT * FROM pg_temp.remains()', 'an object leaves nothing behind');

-- Of each type a field, unique where it may be, with an index over each of its columns.
SELECT viginti.create_object('boat', 'boats') \g /dev/null
INSERT INTO pgtap_life.boats (name) VALUES ('Aurora');
CREATE TEMPORARY TABLE type_life (type text, unique_too boolean, status integer, message text, rows bigint, remains text[]);
CALL pg_temp.remember();
DO $$
DECLARE
    each record;
    made record;
    indexed record;
    indexes integer := 0;
    part text;
    content jsonb;
BEGIN
    FOR each IN
        SELECT t, u FROM unnest(string_to_array((SELECT substr(c.body ->> 'hint', length('Types are ') + 1) FROM pg_temp.call('POST',
            '/rest/metadata/fields', jsonb_build_object('objectMetadataId', pg_temp.object_id('boats'), 'type', 'NOPE', 'name', 'a',
                                                        'label', 'A')) c), ', ')) t, unnest('{false,true}'::boolean[]) u
         WHERE t NOT LIKE '%RELATION'
    LOOP
        content := jsonb_build_object('objectMetadataId', pg_temp.object_id('boats'), 'type', each.t, 'name', 'it', 'label', 'It',
                                      'description', 'It is', 'isUnique', each.u);
        IF each.t IN ('SELECT', 'MULTI_SELECT') THEN
            content := content || '{"options":[{"value":"A","label":"a"}]}';
        END IF;
        SELECT * INTO made FROM pg_temp.call('POST', '/rest/metadata/fields', content);
        IF made.status = 201 THEN
            content := jsonb_build_object('objectMetadataId', pg_temp.object_id('boats'), 'fields', '[{"name":"it"}]'::jsonb);
            SELECT * INTO indexed FROM pg_temp.call('POST', '/rest/metadata/indexes', content);
            FOR part IN SELECT unnest(string_to_array(substring(indexed.body #>> '{messages,0}', 'subField is one of (.*)'), ', ')) LOOP
                SELECT * INTO indexed FROM pg_temp.call('POST', '/rest/metadata/indexes',
                    jsonb_set(content, '{fields,0,subField}', to_jsonb(part)));
                indexes := indexes + (indexed.status = 201)::integer;
            END LOOP;
            PERFORM viginti.drop_field('boat', 'it');
        END IF;
        INSERT INTO type_life VALUES (each.t, each.u, made.status, made.body #>> '{messages,0}', (SELECT count(*) FROM pgtap_life.boats),
                                      ARRAY(SELECT pg_temp.remains()));
    END LOOP;
    IF indexes < 20 THEN
        RAISE 'only % indexes over sub-fields', indexes;
    END IF;
END
$$;
SELECT ok(count(*) FILTER (WHERE NOT unique_too) >= 18 AND bool_and(status = 201) FILTER (WHERE NOT unique_too), 'a field of each type is made') FROM type_life;
SELECT ok(status = 201 OR message ~ 'unique', 'unique or told why not: ' || type) FROM type_life WHERE unique_too;
SELECT is(remains, '{}', 'a field leaves nothing behind: ' || type || CASE WHEN unique_too THEN ', unique' ELSE '' END) FROM type_life;
SELECT is(rows, 1::bigint, 'nor takes a record along') FROM type_life LIMIT 1;

-- Relations from either end, by either end.
SELECT is(pg_temp.relation_life(k, 'boat', 'anchor', o, f), '{}', format('a relation leaves nothing behind: %s, deleted by its end %s', k, f))
  FROM unnest('{MANY_TO_ONE,ONE_TO_MANY}'::text[]) k, (VALUES ('boat', 'near'), ('anchor', 'far')) e(o, f);
SELECT is(pg_temp.relation_life('MANY_TO_ONE', 'boat', 'boat', 'boat', f), '{}', 'one of an object to itself too: ' || f)
  FROM unnest('{near,far}'::text[]) f;

-- Indexes.
SELECT viginti.drop_index(viginti.add_index('boat', '{name,createdBy.source}', true)::text),
       viginti.drop_index(viginti.add_index('boat', '{"name DescNullsLast"}')::text) \g /dev/null
SELECT is_empty('SELECT * FROM pg_temp.remains()', 'an index leaves nothing behind');

-- What a list undoes by itself, and what a rehearsal does.
SELECT is((pg_temp.call('POST', '/rest/metadata/changes' || p, '{"changes":[
    {"op":"createObject","set":{"nameSingular":"raft","namePlural":"rafts","labelSingular":"Raft","labelPlural":"Rafts"}},
    {"op":"createIndex","object":"raft","set":{"fields":[{"name":"name"}]}}, {"op":"deleteObject","object":"raft"}]}')).status, 200, 'a list that comes to nothing')
  FROM unnest('{"",?rehearse=true}'::text[]) p;
SELECT is_empty('SELECT * FROM pg_temp.remains()', 'leaves nothing behind');

-- 2. Renames: records, relations, indexes, rights and files stay.
SELECT viginti.add_field('boat', 'hull', 'TEXT', is_unique => true), viginti.add_field('boat', 'rig', 'SELECT', options => '[{"value":"SLOOP","label":"s"}]'),
       viginti.add_field('boat', 'price', 'CURRENCY'), viginti.add_relation('boat', 'master', 'person', 'Fleet'),
       viginti.add_index('boat', '{hull,price.currencyCode}', true), viginti.add_index('boat', '{masterId,rig}') \g /dev/null
SELECT viginti.create_api_login('pgtap_life_login') \g /dev/null
:grants;
INSERT INTO pgtap_life.people (id, name_first_name) VALUES ('0c6f3a52-7c1d-4a7e-9f0e-0000000000aa', 'Ada');
UPDATE pgtap_life.boats SET hull = 'oak', rig = 'SLOOP', price_amount_micros = 5, master_id = '0c6f3a52-7c1d-4a7e-9f0e-0000000000aa';
CREATE FUNCTION pg_temp.files(plural text, OUT files text) LANGUAGE sql AS $$
    SELECT string_agg(f::text, ',' ORDER BY f) FROM (
        SELECT pg_relation_filenode(('pgtap_life.' || plural)::regclass) UNION ALL
        SELECT pg_relation_filenode(indexrelid) FROM pg_index WHERE indrelid = ('pgtap_life.' || plural)::regclass) x(f)
$$;
CREATE FUNCTION pg_temp.rights(plural text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT 'table ' || a::text FROM pg_class c, unnest(c.relacl) a WHERE c.oid = ('pgtap_life.' || plural)::regclass UNION ALL
    SELECT 'column ' || t.attnum || a::text FROM pg_attribute t, unnest(t.attacl) a WHERE t.attrelid = ('pgtap_life.' || plural)::regclass
$$;
CREATE FUNCTION pg_temp.counts(plural text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (SELECT count(*) FROM pg_index WHERE indrelid = o), (SELECT count(*) FROM pg_constraint WHERE conrelid = o OR confrelid = o),
                     (SELECT count(*) FROM pg_trigger WHERE tgrelid = o), (SELECT count(*) FROM pg_description WHERE objoid = o))
      FROM CAST(('pgtap_life.' || plural)::regclass AS oid) o
$$;
CREATE TEMPORARY TABLE kept AS SELECT pg_temp.files('boats') AS files, ARRAY(SELECT pg_temp.rights('boats') ORDER BY 1) AS rights, pg_temp.counts('boats') AS counts;
SELECT isnt_empty('SELECT * FROM pg_temp.rights(''boats'') WHERE rights ~ ''^column''', 'there are rights to columns') ;
SELECT is((SELECT count(*) FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[
    {"op":"updateField","object":"boat","field":"hull","set":{"name":"wood","label":"Wood"}},
    {"op":"updateField","object":"boat","field":"rig","set":{"name":"sails","label":"Sails"}},
    {"op":"updateField","object":"boat","field":"price","set":{"name":"cost","label":"Cost"}},
    {"op":"updateField","object":"boat","field":"master","set":{"name":"skipper","label":"Skipper"}},
    {"op":"updateField","object":"person","field":"fleet","set":{"name":"ships","label":"Ships"}},
    {"op":"updateObject","object":"boat","set":{"nameSingular":"ship","namePlural":"ships","labelSingular":"Ship","labelPlural":"Ships"}}]}')
    WHERE status = 200), 1::bigint, 'object, fields and both ends of a relation are renamed');
SELECT is(pg_temp.files('ships'), files, 'same files of table and indexes') FROM kept;
SELECT is(ARRAY(SELECT pg_temp.rights('ships') ORDER BY 1), rights, 'same rights to table and columns') FROM kept;
SELECT is(pg_temp.counts('ships'), counts, 'as many indexes, constraints, triggers and comments') FROM kept;
SELECT is(c.body #> '{data,ships,0,wood}', '"oak"', 'the values') FROM pg_temp.call('GET', '/rest/ships?filter=sails[eq]:SLOOP,cost.amountMicros[eq]:5') c;
SELECT is(c.body #>> '{data,ships,0,skipper,name,firstName}', 'Ada', 'the relation one way') FROM pg_temp.call('GET', '/rest/ships') c;
SELECT is(c.body #>> '{data,people,0,ships,0,wood}', 'oak', 'and the other') FROM pg_temp.call('GET', '/rest/people') c;
SELECT is((pg_temp.call('GET', '/rest/boats')).status, 404, 'the old route is gone');
SELECT is((pg_temp.call('POST', '/rest/ships', '{"wood":"oak"}')).body #>> '{messages,0}', 'A duplicate entry was detected for field "wood"', 'unique as before');
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'selfcheck finds nothing');

-- 3. Names change hands in one list.
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[
    {"op":"updateField","object":"ship","field":"wood","set":{"name":"tmp"}},
    {"op":"updateField","object":"ship","field":"name","set":{"name":"wood"}},
    {"op":"updateField","object":"ship","field":"tmp","set":{"name":"name"}},
    {"op":"updateObject","object":"ship","set":{"nameSingular":"tmp","namePlural":"tmps"}},
    {"op":"updateObject","object":"anchor","set":{"nameSingular":"ship","namePlural":"ships"}},
    {"op":"updateObject","object":"tmp","set":{"nameSingular":"anchor","namePlural":"anchors"}}]}')), 200, 'two fields and two objects swap their names');
SELECT is(c.body #>> '{data,anchors,0,name}' || (c.body #>> '{data,anchors,0,wood}'), 'oakAurora', 'each keeps its values') FROM pg_temp.call('GET', '/rest/anchors') c;
SELECT is((pg_temp.call('GET', '/rest/ships')).body -> 'totalCount', '0', 'and its records');
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[
    {"op":"updateField","object":"anchor","field":"sails","set":{"name":"oldSails","label":"Old"}},
    {"op":"createField","object":"anchor","set":{"type":"NUMBER","name":"sails","label":"Sails"}},
    {"op":"updateObject","object":"anchor","set":{"nameSingular":"oldAnchor","namePlural":"oldAnchors","labelSingular":"Old","labelPlural":"Olds"}},
    {"op":"createObject","set":{"nameSingular":"anchor","namePlural":"anchors","labelSingular":"Anchor","labelPlural":"Anchors"}}]}')), 200,
    'an old name is taken at once');
SELECT is(c.body #>> '{data,oldAnchors,0,oldSails}' || coalesce(c.body #>> '{data,oldAnchors,0,sails}', ' none'), 'SLOOP none', 'by something new')
  FROM pg_temp.call('GET', '/rest/oldAnchors') c;
SELECT is((pg_temp.call('GET', '/rest/anchors')).body -> 'totalCount', '0', 'objects too');
SELECT is((SELECT status FROM pg_temp.call('POST', '/rest/metadata/changes', '{"changes":[
    {"op":"deleteField","object":"oldAnchor","field":"sails"},
    {"op":"createField","object":"oldAnchor","set":{"type":"SELECT","name":"sails","label":"S","options":[{"value":"X","label":"x"}]}},
    {"op":"deleteField","object":"oldAnchor","field":"sails"},
    {"op":"createField","object":"oldAnchor","set":{"type":"DATE","name":"sails","label":"S","isUnique":true}},
    {"op":"deleteObject","object":"anchor"},
    {"op":"createObject","set":{"nameSingular":"anchor","namePlural":"anchors","labelSingular":"Anchor","labelPlural":"Anchors","skipNameField":true}}]}')), 200,
    'made, deleted and made again as something else, in one list');
SELECT is((pg_temp.call('PATCH', '/rest/oldAnchors/' || b.id, '{"sails":"2026-01-31"}')).body #>> '{data,oldAnchor,sails}', '2026-01-31', 'the last counts')
  FROM pgtap_life.old_anchors b;
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'selfcheck finds nothing');

-- 4. Deactivated and active again.
SELECT is((pg_temp.patch_field('oldAnchors', 'sails', '{"isActive":false}')).status, 200, 'a field is deactivated');
CREATE TEMPORARY TABLE it AS SELECT id FROM pgtap_life.old_anchors;
SELECT ok(NOT (c.body #> '{data,oldAnchors,0}') ? 'sails', 'it is not answered') FROM pg_temp.call('GET', '/rest/oldAnchors') c;
SELECT is(c.status, 400, 'nor filtered by') FROM pg_temp.call('GET', '/rest/oldAnchors?filter=sails[is]:NULL') c;
SELECT is(c.status, 400, 'nor ordered by') FROM pg_temp.call('GET', '/rest/oldAnchors?order_by=sails') c;
SELECT is(c.status, 400, 'nor written') FROM it, pg_temp.call('PATCH', '/rest/oldAnchors/' || id, '{"sails":"2026-02-01"}') c;
SELECT is(c.status, 400, 'nor a key of upserts') FROM pg_temp.call('POST', '/rest/oldAnchors?upsert=true&on=sails', '{"sails":"2026-02-01"}') c;
SELECT is((pg_temp.call('PATCH', '/rest/oldAnchors/' || id, '{"wood":"elm"}')).status, 200, 'other fields are') FROM it;
SELECT is(c.body #>> '{data,field,isActive}', 'false', 'the metadata tell of it') FROM pg_temp.call('GET', '/rest/metadata/fields/' || pg_temp.field_id('oldAnchors', 'sails')) c;
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'its column stays');
SELECT is((pg_temp.patch_field('oldAnchors', 'sails', '{"isActive":true}')).status, 200, 'it is activated');
SELECT is(c.body #>> '{data,oldAnchors,0,sails}', '2026-01-31', 'with its value') FROM pg_temp.call('GET', '/rest/oldAnchors') c;

SELECT is((pg_temp.patch_field('oldAnchors', 'skipper', '{"isActive":false}')).status, 200, 'a relation is deactivated');
SELECT ok(NOT (c.body #> '{data,people,0}') ? 'ships', 'with its other end') FROM pg_temp.call('GET', '/rest/people') c;
SELECT ok(NOT (c.body #> '{data,oldAnchors,0}') ?| '{skipper,skipperId}', 'and its key') FROM pg_temp.call('GET', '/rest/oldAnchors') c;
SELECT is((pg_temp.patch_field('people', 'ships', '{"isActive":true}')).status, 200, 'either end activates both');
SELECT is(c.body #>> '{data,oldAnchors,0,skipper,name,firstName}', 'Ada', 'it leads where it led') FROM pg_temp.call('GET', '/rest/oldAnchors') c;

SELECT viginti.add_field('oldAnchor', 'kind', 'TEXT', is_nullable => false, default_value => '"''heavy''"') \g /dev/null
SELECT is((pg_temp.patch_field('oldAnchors', 'kind', '{"isActive":false}')).status, 200, 'a field that is not nullable is deactivated');
SELECT is((pg_temp.call('POST', '/rest/oldAnchors', '{"wood":"fir"}')).status, 201, 'records are made with its default');
SELECT is((SELECT array_agg(kind) FROM pgtap_life.old_anchors), '{heavy,heavy}', 'in all rows');

SELECT is((pg_temp.patch_object('oldAnchors', '{"isActive":false}')).status, 200, 'an object is deactivated');
SELECT is((pg_temp.call('GET', '/rest/oldAnchors')).status, 404, 'its routes vanish');
SELECT is((pg_temp.call('POST', '/rest/oldAnchors', '{}')).status, 404, 'all of them');
SELECT ok(NOT (c.body #> '{data,people,0}') ? 'ships', 'relations to it are not followed') FROM pg_temp.call('GET', '/rest/people') c;
SELECT is((pg_temp.call('POST', '/rest/metadata/objects', '{"nameSingular":"oldAnchor","namePlural":"oldAnchors","labelSingular":"A","labelPlural":"As"}')).status, 400,
    'its names stay taken');
SELECT is_empty('SELECT * FROM viginti.selfcheck()', 'its table stays');
SELECT is((pg_temp.patch_object('oldAnchors', '{"isActive":true}')).status, 200, 'it is activated');
SELECT is(c.body ->> 'totalCount', '2', 'with its records') FROM pg_temp.call('GET', '/rest/oldAnchors') c;
SELECT is(c.body #>> '{data,people,0,ships,0,name}', 'oak', 'and relations') FROM pg_temp.call('GET', '/rest/people') c;
SELECT * FROM finish();
ROLLBACK;
