-- The model belongs to the user and travels with a dump.
SELECT pg_catalog.pg_extension_config_dump('viginti.workspace', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.role', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.api_key', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.object', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.field', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.index', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.index_field', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.idempotency', '');
SELECT pg_catalog.pg_extension_config_dump('viginti.document', '');
