#include "entry/records.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "entry/bulk_writes.hpp"
#include "entry/dry_run.hpp"
#include "entry/find.hpp"
#include "entry/group_by.hpp"
#include "entry/record_writes.hpp"
#include "model/standard.hpp"

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
    Row{Verb::FindMany, find_many},     Row{Verb::FindOne, find_one},
    Row{Verb::CreateOne, write_one},    Row{Verb::CreateMany, create_many},
    Row{Verb::UpdateOne, write_one},    Row{Verb::UpdateMany, update_many},
    Row{Verb::DeleteOne, delete_one},   Row{Verb::DeleteMany, delete_many},
    Row{Verb::RestoreOne, restore_one}, Row{Verb::RestoreMany, restore_many},
    Row{Verb::GroupBy, group_by},
};

/* spec/core-rest.md §17; reads and the update of one are for every object. */
void refuse_managed(const Request &request, const model::Dialect &dialect,
                    const model::Object &object)
{
    bool const reads_or_updates = request.verb == Verb::FindMany || request.verb == Verb::FindOne ||
                                  request.verb == Verb::UpdateOne ||
                                  request.verb == Verb::FindDuplicates ||
                                  request.verb == Verb::GroupBy;
    bool const managed = dialect.members_are_managed && !object.is_custom &&
                         object.name_singular == model::member_object;
    if (reads_or_updates || !managed)
        return;
    bool const deletes = request.verb == Verb::DeleteOne || request.verb == Verb::DeleteMany;
    Error error(Code::MutationNotAllowed,
                deletes ? "Please use /deleteUserFromWorkspace to remove a workspace member."
                        : "Method not allowed.",
                "object", "In this dialect workspace members are read, and updated one by one");
    error.status = 400;
    throw error;
}

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
    refuse_managed(request, *caller.dialect, *object);
    for (const Row &row : rows)
        if (row.verb == request.verb)
            return request.dry_run ? dry_run([&] { return row.answer(request, caller, object); })
                                   : row.answer(request, caller, object);
    throw Error(Code::Internal, "Unknown operation");
}

} // namespace viginti::entry
