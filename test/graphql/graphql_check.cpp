/*
 * graphql_check: what this library says about documents, for comparison with another one.
 * The first line read is {"__schema": …}; each line after it is {"query": …, "variables": …}, and is
 * answered by one line: {"stage":"parse"|"validate"|"variables"|"execute"|"done","errors":[…],…}.
 * A document that passes is "executed": each list has one item, each object of an abstract type is of
 * the first it may be, a String tells the arguments of its field, another leaf has one value.
 */
#include "base/error.hpp"
#include "graphql/introspection.hpp"
#include "graphql/parser.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql/validation.hpp"
#include "graphql/values.hpp"
#include "introspected_schema.hpp"

#include <algorithm>
#include <iostream>
#include <string>

namespace {

using namespace viginti::graphql;
using viginti::Json;

std::string failed(std::string_view stage, const std::vector<Fault> &faults)
{
    std::string out = "{\"stage\":\"" + std::string(stage) + "\",\"errors\":";
    append_faults(out, faults);
    return out + '}';
}

std::string leaf_of(const SelectedField &field)
{
    constexpr std::pair<std::string_view, std::string_view> values[]{
        {"Int", "1"},
        {"Float", "1.5"},
        {"Boolean", "true"},
        {"ID", "\"id\""},
    };
    for (const auto &[name, value] : values)
        if (name == field.type.named->name)
            return std::string(value);
    std::string out;
    viginti::append_json_string(out, field.type.named->kind == TypeKind::Enum
                                         ? field.type.named->values.front().name
                                         : viginti::dump_json(field.arguments.get()));
    return out;
}

void append_object(std::string &out, const Schema &schema, const SelectedObject &object)
{
    out += '{';
    for (const SelectedField &field : object.fields) {
        viginti::append_json_key(out, field.key);
        if (is_introspection(field)) {
            append_introspection(out, schema, *object.type, field);
            continue;
        }
        auto const lists = static_cast<std::size_t>(
            std::count(field.type.wrappers.begin(), field.type.wrappers.end(), '['));
        out.append(lists, '[');
        if (field.objects.empty())
            out += leaf_of(field);
        else
            append_object(out, schema, field.objects.front());
        out.append(lists, ']');
    }
    out += '}';
}

std::string answer(const Schema &schema, const json_t *request)
{
    std::string const text(viginti::text_of(json_object_get(request, "query")));
    auto parsed = parse(text);
    if (auto const *fault = std::get_if<Fault>(&parsed))
        return failed("parse", {*fault});
    const Document &document = std::get<Document>(parsed);
    std::vector<Fault> faults = validate(schema, document);
    if (!faults.empty())
        return failed("validate", faults);
    Fault fault;
    const Operation *const operation = find_operation(document, {}, fault);
    if (!operation)
        return failed("execute", {fault});
    Json const values =
        coerce_variables(schema, *operation, json_object_get(request, "variables"), faults);
    std::string_view const stage = faults.empty() ? "execute" : "variables";
    SelectedObject tree{nullptr, {}};
    if (faults.empty())
        tree = select(schema, document, *operation, values.get(), faults);
    locate(text, faults);
    if (!faults.empty())
        return failed(stage, faults);
    std::string out =
        "{\"stage\":\"done\",\"errors\":[],\"variables\":" + viginti::dump_json(values.get()) +
        ",\"data\":";
    append_object(out, schema, tree);
    return out + '}';
}

} // namespace

int main()
{
    std::ios::sync_with_stdio(false);
    std::string line;
    std::getline(std::cin, line);
    Json const introspection(json_loadb(line.data(), line.size(), 0, nullptr));
    Schema const schema =
        viginti::test::load_schema(json_object_get(introspection.get(), "__schema"));
    while (std::getline(std::cin, line)) {
        Json const request(json_loadb(line.data(), line.size(), 0, nullptr));
        std::cout << answer(schema, request.get()) << '\n' << std::flush;
    }
    return 0;
}
