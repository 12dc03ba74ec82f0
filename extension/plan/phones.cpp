#include "plan/phones.hpp"

#include "base/error.hpp"
#include "base/phone.hpp"
#include "base/text.hpp"
#include "plan/json_value.hpp"

#include <array>

namespace viginti::plan {

namespace {

using phone::Verdict;

/* What the three members are called in the primary phone and in an additional one. */
struct Names {
    const char *number;
    const char *country;
    const char *calling;
};
constexpr Names primary{"primaryPhoneNumber", "primaryPhoneCountryCode", "primaryPhoneCallingCode"};
constexpr Names additional{"number", "countryCode", "callingCode"};

struct Fault {
    Verdict verdict;
    const char *Names::*member; /* whose place and value the message names */
    std::string_view message;   /* spec/core-rest.md §4.2 */
    bool ends_in_value;
    std::string_view hint;
};
constexpr std::array faults{
    Fault{Verdict::CountryUnknown, &Names::country, "Invalid country code ", true,
          "Two capital letters are expected, e.g. \"FR\""},
    Fault{Verdict::CallingUnknown, &Names::calling, "Invalid calling code ", true,
          "A country's calling code is expected, e.g. \"+33\""},
    Fault{Verdict::CodesConflict, &Names::calling,
          "Provided country code and calling code are conflicting", false, ""},
    Fault{Verdict::NumberInvalid, &Names::number, "Provided phone number is invalid ", true,
          "Give the country or the calling code with the number, or its international form +…"},
    Fault{Verdict::CountryConflicts, &Names::country,
          "Provided and inferred country code are conflicting", false, ""},
    Fault{Verdict::CallingConflicts, &Names::calling,
          "Provided and inferred calling code are conflicting", false, ""},
};

const char *text_or_empty(const json_t *value, const char *name)
{
    const char *const text = json_string_value(json_object_get(value, name));
    return text ? text : "";
}

bool is_text_or_null(const json_t *value, const char *name)
{
    const json_t *const member = json_object_get(value, name);
    return !member || json_is_null(member) || json_is_string(member);
}

phone::Answer ask(const json_t *value, const Names &names, const ValueSite &site)
{
    phone::Question const question{text_or_empty(value, names.number),
                                   text_or_empty(value, names.country),
                                   text_or_empty(value, names.calling)};
    phone::Answer answer{};
    bool const empty = !*question.number && !*question.country && !*question.calling;
    Verdict const verdict = empty ? Verdict::Good : phone::ask(question, answer);
    for (const Fault &fault : faults)
        if (fault.verdict == verdict) {
            const char *const name = names.*fault.member;
            std::string message(fault.message);
            if (fault.ends_in_value)
                message += shorten(text_or_empty(value, name), 60);
            throw Error(Code::ValueInvalid, std::move(message), pointer(site.path, name),
                        std::string(fault.hint));
        }
    if (verdict != Verdict::Good)
        throw Error(Code::Internal, "the rules of telephone numbers failed");
    return answer;
}

void set(const Json &object, const char *name, const char *text)
{
    json_object_set_new(object.get(), name, json_string(text));
}

} // namespace

Json complete_primary_phone(const json_t *value, const ValueSite &site)
{
    for (const char *name : {primary.number, primary.country, primary.calling})
        if (!is_text_or_null(value, name))
            return nullptr;
    phone::Answer const answer = ask(value, primary, site);
    Json out(json_copy(const_cast<json_t *>(value)));
    /* A number settles its codes; codes alone leave the number that is stored. */
    if (*answer.number) {
        set(out, primary.number, answer.number);
        set(out, primary.country, answer.country);
        set(out, primary.calling, answer.calling);
    } else if (*answer.calling) {
        set(out, primary.calling, answer.calling);
    }
    return out;
}

Json complete_additional_phone(const json_t *phone, const ValueSite &site)
{
    for (const char *name : {additional.number, additional.country, additional.calling})
        if (!is_text_or_null(phone, name))
            throw Error(Code::ValueInvalid,
                        "Invalid string value " + inspect(json_object_get(phone, name)) +
                            " for text field \"" + site.name + "\"",
                        pointer(site.path, name));
    phone::Answer const answer = ask(phone, additional, site);
    Json out(json_copy(const_cast<json_t *>(phone)));
    set(out, additional.number, answer.number);
    set(out, additional.country, answer.country);
    set(out, additional.calling, answer.calling);
    return out;
}

} // namespace viginti::plan
