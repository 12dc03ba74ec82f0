#include "plan/import_reader.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::Field;
using model::FieldType;
using model::Form;
using model::Part;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string pointer_of(std::size_t line)
{
    return "/lines/" + std::to_string(line);
}

Error at_line(std::size_t line, const std::string &what, std::string hint = {})
{
    return Error(Code::BodyInvalid, "Line " + std::to_string(line) + ": " + what, pointer_of(line),
                 std::move(hint));
}

bool is_text(Form form)
{
    return form == Form::Text || form == Form::NullableText;
}

json_t *text_value(const std::string &text)
{
    return json_stringn(text.data(), text.size());
}

/* What cannot be read as the form has it stays text: the check of the value then says so. */
json_t *number_value(const std::string &text)
{
    if (auto const integer = parse_integer(text))
        return json_integer(*integer);
    auto const number = parse_number(text);
    return number ? json_real(*number) : text_value(text);
}

json_t *boolean_value(const std::string &text)
{
    for (bool const value : {true, false})
        if (equal_ignoring_case(text, value ? "true" : "false"))
            return json_boolean(value);
    return text_value(text);
}

/* A list stands as JSON; anything else is its only item. */
json_t *list_value(const std::string &text)
{
    return text.starts_with('[') ? parse_json(text).release() : text_value(text);
}

json_t *value_of(Form form, const std::string &text)
{
    switch (form) {
    case Form::Number:
    case Form::Position:
        return number_value(text);
    case Form::Boolean:
        return boolean_value(text);
    case Form::OptionList:
    case Form::TextList:
    case Form::JsonList:
        return list_value(text);
    default:
        return text_value(text);
    }
}

bool can_be_set(const Field &field)
{
    return field.is_active && field.type != FieldType::TsVector &&
           (!field.relation || field.is_to_one());
}

/* All names a header may have, for the hint. */
std::string names_of(const model::Object &object)
{
    std::string names;
    auto const add = [&](const std::string &name) { names += names.empty() ? name : ", " + name; };
    for (const Field &field : object.fields) {
        if (!can_be_set(field))
            continue;
        if (field.is_to_one())
            add(field.foreign_key_name());
        else if (!field.type_info().composite)
            add(field.name);
        else
            for (const Part &part : field.type_info().parts)
                if (part.form != Form::Hidden)
                    add(field.name + '.' + std::string(part.name));
    }
    return names;
}

} // namespace

ImportReader::ImportReader(const model::Object &object, request::Layout layout,
                           std::string_view body)
    : object_(object), layout_(layout), body_(body), csv_(body)
{
    if (layout_ == request::Layout::Csv)
        read_header();
    else if (body_.starts_with(byte_order_mark))
        at_ = byte_order_mark.size();
}

std::size_t ImportReader::position() const
{
    return layout_ == request::Layout::Csv ? csv_.position() : at_;
}

void ImportReader::refuse_name(Code code, const std::string &name, std::string message) const
{
    throw Error(code, "Line 1: the column \"" + shorten(name, 80) + "\" " + std::move(message),
                pointer_of(1), "Columns are named " + shorten(names_of(object_), 4000));
}

ImportReader::Column ImportReader::resolve(const std::string &name) const
{
    std::size_t const dot = name.find('.');
    std::string const key = name.substr(0, dot);
    if (dot == name.npos)
        if (const Field *const relation = object_.find_foreign_key(name);
            relation && relation->is_active)
            return {name, {}, Form::Uuid};
    const Field *const field = object_.find_field(key);
    if (!field || !can_be_set(*field))
        refuse_name(Code::FieldUnknown, name, "is no field of " + object_.name_singular);
    if (field->is_to_one())
        refuse_name(Code::FieldUnknown, name,
                    "is a relation, set by the column " + field->foreign_key_name());
    if (field->type_info().composite != (dot != name.npos))
        refuse_name(Code::SubFieldUnknown, name,
                    dot == name.npos ? "needs a sub-field" : "has no sub-fields");
    std::string_view const sub =
        dot == name.npos ? std::string_view() : std::string_view(name).substr(dot + 1);
    for (const Part &part : field->type_info().parts) {
        if (part.name != sub || part.form == Form::Hidden)
            continue;
        bool const is_made =
            field->is_system && (field->name == "id" || field->type == FieldType::Position);
        bool const may_be_null =
            !is_made && !(field->type_info().composite && model::is_not_null(*field, part));
        return {key, std::string(sub), part.form, may_be_null};
    }
    refuse_name(Code::SubFieldUnknown, name, "names no sub-field of " + field->name);
}

void ImportReader::read_header()
{
    if (!csv_.next(cells_))
        throw at_line(1, "the header line is missing", "Columns are named " + names_of(object_));
    for (const rest::CsvCell &cell : cells_) {
        Column column = resolve(cell.text);
        for (const Column &other : columns_)
            if (other.key == column.key && other.sub_key == column.sub_key)
                refuse_name(Code::BodyInvalid, cell.text, "stands twice");
        columns_.push_back(std::move(column));
    }
    line_ = csv_.line();
}

const json_t *ImportReader::next()
{
    return layout_ == request::Layout::Csv ? next_row() : next_line();
}

const json_t *ImportReader::next_row()
{
    do {
        bool more;
        try {
            more = csv_.next(cells_);
        } catch (...) {
            line_ = csv_.line();
            throw;
        }
        if (!more)
            return nullptr;
    } while (cells_.size() == 1 && columns_.size() > 1 && cells_.front().is_absent());
    line_ = csv_.line();
    if (cells_.size() != columns_.size())
        throw at_line(line_, "there are " + std::to_string(cells_.size()) + " cells, and " +
                                 std::to_string(columns_.size()) + " columns in the header");
    record_ = make_json_object();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Column &column = columns_[i];
        const rest::CsvCell &cell = cells_[i];
        bool const is_null = cell.text.empty() && !(cell.quoted && is_text(column.form));
        if (is_null && !column.may_be_null)
            continue;
        json_t *value;
        try {
            value = is_null ? json_null() : value_of(column.form, cell.text);
        } catch (const Error &error) {
            std::string path = pointer(pointer_of(line_), column.key);
            if (!column.sub_key.empty())
                path = pointer(path, column.sub_key);
            throw Error(Code::ValueInvalid, "Line " + std::to_string(line_) + ": " + error.message,
                        std::move(path), "A list stands as a JSON array");
        }
        json_t *into = record_.get();
        if (!column.sub_key.empty()) {
            into = json_object_get(record_.get(), column.key.c_str());
            if (!into) {
                into = make_json_object().release();
                json_object_set_new(record_.get(), column.key.c_str(), into);
            }
        }
        json_object_set_new(into, (column.sub_key.empty() ? column.key : column.sub_key).c_str(),
                            value);
    }
    return record_.get();
}

const json_t *ImportReader::next_line()
{
    while (at_ < body_.size()) {
        std::size_t const begin = at_;
        std::size_t const end = std::min(body_.find('\n', begin), body_.size());
        std::string_view const text = trim_blanks(body_.substr(begin, end - begin));
        at_ = std::min(end + 1, body_.size());
        ++line_;
        if (text.empty())
            continue;
        try {
            record_ = parse_json(text);
        } catch (const Error &error) {
            Error fault = at_line(line_, error.message);
            std::size_t const offset = static_cast<std::size_t>(text.data() - body_.data());
            throw fault.at(offset + error.position.value_or(0));
        }
        if (!json_is_object(record_.get()))
            throw at_line(line_, "a JSON object is expected").at(begin);
        return record_.get();
    }
    return nullptr;
}

} // namespace viginti::plan
