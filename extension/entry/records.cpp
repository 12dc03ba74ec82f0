#include "entry/records.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "entry/bulk_writes.hpp"
#include "entry/dry_run.hpp"
#include "entry/duplicates.hpp"
#include "entry/find.hpp"
#include "entry/group_by.hpp"
#include "entry/merge.hpp"
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
    Row{Verb::GroupBy, group_by},       Row{Verb::FindDuplicates, find_duplicates},
    Row{Verb::Merge, merge_records},
};

bool reads_or_updates_one(Verb verb)
{
    return verb == Verb::FindMany || verb == Verb::FindOne || verb == Verb::UpdateOne ||
           verb == Verb::FindDuplicates || verb == Verb::GroupBy;
}

} // namespace

void refuse_managed(Verb verb, const Caller &caller, const model::Object &object)
{
    if (reads_or_updates_one(verb) || !model::is_managed(object, *caller.dialect))
        return;
    bool const deletes = verb == Verb::DeleteOne || verb == Verb::DeleteMany;
    Error error(Code::MutationNotAllowed,
                deletes ? "Please use /deleteUserFromWorkspace to remove a workspace member."
                        : "Method not allowed.",
                "object", "In this dialect workspace members are read, and updated one by one");
    error.status = 400;
    throw error;
}

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
    refuse_managed(request.verb, caller, *object);
    for (const Row &row : rows)
        if (row.verb == request.verb)
            return request.dry_run ? dry_run([&] { return row.answer(request, caller, object); })
                                   : row.answer(request, caller, object);
    throw Error(Code::Internal, "Unknown operation");
}

} // namespace viginti::entry
