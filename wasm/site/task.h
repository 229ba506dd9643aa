// A scheduled task as a value: its file, its resource, its next run; starts nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "site/host.h"

namespace holdfast::site {

inline constexpr std::string_view kCreateBackupTask = "CreateBackup";
inline constexpr std::string_view kCleanerTask = "BackupRetentionCleaner";

/// One run of a task (API page run).
struct TaskRun {
  /// 32 hexadecimal digits.
  std::string id = {};
  /// "executing", "succeeded", "failed" or "skipped"; an administrator may write "scheduled" or "submitfailed" as well.
  std::string status = {};
  EpochMs created = 0;
  /// When it ended, or was changed last.
  EpochMs modified = 0;
  /// The backup's job, where one was started.
  std::string jobId = {};
  /// What came of it, in words.
  std::string result = {};
};

/// A scheduled task (API page task). Dates of 0 are not set.
struct Task {
  /// 32 hexadecimal digits.
  std::string id = {};
  std::string title = {};
  std::string type = {};
  /// Minute, hour, day of the month, month, day of the week.
  std::array<std::string, 5> cron = {};
  EpochMs startDate = 0;
  EpochMs endDate = 0;
  /// -1: unlimited.
  std::int64_t maxOccurrences = -1;
  std::int64_t occurrences = 0;
  bool isActive = true;
  std::int64_t generation = 1;
  EpochMs created = 0;
  EpochMs updated = 0;
  EpochMs lastStart = 0;
  /// 0: none.
  EpochMs nextRun = 0;
  std::string owner = {};
  /// As they were given, without the passcode.
  Json parameters = Json::object();
  /// See task_passcode.h; empty where the task has none.
  Bytes sealedPasscode = {};
  /// The newest last, a hundred at most.
  std::vector<TaskRun> runs = {};

  /// The first run after `time` within the task's dates and occurrences; 0 where there is none or it is paused.
  [[nodiscard]] EpochMs runAfter(EpochMs time) const;
  void add(TaskRun run);
};

/// 32 random hexadecimal digits, as tasks and runs are called.
[[nodiscard]] std::string randomTaskId(Random& random);

/// The resource. The passcode is not in it.
[[nodiscard]] Json taskResource(const Task& task);
[[nodiscard]] Json runResource(const Task& task, const TaskRun& run);

[[nodiscard]] std::string taskFile(std::string_view taskId);
[[nodiscard]] HostCall writeTask(const Task& task);
/// Takes a task out of the text of its file. Fails with `jsonMalformed`.
[[nodiscard]] Result<Task> readTask(std::string_view text);

}  // namespace holdfast::site
