#include "openapi/paths.hpp"

#include <algorithm>

namespace viginti::openapi {

namespace {

std::string lower(std::string_view method)
{
    std::string text(method);
    for (char &c : text)
        c = static_cast<char>(c + ('a' - 'A'));
    return text;
}

} // namespace

std::vector<PathRow> described_paths(std::string_view server, bool (*is_described)(rest::Operation))
{
    std::vector<PathRow> paths;
    std::vector<rest::Operation> seen;
    for (const rest::RouteRow &route : rest::routes()) {
        if (!is_described(route.operation) || route.method == "PUT")
            continue;
        std::string const pattern(route.pattern.substr(server.size()));
        bool const is_old = std::find(seen.begin(), seen.end(), route.operation) != seen.end();
        seen.push_back(route.operation);
        auto path = std::find_if(paths.begin(), paths.end(),
                                 [&](const PathRow &each) { return each.pattern == pattern; });
        if (path == paths.end())
            path = paths.insert(paths.end(), {pattern, {}});
        path->entries.push_back({lower(route.method), route.operation, is_old});
    }
    return paths;
}

} // namespace viginti::openapi
