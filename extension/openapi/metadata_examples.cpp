#include "openapi/metadata.hpp"

#include "base/json.hpp"
#include "model/validate.hpp"
#include "openapi/field_schema.hpp"
#include "openapi/text.hpp"

#include <algorithm>

namespace viginti::openapi {

namespace {

constexpr std::string_view options =
    R"([{"value":"LOW","label":"Low","color":"green","position":0},{"value":"HIGH",)"
    R"("label":"High","color":"red","position":1}])";

/* The name, or the name with the first number that makes it free. */
template <class IsTaken>
std::string free_name(const std::string &name, const IsTaken &is_taken)
{
    if (!is_taken(name))
        return name;
    for (int n = 2;; ++n)
        if (std::string numbered = name + std::to_string(n); !is_taken(numbered))
            return numbered;
}

bool is_object_name(const View &view, const std::string &name)
{
    return std::any_of(view.objects.begin(), view.objects.end(), [&](const Described &each) {
        return each.object->name_singular == name || each.object->name_plural == name;
    });
}

/* An object to hang example fields on: one of the workspace's own working objects. */
const model::Object *example_object(const View &view)
{
    for (const Described &described : view.objects)
        if (!described.object->is_system)
            return described.object.get();
    return view.objects.empty() ? nullptr : view.objects.front().object.get();
}

/* `target` is another object than the field's. */
void append_field(std::string &out, const model::Object &object, const model::Object *target,
                  const model::FieldTypeInfo &type)
{
    std::string const label = "Example " + std::string(type.words);
    std::string const name =
        free_name("example" + composite_name(type.type),
                  [&](const std::string &each) { return object.find_field(each) != nullptr; });
    out += '{';
    append_json_member(out, "objectMetadataId", to_string(object.id));
    append_json_member(out, "type", type.name);
    append_json_member(out, "name", name);
    append_json_member(out, "label", label);
    if (type.has_options && type.type != model::FieldType::Rating)
        append_raw_member(out, "options", options);
    if (type.type == model::FieldType::Relation) {
        append_json_key(out, "relationCreationPayload");
        out += R"({"type":"MANY_TO_ONE")";
        append_json_member(out, "targetObjectMetadataId", to_string(object.id));
        append_json_member(out, "targetFieldLabel", "Examples of " + name);
        append_json_member(out, "targetFieldIcon", "IconLink");
        out += '}';
    }
    if (type.type == model::FieldType::MorphRelation && target != nullptr) {
        append_json_key(out, "morphRelationsCreationPayload");
        out += R"([{"type":"MANY_TO_ONE")";
        append_json_member(out, "targetObjectMetadataId", to_string(target->id));
        append_json_member(out, "targetFieldLabel", "Examples of " + name);
        append_json_member(out, "targetFieldIcon", "IconLink");
        out += "}]";
    }
    out += '}';
}

} // namespace

std::string example_object_input(const View &view)
{
    auto const is_taken = [&](const std::string &name) { return is_object_name(view, name); };
    std::string out = "{";
    append_json_member(out, "nameSingular", free_name("rocket", is_taken));
    append_json_member(out, "namePlural", free_name("rockets", is_taken));
    append_json_member(out, "labelSingular", "Rocket");
    append_json_member(out, "labelPlural", "Rockets");
    append_json_member(out, "description", "A vehicle that leaves the ground");
    append_json_member(out, "icon", "IconRocket");
    return out + '}';
}

std::string example_objects(const View &view)
{
    std::string const rocket = example_object_input(view);
    return R"({"rocket":{"value":)" + rocket + R"(},"withFields":{"value":)" +
           rocket.substr(0, rocket.size() - 1) +
           R"(,"fields":[{"type":"NUMBER","name":"stages","label":"Stages"},{"type":"TEXT",)"
           R"("name":"serial","label":"Serial","isUnique":true}]}}})";
}

std::string example_indexes(const View &view)
{
    const model::Object *const object = example_object(view);
    if (object == nullptr)
        return "{}";
    std::string const id = to_string(object->id);
    return R"({"newest":{"value":{"objectMetadataId":")" + id +
           R"(","fields":[{"name":"updatedAt","direction":"DescNullsLast"},{"name":"createdBy",)"
           R"("subField":"source"}]}},"unique":{"value":{"objectMetadataId":")" +
           id +
           R"(","isUnique":true,"type":"BTREE","fields":[{"name":"id"},{"name":"createdAt"}]}}})";
}

std::string example_fields(const View &view)
{
    const model::Object *const object = example_object(view);
    const model::Object *target = nullptr;
    for (const Described &described : view.objects)
        if (object != nullptr && described.object->id != object->id && target == nullptr)
            target = described.object.get();
    std::string out = "{";
    if (object == nullptr)
        return "{}";
    for (const model::FieldTypeInfo &type : model::field_types()) {
        bool const lacks_target = type.type == model::FieldType::MorphRelation && target == nullptr;
        if (lacks_target || !model::check_creatable(type.name, *view.dialect).empty())
            continue;
        append_json_key(out, type.name);
        out += R"({"value":)";
        append_field(out, *object, target, type);
        out += '}';
    }
    return out + '}';
}

} // namespace viginti::openapi
