#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "graphql/lower.hpp"

#include <utility>

namespace viginti::graphql {

namespace {

using model::Form;
using model::Object;
using model::Operator;
using request::Filter;
using Path = std::vector<std::string>;

std::string dotted(const Path &path)
{
    std::string text;
    for (const std::string &step : path)
        text.append(text.empty() ? "" : ".").append(step);
    return shorten(text, 80);
}

Error invalid(std::string message)
{
    return Error(Code::FilterInvalid, std::move(message), "filter");
}

Error exceeds(std::string_view limit, std::size_t value, std::string_view what)
{
    return Error(Code::LimitExceeded,
                 "'filter' exceeds the limit " + std::string(limit) + ": at most " +
                     std::to_string(value) + ' ' + std::string(what),
                 "filter");
}

template <class Visit>
void for_each_member(const json_t *object, const Visit &visit)
{
    const char *key;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(object), key, length, value)
    {
        visit(std::string_view(key, length), static_cast<const json_t *>(value));
    }
}

struct Walk {
    const RecordSchema &schema;
    std::string &search;
    std::size_t predicates = 0;

    Filter of_object(const json_t *filter, const Object &object, const Path &path,
                     std::size_t depth, bool searchable);
    void add_field(Filter &out, std::string_view name, const json_t *value, const Object &object,
                   const Path &path, std::size_t depth, bool searchable);
    void add_leaf(Filter &out, const json_t *operators, const Path &path, Form form);
    Filter predicate(const Path &path, Operator op, std::vector<std::string> values);
};

Filter Walk::predicate(const Path &path, Operator op, std::vector<std::string> values)
{
    if (++predicates > limits::filter_predicates)
        throw exceeds("filter_predicates", limits::filter_predicates, "comparisons");
    Filter filter;
    filter.kind = Filter::Kind::Predicate;
    filter.predicate = {path, op, std::move(values), 0};
    return filter;
}

std::string text_value(const json_t *value, const Path &path)
{
    if (json_is_string(value))
        return std::string(text_of(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (json_is_number(value))
        return digits_of(value).value_or(dump_json(value));
    throw invalid("Invalid filter value for field " + dotted(path) + ": " + inspect(value));
}

std::vector<std::string> list_values(const json_t *list, std::string_view op, const Path &path)
{
    if (!json_is_array(list))
        throw invalid("Filter operator \"" + std::string(op) +
                      "\" requires an array value for field " + dotted(path));
    if (json_array_size(list) == 0)
        throw invalid("Invalid filter value for field " + dotted(path) +
                      ". Expected non-empty array");
    if (json_array_size(list) > limits::in_list)
        throw exceeds("in_list", limits::in_list, "values in one list");
    std::vector<std::string> values;
    for (std::size_t i = 0; i < json_array_size(list); ++i)
        values.push_back(text_value(json_array_get(list, i), path));
    return values;
}

/* Each operator of a leaf is a condition of its own, all of which must hold. */
void Walk::add_leaf(Filter &out, const json_t *operators, const Path &path, Form form)
{
    if (!json_is_object(operators))
        throw invalid("Filter value for field \"" + dotted(path) + "\" must be an object");
    for_each_member(operators, [&](std::string_view name, const json_t *value) {
        if (name == "isEmptyArray") {
            if (form != Form::OptionList && form != Form::TextList)
                throw invalid("Operator \"isEmptyArray\" is not valid for field \"" + dotted(path) +
                              "\": it is not a list");
            if (!json_is_null(value))
                out.children.push_back(
                    predicate(path, Operator::Is, {json_is_true(value) ? "NULL" : "NOT_NULL"}));
            return;
        }
        auto const op = model::parse_operator(name);
        if (!op)
            throw invalid("Operator \"" + shorten(name, 40) + "\" is not valid for field \"" +
                          dotted(path) + '"');
        if (json_is_null(value)) {
            if (*op != Operator::Eq && *op != Operator::Neq)
                throw invalid("Filter operator \"" + std::string(name) + "\" for field \"" +
                              dotted(path) + "\" must not be null");
            out.children.push_back(
                predicate(path, Operator::Is, {*op == Operator::Eq ? "NULL" : "NOT_NULL"}));
            return;
        }
        out.children.push_back(predicate(path, *op,
                                         model::takes_list(*op)
                                             ? list_values(value, name, path)
                                             : std::vector{text_value(value, path)}));
    });
}

void Walk::add_field(Filter &out, std::string_view name, const json_t *value, const Object &object,
                     const Path &path, std::size_t depth, bool searchable)
{
    Path here = path;
    here.emplace_back(name);
    const model::Field *const field = object.find_field(name);
    if (!field) {
        if (!object.find_foreign_key(name))
            throw invalid("Object " + object.name_singular + " doesn't have any \"" +
                          shorten(name, 60) + "\" field.");
        return add_leaf(out, value, here, Form::Uuid);
    }
    if (field->type == model::FieldType::TsVector) {
        const json_t *const words = json_object_get(value, "search");
        if (!searchable || !search.empty())
            throw invalid("\"" + dotted(here) + "\" is searched once, outside of and, or and not");
        if (json_is_string(words))
            search = text_of(words);
        return;
    }
    if (field->relation) {
        model::ObjectPtr const target = schema.find_object(field->relation->target);
        if (!target)
            throw invalid("Object " + object.name_singular + " doesn't have any \"" +
                          shorten(name, 60) + "\" field.");
        if (!field->is_to_many()) {
            out.children.push_back(of_object(value, *target, here, depth + 1, false));
            return;
        }
        Filter some;
        some.kind = Filter::Kind::Quantified;
        some.quantifier = request::Quantifier::Some;
        some.predicate.path = here;
        some.children.push_back(of_object(value, *target, {}, depth + 1, false));
        out.children.push_back(std::move(some));
        return;
    }
    const model::FieldTypeInfo &info = field->type_info();
    if (!info.composite)
        return add_leaf(out, value, here, info.parts.front().form);
    for_each_member(value, [&](std::string_view part, const json_t *operators) {
        if (json_is_null(operators))
            return;
        Path within = here;
        within.emplace_back(part);
        add_leaf(out, operators, within, Form::Text);
    });
}

Filter Walk::of_object(const json_t *filter, const Object &object, const Path &path,
                       std::size_t depth, bool searchable)
{
    if (depth > limits::filter_depth)
        throw exceeds("filter_depth", limits::filter_depth, "levels");
    if (!json_is_object(filter))
        throw invalid("A filter must be an object, not " + inspect(filter));
    Filter all;
    for_each_member(filter, [&](std::string_view name, const json_t *value) {
        if (json_is_null(value))
            return;
        bool const is_or = name == "or";
        if (name == "not") {
            Filter negated;
            negated.kind = Filter::Kind::Not;
            negated.children.push_back(of_object(value, object, path, depth + 1, false));
            all.children.push_back(std::move(negated));
        } else if (is_or || name == "and") {
            Filter several;
            several.kind = is_or ? Filter::Kind::Or : Filter::Kind::And;
            for (std::size_t i = 0; i < json_array_size(value); ++i)
                several.children.push_back(
                    of_object(json_array_get(value, i), object, path, depth + 1, false));
            if (!several.children.empty())
                all.children.push_back(std::move(several));
        } else {
            add_field(all, name, value, object, path, depth, searchable);
        }
    });
    return all;
}

/* Removes what asks for nothing: an AND without children is true, and SQL has no word for it. */
bool is_empty(const Filter &filter)
{
    return filter.kind == Filter::Kind::And && filter.children.empty();
}

/*
 * `not` of a condition that is always true finds nothing, `or` with one finds everything: these are
 * errors of the client more often than wishes, and have no place in a condition.
 */
void simplify(Filter &filter)
{
    for (Filter &child : filter.children)
        simplify(child);
    if (filter.kind == Filter::Kind::And || filter.kind == Filter::Kind::Quantified) {
        std::erase_if(filter.children, is_empty);
        return;
    }
    for (const Filter &child : filter.children)
        if (is_empty(child))
            throw invalid("A filter inside of \"or\" and \"not\" must not be empty");
}

} // namespace

void lower_filter(request::Request &out, const RecordSchema &schema, const Object &object,
                  const json_t *filter)
{
    if (!filter || json_is_null(filter))
        return;
    Walk walk{schema, out.search};
    Filter lowered = walk.of_object(filter, object, {}, 1, true);
    simplify(lowered);
    if (!is_empty(lowered))
        out.filter = std::move(lowered);
}

} // namespace viginti::graphql
