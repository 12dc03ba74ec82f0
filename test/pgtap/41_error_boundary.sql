-- Errors cross from C++ to SQL whole, leave nothing behind, and cost no memory.
BEGIN;
SELECT plan(12);

SELECT viginti.create_workspace('pgtap_errors');
SET LOCAL viginti.workspace = 'pgtap_errors';
CREATE TEMPORARY TABLE key AS SELECT viginti.create_api_key('pgtap_errors', 'key') AS secret;

CREATE FUNCTION pg_temp.api(method text, target text, body text DEFAULT NULL) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT viginti.handle(method, target, 'authorization: Bearer ' || secret || E'\n', convert_to(body, 'UTF8'))
    FROM key
$$;
-- Pages of this backend's memory that are resident.
CREATE FUNCTION pg_temp.resident() RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT split_part(pg_read_file('/proc/self/statm'), ' ', 2)::bigint $$;
-- The same request over and over; each error is caught in a subtransaction.
CREATE FUNCTION pg_temp.fail(times int, method text, target text, body text DEFAULT NULL) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    failures int := 0;
BEGIN
    FOR i IN 1 .. times LOOP
        BEGIN
            PERFORM pg_temp.api(method, target, body);
        EXCEPTION WHEN OTHERS THEN
            failures := failures + 1;
        END;
    END LOOP;
    RETURN failures;
END $$;
-- What an error carries.
CREATE FUNCTION pg_temp.caught(method text, target text, body text DEFAULT NULL,
                               OUT state text, OUT message text, OUT detail text, OUT hint text)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.api(method, target, body);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
                            detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $$;

SELECT is(state, 'VG404', 'the SQLSTATE holds the status')
FROM pg_temp.caught('GET', '/rest/people/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b');
SELECT is(detail::jsonb ->> 'statusCode', '404', 'DETAIL is the JSON body')
FROM pg_temp.caught('GET', '/rest/people/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b');
SELECT is(detail::jsonb #>> '{messages,0}', message, 'the message is the first of the body')
FROM pg_temp.caught('GET', '/rest/nothings');
SELECT matches(hint, '^Content-Type: application/json', 'HINT holds the header lines')
FROM pg_temp.caught('GET', '/rest/nothings');
SELECT matches(hint, 'Allow: .*GET', 'a 405 says what is allowed') FROM pg_temp.caught('PUT', '/rest/metadata/objects');

SELECT is(pg_temp.fail(200, 'GET', '/rest/nothings'), 200, 'an unknown object fails each time');
SELECT is(pg_temp.fail(1, 'POST', '/rest/people', '{"name":{"firstName":"Ada"},"nothing":1}'), 1, 'a bad body fails');
SELECT is((SELECT count(*) FROM pgtap_errors.people), 0::bigint, 'a failed request leaves no record');
SELECT matches(pg_temp.api('GET', '/rest/people'), '^200', 'the session works on after errors');
SELECT is(current_user::text, session_user::text, 'an error gives the role back');

-- Once round, so that caches are full before memory is measured.
SELECT pg_temp.fail(3000, 'GET', '/rest/nothings');
SELECT pg_temp.fail(3000, 'POST', '/rest/people', '{"id":1}');
CREATE TEMPORARY TABLE before AS SELECT pg_temp.resident() AS pages;
SELECT is(pg_temp.fail(20000, 'GET', '/rest/nothings')
          + pg_temp.fail(20000, 'GET', '/rest/people?filter=nothing%5Beq%5D:1')
          + pg_temp.fail(20000, 'POST', '/rest/people', '{"id":1}')
          + pg_temp.fail(20000, 'PATCH', '/rest/people/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', '{"city":"x"}')
          + pg_temp.fail(20000, 'DELETE', '/rest/people/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'),
          100000, '100,000 requests fail');
SELECT cmp_ok(pg_temp.resident() - pages, '<', 1024::bigint, 'and memory stays flat (4 MB)') FROM before;

SELECT * FROM finish();
ROLLBACK;
