#include "graphql/fault.hpp"

#include "base/json.hpp"

#include <algorithm>

namespace viginti::graphql {

namespace {

/* One offset of one fault, so that all of them can be visited in the order of the text. */
struct Place {
    std::uint32_t offset;
    std::size_t fault;
    std::size_t index;
};

/* Continuation bytes are no unit of their own; four-byte sequences are two units. */
std::uint32_t units_of(unsigned char byte)
{
    return (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
}

} // namespace

void locate(std::string_view source, std::vector<Fault> &faults)
{
    std::vector<Place> places;
    for (std::size_t i = 0; i < faults.size(); ++i) {
        faults[i].locations.assign(faults[i].offsets.size(), Location{1, 1});
        for (std::size_t j = 0; j < faults[i].offsets.size(); ++j)
            places.push_back({faults[i].offsets[j], i, j});
    }
    std::sort(places.begin(), places.end(),
              [](const Place &a, const Place &b) { return a.offset < b.offset; });

    Location here{1, 1};
    std::size_t at = 0;
    for (const Place &place : places) {
        for (; at < place.offset && at < source.size(); ++at) {
            bool const is_break = source[at] == '\n' || source[at] == '\r';
            /* The two bytes of CR LF are one break, counted at the second. */
            bool const is_half =
                source[at] == '\r' && at + 1 < source.size() && source[at + 1] == '\n';
            if (is_break && !is_half) {
                ++here.line;
                here.column = 1;
            } else {
                here.column += units_of(static_cast<unsigned char>(source[at]));
            }
        }
        faults[place.fault].locations[place.index] = here;
    }
}

void append_faults(std::string &out, const std::vector<Fault> &faults)
{
    out += '[';
    for (const Fault &fault : faults) {
        if (&fault != &faults.front())
            out += ',';
        out += '{';
        append_json_member(out, "message", fault.message);
        if (!fault.locations.empty()) {
            append_json_key(out, "locations");
            out += '[';
            for (const Location &location : fault.locations) {
                out += out.back() == '[' ? "{\"line\":" : ",{\"line\":";
                out += std::to_string(location.line) + ",\"column\":";
                out += std::to_string(location.column) + '}';
            }
            out += ']';
        }
        if (!fault.path.empty()) {
            append_json_key(out, "path");
            out += '[';
            for (const PathItem &item : fault.path) {
                if (out.back() != '[')
                    out += ',';
                if (auto const *key = std::get_if<std::string>(&item))
                    append_json_string(out, *key);
                else
                    out += std::to_string(std::get<std::size_t>(item));
            }
            out += ']';
        }
        out += '}';
    }
    out += ']';
}

} // namespace viginti::graphql
