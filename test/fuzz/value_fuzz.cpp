/*
 * Bodies of a record with a field of every type: values or an Error, never anything else. Rich text
 * is also taken as Markdown as it is, and its blocks must read back.
 */
#include "../unit/value_fixture.hpp"
#include "base/phone.hpp"
#include "base/text.hpp"
#include "phone/rules.hpp"
#include "plan/rich_text.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void check(const viginti::Error &error)
{
    if (error.status >= 500 || error.message.size() > 2000 ||
        !viginti::is_storable_text(error.message))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace viginti;
    std::string const text(reinterpret_cast<const char *>(data), size);
    phone::use_rules(phone::apply_rules);
    if (!is_storable_text(text))
        return 0;
    try {
        Json const body = parse_json(text);
        if (json_is_object(body.get()))
            plan::read_new_record(fixture::things(), body.get(), {"API", "key"}, "");
    } catch (const Error &error) {
        check(error);
    }
    try {
        auto const document = plan::rich::read_markdown(text);
        Json const blocks = parse_json(plan::rich::write_blocks(document));
        plan::rich::write_markdown(plan::rich::read_blocks(blocks.get()));
    } catch (const Error &error) {
        check(error);
    }
    return 0;
}
