BEGIN;
\set workspace tap_physical
\ir setup/workspace.psql
SELECT plan(16);

PREPARE plain AS INSERT INTO tap_physical.people (name_first_name) VALUES ('Ada');
SELECT lives_ok('plain', 'a plain INSERT works');
SELECT is((SELECT (created_by_source, created_by_name, position, deleted_at)::text FROM tap_physical.people),
          '(MANUAL,System,0,)', 'and takes the defaults of the system fields');

SELECT col_type_is('tap_physical'::name, 'people'::name, 'id'::name, 'uuid', 'id is a uuid');
SELECT col_type_is('tap_physical'::name, 'people'::name, 'created_at'::name, 'timestamp(3) with time zone', 'times keep milliseconds');
SELECT col_type_is('tap_physical'::name, 'companies'::name, 'annual_recurring_revenue_amount_micros'::name, 'bigint', 'amounts are whole numbers of 64 bits');
SELECT col_type_is('tap_physical'::name, 'opportunities'::name, 'stage'::name, 'text', 'SELECT is text with a CHECK');
SELECT throws_ok($$INSERT INTO tap_physical.opportunities (name, stage) VALUES ('x', 'NOPE')$$, '23514', NULL,
                 'the CHECK holds for SQL too');
SELECT fk_ok('tap_physical', 'people', 'company_id', 'tap_physical', 'companies', 'id', 'a relation is a foreign key');
SELECT is((SELECT confdeltype::text FROM pg_constraint WHERE conrelid = 'tap_physical.people'::regclass
             AND contype = 'f'), 'n', 'deleting a company leaves its people');
SELECT is((SELECT confdeltype::text FROM pg_constraint WHERE conrelid = 'tap_physical.note_targets'::regclass
             AND contype = 'f' AND confrelid = 'tap_physical.notes'::regclass), 'c',
          'deleting a note deletes its targets');

INSERT INTO tap_physical.companies (name, domain_name_primary_link_url) VALUES ('A', 'https://a.example');
SELECT throws_ok($$INSERT INTO tap_physical.companies (domain_name_primary_link_url) VALUES ('https://a.example')$$,
                 '23505', NULL, 'live records are unique');
UPDATE tap_physical.companies SET deleted_at = now();
SELECT lives_ok($$INSERT INTO tap_physical.companies (domain_name_primary_link_url) VALUES ('https://a.example')$$,
                'a soft-deleted record does not block the value');

SELECT is((SELECT count(*)::integer FROM tap_physical.people
            WHERE search_vector @@ to_tsquery('simple', 'ada')), 1, 'the search column is built by itself');
SELECT is(col_description('tap_physical.people'::regclass, (SELECT attnum FROM pg_attribute
             WHERE attrelid = 'tap_physical.people'::regclass AND attname = 'job_title')), 'Job title: Contact''s job title',
          'columns carry their labels and descriptions as comments');
SELECT is_empty(
    $$SELECT d.objid::regclass FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
       WHERE e.extname = 'viginti' AND d.classid = 'pg_class'::regclass
         AND d.objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'tap_physical'::regnamespace)$$,
    'tables of objects are not members of the extension');
SELECT is_empty($$SELECT * FROM viginti.selfcheck() WHERE workspace = 'tap_physical'$$, 'selfcheck finds nothing');
SELECT * FROM finish();
ROLLBACK;
