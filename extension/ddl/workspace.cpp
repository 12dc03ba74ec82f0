#include "ddl/workspace.hpp"

#include "model/names.hpp"
#include "sql/writer.hpp"

namespace viginti::ddl {

namespace {

Change statement(sql::Writer &writer)
{
    return {writer.take(), {}, {}};
}

} // namespace

Change create_role(const std::string &name)
{
    sql::Writer writer;
    return statement(writer.raw("CREATE ROLE ").name(name).raw(" NOLOGIN"));
}

Change restrict_role(const std::string &name)
{
    sql::Writer writer;
    writer.raw("ALTER ROLE ").name(name);
    return statement(
        writer.raw(" NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS"));
}

std::vector<Change> create_schema(const std::string &name, const std::string &owner,
                                  const std::vector<std::string> &users)
{
    sql::Writer schema, comment;
    schema.raw("CREATE SCHEMA ").name(name).raw(" AUTHORIZATION ").name(owner);
    comment.raw("COMMENT ON SCHEMA ").name(name);
    comment.raw(" IS 'Records of a viginti workspace: one table an object'");
    std::vector<Change> changes{statement(schema), statement(comment)};
    if (!users.empty())
        changes.push_back(grant_schema(name, users));
    return changes;
}

Change change_schema_owner(const std::string &name, const std::string &owner)
{
    sql::Writer writer;
    return statement(writer.raw("ALTER SCHEMA ").name(name).raw(" OWNER TO ").name(owner));
}

Change grant_schema(const std::string &name, const std::vector<std::string> &users)
{
    sql::Writer writer;
    writer.raw("GRANT USAGE ON SCHEMA ").name(name).raw(" TO ");
    for (std::size_t i = 0; i < users.size(); ++i)
        writer.raw(i > 0 ? ", " : "").name(users[i]);
    return statement(writer);
}

Change revoke_schema(const std::string &name, const std::string &user)
{
    sql::Writer writer;
    writer.raw("REVOKE CREATE ON SCHEMA ").name(name).raw(" FROM ");
    return statement(user == "PUBLIC" ? writer.raw(user) : writer.name(user));
}

std::vector<Change> create_marker(const std::string &workspace)
{
    sql::Writer table;
    table.raw("CREATE TABLE ").qualified(workspace, model::marker_table).raw(" ()");
    Change comment;
    comment.comment = Comment{workspace,
                              std::string(model::marker_table),
                              {},
                              "Stands for the list of objects; always empty"};
    return {statement(table), std::move(comment)};
}

} // namespace viginti::ddl
