/*
 * Documents about records from arbitrary text: what validation passes is lowered, resolved and
 * compiled, or refused with an Error whose message can be stored; nothing else is thrown.
 */
#include "../unit/model_fixture.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "graphql/lower.hpp"
#include "graphql/parser.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql/validation.hpp"
#include "plan/read_plan.hpp"
#include "sql/read.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace viginti;
using namespace viginti::graphql;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

struct Subject {
    model::Catalog catalog = fixture::catalog();
    RecordSchema schema{catalog, false};
};

void compile(const plan::ReadPlan &plan)
{
    require(!sql::compile_read(plan).statement.text.empty());
    for (const auto &child : plan.content->children)
        compile(*child);
}

void lower_field(const Subject &subject, OperationKind kind, const SelectedField &field)
{
    auto const root = subject.schema.find_root(kind, field.field->name);
    if (!root)
        return;
    model::ObjectPtr const object = subject.schema.find_object(root->object);
    request::Request request;
    if (root->kind == RootKind::FindMany) {
        request = lower_page(subject.schema, field, *object, 60);
    } else if (!field.type.is_list() && root->kind != RootKind::GroupBy) {
        request.verb = request::Verb::FindMany;
        request.members = lower_members(subject.schema, field, *object);
        lower_filter(request, subject.schema, *object,
                     json_object_get(field.arguments.get(), "filter"));
    } else {
        return;
    }
    compile(plan::resolve_read(request, subject.catalog, object, false));
}

void run(const Subject &subject, const Document &document, const Operation &operation)
{
    std::vector<graphql::Fault> faults;
    SelectedObject const tree =
        select(subject.schema.schema(), document, operation, make_json_object().get(), faults);
    if (operation.kind == OperationKind::Subscription)
        return;
    for (const SelectedField &field : tree.fields)
        try {
            lower_field(subject, operation.kind, field);
        } catch (const Error &error) {
            require(!error.message.empty() && is_storable_text(error.message));
            require(error.status >= 400 && error.status < 500);
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Subject subject;
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    auto const parsed = parse(text);
    auto const *const document = std::get_if<Document>(&parsed);
    if (!document || !validate(subject.schema.schema(), *document).empty())
        return 0;
    for (const Definition &definition : document->definitions)
        if (auto const *const operation = std::get_if<Operation>(&definition))
            run(subject, *document, *operation);
    return 0;
}
