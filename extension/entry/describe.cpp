#include "entry/describe.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "entry/records.hpp"
#include "model/standard.hpp"
#include "openapi/document.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/object_rights.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using openapi::Described;
using openapi::View;
using rest::Operation;

View view_of(const Caller &caller)
{
    View view;
    view.dialect = caller.dialect;
    view.may_change_model = caller.can_change_model;
    /* All are read at once; the role's view of each costs no query then. */
    for (const model::ObjectPtr &whole : pg::all_objects(caller.catalog)) {
        model::ObjectPtr const object = caller.catalog.by_id(whole->id);
        if (!object->is_active || !object->is_readable)
            continue;
        pg::ObjectRights rights = pg::rights_on(*object, caller.role);
        bool const managed = model::is_managed(*object, *caller.dialect);
        view.objects.push_back({object, rights.may_create && !managed, rights.may_update,
                                rights.may_delete && !managed, managed, std::move(rights.creatable),
                                std::move(rights.updatable), true});
    }
    std::sort(view.objects.begin(), view.objects.end(), [](const Described &a, const Described &b) {
        return a.object->name_plural < b.object->name_plural;
    });
    return view;
}

/* As a request for records of an object the role may not read. */
Error denied(const model::Dialect &dialect)
{
    Error error(Code::PermissionDenied, "Entity performing the request does not have permission",
                "objects");
    error.status = dialect.status_permission_denied;
    return error;
}

void choose(View &view, const Caller &caller, std::string_view names)
{
    for (Described &described : view.objects)
        described.is_chosen = false;
    for (const std::string &name : split(names, ',')) {
        std::string const plural(trim_blanks(name));
        auto const found =
            std::find_if(view.objects.begin(), view.objects.end(),
                         [&](const Described &each) { return each.object->name_plural == plural; });
        if (found == view.objects.end()) {
            find_object(caller, plural);
            throw denied(*caller.dialect);
        }
        found->is_chosen = true;
    }
}

} // namespace

Answer answer_description(const rest::Route &route, const rest::QueryString &query,
                          const Caller &caller)
{
    View view = view_of(caller);
    Answer answer;
    if (route.operation == Operation::DescribeMetadata) {
        answer.body = openapi::metadata_document(view);
        return answer;
    }
    if (auto const names = query.joined("objects"); names && !names->empty())
        choose(view, caller, *names);
    answer.body = openapi::core_document(view);
    return answer;
}

Answer answer_public_description(const rest::Route &route)
{
    Answer answer;
    answer.body = route.operation == Operation::DescribeMetadata
                      ? openapi::public_metadata_document()
                      : openapi::public_core_document();
    return answer;
}

} // namespace viginti::entry
