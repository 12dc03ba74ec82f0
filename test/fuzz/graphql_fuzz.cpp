/*
 * Documents from arbitrary text: a document or a fault, which stands inside the text; validation
 * ends, in no more faults than its bound; what it passes has a tree and an answer to introspection.
 * Bytes behind a NUL are the variables.
 */
#include "../unit/graphql_pets.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/limits.hpp"
#include "graphql/introspection.hpp"
#include "graphql/parser.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql/validation.hpp"
#include "graphql/values.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace viginti::graphql;
using viginti::Json;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void check(const std::vector<Fault> &faults, std::string_view text)
{
    for (const Fault &fault : faults) {
        require(!fault.message.empty() && viginti::is_storable_text(fault.message));
        for (std::uint32_t const offset : fault.offsets)
            require(offset <= text.size());
        for (const Location &location : fault.locations)
            require(location.line >= 1 && location.column >= 1 &&
                    location.column <= text.size() + 1);
    }
}

Json read_variables(std::string_view text)
{
    try {
        Json value = viginti::parse_json(text);
        return json_is_object(value.get()) ? std::move(value) : nullptr;
    } catch (const viginti::Error &) {
        return nullptr;
    }
}

void run(const Schema &schema, const Document &document, const json_t *sent)
{
    for (const Definition &definition : document.definitions) {
        auto const *const operation = std::get_if<Operation>(&definition);
        if (!operation)
            continue;
        std::vector<Fault> faults;
        Json const variables = coerce_variables(schema, *operation, sent, faults);
        check(faults, document.source);
        if (!faults.empty())
            continue;
        SelectedObject const tree = select(schema, document, *operation, variables.get(), faults);
        check(faults, document.source);
        for (const SelectedField &field : tree.fields) {
            if (!is_introspection(field))
                continue;
            std::string out;
            append_introspection(out, schema, *tree.type, field);
            Json const read(json_loadb(out.data(), out.size(), JSON_DECODE_ANY, nullptr));
            require(read != nullptr);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Schema *const schema = new Schema(viginti::test::pet_schema());
    std::string_view const all(reinterpret_cast<const char *>(data), size);
    std::string_view const text = all.substr(0, all.find('\0'));
    auto const parsed = parse(text);
    if (auto const *fault = std::get_if<Fault>(&parsed)) {
        check({*fault}, text);
        return 0;
    }
    const Document &document = std::get<Document>(parsed);
    std::vector<Fault> const faults = validate(*schema, document);
    check(faults, text);
    require(faults.size() <= viginti::limits::graphql_errors + 1);
    if (faults.empty())
        run(*schema, document,
            read_variables(text.size() < size ? all.substr(text.size() + 1) : "{}").get());
    return 0;
}
