// The sentences for which a code is too coarse: each has a stable name and its English, with places for values, so that
// whoever shows it can say it in another language. Knows no rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace holdfast::api {

/// The order is the order of `sentences()`.
enum class Sentence : std::uint8_t {
  textType,
  flagType,
  objectType,
  objectNeeded,
  textNeeded,
  required,
  tooNew,
  unknownParameter,
  operationTooNew,
  nameEncoding,
  nameTooLong,
  nameDots,
  nameBlankEnds,
  nameCharacters,
  nameUnusual,
  passcodeRequired,
  passcodeEncoding,
  passcodeTooShort,
  passcodeShort,
  passcodeBlankEnds,
  passcodeUnusual,
  retentionDate,
  retentionDatePassed,
  dateType,
  dateRange,
  countType,
  countRange,
  levelType,
  levelRange,
  settingsEmpty,
  storeTypeRequired,
  storeTypeUnknown,
  storeFolder,
  spatiotemporalTooNew,
  provisioningType,
  volumeSize,
  volumeTooSmall,
  labelsType,
  labelsUnused,
  credentialType,
  cloudTooNew,
  providerName,
  cloudServices,
  serviceType,
  serviceUsage,
  stagingStaticTooNew,
  timeLimit,
  timeLimitTooNew,
  taskTypeUnknown,
  runStatusUnknown,
  taskParameterRequired,
  taskRetention,
  taskRetentionOffset,
  cronMinute,
  cronHour,
  cronDayOfMonth,
  cronMonth,
  cronDayOfWeek,
  cronDays,
  tooManyRequests,
  replyLost,
  backupFailed,
  jobUnheard,
};

/// One row: the sentence, its stable name (lower_snake), its English with `{name}` as a place for a value;
/// `{parameter}` is the parameter of the error.
struct SentenceEntry {
  Sentence sentence;
  std::string_view name;
  std::string_view english;
};

/// Every sentence there is, in the order of `Sentence`.
std::span<const SentenceEntry> sentences();

/// The error of `code` whose message says `sentence` of `parameter`, with `values` at their places.
[[nodiscard]] Error say(ErrorCode code, Sentence sentence, std::string_view parameter = {}, ErrorValues values = {});

}  // namespace holdfast::api
