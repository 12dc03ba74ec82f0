-- Values stored over SQL come out of every read as the JSON the specification names.
BEGIN;
SELECT plan(17);

SELECT viginti.create_workspace('pgtap_values');
SET LOCAL viginti.workspace = 'pgtap_values';

CREATE FUNCTION pg_temp.person(field text) RETURNS jsonb LANGUAGE sql VOLATILE AS
$$ SELECT viginti.get('/rest/people') #> ('{data,people,0,' || field || '}')::text[] $$;
CREATE FUNCTION pg_temp.set_city(value text) RETURNS text LANGUAGE plpgsql AS
$$ BEGIN UPDATE pgtap_values.people SET city = value; RETURN pg_temp.person('city') #>> '{}'; END $$;
CREATE FUNCTION pg_temp.set_created(value timestamptz) RETURNS text LANGUAGE plpgsql AS
$$ BEGIN UPDATE pgtap_values.people SET created_at = value; RETURN pg_temp.person('createdAt') #>> '{}'; END $$;
CREATE FUNCTION pg_temp.set_position(value float8) RETURNS jsonb LANGUAGE plpgsql AS
$$ BEGIN UPDATE pgtap_values.people SET "position" = value; RETURN pg_temp.person('position'); END $$;

INSERT INTO pgtap_values.people (id, name_first_name)
VALUES ('0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B', 'Ada');

SELECT is(pg_temp.person('id'), '"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"'::jsonb, 'an id is lower case');
SELECT is(pg_temp.person('city'), '""'::jsonb, 'a text that is NULL is empty');
SELECT is(pg_temp.person('companyId'), 'null'::jsonb, 'a relation that is NULL is null');
SELECT is(pg_temp.person('emails,additionalEmails'), '[]'::jsonb, 'a list that is NULL is empty');

SELECT is(pg_temp.set_city(all_of), all_of, 'each ASCII character survives its escape')
FROM (SELECT string_agg(chr(i), '' ORDER BY i) FROM generate_series(1, 127) i) AS ascii(all_of);
SELECT is(pg_temp.set_city(text), text, 'a quote is found at each place of a long text')
FROM (SELECT string_agg(repeat('x', i) || '"' || repeat('ä', i) || '\', '') FROM generate_series(0, 40) i) AS t(text);
SELECT is(md5(pg_temp.set_city(text)), md5(text), 'a compressed text of a megabyte comes whole')
FROM (SELECT repeat(E'abcdefghij"\n', 87382)) AS t(text);
SELECT is(md5(pg_temp.set_city(text)), md5(text), 'a text stored out of line comes whole')
FROM (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 5000) i) AS t(text);

SELECT is(pg_temp.set_created('2024-02-29 23:59:59.999+00'), '2024-02-29T23:59:59.999Z', 'an instant has milliseconds');
SELECT is(pg_temp.set_created('2024-02-29 12:00:00+05:30'), '2024-02-29T06:30:00.000Z', 'an instant is in UTC');
SELECT is(pg_temp.set_created('0001-01-01 00:00:00+00'), '0001-01-01T00:00:00.000Z', 'year 1 has four digits');
SELECT is(pg_temp.set_created('12345-01-01 00:00:00+00'), '+012345-01-01T00:00:00.000Z', 'a year after 9999 has a sign and six digits');
SELECT is(pg_temp.set_created('infinity'), 'infinity', 'infinity has its name');

SELECT is(pg_temp.set_position(0.1)::text, '0.1', 'a number has its shortest form');
SELECT is(pg_temp.set_position(-0.0)::text, '0', 'zero has no sign');
SELECT is(pg_temp.set_position('NaN'), 'null'::jsonb, 'what JSON has no number for is null');

SET LOCAL datestyle = 'German, DMY';
SET LOCAL timezone = 'Asia/Kolkata';
SET LOCAL extra_float_digits = 0;
SET LOCAL bytea_output = 'escape';
SELECT is(pg_temp.set_created('2024-02-29T06:30:00Z'), '2024-02-29T06:30:00.000Z',
          'settings of the session do not show');

SELECT * FROM finish();
ROLLBACK;
