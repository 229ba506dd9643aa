// The operations on scheduled tasks (API pages tasks, task, create-task, edit-task, runs, run, edit-run, delete-run).
#pragma once

#include "base/result.h"
#include "site/operation.h"
#include "site/task.h"

namespace holdfast::site {

/// The clean-up every site has from its first start on: hourly, at the full hour.
[[nodiscard]] Task makeCleaner(EpochMs now, Random& random);

[[nodiscard]] Result<Outcome> listTasks(const Operation& operation);
[[nodiscard]] Result<Outcome> showTask(const Operation& operation);
[[nodiscard]] Result<Outcome> createTask(const Operation& operation);
[[nodiscard]] Result<Outcome> updateTask(const Operation& operation);
[[nodiscard]] Result<Outcome> deleteTask(const Operation& operation);
[[nodiscard]] Result<Outcome> enableTask(const Operation& operation);
[[nodiscard]] Result<Outcome> disableTask(const Operation& operation);
[[nodiscard]] Result<Outcome> listTaskRuns(const Operation& operation);
[[nodiscard]] Result<Outcome> showTaskRun(const Operation& operation);
/// API page edit-run. Refused with `apiConflict` while the run's job has not ended, as `deleteTaskRun` is.
[[nodiscard]] Result<Outcome> updateTaskRun(const Operation& operation);
[[nodiscard]] Result<Outcome> deleteTaskRun(const Operation& operation);
/// Beyond the contract: runs the task now, besides its schedule.
[[nodiscard]] Result<Outcome> runTask(const Operation& operation);

}  // namespace holdfast::site
