/*
 * The body of POST /rest/transaction: requests to be run in order, all or none.
 */
#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::rest {

struct TransactionOperation {
    std::string method;
    std::string path; /* with its query, references not yet replaced */
    std::string as;   /* the name others refer to it by; may be empty */
    const json_t *body = nullptr;
    std::string headers; /* lines "name: value\n" */
};

struct Transaction {
    Json source; /* owns the bodies */
    std::vector<TransactionOperation> operations;
};

/*
 * Throws Error{BodyInvalid, BodyTooLarge, LimitExceeded} with the JSON Pointer of the fault. What the
 * operations are about is not looked at.
 */
Transaction parse_transaction(std::string_view body);

} // namespace viginti::rest
