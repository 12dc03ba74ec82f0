-- The model from psql: named parameters, the same path, checks and errors as POST /rest/metadata/changes.

CREATE FUNCTION viginti.change_model(changes jsonb, rehearse boolean DEFAULT false)
RETURNS jsonb
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'viginti_change_model';
COMMENT ON FUNCTION viginti.change_model(jsonb, boolean) IS
'Makes a list of model changes, all or none: the array that POST /rest/metadata/changes takes as "changes". Works in the workspace named by viginti.workspace, or the only one, for those whose role may change the model. Returns what was made; with rehearse what would be done, undone again.';

-- One change with the empty members left out; answers the resource.
CREATE FUNCTION viginti.change_one(change jsonb)
RETURNS jsonb
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT coalesce(c.made -> 'object', c.made -> 'field', c.made -> 'index')
      FROM (SELECT viginti.change_model(pg_catalog.jsonb_build_array(
                       pg_catalog.jsonb_strip_nulls(change))) #> '{data,changes,0}' AS made) c
$$;
COMMENT ON FUNCTION viginti.change_one(jsonb) IS 'Makes one model change and returns the object, field or index as it is then';

CREATE FUNCTION viginti.create_object(name_singular text, name_plural text, label_singular text DEFAULT NULL,
                                      label_plural text DEFAULT NULL, description text DEFAULT NULL,
                                      icon text DEFAULT NULL, skip_name_field boolean DEFAULT NULL,
                                      fields jsonb DEFAULT NULL)
RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT (viginti.change_one(pg_catalog.jsonb_build_object('op', 'createObject', 'set',
        pg_catalog.jsonb_build_object('nameSingular', name_singular, 'namePlural', name_plural,
            'labelSingular', coalesce(label_singular, pg_catalog.initcap(name_singular)),
            'labelPlural', coalesce(label_plural, pg_catalog.initcap(name_plural)),
            'description', description, 'icon', icon, 'skipNameField', skip_name_field, 'fields', fields))) ->> 'id')::uuid
$$;
COMMENT ON FUNCTION viginti.create_object(text, text, text, text, text, text, boolean, jsonb) IS
'Creates an object with its table, served at once by every door. Labels come from the names where they are not given; fields are bodies of POST /rest/metadata/fields, relations name their targets. Returns its id.';

CREATE FUNCTION viginti.rename_object(object text, name_singular text, name_plural text,
                                      label_singular text DEFAULT NULL, label_plural text DEFAULT NULL)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_one(pg_catalog.jsonb_build_object('op', 'updateObject', 'object', object, 'set',
        pg_catalog.jsonb_build_object('nameSingular', name_singular, 'namePlural', name_plural,
            'labelSingular', label_singular, 'labelPlural', label_plural)))
$$;
COMMENT ON FUNCTION viginti.rename_object(text, text, text, text, text) IS
'Renames an object, named by singular, plural or id: its table, constraints and indexes follow, records stay where they are';

CREATE FUNCTION viginti.drop_object(object text)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_one(pg_catalog.jsonb_build_object('op', 'deleteObject', 'object', object))
$$;
COMMENT ON FUNCTION viginti.drop_object(text) IS
'Deletes an object with all its records and with the fields of other objects that lead to it';

CREATE FUNCTION viginti.add_field(object text, name text, type text, label text DEFAULT NULL,
                                  description text DEFAULT NULL, icon text DEFAULT NULL,
                                  is_nullable boolean DEFAULT NULL, is_unique boolean DEFAULT NULL,
                                  default_value jsonb DEFAULT NULL, options jsonb DEFAULT NULL,
                                  settings jsonb DEFAULT NULL)
RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT (viginti.change_one(pg_catalog.jsonb_build_object('op', 'createField', 'object', object, 'set',
        pg_catalog.jsonb_build_object('name', name, 'type', type,
            'label', coalesce(label, pg_catalog.initcap(name)), 'description', description, 'icon', icon,
            'isNullable', is_nullable, 'isUnique', is_unique, 'defaultValue', default_value,
            'options', options, 'settings', settings))) ->> 'id')::uuid
$$;
COMMENT ON FUNCTION viginti.add_field(text, text, text, text, text, text, boolean, boolean, jsonb, jsonb, jsonb) IS
'Adds a field to an object; type, default, options and settings as in POST /rest/metadata/fields. Returns its id.';

CREATE FUNCTION viginti.add_relation(object text, name text, target text, inverse_label text,
                                     kind text DEFAULT 'MANY_TO_ONE', label text DEFAULT NULL,
                                     on_delete text DEFAULT NULL)
RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT (viginti.change_one(pg_catalog.jsonb_build_object('op', 'createField', 'object', object, 'set',
        pg_catalog.jsonb_build_object('name', name, 'type', 'RELATION',
            'label', coalesce(label, pg_catalog.initcap(name)),
            'settings', CASE WHEN on_delete IS NOT NULL
                             THEN pg_catalog.jsonb_build_object('onDelete', on_delete) END,
            'relationCreationPayload', pg_catalog.jsonb_build_object('type', kind,
                'targetObjectMetadataId', target, 'targetFieldLabel', inverse_label,
                'targetFieldIcon', '')))) ->> 'id')::uuid
$$;
COMMENT ON FUNCTION viginti.add_relation(text, text, text, text, text, text, text) IS
'Relates two objects: a field of that name on the object and the opposite one, named after inverse_label, on the target. Returns the id of the first.';

CREATE FUNCTION viginti.rename_field(object text, field text, name text, label text DEFAULT NULL)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_one(pg_catalog.jsonb_build_object('op', 'updateField', 'object', object,
        'field', field, 'set', pg_catalog.jsonb_build_object('name', name, 'label', label)))
$$;
COMMENT ON FUNCTION viginti.rename_field(text, text, text, text) IS
'Renames a field: its columns, constraints and indexes follow, values stay where they are';

CREATE FUNCTION viginti.drop_field(object text, field text)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_one(pg_catalog.jsonb_build_object('op', 'deleteField', 'object', object, 'field', field))
$$;
COMMENT ON FUNCTION viginti.drop_field(text, text) IS
'Deletes a field with its values; of a relation both ends';
