#include "entry/records.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "entry/duplicates.hpp"
#include "entry/find.hpp"
#include "entry/group_by.hpp"
#include "entry/merge.hpp"
#include "entry/record_writes.hpp"
#include "entry/dry_run.hpp"

#include <array>

namespace viginti::entry {

namespace {

using request::Request;
using request::Verb;

/* One row a verb: what answers it. */
struct Row {
    Verb verb;
    Answer (*answer)(const Request &, const Caller &, const model::ObjectPtr &);
};
constexpr std::array rows{
    Row{Verb::FindMany, find_many},  Row{Verb::FindOne, find_one},
    Row{Verb::CreateOne, write_one}, Row{Verb::CreateMany, create_many},
    Row{Verb::UpdateOne, write_one}, Row{Verb::DeleteOne, delete_one},
    Row{Verb::GroupBy, group_by},    Row{Verb::FindDuplicates, find_duplicates},
    Row{Verb::Merge, merge_records},
};

} // namespace

model::ObjectPtr find_object(const Caller &caller, const std::string &name_plural)
{
    if (model::ObjectPtr object = caller.catalog.by_plural(name_plural))
        return object;
    std::string const plural = caller.catalog.plural_of_singular(name_plural);
    Error error(Code::ObjectUnknown,
                "object '" + shorten(name_plural, 80) + "' not found. " +
                    (plural.empty() ? "eg: companies" : "Did you mean '" + plural + "'?"),
                "object");
    error.status = caller.dialect->status_unknown_object;
    throw error;
}

Answer answer_records(const Request &request, const Caller &caller, const model::ObjectPtr &object)
{
    for (const Row &row : rows)
        if (row.verb == request.verb)
            return request.dry_run ? rehearse([&] { return row.answer(request, caller, object); })
                                   : row.answer(request, caller, object);
    throw Error(Code::Internal, "Unknown operation");
}

} // namespace viginti::entry
