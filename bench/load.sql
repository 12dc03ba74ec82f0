-- The data set of the bench, by plain SQL into the tables of workspace `bench`.
-- psql variables: people, companies, opportunities, notes. Ids are computed from row numbers, so that the load
-- generators can name any record without asking: ...-8000-<100000000000 + n> is person n.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
-- Foreign keys hold by construction; checking each of a million takes longer than inserting them.
SET session_replication_role = replica;

INSERT INTO bench.companies (id, created_at, updated_at, "position", name, domain_name_primary_link_url,
                             employees, annual_recurring_revenue_amount_micros,
                             annual_recurring_revenue_currency_code, address_address_street1,
                             address_address_city, address_address_postcode, address_address_country,
                             ideal_customer_profile)
SELECT ('01900000-0000-7000-9000-' || 100000000000 + n)::uuid,
       '2024-01-01 UTC'::timestamptz + n * interval '1 minute',
       '2024-01-01 UTC'::timestamptz + n * interval '1 minute',
       n, 'Company ' || n, 'https://company-' || n || '.example', 1 + n * 7 % 5000,
       (1 + n % 900) * 1000000000::bigint, (ARRAY['USD', 'EUR', 'GBP', 'JPY'])[1 + n % 4],
       n % 200 + 1 || ' Main Street',
       (ARRAY['Berlin', 'Paris', 'London', 'Osaka', 'Boston', 'Porto', 'Bergen'])[1 + n % 7],
       10000 + n % 90000, (ARRAY['Germany', 'France', 'Japan', 'Norway', 'Portugal'])[1 + n % 5],
       n % 3 = 0
  FROM generate_series(1, :companies) n;

-- The first tenth of the people fills companies of 20 each, the others spread over the rest.
INSERT INTO bench.people (id, created_at, updated_at, "position", name_first_name, name_last_name,
                          emails_primary_email, phones_primary_phone_number,
                          phones_primary_phone_calling_code, phones_primary_phone_country_code,
                          job_title, city, linkedin_link_primary_link_url, company_id)
SELECT ('01900000-0000-7000-8000-' || 100000000000 + n)::uuid,
       '2024-01-01 UTC'::timestamptz + n * interval '1 minute',
       '2024-01-01 UTC'::timestamptz + n * interval '1 minute',
       n,
       (ARRAY['Ada', 'Jonas', 'Mei', 'Ingrid', 'Tom', 'Priya', 'Luc', 'Sofia', 'Marcus', 'Elena', 'Yuki'])[1 + n % 11],
       (ARRAY['Moreau', 'Keller', 'Tanaka', 'Solberg', 'Ashworth', 'Raman', 'Bernard', 'Duarte', 'Hale',
              'Petrova', 'Mori', 'Haddad', 'Novak'])[1 + n % 13],
       'person-' || n || '@mail.example', (2000000000 + n)::text, '+1', 'US',
       (ARRAY['Head of Purchasing', 'Managing Director', 'Chief Engineer', 'Data Architect', 'Founder', 'Buyer',
              'Product Manager'])[1 + n % 7],
       (ARRAY['Berlin', 'Paris', 'London', 'Osaka', 'Boston', 'Porto', 'Bergen', 'Lisbon'])[1 + n % 8],
       CASE WHEN n % 3 = 0 THEN 'https://www.linkedin.com/in/person-' || n END,
       ('01900000-0000-7000-9000-' || 100000000000 + CASE
            WHEN n <= :people / 10 THEN 1 + (n - 1) / 20
            ELSE :people / 200 + 1 + n * 7919::bigint % (:companies - :people / 200) END)::uuid
  FROM generate_series(1, :people) n;

INSERT INTO bench.opportunities (id, "position", name, amount_amount_micros, amount_currency_code, close_date,
                                 stage, company_id, point_of_contact_id)
SELECT ('01900000-0000-7000-a000-' || 100000000000 + n)::uuid, n, 'Opportunity ' || n,
       (1 + n % 5000) * 1000000::bigint, 'USD',
       '2026-01-01 UTC'::timestamptz + n % 700 * interval '1 day',
       (ARRAY['NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER'])[1 + n % 5],
       ('01900000-0000-7000-9000-' || 100000000000 + 1 + n * 7919::bigint % :companies)::uuid,
       ('01900000-0000-7000-8000-' || 100000000000 + 1 + n * 104729::bigint % :people)::uuid
  FROM generate_series(1, :opportunities) n;

INSERT INTO bench.notes (id, "position", title, body_markdown)
SELECT ('01900000-0000-7000-b000-' || 100000000000 + n)::uuid, n, 'Note ' || n,
       'They want **one** supplier for all of their ' || n % 9 + 2 || ' sites.'
  FROM generate_series(1, :notes) n;

INSERT INTO bench.note_targets (id, note_id, target_person_id)
SELECT ('01900000-0000-7000-b100-' || 100000000000 + n)::uuid,
       ('01900000-0000-7000-b000-' || 100000000000 + n)::uuid,
       ('01900000-0000-7000-8000-' || 100000000000 + 1 + n * 7919::bigint % :people)::uuid
  FROM generate_series(1, :notes) n;

INSERT INTO bench.tasks (id, "position", title, status, due_at)
SELECT ('01900000-0000-7000-c000-' || 100000000000 + n)::uuid, n, 'Task ' || n,
       (ARRAY['TODO', 'IN_PROGRESS', 'DONE'])[1 + n % 3], '2026-06-01 UTC'::timestamptz + n * interval '1 hour'
  FROM generate_series(1, :notes) n;

INSERT INTO bench.task_targets (id, task_id, target_company_id)
SELECT ('01900000-0000-7000-c100-' || 100000000000 + n)::uuid,
       ('01900000-0000-7000-c000-' || 100000000000 + n)::uuid,
       ('01900000-0000-7000-9000-' || 100000000000 + 1 + n * 7919::bigint % :companies)::uuid
  FROM generate_series(1, :notes) n;

CREATE INDEX people_created_at_id ON bench.people (created_at, id);
CREATE INDEX people_name_last_name_id ON bench.people (name_last_name, id);
VACUUM (ANALYZE) bench.companies, bench.people, bench.opportunities, bench.notes, bench.note_targets, bench.tasks,
                 bench.task_targets;
CHECKPOINT;
