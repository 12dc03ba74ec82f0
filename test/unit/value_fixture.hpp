/* An object with a field of every type a client writes, and what its values become. */
#pragma once

#include "base/error.hpp"
#include "model_fixture.hpp"
#include "plan/filter_value.hpp"
#include "plan/record_value.hpp"

namespace fixture {

inline const model::Object &things()
{
    using model::FieldType;
    static const auto made = [] {
        auto things = object(1, "thing", "things");
        int id = 100;
        for (auto const &[name, type] : std::initializer_list<std::pair<const char *, FieldType>>{
                 {"aUuid", FieldType::Uuid},
                 {"text", FieldType::Text},
                 {"count", FieldType::Number},
                 {"isOpen", FieldType::Boolean},
                 {"day", FieldType::Date},
                 {"dueAt", FieldType::DateTime},
                 {"words", FieldType::Array},
                 {"extra", FieldType::RawJson},
                 {"body", FieldType::RichText},
                 {"amount", FieldType::Currency},
                 {"emails", FieldType::Emails},
                 {"phones", FieldType::Phones},
                 {"links", FieldType::Links},
                 {"address", FieldType::Address},
                 {"exact", FieldType::Numeric},
                 {"approver", FieldType::Actor},
             })
            things->fields.push_back(field(id++, name, type));
        for (auto const &[name, type] : std::initializer_list<std::pair<const char *, FieldType>>{
                 {"stage", FieldType::Select}, {"tags", FieldType::MultiSelect}}) {
            model::Field made = field(id++, name, type);
            made.options = {{number(90), "NEW", "New", "red", 0},
                            {number(91), "OLD", "Old", "red", 1}};
            things->fields.push_back(made);
        }
        model::Field few = field(id++, "few", FieldType::Array);
        few.rules.max_values = 2;
        things->fields.push_back(few);
        model::Field mails = field(id++, "mails", FieldType::Emails);
        mails.rules.max_values = 2;
        things->fields.push_back(mails);
        model::Field whole = field(id++, "whole", FieldType::Number);
        whole.rules = {0, 2147483647.0, "int"};
        things->fields.push_back(whole);
        for (const char *name : {"createdBy", "updatedBy"})
            things->fields.push_back(system_field(id++, name, FieldType::Actor, true));
        return things;
    }();
    return *made;
}

/* The value a body gives a column: "NULL", a text, or "{a|b}" of a list; "-" when it is not set. */
inline std::string stored(const std::string &json, const std::string &column, bool creating = true)
{
    plan::Actor const actor{"API", "key"};
    Json const body = parse_json(json);
    plan::RecordValues const values = creating
                                          ? plan::read_new_record(things(), body.get(), actor, "")
                                          : plan::read_changes(things(), body.get(), actor);
    for (const plan::Assignment &assignment : values.assignments) {
        if (assignment.column != column)
            continue;
        if (assignment.value.is_null)
            return "NULL";
        if (!assignment.value.type.is_array)
            return assignment.value.text;
        std::string list;
        for (const auto &item : assignment.value.items)
            list += (list.empty() ? "{" : "|") + item.value_or("NULL");
        return list + "}";
    }
    return "-";
}

/* "path message" of the fault of a body. */
inline std::string fault_of_body(const std::string &json)
{
    try {
        plan::Actor const actor{"API", "key"};
        plan::read_new_record(things(), parse_json(json).get(), actor, "");
    } catch (const Error &error) {
        return error.path + " " + error.message;
    }
    return "no error";
}

} // namespace fixture
