-- Imports under way. They report through the slots of COPY, marked by param6 (extension/pg/progress.hpp); as with
-- every progress report of the server, the figures of other users' sessions need the rights of pg_read_all_stats.
CREATE VIEW viginti.import_progress AS
SELECT p.pid, w.name AS workspace, o.name_plural AS object, p.param1 AS bytes_processed, p.param2 AS bytes_total,
       p.param3 AS records_created, p.param4 AS records_failed
  FROM pg_catalog.pg_stat_get_progress_info('COPY') p
  JOIN pg_catalog.pg_database d ON d.oid = p.datid AND d.datname = pg_catalog.current_database()
  JOIN pg_catalog.pg_class c ON c.oid = p.relid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN viginti.workspace w ON w.name = n.nspname
  JOIN viginti.object o ON o.workspace_id = w.id
   AND pg_catalog.lower(pg_catalog.regexp_replace(o.name_plural, '([A-Z])', '_\1', 'g')) = c.relname
 WHERE p.param6 = 20;
COMMENT ON VIEW viginti.import_progress IS
'One row for each import under way in this database: how much of its body is read, how many records are in and how many were refused';
