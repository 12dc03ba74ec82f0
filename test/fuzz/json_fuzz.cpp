/* JSON from arbitrary bytes: what is read dumps to text that reads as the same value. */
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/json_plain.hpp"
#include "base/json_slices.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

/* What the slices of an object are by jansson, or nothing where one is not JSON. */
viginti::Json from_slices(const std::vector<viginti::JsonSlice> &slices)
{
    viginti::Json object = viginti::make_json_object();
    try {
        for (const viginti::JsonSlice &slice : slices)
            json_object_setn_new(object.get(), slice.key.data(), slice.key.size(),
                                 viginti::parse_json(slice.value).release());
    } catch (const viginti::Error &) {
        return nullptr;
    }
    return object;
}

bool is_plain(const std::vector<viginti::JsonSlice> &slices)
{
    for (const viginti::JsonSlice &slice : slices)
        for (char const c : slice.key)
            if (c < ' ' || c > '~')
                return false;
    return true;
}

/* An object whose slices can be read is what they are. */
void check_slices(std::string_view text)
{
    auto const slices = viginti::slice_json_object(text);
    viginti::Json const object = slices && is_plain(*slices) ? from_slices(*slices) : nullptr;
    if (object &&
        viginti::dump_json(object.get()) != viginti::dump_json(viginti::parse_json(text).get()))
        std::abort();
}

/* What the quick reader takes, jansson reads as the same value. */
void check_quick(std::string_view text)
{
    viginti::Json const quick = viginti::read_plain_json(text);
    if (!quick)
        return;
    json_error_t error;
    viginti::Json const whole(
        json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error));
    if (!whole || viginti::dump_json(quick.get()) != viginti::dump_json(whole.get()))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    try {
        check_slices(text);
        auto const value = viginti::parse_json(text);
        check_quick(text);
        std::string const dumped = viginti::dump_json(value.get());
        std::string const again = viginti::dump_json(viginti::parse_json(dumped).get());
        bool const good = dumped == again && viginti::is_storable_text(dumped) &&
                          viginti::inspect(value.get()).size() <= 300;
        if (!good)
            std::abort();
    } catch (const viginti::Error &error) {
        bool const good = error.code == viginti::Code::BodyInvalid && error.position &&
                          *error.position <= size && error.message.size() < 1000 &&
                          viginti::is_storable_text(error.message);
        if (!good)
            std::abort();
    }
    return 0;
}
