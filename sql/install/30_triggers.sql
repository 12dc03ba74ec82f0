-- Backends keep the model in memory; each changed row tells them which part of it is stale.

CREATE FUNCTION viginti.announce_change()
RETURNS trigger
LANGUAGE c
AS 'MODULE_PATHNAME', 'viginti_announce_change';
COMMENT ON FUNCTION viginti.announce_change() IS
'Trigger of the metadata tables: invalidates what backends remember of the changed row';
REVOKE ALL ON FUNCTION viginti.announce_change() FROM PUBLIC;

CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.workspace
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.role
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.api_key
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.object
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.field
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.index
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON viginti.index_field
    FOR EACH ROW EXECUTE FUNCTION viginti.announce_change();
