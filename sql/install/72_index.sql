CREATE FUNCTION viginti.add_index(object text, fields text[], is_unique boolean DEFAULT NULL, type text DEFAULT NULL)
RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT (viginti.change_one(pg_catalog.jsonb_build_object('op', 'createIndex', 'object', object, 'set',
        pg_catalog.jsonb_build_object('isUnique', is_unique, 'type', type, 'fields',
            (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                        'name', pg_catalog.split_part(pg_catalog.split_part(f.path, ' ', 1), '.', 1),
                        'subField', nullif(pg_catalog.split_part(pg_catalog.split_part(f.path, ' ', 1), '.', 2), ''),
                        'direction', nullif(pg_catalog.split_part(f.path, ' ', 2), '')) ORDER BY f.n)
               FROM pg_catalog.unnest(fields) WITH ORDINALITY AS f(path, n))))) ->> 'id')::uuid
$$;
COMMENT ON FUNCTION viginti.add_index(text, text[], boolean, text) IS
'Adds an index over fields of an object: ''hull'', ''emails.primaryEmail'', ''ownerId'', each with a direction behind a blank where it matters: ''built DescNullsLast''. A unique one is over live records. type: BTREE or GIN, without it as the fields need it. Returns its id.';

CREATE FUNCTION viginti.drop_index(index text)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_one(pg_catalog.jsonb_build_object('op', 'deleteIndex', 'index', index))
$$;
COMMENT ON FUNCTION viginti.drop_index(text) IS 'Deletes an index that add_index made, named by its name or id';
