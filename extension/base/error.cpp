#include "base/error.hpp"

#include <array>
#include <utility>

namespace viginti {

namespace {

constexpr std::array codes{
    CodeInfo{Code::AuthenticationMissing, "AUTHENTICATION_MISSING", 401},
    CodeInfo{Code::AuthenticationInvalid, "UNAUTHENTICATED", 401},
    CodeInfo{Code::AuthenticationExpired, "UNAUTHENTICATED", 401},
    CodeInfo{Code::KeyRevoked, "FORBIDDEN_EXCEPTION", 403},
    CodeInfo{Code::KeyExpired, "FORBIDDEN_EXCEPTION", 403},
    CodeInfo{Code::PermissionDenied, "PERMISSION_DENIED", 403},
    CodeInfo{Code::RouteUnknown, "ROUTE_UNKNOWN", 404},
    CodeInfo{Code::MethodNotAllowed, "METHOD_NOT_ALLOWED", 405},
    CodeInfo{Code::ObjectUnknown, "OBJECT_NOT_FOUND", 404},
    CodeInfo{Code::RecordNotFound, "RECORD_NOT_FOUND", 404},
    CodeInfo{Code::FieldUnknown, "FIELD_NOT_FOUND", 400},
    CodeInfo{Code::SubFieldUnknown, "FIELD_NOT_FOUND", 400},
    CodeInfo{Code::OperatorInvalid, "OPERATOR_INVALID", 400},
    CodeInfo{Code::FilterInvalid, "FILTER_INVALID", 400},
    CodeInfo{Code::OrderInvalid, "ORDER_BY_INVALID", 400},
    CodeInfo{Code::CursorInvalid, "CURSOR_INVALID", 400},
    CodeInfo{Code::ParameterInvalid, "INVALID_QUERY_INPUT", 400},
    CodeInfo{Code::BodyInvalid, "BODY_INVALID", 400},
    CodeInfo{Code::BodyTooLarge, "BODY_TOO_LARGE", 413},
    CodeInfo{Code::MediaTypeUnsupported, "UNSUPPORTED_MEDIA_TYPE", 415},
    CodeInfo{Code::ValueInvalid, "VALUE_INVALID", 400},
    CodeInfo{Code::DuplicateEntry, "DUPLICATE_ENTRY", 400},
    CodeInfo{Code::RelationInvalid, "RELATION_INVALID", 400},
    CodeInfo{Code::ConstraintViolated, "CONSTRAINT_VIOLATED", 400},
    CodeInfo{Code::LimitExceeded, "LIMIT_EXCEEDED", 400},
    CodeInfo{Code::CostExceeded, "COST_EXCEEDED", 422},
    CodeInfo{Code::ObjectMetadataNotFound, "OBJECT_METADATA_NOT_FOUND", 404},
    CodeInfo{Code::FieldMetadataNotFound, "FIELD_METADATA_NOT_FOUND", 404},
    CodeInfo{Code::IndexMetadataNotFound, "INDEX_METADATA_NOT_FOUND", 404},
    CodeInfo{Code::MetadataValidation, "METADATA_VALIDATION_ERROR", 400},
    CodeInfo{Code::MutationNotAllowed, "MUTATION_NOT_ALLOWED", 403},
    CodeInfo{Code::ValuesLost, "VALUES_LOST", 409},
    CodeInfo{Code::PreconditionFailed, "PRECONDITION_FAILED", 412},
    CodeInfo{Code::IdempotencyInvalid, "IDEMPOTENCY_KEY_INVALID", 400},
    CodeInfo{Code::PersistedQueryNotFound, "PERSISTED_QUERY_NOT_FOUND", 404},
    CodeInfo{Code::PersistedQueryNotSupported, "PERSISTED_QUERY_NOT_SUPPORTED", 400},
    CodeInfo{Code::IdempotencyConflict, "IDEMPOTENCY_KEY_IN_USE", 409},
    CodeInfo{Code::IdempotencyMismatch, "IDEMPOTENCY_KEY_REUSED", 422},
    CodeInfo{Code::ModelDrift, "MODEL_DRIFT", 503},
    CodeInfo{Code::Busy, "BUSY", 503},
    CodeInfo{Code::Internal, "INTERNAL_SERVER_ERROR", 500},
};

struct StatusName {
    int status;
    std::string_view reason;
    std::string_view exception;
};

constexpr std::array statuses{
    StatusName{400, "Bad Request", "BadRequestException"},
    StatusName{401, "Unauthorized", "UnauthorizedException"},
    StatusName{403, "Forbidden", "ForbiddenException"},
    StatusName{404, "Not Found", "NotFoundException"},
    StatusName{405, "Method Not Allowed", "MethodNotAllowedException"},
    StatusName{409, "Conflict", "ConflictException"},
    StatusName{412, "Precondition Failed", "PreconditionFailedException"},
    StatusName{413, "Content Too Large", "PayloadTooLargeException"},
    StatusName{415, "Unsupported Media Type", "UnsupportedMediaTypeException"},
    StatusName{422, "Unprocessable Content", "UnprocessableEntityException"},
    StatusName{503, "Service Unavailable", "ServiceUnavailableException"},
    StatusName{500, "Internal Server Error", "InternalServerErrorException"},
};

constexpr bool in_order()
{
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (static_cast<std::size_t>(codes[i].code) != i)
            return false;
    return true;
}
static_assert(in_order(), "the table of codes follows the order of the enumeration");

const StatusName &status_name(int status) noexcept
{
    for (const StatusName &row : statuses)
        if (row.status == status)
            return row;
    return statuses.back();
}

} // namespace

const CodeInfo &info(Code code) noexcept
{
    return codes[static_cast<std::size_t>(code)];
}

std::string_view reason_phrase(int status) noexcept
{
    return status_name(status).reason;
}

std::string_view exception_name(int status) noexcept
{
    return status_name(status).exception;
}

Error::Error(Code code, std::string message, std::string path, std::string hint)
    : code(code), status(info(code).status), message(std::move(message)), path(std::move(path)),
      hint(std::move(hint))
{}

Error &Error::at(std::size_t offset)
{
    position = offset;
    return *this;
}

} // namespace viginti
