#include "plan/connection.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/paths.hpp"

namespace viginti::plan {

namespace {

using request::Asked;
using Member = Selection::Member;

Error no_such_member(std::string_view owner, std::string_view name)
{
    return Error(Code::FieldUnknown, "Cannot query field \"" + shorten(name, 80) + "\" on \"" +
                                         std::string(owner) + "\".");
}

struct Selector {
    Content &content;
    Draft &draft;
    bool twenty_names;

    Selection record(const std::vector<Asked> &members, const model::ObjectPtr &object);
    Member member(const Asked &asked, const model::ObjectPtr &object);
    Member composite(const Asked &asked, const model::Field &field);
    Member to_many(const Asked &asked, const model::Field &field);
    std::vector<EdgeMember> edge(const std::vector<Asked> &members);
};

Member type_name(const Asked &asked)
{
    return {Member::Kind::TypeName, asked.key, asked.type_name};
}

Member Selector::composite(const Asked &asked, const model::Field &field)
{
    Member member{Member::Kind::Composite, asked.key, {}, &field};
    Selection &parts = member.record.emplace_back();
    for (const Asked &one : asked.members) {
        draft.mark(one.key);
        draft.mark(one.name);
        if (one.name.empty()) {
            draft.mark(one.type_name);
            parts.members.push_back(type_name(one));
            continue;
        }
        const model::Part *found = nullptr;
        for (const model::Part &part : field.type_info().parts)
            if (part.name == one.name && part.form != model::Form::Hidden)
                found = &part;
        if (!found)
            throw no_such_member(field.name, one.name);
        Member part{Member::Kind::Part, one.key, {}, &field};
        part.part = found;
        parts.members.push_back(std::move(part));
    }
    return member;
}

Member Selector::to_many(const Asked &asked, const model::Field &field)
{
    Member member{Member::Kind::Page, asked.key, {}, &field};
    member.child = content.children.size();
    content.children.push_back(std::make_shared<const ReadPlan>(
        resolve_children(*asked.page, draft.catalog, field, twenty_names)));
    draft.mark(content.children.back()->shape);
    return member;
}

Member Selector::member(const Asked &asked, const model::ObjectPtr &object)
{
    draft.mark(asked.key);
    draft.mark(asked.name);
    if (asked.name.empty()) {
        draft.mark(asked.type_name);
        return type_name(asked);
    }
    if (const model::Field *const key = find_active_key(*object, asked.name)) {
        Member member{Member::Kind::Value, asked.key, {}, key};
        member.part = &key->type_info().parts.front();
        return member;
    }
    const model::Field *const field = find_active(*object, asked.name);
    if (!field)
        throw no_such_member(object->name_singular, asked.name);
    if (field->is_to_many() && asked.page)
        return to_many(asked, *field);
    if (field->is_single()) {
        model::ObjectPtr const target = draft.catalog.by_id(field->relation->target);
        std::string inverse =
            target && field->is_mirror() ? inverse_column(*field, *target) : std::string();
        if (!target || !target->is_active || !target->is_readable ||
            (field->is_mirror() && inverse.empty()))
            throw no_such_member(object->name_singular, asked.name);
        Member member{Member::Kind::Record, asked.key, {}, field};
        member.inverse_column = std::move(inverse);
        member.record.push_back(record(asked.members, target));
        return member;
    }
    if (field->relation)
        throw no_such_member(object->name_singular, asked.name);
    if (field->type_info().composite)
        return composite(asked, *field);
    Member member{Member::Kind::Value, asked.key, {}, field};
    member.part = &field->type_info().parts.front();
    return member;
}

/* The validation of documents bounds the depth of what recurses here. */
Selection Selector::record(const std::vector<Asked> &members, const model::ObjectPtr &object)
{
    Selection selection;
    selection.object = object;
    selection.twenty_names = twenty_names;
    draft.mark_version(*object);
    draft.mark("{");
    for (const Asked &asked : members)
        selection.members.push_back(member(asked, object));
    draft.mark("}");
    return selection;
}

std::vector<EdgeMember> Selector::edge(const std::vector<Asked> &members)
{
    std::vector<EdgeMember> edge;
    draft.mark("[");
    for (const Asked &asked : members) {
        draft.mark(asked.key);
        draft.mark(asked.name);
        EdgeMember &member = edge.emplace_back();
        member.key = asked.key;
        if (asked.name == "node") {
            member.kind = EdgeMember::Kind::Node;
            member.node = record(asked.members, draft.root.object);
        } else if (asked.name == "cursor") {
            member.kind = EdgeMember::Kind::Cursor;
        } else if (asked.name.empty()) {
            member.kind = EdgeMember::Kind::TypeName;
            member.type_name = asked.type_name;
            draft.mark(asked.type_name);
        } else {
            throw no_such_member("edge", asked.name);
        }
    }
    return edge;
}

/* Numbers the aggregates of the frame; one asked for twice is computed once. */
void resolve_aggregates(Content &content, const model::Object &object)
{
    for (request::FrameStep &step : content.frame) {
        if (step.kind != request::FrameStep::Kind::Aggregate)
            continue;
        std::size_t place = 0;
        while (place < content.aggregates.size() && content.aggregates[place].name != step.text)
            ++place;
        if (place == content.aggregates.size()) {
            auto aggregate = find_aggregate(object, step.text);
            if (!aggregate)
                throw no_such_member(object.name_singular + " connection", step.text);
            content.aggregates.push_back(*std::move(aggregate));
            content.aggregate_shape += step.text + '\0';
        }
        step.index = place;
    }
}

} // namespace

void resolve_members(Content &content, Draft &draft, const request::Request &request,
                     bool twenty_names)
{
    const model::ObjectPtr &object = draft.root.object;
    Selector selector{content, draft, twenty_names};
    if (!request.connection) {
        content.selection = selector.record(request.members, object);
        return;
    }
    content.frame = request.connection->frame;
    for (const std::vector<Asked> &members : request.connection->edges)
        content.edges.push_back(selector.edge(members));
    resolve_aggregates(content, *object);
}

} // namespace viginti::plan
