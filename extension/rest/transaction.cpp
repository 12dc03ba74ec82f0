#include "rest/transaction.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "rest/parameters.hpp"

#include <algorithm>
#include <array>

namespace viginti::rest {

namespace {

constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PATCH", "PUT", "DELETE"};
/* Conditions belong to an operation; everything else to the request as a whole. */
constexpr std::array<std::string_view, 2> headers{"If-Match", "If-None-Match"};
constexpr std::size_t longest_name = 63;

Error fault(std::string message, std::string path, std::string hint = {})
{
    return Error(Code::BodyInvalid, std::move(message), std::move(path), std::move(hint));
}

std::string read_text(const json_t *value, const std::string &at)
{
    if (!json_is_string(value))
        throw fault("A text is expected, not " + inspect(value), at);
    return std::string(text_of(value));
}

std::string read_method(const json_t *value, const std::string &at)
{
    std::string method = read_text(value, at);
    if (std::find(methods.begin(), methods.end(), method) == methods.end())
        throw fault("Method '" + shorten_characters(method, 20) + "' is none of an operation", at,
                    "Allowed methods are GET, POST, PATCH, PUT, DELETE");
    return method;
}

bool is_name(std::string_view name)
{
    auto const letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    return !name.empty() && name.size() <= longest_name && letter(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string read_name(const json_t *value, const std::string &at,
                      const std::vector<TransactionOperation> &others)
{
    std::string name = read_text(value, at);
    if (!is_name(name))
        throw fault("'" + shorten_characters(name, 60) + "' is no name of an operation", at,
                    "A letter, then letters, digits and underscores, at most 63");
    for (const TransactionOperation &other : others)
        if (other.as == name)
            throw fault("Two operations are named '" + name + "'", at);
    return name;
}

std::string read_headers(const json_t *value, const std::string &at)
{
    if (!json_is_object(value))
        throw fault("An object of headers is expected, not " + inspect(value), at);
    std::string lines;
    const char *key;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
    {
        std::string_view const name(key, length);
        std::string const place = pointer(at, name);
        if (std::none_of(headers.begin(), headers.end(),
                         [&](std::string_view one) { return equal_ignoring_case(one, name); }))
            throw fault("An operation takes no header '" + shorten(name, 60) + "'", place,
                        "If-Match and If-None-Match are an operation's own; others belong to the "
                        "request as a whole");
        std::string const text = read_text(member, place);
        if (std::any_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' '; }))
            throw fault("A header holds no control characters", place);
        lines.append(name).append(": ").append(text).append("\n");
    }
    return lines;
}

TransactionOperation read_operation(const json_t *source, const std::string &at,
                                    const std::vector<TransactionOperation> &others)
{
    if (!json_is_object(source))
        throw fault("An operation is an object, not " + inspect(source), at);
    TransactionOperation out;
    const char *key;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(const_cast<json_t *>(source), key, length, member)
    {
        std::string_view const name(key, length);
        std::string const place = pointer(at, name);
        if (name == "method")
            out.method = read_method(member, place);
        else if (name == "path")
            out.path = read_text(member, place);
        else if (name == "as")
            out.as = read_name(member, place, others);
        else if (name == "body")
            out.body = member;
        else if (name == "headers")
            out.headers = read_headers(member, place);
        else
            throw fault("An operation has no member '" + shorten(name, 60) + "'", place,
                        "Its members are method, path, body, as, headers");
    }
    if (out.method.empty())
        throw fault("An operation needs a method", at);
    if (out.path.empty())
        throw fault("An operation needs a path", at);
    return out;
}

} // namespace

Transaction parse_transaction(std::string_view body)
{
    Transaction out;
    out.source = parse_object_body(body, false);
    const char *key;
    json_t *member;
    json_object_foreach(out.source.get(), key, member)
    {
        if (std::string_view(key) != "operations")
            throw fault("A transaction has no member '" + shorten(key, 60) + "'", pointer("", key),
                        "Its only member is operations");
    }
    const json_t *const list = json_object_get(out.source.get(), "operations");
    if (!json_is_array(list) || json_array_size(list) == 0)
        throw fault(
            "A transaction needs operations", "/operations",
            "{\"operations\":[{\"method\":\"POST\",\"path\":\"/rest/people\",\"body\":{}}]}");
    if (json_array_size(list) > limits::transaction_operations)
        throw Error(Code::LimitExceeded,
                    "A transaction has at most " + std::to_string(limits::transaction_operations) +
                        " operations, this one has " + std::to_string(json_array_size(list)),
                    "/operations");
    for (std::size_t i = 0; i < json_array_size(list); ++i)
        out.operations.push_back(read_operation(
            json_array_get(list, i), "/operations/" + std::to_string(i), out.operations));
    return out;
}

} // namespace viginti::rest
