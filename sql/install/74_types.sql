-- Types and options from psql: what PATCH /rest/metadata/fields takes, by name.

CREATE FUNCTION viginti.change_field_type(object text, field text, type text, allow_loss boolean DEFAULT false,
                                          options jsonb DEFAULT NULL, default_value jsonb DEFAULT NULL,
                                          settings jsonb DEFAULT NULL)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_one(pg_catalog.jsonb_build_object('op', 'updateField', 'object', object,
        'field', field, 'set', pg_catalog.jsonb_build_object('type', type, 'allowLoss', allow_loss,
            'options', options, 'defaultValue', default_value, 'settings', settings)))
$$;
COMMENT ON FUNCTION viginti.change_field_type(text, text, text, boolean, jsonb, jsonb, jsonb) IS
'Changes the type of a field and converts its values; refused with the values that would be lost, unless allow_loss. Options of a SELECT come from the values where none are given.';

CREATE FUNCTION viginti.change_options(object text, field text, options jsonb, remap jsonb DEFAULT NULL)
RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT viginti.change_model(pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object('op', 'updateField',
        'object', object, 'field', field, 'set', pg_catalog.jsonb_build_object('options', options)
            || pg_catalog.jsonb_build_object('optionsRemap', remap))))
$$;
COMMENT ON FUNCTION viginti.change_options(text, text, jsonb, jsonb) IS
'Sets the options of a SELECT or MULTI_SELECT field, matched by id or value; remap gives the value that takes the place of a deleted one, as {"OLD": "NEW"}. Other records with a deleted one become empty.';
