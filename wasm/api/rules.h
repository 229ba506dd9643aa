// One check for each kind of parameter (design sections 4 and 5; the API's own pages for the rest).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/cron.h"
#include "api/sentences.h"
#include "api/validate.h"

namespace holdfast::api {

/// What the checks share: where faults go, the time, the server's version where it is known.
struct Check {
  Validation& found;
  EpochMs now = 0;
  std::optional<Version> version = {};

  void fault(std::string_view parameter, ErrorCode code, Sentence sentence, ErrorValues values = {}) const;
  void advise(std::string_view parameter, ErrorCode code, Sentence sentence, ErrorValues values = {}) const;
  /// Whether the server is known to be older than `from`.
  [[nodiscard]] bool isOlderThan(Version from) const { return version && *version < from; }
};

void checkPasscode(const Check& check, std::string_view parameter, std::string_view passcode);
/// A value of any kind but `passcode`, present and not null.
void checkValue(const Check& check, const Parameter& parameter, const Json& value);

/// The values that a parameter of that kind may have, as texts, where they can be counted; else none.
[[nodiscard]] std::span<const std::string_view> valuesOf(Kind kind);

/// The names of stores and backups any server can be asked for (design section 5).
void checkName(const Check& check, std::string_view parameter, std::string_view name);

// The JSON objects (api/rules_settings.cpp, api/rules_task.cpp).
void checkStoreSettings(const Check& check, const Json& settings);
void checkStoreUpdate(const Check& check, const Json& settings);
void checkRecoverySettings(const Check& check, const Json& settings);
void checkTaskParameters(const Check& check, const Json& parameters);
/// One field of a cron schedule.
void checkCron(const Check& check, CronPart part, std::string_view field);
/// What members of a task ask of each other: the two day fields, and the parameters that a CreateBackup cannot do
/// without.
void checkTask(const Check& check, const Json& values, bool isNew);

/// Bytes of a Kubernetes quantity such as `64Gi`, or nothing.
[[nodiscard]] std::optional<double> quantity(std::string_view text);

}  // namespace holdfast::api
