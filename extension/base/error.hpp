/*
 * Error: what a request did wrong, as a value that can be thrown.
 *
 * One table gives each code its name on the wire, its HTTP status and, through the status, its
 * SQLSTATE ("VG" + status). The message is the text a client sees; path, position and hint say
 * where the fault is and what is allowed. An Error never carries another record's values.
 */
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti {

enum class Code : std::uint8_t {
    AuthenticationMissing,
    AuthenticationInvalid,
    AuthenticationExpired,
    KeyRevoked,
    KeyExpired,
    PermissionDenied,
    RouteUnknown,
    MethodNotAllowed,
    ObjectUnknown,
    RecordNotFound,
    FieldUnknown,
    SubFieldUnknown,
    OperatorInvalid,
    FilterInvalid,
    OrderInvalid,
    CursorInvalid,
    ParameterInvalid,
    BodyInvalid,
    BodyTooLarge,
    MediaTypeUnsupported,
    ValueInvalid,
    DuplicateEntry,
    RelationInvalid,
    ConstraintViolated,
    LimitExceeded,
    CostExceeded,
    ObjectMetadataNotFound,
    FieldMetadataNotFound,
    IndexMetadataNotFound,
    MetadataValidation,
    MutationNotAllowed,
    ValuesLost,
    PreconditionFailed,
    IdempotencyInvalid,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
    IdempotencyConflict,
    IdempotencyMismatch,
    ModelDrift,
    Busy,
    Internal,
};

/* One row of the table of codes: the name clients may switch on and the HTTP status. */
struct CodeInfo {
    Code code;
    std::string_view name;
    std::int16_t status;
};

const CodeInfo &info(Code code) noexcept;

/* The reason phrase of an HTTP status (RFC 9110 §15), e.g. "Not Found". */
std::string_view reason_phrase(int status) noexcept;

/*
 * The name Twenty's clients meet in `error` for a status, e.g. "BadRequestException"
 * (spec/core-rest.md §4.1).
 */
std::string_view exception_name(int status) noexcept;

/* One of several things wrong with a body. */
struct Fault {
    std::string path; /* JSON Pointer */
    std::string code; /* "INVALID_FIELD_INPUT", or empty: that of the error */
    std::string message;
};

struct Error : std::exception {
    Code code;
    int status;          /* HTTP; from the table unless a dialect says otherwise */
    std::string message; /* one sentence; the texts are those of spec/core-rest.md §4.2 */
    std::string path;    /* query parameter ("filter") or JSON Pointer ("/name/firstName") */
    std::optional<std::size_t> position; /* characters from the start of that parameter or body */
    std::string hint;                    /* what is allowed instead */
    std::string label;  /* `error` of the body when it is not derived from the status */
    std::string report; /* further JSON members, already written: `"errors":{…},"summary":{…}` */
    std::string allow;  /* value of the Allow header of a 405 */
    std::string etag;   /* value of the ETag header of a 412: what the record is now */
    std::vector<Fault> faults; /* all of them, where more than the first can be told */

    Error(Code code, std::string message, std::string path = {}, std::string hint = {});
    Error &at(std::size_t offset);
    const char *what() const noexcept override { return message.c_str(); }
};

} // namespace viginti
