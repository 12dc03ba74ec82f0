#include "phone/rules.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <cstring>
#include <list>
#include <set>
#include <string>

namespace viginti::phone {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/* What the library calls a region that it does not know, and one that is no country. */
constexpr const char *no_region = "ZZ";
constexpr const char *non_geographical = "001";

/* 0 when the text is no calling code of one to three digits. */
int calling_number(std::string text)
{
    if (text.starts_with('+'))
        text.erase(0, 1);
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    bool const good = !text.empty() && text.size() <= 3 && text.front() != '0' &&
                      std::all_of(text.begin(), text.end(), is_digit);
    return good ? std::stoi(text) : 0;
}

const std::set<std::string> &supported_regions(const PhoneNumberUtil &library)
{
    static const auto *const regions = [&] {
        auto *const made = new std::set<std::string>;
        library.GetSupportedRegions(made);
        return made;
    }();
    return *regions;
}

template <std::size_t size>
void put(char (&out)[size], const std::string &text)
{
    std::size_t const length = std::min(text.size(), size - 1);
    std::memcpy(out, text.data(), length);
    out[length] = '\0';
}

/* The country of a number; empty when it is of none, or of several that cannot be told apart. */
std::string country_of(const PhoneNumberUtil &library, const PhoneNumber &number,
                       const std::string &expected)
{
    if (!expected.empty() && library.IsValidNumberForRegion(number, expected))
        return expected;
    std::string region;
    library.GetRegionCodeForNumber(number, &region);
    return region == no_region || region == non_geographical ? std::string() : region;
}

Verdict read_number(const PhoneNumberUtil &library, const std::string &text,
                    const std::string &country, int calling, Answer &answer)
{
    std::string region = country;
    if (region.empty() && calling != 0)
        library.GetRegionCodeForCountryCode(calling, &region);
    std::string written = text;
    if (region == non_geographical && written.find('+') == std::string::npos)
        written = "+" + std::to_string(calling) + written;

    PhoneNumber number;
    if (library.Parse(written, region.empty() ? no_region : region, &number) !=
        PhoneNumberUtil::NO_PARSING_ERROR)
        return Verdict::NumberInvalid;
    std::string const inferred = country_of(library, number, country);
    if (!inferred.empty() && !country.empty() && inferred != country)
        return Verdict::CountryConflicts;
    if (calling != 0 && number.country_code() != calling)
        return Verdict::CallingConflicts;
    std::string national;
    library.GetNationalSignificantNumber(number, &national);
    put(answer.number, national);
    put(answer.country, inferred.empty() ? country : inferred);
    put(answer.calling, "+" + std::to_string(number.country_code()));
    return Verdict::Good;
}

Verdict judge(const Question &question, Answer &answer)
{
    const PhoneNumberUtil &library = *PhoneNumberUtil::GetInstance();
    std::string const country = question.country;
    if (!country.empty() && !supported_regions(library).contains(country))
        return Verdict::CountryUnknown;
    int calling = 0;
    if (*question.calling != '\0') {
        std::list<std::string> regions;
        calling = calling_number(question.calling);
        if (calling != 0)
            library.GetRegionCodesForCountryCallingCode(calling, &regions);
        if (regions.empty())
            return Verdict::CallingUnknown;
        if (!country.empty() && std::find(regions.begin(), regions.end(), country) == regions.end())
            return Verdict::CodesConflict;
    }
    answer = {};
    put(answer.country, country);
    if (calling != 0)
        put(answer.calling, "+" + std::to_string(calling));
    if (*question.number == '\0')
        return Verdict::Good;
    return read_number(library, question.number, country, calling, answer);
}

} // namespace

Verdict apply_rules(const Question &question, Answer &answer) noexcept
{
    try {
        return judge(question, answer);
    } catch (...) {
        return Verdict::Failed;
    }
}

} // namespace viginti::phone
