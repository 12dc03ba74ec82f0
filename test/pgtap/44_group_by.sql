-- groupBy against SQL written by hand (spec/core-rest.md §20); the session's own settings do not matter.
BEGIN;
\set workspace tap_groups
\ir setup/workspace.psql
SELECT plan(16);

INSERT INTO tap_groups.companies (name, employees, created_at, annual_recurring_revenue_amount_micros, ideal_customer_profile)
SELECT CASE n % 4 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'company ' || n % 4 END, nullif(n % 7, 3),
       '2025-03-28 UTC'::timestamptz + n * interval '37 minutes', nullif(n % 5, 2) * 9000000000000000::bigint, n % 3 = 0
  FROM generate_series(1, 300) n;
UPDATE tap_groups.companies SET deleted_at = now() WHERE employees = 6;

-- Groups by JSON parameters, as (key, aggregates).
CREATE FUNCTION pg_temp.groups(group_by text, aggregate text = '[]', more text = '') RETURNS jsonb LANGUAGE sql
AS $$ SELECT viginti.get('/rest/companies/groupBy?group_by=' || group_by || '&aggregate=' || aggregate || more) $$;
CREATE FUNCTION pg_temp.period(granularity text, zone text, week_start text = 'MONDAY') RETURNS SETOF text LANGUAGE sql AS $$
SELECT g #>> '{groupByDimensionValues,0}' || ' ' || (g ->> 'totalCount')
  FROM jsonb_array_elements(pg_temp.groups(format('[{"createdAt":{"granularity":%s,"timeZone":%s,"weekStartDay":%s}}]',
           to_json(granularity), to_json(zone), to_json(week_start)), '["totalCount"]', '&limit=200')) g
$$;
CREATE FUNCTION pg_temp.by_hand(unit text, zone text, shift integer = 0) RETURNS SETOF text LANGUAGE sql AS $$
SELECT to_char(start - shift * interval '1 day', 'YYYY-MM-DD') || ' ' || n
  FROM (SELECT date_trunc(unit, (created_at AT TIME ZONE zone) + shift * interval '1 day') AS start, count(*) AS n
          FROM tap_groups.companies WHERE deleted_at IS NULL GROUP BY 1 ORDER BY 1) g
$$;

-- The clocks of Paris and Sydney change within the data, in opposite directions.
SET LOCAL timezone = 'America/New_York';
SELECT results_eq($$SELECT pg_temp.period('DAY', 'Europe/Paris')$$, $$SELECT pg_temp.by_hand('day', 'Europe/Paris')$$,
                  'days in Paris, for a session in New York');
SELECT results_eq($$SELECT pg_temp.period('DAY', 'Australia/Sydney')$$, $$SELECT pg_temp.by_hand('day', 'Australia/Sydney')$$,
                  'days in Sydney');
SELECT results_eq($$SELECT pg_temp.period('WEEK', 'Asia/Kolkata')$$, $$SELECT pg_temp.by_hand('week', 'Asia/Kolkata')$$,
                  'weeks from Monday');
SELECT results_eq($$SELECT pg_temp.period('WEEK', 'Asia/Kolkata', 'SUNDAY')$$,
                  $$SELECT pg_temp.by_hand('week', 'Asia/Kolkata', 1)$$, 'weeks from Sunday');
SELECT results_eq($$SELECT pg_temp.period('WEEK', 'Asia/Kolkata', 'SATURDAY')$$,
                  $$SELECT pg_temp.by_hand('week', 'Asia/Kolkata', 2)$$, 'weeks from Saturday');
SELECT results_eq($$SELECT pg_temp.period(upper(u), 'Pacific/Apia') FROM unnest('{month,quarter,year}'::text[]) u$$,
                  $$SELECT pg_temp.by_hand(u, 'Pacific/Apia') FROM unnest('{month,quarter,year}'::text[]) u$$,
                  'months, quarters, years');
SELECT results_eq(
    $$SELECT g #>> '{groupByDimensionValues,0}' || (g ->> 'totalCount')
        FROM jsonb_array_elements(pg_temp.groups('[{"createdAt":{"granularity":"DAY_OF_THE_WEEK"}}]', '["totalCount"]')) g$$,
    $$SELECT to_char(min(d), 'FMDay') || count(*)
        FROM (SELECT created_at AT TIME ZONE 'UTC' AS d FROM tap_groups.companies WHERE deleted_at IS NULL) c
       GROUP BY extract(isodow FROM d) ORDER BY extract(isodow FROM d)$$,
    'days of the week in UTC, from Monday on');
SET LOCAL lc_time = 'C';
SET LOCAL datestyle = 'SQL, DMY';
SELECT results_eq($$SELECT pg_temp.period('DAY', 'UTC')$$, $$SELECT pg_temp.by_hand('day', 'UTC')$$,
                  'dates are ISO whatever the style of the session');

SELECT results_eq(
    $$SELECT g -> 'groupByDimensionValues' ->> 0, (g ->> 'totalCount')::bigint, (g ->> 'countEmptyEmployees')::bigint,
             (g ->> 'countUniqueValuesEmployees')::bigint, (g ->> 'avgEmployees')::float8, (g ->> 'sumEmployees')::float8,
             (g ->> 'sumAnnualRecurringRevenueAmountMicros')::numeric, (g ->> 'percentageNotEmptyEmployees')::numeric,
             (g ->> 'countTrueIdealCustomerProfile')::bigint, (g ->> 'maxAnnualRecurringRevenueAmountMicros')::bigint
        FROM jsonb_array_elements(pg_temp.groups('[{"name":true}]', '["totalCount","countEmptyEmployees",
             "countUniqueValuesEmployees","avgEmployees","sumEmployees","sumAnnualRecurringRevenueAmountMicros",
             "percentageNotEmptyEmployees","countTrueIdealCustomerProfile","maxAnnualRecurringRevenueAmountMicros"]')) g$$,
    $$SELECT nullif(name, ''), count(*), count(*) - count(employees), count(DISTINCT employees), avg(employees), sum(employees),
             sum(annual_recurring_revenue_amount_micros), count(employees)::numeric / count(*),
             sum(ideal_customer_profile::int), max(annual_recurring_revenue_amount_micros)
        FROM tap_groups.companies WHERE deleted_at IS NULL GROUP BY 1 ORDER BY 1 NULLS FIRST$$,
    'aggregates, empty texts and NULL in one group');
SELECT results_eq(
    $$SELECT (g ->> 'totalCount')::bigint FROM jsonb_array_elements(pg_temp.groups('[{"employees":true}]', '["totalCount"]',
        '&filter=deletedAt[is]:NOT_NULL')) g$$,
    'SELECT count(*) FROM tap_groups.companies WHERE deleted_at IS NOT NULL', 'soft-deleted records where they are asked for');

SELECT results_eq(
    $$SELECT r ->> 'id' FROM jsonb_array_elements(pg_temp.groups('[{"name":true}]', '[]',
        '&include_records_sample=true&order_by_for_records=employees[DescNullsLast]')) WITH ORDINALITY g (g, n),
        jsonb_array_elements(g -> 'records') WITH ORDINALITY r (r, m) ORDER BY g.n, r.m$$,
    $$SELECT id::text FROM (SELECT id, nullif(name, '') AS key, row_number() OVER (PARTITION BY nullif(name, '')
                                   ORDER BY employees DESC NULLS LAST, id) AS n
                              FROM tap_groups.companies WHERE deleted_at IS NULL) c
       WHERE n <= 10 ORDER BY key NULLS FIRST, n$$,
    'samples are the first ten of each group');

-- An infinite date is nobody's Monday, and no reason to fail.
INSERT INTO tap_groups.companies (name, created_at) VALUES ('late', 'infinity'), ('early', '-infinity');
SELECT is(pg_temp.groups('[{"createdAt":{"granularity":"MONTH","timeZone":"UTC"}}]', '[]', '&filter=name[eq]:late'),
          '[{"groupByDimensionValues": ["infinity"]}]', 'infinity has its own period');
SELECT is(pg_temp.groups('[{"createdAt":{"granularity":"WEEK","timeZone":"UTC","weekStartDay":"SUNDAY"}}]', '[]',
                         '&filter=name[eq]:early'),
          '[{"groupByDimensionValues": ["-infinity"]}]', 'and its own week');
SELECT is(pg_temp.groups('[{"createdAt":{"granularity":"DAY_OF_THE_WEEK"}}]', '[]', '&filter=name[in]:[late,early]'),
          '[{"groupByDimensionValues": [null]}]', 'but no day of the week');

SELECT throws_ok($$SELECT pg_temp.period('DAY', 'Mars/Phobos')$$, 'VG400', 'Invalid timezone: Mars/Phobos',
                 'an unknown zone is the request''s fault');
SELECT throws_ok($$SELECT viginti.get('/rest/companies/groupBy')$$, 'VG400', NULL, 'so is a missing group_by');
SELECT * FROM finish();
ROLLBACK;
