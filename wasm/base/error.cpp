// Holds the table of error codes; everything else that lists them is compared with it by a test.
#include "base/error.h"

#include <algorithm>
#include <array>

namespace holdfast {
namespace {

constexpr std::array kTable = {
    ErrorCodeEntry{ErrorCode::validationFailed, "validation_failed", ErrorKind::validation,
                   "One or more parameters break a rule; `issues` names each."},
    ErrorCodeEntry{ErrorCode::parameterRequired, "parameter_required", ErrorKind::validation,
                   "A required parameter is missing or empty."},
    ErrorCodeEntry{ErrorCode::parameterTooShort, "parameter_too_short", ErrorKind::validation,
                   "A parameter has fewer characters than the operation demands."},
    ErrorCodeEntry{ErrorCode::parameterTooLong, "parameter_too_long", ErrorKind::validation,
                   "A parameter is longer than the operation allows."},
    ErrorCodeEntry{ErrorCode::parameterCharacters, "parameter_characters", ErrorKind::validation,
                   "A parameter holds characters that cannot be used there."},
    ErrorCodeEntry{ErrorCode::parameterType, "parameter_type", ErrorKind::validation,
                   "A parameter is of another type than the operation expects."},
    ErrorCodeEntry{ErrorCode::parameterRange, "parameter_range", ErrorKind::validation,
                   "A parameter lies outside the values the operation allows."},
    ErrorCodeEntry{ErrorCode::parameterRepeated, "parameter_repeated", ErrorKind::validation,
                   "A parameter is given more than once."},
    ErrorCodeEntry{ErrorCode::parameterMismatch, "parameter_mismatch", ErrorKind::validation,
                   "Two parameters, or a parameter and the address, contradict each other."},
    ErrorCodeEntry{ErrorCode::parameterEncoding, "parameter_encoding", ErrorKind::validation,
                   "A parameter is not well-formed UTF-8 or not well-formed form encoding."},
    ErrorCodeEntry{ErrorCode::parameterVersion, "parameter_version", ErrorKind::validation,
                   "The server's version has no such operation or parameter."},

    ErrorCodeEntry{ErrorCode::apiError, "api_error", ErrorKind::api,
                   "The server refused with an error of its own; `details` holds its words."},
    ErrorCodeEntry{ErrorCode::apiBadRequest, "api_bad_request", ErrorKind::api,
                   "The server found a parameter at fault (400)."},
    ErrorCodeEntry{ErrorCode::apiNotFound, "api_not_found", ErrorKind::api,
                   "The store, backup, job, task or address does not exist (404)."},
    ErrorCodeEntry{ErrorCode::apiConflict, "api_conflict", ErrorKind::api,
                   "The name is taken, or another disaster recovery job is running (409)."},
    ErrorCodeEntry{ErrorCode::apiMethod, "api_method", ErrorKind::api,
                   "The address does not answer to this HTTP method (405)."},
    ErrorCodeEntry{ErrorCode::apiTooLarge, "api_too_large", ErrorKind::api,
                   "The request is larger than the server accepts (413, 414 or 431)."},
    ErrorCodeEntry{ErrorCode::apiUnavailable, "api_unavailable", ErrorKind::api,
                   "The server is there but cannot answer now (429 or 5xx)."},
    ErrorCodeEntry{ErrorCode::apiUnsupported, "api_unsupported", ErrorKind::api,
                   "The server does not offer this, such as a storage type (501)."},
    ErrorCodeEntry{ErrorCode::replyEmpty, "reply_empty", ErrorKind::api, "The server answered with an empty body."},
    ErrorCodeEntry{ErrorCode::replyHtml, "reply_html", ErrorKind::api,
                   "The server answered with an HTML page where JSON was asked."},
    ErrorCodeEntry{ErrorCode::replyNotJson, "reply_not_json", ErrorKind::api,
                   "The server answered with something that is not JSON."},
    ErrorCodeEntry{ErrorCode::replyCutOff, "reply_cut_off", ErrorKind::api, "The server's JSON ends too early."},
    ErrorCodeEntry{ErrorCode::replyUnexpected, "reply_unexpected", ErrorKind::api,
                   "The server's JSON lacks what this operation must answer."},

    ErrorCodeEntry{ErrorCode::signInRefused, "sign_in_refused", ErrorKind::authentication,
                   "The username or the password is not right."},
    ErrorCodeEntry{ErrorCode::accountLocked, "account_locked", ErrorKind::authentication,
                   "The account is locked for a while after too many failed sign-ins."},
    ErrorCodeEntry{ErrorCode::tokenRequired, "token_required", ErrorKind::authentication,
                   "The request carries no token (499)."},
    ErrorCodeEntry{ErrorCode::tokenExpired, "token_expired", ErrorKind::authentication,
                   "The token has expired or is not known to the server (498)."},
    ErrorCodeEntry{ErrorCode::privilegeMissing, "privilege_missing", ErrorKind::authentication,
                   "The account lacks the privilege this operation needs (403)."},

    ErrorCodeEntry{ErrorCode::networkFailed, "network_failed", ErrorKind::network,
                   "No reply arrived: network, certificate, CORS or a wrong address."},
    ErrorCodeEntry{ErrorCode::aborted, "aborted", ErrorKind::network, "The caller ended the operation."},
    ErrorCodeEntry{ErrorCode::outcomeUnknown, "outcome_unknown", ErrorKind::network,
                   "The reply to a change was lost and the server could not be asked whether it took effect."},

    ErrorCodeEntry{ErrorCode::passcodeWrong, "passcode_wrong", ErrorKind::passcode,
                   "The file is whole, but this passcode does not open it."},

    ErrorCodeEntry{ErrorCode::fileChanged, "file_changed", ErrorKind::file,
                   "The file's SHA-256 is another than its manifest says."},
    ErrorCodeEntry{ErrorCode::armorMalformed, "armor_malformed", ErrorKind::file,
                   "The armor around the age file breaks its grammar."},
    ErrorCodeEntry{ErrorCode::headerMalformed, "header_malformed", ErrorKind::file,
                   "The file does not start with a well-formed age v1 header."},
    ErrorCodeEntry{ErrorCode::headerDamaged, "header_damaged", ErrorKind::file,
                   "The header's MAC does not fit the header: it was damaged or changed."},
    ErrorCodeEntry{ErrorCode::stanzaMalformed, "stanza_malformed", ErrorKind::file,
                   "The scrypt stanza of the header breaks a rule of the specification."},
    ErrorCodeEntry{ErrorCode::stanzaUnsupported, "stanza_unsupported", ErrorKind::file,
                   "The file is sealed for recipients other than a passcode."},
    ErrorCodeEntry{ErrorCode::workFactorTooHigh, "work_factor_too_high", ErrorKind::file,
                   "The file asks for more scrypt work than the caller allows."},
    ErrorCodeEntry{ErrorCode::payloadDamaged, "payload_damaged", ErrorKind::file,
                   "A chunk of the payload fails its authentication: damaged or changed."},
    ErrorCodeEntry{ErrorCode::payloadCutOff, "payload_cut_off", ErrorKind::file,
                   "The payload ends before its final chunk."},
    ErrorCodeEntry{ErrorCode::compressionDamaged, "compression_damaged", ErrorKind::file,
                   "The zstd stream inside the file cannot be decompressed."},
    ErrorCodeEntry{ErrorCode::archiveMalformed, "archive_malformed", ErrorKind::file,
                   "The tar stream inside the file breaks its format."},
    ErrorCodeEntry{ErrorCode::archiveCutOff, "archive_cut_off", ErrorKind::file,
                   "The tar stream inside the file ends too early."},
    ErrorCodeEntry{ErrorCode::archiveMismatch, "archive_mismatch", ErrorKind::file,
                   "A file in the archive differs from the archive's own list."},
    ErrorCodeEntry{ErrorCode::kitMalformed, "kit_malformed", ErrorKind::file,
                   "The recovery kit opens, but its JSON does not follow its schema."},

    ErrorCodeEntry{ErrorCode::jobFailed, "job_failed", ErrorKind::job, "The job ended FAILED."},
    ErrorCodeEntry{ErrorCode::jobCancelled, "job_cancelled", ErrorKind::job, "The job ended CANCELLED."},
    ErrorCodeEntry{ErrorCode::jobTimedOut, "job_timed_out", ErrorKind::job, "The job ended TIMED OUT."},
    ErrorCodeEntry{ErrorCode::jobStatusUnknown, "job_status_unknown", ErrorKind::job,
                   "The server reports a job status this version does not know."},
    ErrorCodeEntry{ErrorCode::jobUnconfirmed, "job_unconfirmed", ErrorKind::job,
                   "The job says COMPLETED, but the status resource or the backup does not agree."},

    ErrorCodeEntry{ErrorCode::storageFailed, "storage_failed", ErrorKind::storage,
                   "Reading or writing the storage failed."},
    ErrorCodeEntry{ErrorCode::storageFull, "storage_full", ErrorKind::storage, "The storage has no space left."},
    ErrorCodeEntry{ErrorCode::storageUnreadable, "storage_unreadable", ErrorKind::storage,
                   "A folder or file may not be read by this process."},

    ErrorCodeEntry{ErrorCode::jsonMalformed, "json_malformed", ErrorKind::internal,
                   "A text is not well-formed JSON, or nests too deep."},
    ErrorCodeEntry{ErrorCode::outOfMemory, "out_of_memory", ErrorKind::internal,
                   "Memory ran out; scrypt needs 64 bytes times r times N at the least."},
    ErrorCodeEntry{ErrorCode::selfTestFailed, "self_test_failed", ErrorKind::internal,
                   "The known-answer test failed when the module was loaded; nothing is sealed."},
    ErrorCodeEntry{ErrorCode::internalError, "internal_error", ErrorKind::internal, "A defect in Holdfast."},
};

constexpr bool isInOrder() {
  for (std::size_t index = 0; index < kTable.size(); ++index) {
    if (static_cast<std::size_t>(kTable[index].code) != index) return false;
  }
  return kTable.size() == static_cast<std::size_t>(ErrorCode::internalError) + 1;
}
static_assert(isInOrder(), "the table of error codes has a row for each code, in the order of the enumeration");

}  // namespace

std::span<const ErrorCodeEntry> errorCodes() { return kTable; }

std::optional<ErrorCode> errorCodeNamed(std::string_view name) {
  const auto* const entry = std::ranges::find(kTable, name, &ErrorCodeEntry::name);
  if (entry == kTable.end()) return std::nullopt;
  return entry->code;
}

const ErrorCodeEntry& entryOf(ErrorCode code) { return kTable[static_cast<std::size_t>(code)]; }

}  // namespace holdfast
