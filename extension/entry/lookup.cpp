#include "entry/lookup.hpp"

#include "base/error.hpp"
#include "entry/plans.hpp"
#include "plan/connect.hpp"

namespace viginti::entry {

namespace {

sql::Statement compile(const void *argument)
{
    return sql::compile_lookup(*static_cast<const sql::Lookup *>(argument));
}

} // namespace

std::vector<pg::IdRow> look_up(const sql::Lookup &lookup,
                               const std::vector<std::vector<plan::Param>> &rows)
{
    if (rows.empty())
        return {};
    auto const plan = write_plan(sql::lookup_shape(lookup), compile, &lookup);
    std::vector<pg::IdRow> found = pg::execute_ids(*plan, sql::lookup_params(lookup, rows));
    for (pg::IdRow &row : found)
        --row.number;
    return found;
}

void connect_records(std::span<plan::RecordValues> records, const model::Catalog &catalog)
{
    for (const plan::Connection &connection : plan::resolve_connects(records, catalog)) {
        std::vector<std::vector<plan::Param>> values;
        for (const plan::Connection::Row &row : connection.rows)
            values.push_back(row.values);
        std::vector<bool> is_found(connection.rows.size());
        sql::Lookup const lookup{*connection.target, connection.columns, sql::Life::Live, false};
        for (const pg::IdRow &found : look_up(lookup, values)) {
            auto const place = static_cast<std::size_t>(found.number);
            is_found[place] = true;
            plan::set_foreign_key(records[connection.rows[place].record], *connection.field,
                                  {{model::ColumnType::Uuid}, false, to_string(found.id), {}});
        }
        for (std::size_t i = 0; i < is_found.size(); ++i)
            if (!is_found[i])
                throw Error(Code::RelationInvalid,
                            "Expected 1 record to connect to " + connection.field->name +
                                ", but found 0 for " + connection.rows[i].text,
                            connection.rows[i].path);
    }
}

} // namespace viginti::entry
