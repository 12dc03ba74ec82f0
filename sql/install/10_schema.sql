\echo Use "CREATE EXTENSION viginti" to load this file. \quit

CREATE SCHEMA viginti;
COMMENT ON SCHEMA viginti IS 'The model of all workspaces and the functions that serve it';

