-- The model: typed columns and constraints, uuid keys, names instead of OIDs, so that a dump restores it.

CREATE TABLE viginti.workspace (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    owner_role text NOT NULL,
    cursor_secret bytea NOT NULL CHECK (length(cursor_secret) = 32),
    created_at timestamptz(3) NOT NULL DEFAULT now()
);
COMMENT ON TABLE viginti.workspace IS 'One workspace is one schema of the same name';
COMMENT ON COLUMN viginti.workspace.owner_role IS 'PostgreSQL role that owns the schema and its tables';
COMMENT ON COLUMN viginti.workspace.cursor_secret IS 'Random bytes that sign the cursors of its lists; new ones make all cursors invalid';

CREATE TABLE viginti.role (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES viginti.workspace ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    postgres_role text NOT NULL UNIQUE,
    can_write boolean NOT NULL,
    can_change_model boolean NOT NULL,
    max_plan_cost double precision CHECK (max_plan_cost > 0),
    UNIQUE (workspace_id, name),
    UNIQUE (id, workspace_id)
);
COMMENT ON TABLE viginti.role IS 'What keys may do; each role is a PostgreSQL role with GRANTs';
COMMENT ON COLUMN viginti.role.max_plan_cost IS 'A read whose plan costs more, by the planner''s estimate, is refused; NULL: no ceiling';

CREATE TABLE viginti.api_key (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES viginti.workspace ON DELETE CASCADE,
    role_id uuid NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    dialect text NOT NULL CHECK (dialect IN ('standard', 'twenty')),
    prefix text NOT NULL UNIQUE CHECK (length(prefix) = 12),
    secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    FOREIGN KEY (role_id, workspace_id) REFERENCES viginti.role (id, workspace_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_key_live_name ON viginti.api_key (workspace_id, name) WHERE revoked_at IS NULL;
COMMENT ON TABLE viginti.api_key IS 'API keys: found by their public prefix, proved by the SHA-256 of the whole secret';

CREATE TABLE viginti.object (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    workspace_id uuid NOT NULL REFERENCES viginti.workspace ON DELETE CASCADE,
    name_singular text NOT NULL CHECK (name_singular ~ '^[a-z][a-zA-Z0-9]{0,62}$'),
    name_plural text NOT NULL CHECK (name_plural ~ '^[a-z][a-zA-Z0-9]{0,62}$'),
    label_singular text NOT NULL,
    label_plural text NOT NULL,
    description text,
    icon text,
    color text,
    shortcut text,
    is_custom boolean NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    is_system boolean NOT NULL DEFAULT false,
    is_searchable boolean NOT NULL DEFAULT true,
    is_label_synced_with_name boolean NOT NULL DEFAULT false,
    label_identifier_field_id uuid,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, name_singular),
    UNIQUE (workspace_id, name_plural),
    UNIQUE (id, workspace_id),
    CHECK (name_singular <> name_plural)
);
COMMENT ON TABLE viginti.object IS 'Objects: each is the table <workspace>.<name_plural in snake_case>';

CREATE TABLE viginti.field (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    object_id uuid NOT NULL REFERENCES viginti.object ON DELETE CASCADE,
    name text NOT NULL CHECK (name ~ '^[a-z][a-zA-Z0-9]{0,62}$'),
    twenty_name text CHECK (twenty_name ~ '^[a-z][a-zA-Z0-9]{0,62}$'),
    label text NOT NULL,
    description text,
    icon text,
    type text NOT NULL CHECK (type IN (
        'UUID', 'TEXT', 'NUMBER', 'NUMERIC', 'BOOLEAN', 'DATE', 'DATE_TIME', 'SELECT', 'MULTI_SELECT', 'RATING',
        'ARRAY', 'RAW_JSON', 'RICH_TEXT', 'POSITION', 'TS_VECTOR', 'CURRENCY', 'EMAILS', 'PHONES',
        'LINKS', 'FULL_NAME', 'ADDRESS', 'ACTOR', 'RELATION', 'MORPH_RELATION')),
    ordinal integer NOT NULL,
    is_custom boolean NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    is_system boolean NOT NULL DEFAULT false,
    is_nullable boolean NOT NULL DEFAULT true,
    is_unique boolean NOT NULL DEFAULT false,
    is_label_synced_with_name boolean NOT NULL DEFAULT false,
    default_value jsonb,
    options jsonb,
    settings jsonb,
    relation_kind text CHECK (relation_kind IN ('MANY_TO_ONE', 'ONE_TO_MANY', 'ONE_TO_ONE')),
    relation_target_id uuid REFERENCES viginti.object ON DELETE CASCADE,
    relation_inverse_id uuid REFERENCES viginti.field ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    relation_on_delete text CHECK (relation_on_delete IN ('SET_NULL', 'CASCADE', 'RESTRICT', 'NO_ACTION')),
    relation_follows boolean NOT NULL DEFAULT false,
    morph_id uuid,
    morph_name text CHECK (morph_name ~ '^[a-z][a-zA-Z0-9]{0,62}$'),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (object_id, name),
    UNIQUE (id, object_id),
    CHECK ((type IN ('RELATION', 'MORPH_RELATION')) = (relation_kind IS NOT NULL)),
    CHECK ((type = 'MORPH_RELATION') = (morph_id IS NOT NULL)),
    CHECK ((morph_id IS NULL) = (morph_name IS NULL)),
    CHECK ((relation_kind IS NULL) = (relation_target_id IS NULL)),
    CHECK ((relation_kind IS NULL) = (relation_inverse_id IS NULL)),
    CHECK (NOT relation_follows OR relation_kind IS NOT NULL),
    CHECK (CASE relation_kind WHEN 'MANY_TO_ONE' THEN relation_on_delete IS NOT NULL
                              WHEN 'ONE_TO_ONE' THEN relation_on_delete IS NULL OR is_unique
                              ELSE relation_on_delete IS NULL END),
    CHECK ((type IN ('SELECT', 'MULTI_SELECT', 'RATING')) = (options IS NOT NULL))
);
CREATE INDEX field_relation_target ON viginti.field (relation_target_id) WHERE relation_target_id IS NOT NULL;
CREATE INDEX field_relation_inverse ON viginti.field (relation_inverse_id) WHERE relation_inverse_id IS NOT NULL;
COMMENT ON TABLE viginti.field IS 'Fields: each is one column, or one column a sub-field, of its object''s table';
COMMENT ON COLUMN viginti.field.ordinal IS 'Order of creation within the object';
COMMENT ON COLUMN viginti.field.relation_follows IS
    'On both ends: records of the to-one end are soft-deleted and restored with their target';
COMMENT ON COLUMN viginti.field.relation_on_delete IS
    'Of the end that holds the foreign key: what becomes of its records when their target is destroyed';
COMMENT ON COLUMN viginti.field.morph_id IS 'Shared by the fields of one MORPH_RELATION, one a target';
COMMENT ON COLUMN viginti.field.morph_name IS 'What the names of those fields begin with';
COMMENT ON COLUMN viginti.field.twenty_name IS 'Name in dialect twenty where it differs';

CREATE TABLE viginti.idempotency (
    api_key_id uuid NOT NULL REFERENCES viginti.api_key ON DELETE CASCADE,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    status integer NOT NULL CHECK (status BETWEEN 200 AND 299),
    headers text NOT NULL,
    body text NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (api_key_id, key)
);
CREATE INDEX idempotency_created_at ON viginti.idempotency (created_at);
COMMENT ON TABLE viginti.idempotency IS 'Answers of requests that came with an Idempotency-Key, stored with their effect, for a day';
COMMENT ON COLUMN viginti.idempotency.fingerprint IS 'SHA-256 of method, target, dialect and body: the key belongs to this request only';

CREATE TABLE viginti.document (
    workspace_id uuid NOT NULL REFERENCES viginti.workspace ON DELETE CASCADE,
    id text NOT NULL CHECK (id ~ '^[A-Za-z0-9._:-]{1,200}$'),
    source text NOT NULL,
    is_automatic boolean NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX document_automatic ON viginti.document (workspace_id, created_at) WHERE is_automatic;
COMMENT ON TABLE viginti.document IS 'GraphQL documents that requests name by their id';
COMMENT ON COLUMN viginti.document.id IS 'A name, or sha256: and the hash of the source in UTF-8';
COMMENT ON COLUMN viginti.document.is_automatic IS
    'Kept because a client sent it with its hash; beyond 1,000 of a workspace the oldest of these go';
