-- A backend that answers keeps the memory of its last answer for the next.
BEGIN;
\set workspace tap_heap
\ir setup/workspace.psql
SELECT plan(2);

INSERT INTO tap_heap.companies (name) SELECT repeat(md5(n::text), 400) FROM generate_series(1, 60) n;

-- Pages this backend had to ask the kernel for.
CREATE FUNCTION pg_temp.faults() RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT (regexp_split_to_array(regexp_replace(pg_read_file('/proc/self/stat'), '^.*\) ', ''), ' '))[8]::bigint $$;
CREATE FUNCTION pg_temp.ask(times int) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT min(length(viginti.handle('GET', '/rest/companies?depth=0&count=none', 'authorization: Bearer ' ||
                                     (SELECT secret FROM key WHERE role = 'admin') || repeat(E'\n', (n > 0)::int))))
    FROM generate_series(1, times) n
$$;

SELECT cmp_ok(pg_temp.ask(20), '>', 700000::bigint, 'a large answer');
CREATE TEMPORARY TABLE before AS SELECT pg_temp.faults() AS faults;
\o /dev/null
SELECT 'SELECT pg_temp.ask(1)' FROM generate_series(1, 20) \gexec
\o
SELECT cmp_ok((pg_temp.faults() - (SELECT faults FROM before)) / 20, '<', 20::bigint, 'is not faulted in anew each time');

SELECT * FROM finish();
ROLLBACK;
