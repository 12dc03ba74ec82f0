/*
 * A whole REST request from arbitrary bytes: the first line is method and target, the rest the
 * body. Client faults are Errors of class 4xx with a message that is text.
 */
#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/parameters.hpp"
#include "rest/transaction.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using viginti::rest::Operation;

void run(std::string_view method, std::string_view target, std::string_view body)
{
    std::size_t const mark = std::min(target.find('?'), target.size());
    std::string_view const query_text = target.substr(std::min(mark + 1, target.size()));
    auto const route = viginti::rest::parse_route(method, target.substr(0, mark));
    auto const query = viginti::rest::parse_query_string(query_text);
    if (!viginti::is_storable_text(route.object))
        std::abort();
    if (route.operation == Operation::Import)
        return;
    if (route.operation == Operation::Transaction) {
        for (const auto &operation : viginti::rest::parse_transaction(body).operations)
            run(operation.method, operation.path, {});
        return;
    }
    if (route.operation >= Operation::ListObjects) {
        viginti::rest::parse_metadata_page(query);
        viginti::rest::parse_object_body(body, true);
        return;
    }
    for (const auto &dialect : viginti::model::dialects) {
        auto const request = viginti::rest::parse_record_request(route, query, body, dialect);
        auto const most =
            request.group ? static_cast<int>(viginti::limits::groups_maximum) : dialect.max_limit;
        bool const good = request.page.limit >= 0 && request.page.limit <= most &&
                          request.depth >= 0 && request.depth <= 2;
        if (!good)
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const input(reinterpret_cast<const char *>(data), size);
    std::size_t const line = std::min(input.find('\n'), input.size());
    std::string_view const start = input.substr(0, line);
    /* The database hands over method and target as text. */
    if (!viginti::is_storable_text(start))
        return 0;
    std::size_t const blank = std::min(start.find(' '), start.size());
    try {
        run(start.substr(0, blank), start.substr(std::min(blank + 1, start.size())),
            input.substr(std::min(line + 1, input.size())));
    } catch (const viginti::Error &error) {
        bool const good = error.status >= 400 && error.status < 500 &&
                          error.message.size() < 2000 && viginti::is_storable_text(error.message) &&
                          viginti::is_storable_text(error.path);
        if (!good)
            std::abort();
    }
    return 0;
}
