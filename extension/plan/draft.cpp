#include "plan/draft.hpp"

#include "plan/filter_value.hpp"

namespace viginti::plan {

Draft::Draft(const model::Catalog &from, const model::ObjectPtr &object, char kind)
    : catalog(from), root{object, 0, {}}
{
    shape += kind;
    mark_version(*object);
    asked.add({reinterpret_cast<const char *>(object->id.bytes.data()), object->id.bytes.size()});
}

int Draft::add(Param param)
{
    params.push_back(std::move(param));
    return static_cast<int>(params.size());
}

int Draft::add_asked(Param param)
{
    asked.add(param.text);
    for (const auto &item : param.items)
        asked.add(item.value_or(""));
    return add(std::move(param));
}

int Draft::add_options(const model::Field &field)
{
    Param options{{model::ColumnType::Text, true}, false, {}, {}};
    for (std::string_view const value : option_list(field))
        options.items.emplace_back(value);
    return add(std::move(options));
}

void Draft::mark(std::string_view text)
{
    shape += text;
    shape += '\0';
}

void Draft::mark_number(int number)
{
    mark(std::to_string(number));
}

void Draft::mark_asked(std::string_view text)
{
    asked.add(text);
    mark(text);
}

void Draft::mark_version(const model::Object &object)
{
    shape.append(reinterpret_cast<const char *>(&object.version), sizeof object.version);
}

} // namespace viginti::plan
