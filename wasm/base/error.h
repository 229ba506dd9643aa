// The one table of error codes and the value every failing function returns; knows nothing of who fails or why.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast {

/// Which class of the JavaScript module an error becomes.
enum class ErrorKind : std::uint8_t {
  validation,      // ValidationError: the caller's parameters
  api,             // AdminApiError: the server said no
  authentication,  // AuthenticationError: token, account or privilege
  network,         // NetworkError: no usable reply arrived
  passcode,        // PasscodeError: the passcode does not open the file
  file,            // FileError: the file is not what it should be
  job,             // JobError: the job ended badly
  storage,         // StorageError: the disk, folder or quota
  internal,        // HoldfastError: a defect, or memory ran out
};

/// Stable codes; the order is the order of `errorCodes()`.
enum class ErrorCode : std::uint8_t {
  validationFailed,
  parameterRequired,
  parameterTooShort,
  parameterTooLong,
  parameterCharacters,
  parameterType,
  parameterRange,
  parameterRepeated,
  parameterMismatch,
  parameterEncoding,
  parameterVersion,

  apiError,
  apiBadRequest,
  apiNotFound,
  apiConflict,
  apiMethod,
  apiTooLarge,
  apiUnavailable,
  apiUnsupported,
  replyEmpty,
  replyHtml,
  replyNotJson,
  replyCutOff,
  replyUnexpected,

  signInRefused,
  accountLocked,
  tokenRequired,
  tokenExpired,
  privilegeMissing,

  networkFailed,
  aborted,
  outcomeUnknown,

  passcodeWrong,

  fileChanged,
  armorMalformed,
  headerMalformed,
  headerDamaged,
  stanzaMalformed,
  stanzaUnsupported,
  workFactorTooHigh,
  payloadDamaged,
  payloadCutOff,
  compressionDamaged,
  archiveMalformed,
  archiveCutOff,
  archiveMismatch,
  kitMalformed,

  jobFailed,
  jobCancelled,
  jobTimedOut,
  jobStatusUnknown,
  jobUnconfirmed,

  storageFailed,
  storageFull,
  storageUnreadable,

  jsonMalformed,
  outOfMemory,
  selfTestFailed,
  internalError,
};

/// One row of the table: the code, its stable name (lower_snake), its class and what it means in a sentence.
struct ErrorCodeEntry {
  ErrorCode code;
  std::string_view name;
  ErrorKind kind;
  std::string_view meaning;
};

/// Every code there is, in the order of `ErrorCode`.
std::span<const ErrorCodeEntry> errorCodes();

/// The code with the stable name `name`, or nothing where there is none.
std::optional<ErrorCode> errorCodeNamed(std::string_view name);

/// The row of `code`.
const ErrorCodeEntry& entryOf(ErrorCode code);

/// Values of a message by the name of their place.
using ErrorValues = std::vector<std::pair<std::string_view, std::string>>;

/// What a failing function returns. `message` is a sentence a person can act on and never holds a secret.
struct Error {
  ErrorCode code = ErrorCode::internalError;
  std::string message;
  /// The parameter, file name or member the error speaks of; empty where there is none.
  std::string parameter = {};
  /// Further sentences, a server's own words among them.
  std::vector<std::string> details = {};
  /// The code a server sent in its reply, or the HTTP status where the reply had none; 0 where no server spoke.
  int apiCode = 0;
  /// The stable name of the sentence that `message` is (api/sentences.h), where its code alone does not tell; else
  /// empty.
  std::string_view sentence = {};
  /// The values that stand in that sentence.
  ErrorValues values = {};
  /// The single faults of a `validationFailed`, one for each parameter and rule; empty for every other code.
  std::vector<Error> faults = {};
};

}  // namespace holdfast
