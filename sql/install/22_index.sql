-- Indexes that clients made; what every object has follows from its fields and has no row.

CREATE TABLE viginti.index (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    object_id uuid NOT NULL REFERENCES viginti.object ON DELETE CASCADE,
    type text NOT NULL CHECK (type IN ('BTREE', 'GIN')),
    is_unique boolean NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (id, object_id),
    CHECK (NOT is_unique OR type = 'BTREE')
);
CREATE INDEX index_object ON viginti.index (object_id);
COMMENT ON TABLE viginti.index IS 'Indexes made by clients: each is an index of its object''s table, a unique one also one over soft-deleted records';

CREATE TABLE viginti.index_field (
    index_id uuid NOT NULL,
    object_id uuid NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    field_id uuid NOT NULL,
    sub_field text NOT NULL DEFAULT '',
    direction text NOT NULL DEFAULT 'AscNullsFirst'
        CHECK (direction IN ('AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', 'DescNullsLast')),
    PRIMARY KEY (index_id, ordinal),
    UNIQUE (index_id, field_id, sub_field),
    FOREIGN KEY (index_id, object_id) REFERENCES viginti.index (id, object_id) ON DELETE CASCADE,
    FOREIGN KEY (field_id, object_id) REFERENCES viginti.field (id, object_id) ON DELETE CASCADE
);
CREATE INDEX index_field_field ON viginti.index_field (field_id);
COMMENT ON TABLE viginti.index_field IS 'What an index is over, in order: fields of its object, of a composite one sub-field each';
COMMENT ON COLUMN viginti.index_field.sub_field IS 'Name of the sub-field of a composite, else empty';

-- PostgreSQL drops an index with any of its columns; so does the model.
CREATE FUNCTION viginti.delete_whole_index()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM viginti.index x WHERE x.id = OLD.index_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION viginti.delete_whole_index() IS 'Trigger of viginti.index_field: an index goes with the first of its fields';
REVOKE ALL ON FUNCTION viginti.delete_whole_index() FROM PUBLIC;
CREATE TRIGGER delete_whole_index AFTER DELETE ON viginti.index_field
    FOR EACH ROW EXECUTE FUNCTION viginti.delete_whole_index();
