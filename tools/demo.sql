-- Workspace `demo` with sample records, and the login vigintid uses. Reads like any analyst's SQL:
-- plain INSERTs into the tables of the workspace.
SELECT viginti.create_api_login('viginti_api');
SELECT viginti.create_workspace('demo');

INSERT INTO demo.companies (name, domain_name_primary_link_url, employees,
                            annual_recurring_revenue_amount_micros,
                            annual_recurring_revenue_currency_code,
                            address_address_city, address_address_country, ideal_customer_profile)
VALUES ('Northwind Traders', 'https://northwind.example', 240, 1850000000000, 'USD', 'Seattle', 'United States', true),
       ('Lumen Optics', 'https://lumen-optics.example', 85, 620000000000, 'EUR', 'Jena', 'Germany', true),
       ('Harbour Analytics', 'https://harbour.example', 32, 210000000000, 'GBP', 'Bristol', 'United Kingdom', false),
       ('Kestrel Robotics', 'https://kestrel.example', 410, 4200000000000, 'USD', 'Boston', 'United States', true),
       ('Atelier Mistral', 'https://mistral-atelier.example', 14, 38000000000, 'EUR', 'Marseille', 'France', false),
       ('Sakura Foods', 'https://sakura-foods.example', 1250, 9900000000000, 'JPY', 'Osaka', 'Japan', false),
       ('Blue Fjord Energy', 'https://bluefjord.example', 670, 5400000000000, 'NOK', 'Bergen', 'Norway', true),
       ('Cedar & Stone', NULL, 6, NULL, NULL, 'Porto', 'Portugal', false);

INSERT INTO demo.people (name_first_name, name_last_name, emails_primary_email,
                         phones_primary_phone_number, phones_primary_phone_calling_code,
                         phones_primary_phone_country_code, job_title, city,
                         linkedin_link_primary_link_url, company_id)
SELECT v.first_name, v.last_name, v.email, v.phone, v.calling_code, v.country, v.job_title, v.city,
       v.linkedin, c.id
  FROM (VALUES
    ('Ada', 'Moreau', 'ada@northwind.example', '2065550101', '+1', 'US', 'Head of Purchasing', 'Seattle',
     'https://www.linkedin.com/in/ada-moreau-example', 'Northwind Traders'),
    ('Jonas', 'Keller', 'jonas@lumen-optics.example', '3641555010', '+49', 'DE', 'Managing Director', 'Jena',
     NULL, 'Lumen Optics'),
    ('Mei', 'Tanaka', 'mei@sakura-foods.example', '665550123', '+81', 'JP', 'Supply Chain Lead', 'Osaka',
     'https://www.linkedin.com/in/mei-tanaka-example', 'Sakura Foods'),
    ('Ingrid', 'Solberg', 'ingrid@bluefjord.example', '55501234', '+47', 'NO', 'Chief Engineer', 'Bergen',
     NULL, 'Blue Fjord Energy'),
    ('Tom', 'Ashworth', 'tom@harbour.example', '1175550142', '+44', 'GB', 'Data Architect', 'Bristol',
     NULL, 'Harbour Analytics'),
    ('Priya', 'Raman', 'priya@kestrel.example', '6175550187', '+1', 'US', 'VP Engineering', 'Boston',
     'https://www.linkedin.com/in/priya-raman-example', 'Kestrel Robotics'),
    ('Luc', 'Bernard', 'luc@mistral-atelier.example', '491555012', '+33', 'FR', 'Founder', 'Marseille',
     NULL, 'Atelier Mistral'),
    ('Sofia', 'Duarte', 'sofia@cedar-stone.example', NULL, NULL, NULL, 'Partner', 'Porto',
     NULL, 'Cedar & Stone'),
    ('Marcus', 'Hale', 'marcus@northwind.example', '2065550119', '+1', 'US', 'Buyer', 'Seattle',
     NULL, 'Northwind Traders'),
    ('Elena', 'Petrova', 'elena@kestrel.example', '6175550133', '+1', 'US', 'Product Manager', 'Boston',
     NULL, 'Kestrel Robotics'),
    ('Yuki', 'Mori', 'yuki@sakura-foods.example', NULL, NULL, NULL, 'Quality Manager', 'Kyoto',
     NULL, 'Sakura Foods'),
    ('Noor', 'Haddad', 'noor@freelance.example', NULL, NULL, NULL, 'Consultant', 'Lisbon', NULL, NULL)
  ) v (first_name, last_name, email, phone, calling_code, country, job_title, city, linkedin, company)
  LEFT JOIN demo.companies c ON c.name = v.company;

INSERT INTO demo.opportunities (name, amount_amount_micros, amount_currency_code, close_date, stage,
                                company_id, point_of_contact_id)
SELECT v.name, v.amount_micros, v.currency, v.close_date::timestamptz, v.stage, c.id, p.id
  FROM (VALUES
    ('Warehouse renewal', 48000000000, 'USD', '2026-12-15', 'PROPOSAL', 'Northwind Traders', 'ada@northwind.example'),
    ('Lens inspection pilot', 12500000000, 'EUR', '2026-11-30', 'MEETING', 'Lumen Optics', 'jonas@lumen-optics.example'),
    ('Fleet analytics', 91000000000, 'USD', '2027-02-01', 'SCREENING', 'Kestrel Robotics', 'priya@kestrel.example'),
    ('Turbine monitoring', 230000000000, 'NOK', '2027-03-31', 'NEW', 'Blue Fjord Energy', 'ingrid@bluefjord.example'),
    ('Cold chain rollout', 6400000000000, 'JPY', '2026-10-01', 'CUSTOMER', 'Sakura Foods', 'mei@sakura-foods.example')
  ) v (name, amount_micros, currency, close_date, stage, company, contact)
  JOIN demo.companies c ON c.name = v.company
  JOIN demo.people p ON p.emails_primary_email = v.contact;

INSERT INTO demo.notes (title, body_markdown)
VALUES ('Kick-off with Northwind', 'They want **one** supplier for both warehouses. Ada decides, Marcus prepares.'),
       ('Lumen: open questions', E'- delivery before the trade fair?\n- who signs above 10,000 EUR?'),
       ('Sakura went live', 'All four sites are connected since October.');

INSERT INTO demo.tasks (title, body_markdown, status, due_at)
VALUES ('Send the revised offer', 'Northwind, three-year term', 'TODO', '2026-12-01 09:00+00'),
       ('Prepare the demo in Jena', NULL, 'IN_PROGRESS', '2026-11-27 13:30+00'),
       ('Ask Kestrel for fleet data', 'Priya promised a sample export', 'TODO', '2026-12-08 10:00+00'),
       ('Hand over Sakura to support', NULL, 'DONE', '2026-10-05 08:00+00');
