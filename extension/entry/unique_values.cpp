#include "entry/unique_values.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "pg/spi.hpp"
#include "sql/repeated_values.hpp"

#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

/* Values shown of those that repeat, and characters of each. */
constexpr int shown_values = 3;
constexpr std::size_t shown_characters = 60;

std::string quoted(const std::vector<std::string> &texts)
{
    std::string all;
    for (const std::string &text : texts)
        all.append(all.empty() ? "\"" : ", \"").append(text).append("\"");
    return all;
}

/* "…, e.g. "a" in 3 records": with the rights of the caller, to whom a row may be hidden. */
std::string examples(const Scope &scope, const model::Object &object, const Key &key)
{
    std::string const sql = sql::list_repeated_values(object, key.columns, shown_values);
    try {
        return pg::in_subtransaction([&] {
            pg::SpiConnection const connection;
            pg::ActAs const caller(scope.caller);
            std::string text;
            for (const pg::Row &row : pg::query_once(sql, {})) {
                std::vector<std::string> values;
                for (std::size_t i = 0; i < key.columns.size(); ++i)
                    values.push_back(shorten_characters(row[i].value_or(""), shown_characters));
                text += text.empty() ? ", e.g. " : "; ";
                text += quoted(values) + " in " + row.back().value_or("") + " records";
            }
            return text;
        });
    } catch (const pg::PgError &error) {
        constexpr std::string_view insufficient_privilege = "42501";
        if (error.sqlstate_text() != insufficient_privilege)
            throw;
        return {};
    }
}

Error repeated(const Scope &scope, const model::Object &object, const Key &key)
{
    pg::Row counts;
    {
        pg::ActAs const owner(scope.workspace.owner);
        counts = pg::query_once(sql::count_repeated_values(object, key.columns), {}).front();
    }
    return Error(Code::DuplicateEntry,
                 std::string("A duplicate entry was detected for ") +
                     (key.paths.size() > 1 ? "fields " : "field ") + quoted(key.paths) + ": " +
                     counts[0].value_or("") + " values are there more than once, in " +
                     counts[1].value_or("") + " records" + examples(scope, object, key),
                 "/" + std::string(key.property),
                 "Change or delete the records that share a value, then send the request again");
}

} // namespace

Key key_of(const model::Object &object, const model::Index &index)
{
    Key key{{}, {}, "fields"};
    for (const model::IndexColumn &column : model::columns_of(object, index)) {
        key.columns.push_back(column.name);
        key.paths.push_back(model::path_of(*column.field, *column.part));
    }
    return key;
}

Key key_of(const model::Field &field)
{
    Key key{{}, {}, "isUnique"};
    for (const model::Column &column : model::unique_columns(field)) {
        key.columns.push_back(column.name);
        key.paths.push_back(model::path_of(field, *column.part));
    }
    return key;
}

void run_unique(const Scope &scope, const model::Object &object, const Key &key,
                const std::vector<ddl::Change> &changes)
{
    bool is_refused = false;
    try {
        pg::in_subtransaction([&] { run_as_owner(scope.workspace, changes); });
    } catch (const pg::PgError &error) {
        constexpr std::string_view unique_violation = "23505";
        if (error.sqlstate_text() != unique_violation)
            throw;
        is_refused = true;
    }
    if (is_refused)
        throw repeated(scope, object, key);
}

} // namespace viginti::entry
