// What a job is about, and how to tell from the status resource whether it speaks of that very job.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/time.h"

namespace holdfast::api {

/// As `JobSubject` of the JavaScript module.
struct Subject {
  std::string operation;  // backup, restore, verify, delete, register, import; empty: not known
  std::string storeName;
  std::string backupName;
  /// The start time the status resource showed before this job was submitted, where it was asked: a status with this
  /// start still speaks of an earlier job.
  std::optional<EpochMs> previousStartTime;

  [[nodiscard]] static Subject fromJson(const Json& json);
  [[nodiscard]] Json toJson() const;
};

/// The start time of the job the status resource speaks of (10.9: the time of its last message), or nothing.
[[nodiscard]] std::optional<EpochMs> startOf(const Json& status);

/// Whether `status` (the object inside the status resource) speaks of `subject` and of no earlier run of the same name.
/// `jobStart` is the job's own start time on the server's clock, where it is known.
[[nodiscard]] bool speaksOf(const Json& status, const Subject& subject, std::optional<EpochMs> jobStart);

}  // namespace holdfast::api
