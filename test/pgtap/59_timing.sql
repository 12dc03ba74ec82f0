-- Server-Timing: how long the parts of a request took, for a request that asks.
BEGIN;
\set workspace tap_timing
\ir setup/workspace.psql
SELECT plan(17);

-- The value of the header in an answer, or in what a failure says; NULL without one.
CREATE FUNCTION pg_temp.timing(asked text, method text, target text, body text DEFAULT NULL,
                               secret text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    head text;
BEGIN
    BEGIN
        head := split_part(viginti.handle(method, target,
            format(E'authorization: Bearer %s\ncontent-type: application/json\n%s',
                   coalesce(secret, (SELECT k.secret FROM key k WHERE role = 'admin')), asked),
            convert_to(body, 'UTF8')), E'\n\n', 1);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS head = PG_EXCEPTION_HINT;
    END;
    RETURN (regexp_match(head, '^Server-Timing: (.*)$', 'n'))[1];
END $$;
-- Times of an asked request.
CREATE FUNCTION pg_temp.asked(method text, target text, body text DEFAULT NULL) RETURNS text LANGUAGE sql AS
$$ SELECT pg_temp.timing(E'viginti-timing: 1\n', method, target, body) $$;
-- Whole microseconds of a phase.
CREATE FUNCTION pg_temp.microseconds(timing text, phase text) RETURNS int LANGUAGE sql AS
$$ SELECT ((regexp_match(timing, phase || '(?:;desc="\w+")?;dur=([0-9.]+)'))[1]::numeric * 1000)::int $$;

\set form '^authenticate;dur=#, parse;dur=#, resolve;dur=#, compile(;desc="(hit|miss)")?;dur=#, execute;dur=#, write;dur=#, total;dur=#$'
SELECT replace(:'form', '#', '\d+\.\d{3}') AS form \gset

SELECT is(pg_temp.timing('', 'GET', '/rest/people'), NULL, 'nobody is told who does not ask');
SELECT is(pg_temp.timing(E'viginti-timing: 0\n', 'GET', '/rest/people'), NULL, '0 does not ask');
SELECT matches(pg_temp.asked('GET', '/rest/people'), :'form', 'a list');
SELECT matches(pg_temp.asked('GET', '/rest/people/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'), :'form', 'a record that is not there');
SELECT matches(pg_temp.asked('GET', '/rest/nothings'), :'form', 'an object that is not there');
SELECT matches(pg_temp.asked('POST', '/rest/people', '{"name":{"firstName":"Ada"}}'), :'form', 'a record is made');
SELECT matches(pg_temp.asked('POST', '/rest/people', '{"name":1}'), :'form', 'a value that is refused');
SELECT matches(pg_temp.asked('POST', '/graphql', '{"query":"{ people { totalCount } }"}'), :'form', 'GraphQL');
SELECT matches(pg_temp.asked('POST', '/graphql', '{"query":"mutation { deletePerson(id: \"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\") { id } }"}'),
               :'form', 'a mutation that fails');
SELECT matches(pg_temp.asked('GET', '/rest/metadata/objects'), :'form', 'the model');
SELECT is(pg_temp.timing(E'viginti-timing: 1\n', 'GET', '/rest/people', NULL, 'vgt_wrong'), NULL,
          'a key that is none learns nothing of how it was looked at');

-- A shape this backend has not seen, then the same again.
SELECT matches(pg_temp.asked('GET', '/rest/people?depth=0&count=none&fields=city,jobTitle'), 'compile;desc="miss"', 'first a miss');
SELECT matches(pg_temp.asked('GET', '/rest/people?depth=0&count=none&fields=city,jobTitle'), 'compile;desc="hit"', 'then a hit');
SELECT matches(pg_temp.asked('GET', '/rest/metadata/objects'), 'compile;dur', 'neither where nothing is looked up');

INSERT INTO tap_timing.people (id, name_first_name)
SELECT gen_random_uuid(), 'p' || i FROM generate_series(1, 60) i;
CREATE TEMPORARY TABLE seen AS SELECT pg_temp.asked('GET', '/rest/people?depth=0') AS timing FROM generate_series(1, 20);
SELECT ok(bool_and((SELECT sum(pg_temp.microseconds(timing, phase)) FROM
             unnest('{authenticate,parse,resolve,compile,execute,write}'::text[]) phase)
             <= pg_temp.microseconds(timing, 'total')), 'phases take no longer than the whole') FROM seen;
SELECT ok(bool_and(pg_temp.microseconds(timing, 'write') > 0 AND pg_temp.microseconds(timing, 'execute') > 0),
          'rows are found and written') FROM seen;

CREATE TEMPORARY TABLE kept AS SELECT viginti.handle('POST', '/rest/people',
    format(E'authorization: Bearer %s\nidempotency-key: k\nviginti-timing: 1\n', secret), convert_to('{}', 'UTF8')) AS answer
FROM key WHERE role = 'admin';
SELECT unalike(headers, '%Server-Timing%', 'times are no part of an answer that is kept') FROM viginti.idempotency WHERE key = 'k';

SELECT * FROM finish();
ROLLBACK;
