// Each operation works on a copy of the task, which takes its place once its file is written.
#include "site/tasks.h"

#include <algorithm>
#include <utility>

#include "api/cron.h"
#include "site/parameters.h"
#include "site/task_passcode.h"
#include "site/task_runs.h"

namespace holdfast::site {
namespace {

/// What `-YYYY-MM-DD-HH-mm-ss` adds to the prefix of a backup's name.
constexpr std::size_t kTimeInName = 20;
constexpr std::size_t kLongestName = 128;

Result<const Task*> taskOf(const Operation& operation) {
  const std::string id = operation.text("taskId");
  const auto found = operation.state.tasks.find(id);
  if (found != operation.state.tasks.end()) return &found->second;
  return fail(ErrorCode::apiNotFound, "There is no task " + id + ". The resource tasks lists those there are.");
}

Outcome keep(Task task) {
  Outcome outcome{.body = {{"success", true}, {"status", "success"}, {"taskId", task.id}}, .calls = {writeTask(task)}};
  outcome.apply = [task = std::move(task)](State& state) { state.tasks.insert_or_assign(task.id, task); };
  return outcome;
}

std::unexpected<Error> refused(ErrorCode code, std::string parameter, std::string message) {
  return fail(code, std::move(message), std::move(parameter));
}

/// What a task to create backups needs, in the parameters it will have.
Result<void> checkBackupTask(const Operation& operation, const Task& task) {
  const std::string name = textMember(task.parameters, "name").value_or("");
  if (!checkSiteName(name, "parameters.name") || name.size() > kLongestName - kTimeInName) {
    return refused(ErrorCode::parameterCharacters, "parameters.name",
                   "parameters.name has 1 to 108 letters, digits, -, _ and ., and starts with a letter or digit: the "
                   "time of the run is added to it.");
  }
  const auto store = textMember(task.parameters, "storeName");
  if (store && operation.state.findStore(*store) == nullptr) {
    return refused(ErrorCode::apiNotFound, "parameters.storeName", "There is no store called " + *store + ".");
  }
  if (task.sealedPasscode.empty()) {
    return refused(ErrorCode::parameterRequired, "parameters.passcode",
                   "parameters.passcode is required: the task's backups are encrypted with it.");
  }
  return {};
}

/// Takes in the fields that are given.
Result<void> takeFields(const Operation& operation, Task& task) {
  const auto isGiven = [&](std::string_view name) { return !operation.text(name).empty(); };
  if (isGiven("title")) task.title = operation.text("title");
  for (std::size_t index = 0; index < task.cron.size(); ++index) {
    if (isGiven(api::kCronParts[index])) task.cron[index] = operation.text(api::kCronParts[index]);
  }
  if (isGiven("startDate")) task.startDate = operation.number("startDate");
  if (isGiven("endDate")) task.endDate = operation.number("endDate");
  if (isGiven("maxOccurrences")) task.maxOccurrences = operation.number("maxOccurrences");
  if (const auto schedule = api::Cron::parse(task.cron); !schedule) return std::unexpected(schedule.error());
  if (task.endDate > 0 && task.endDate < task.startDate) {
    return refused(ErrorCode::parameterRange, "endDate", "endDate lies before startDate.");
  }
  if (const Json& given = operation.json("parameters"); given.is_object()) task.parameters.update(given);
  if (const SecretBytes passcode = operation.passcode(); !passcode.empty()) {
    task.sealedPasscode = sealTaskPasscode(operation.state.taskKey, task.id, passcode, operation.random);
  }
  if (task.type != kCreateBackupTask) return {};
  return checkBackupTask(operation, task);
}

Result<Outcome> setActive(const Operation& operation, bool isActive) {
  const auto found = taskOf(operation);
  if (!found) return std::unexpected(found.error());
  Task task = **found;
  task.isActive = isActive;
  task.updated = operation.now;
  task.nextRun = task.runAfter(operation.now);
  return keep(std::move(task));
}

Result<const TaskRun*> runOf(const Operation& operation, const Task& task) {
  const auto run = std::ranges::find(task.runs, operation.text("runId"), &TaskRun::id);
  if (run != task.runs.end()) return &*run;
  return fail(ErrorCode::apiNotFound, "The task has no run " + operation.text("runId") + ".");
}

}  // namespace

Task makeCleaner(EpochMs now, Random& random) {
  Task task{.id = randomTaskId(random),
            .title = "Clean-up of backups whose retention has ended",
            .type = std::string(kCleanerTask),
            .cron = {"0", "*", "*", "*", "?"},
            .created = now,
            .updated = now};
  task.nextRun = task.runAfter(now);
  return task;
}

Result<Outcome> listTasks(const Operation& operation) {
  Json list = Json::array();
  for (const auto& [id, task] : operation.state.tasks) list.push_back(taskResource(task));
  return Outcome{.body = {{"result", std::move(list)}}};
}

Result<Outcome> showTask(const Operation& operation) {
  const auto task = taskOf(operation);
  if (!task) return std::unexpected(task.error());
  return Outcome{.body = taskResource(**task)};
}

Result<Outcome> createTask(const Operation& operation) {
  const std::string type = operation.text("type");
  if (type != kCreateBackupTask && type != kCleanerTask) {
    return refused(ErrorCode::apiUnsupported, "type",
                   "Tasks of the type " + type +
                       " are not available on the local site; there are CreateBackup and BackupRetentionCleaner.");
  }
  Task task{.id = randomTaskId(operation.random),
            .title = type,
            .type = type,
            .created = operation.now,
            .updated = operation.now,
            .owner = operation.account.name};
  if (const auto taken = takeFields(operation, task); !taken) return std::unexpected(taken.error());
  task.nextRun = task.runAfter(operation.now);
  return keep(std::move(task));
}

Result<Outcome> updateTask(const Operation& operation) {
  const auto found = taskOf(operation);
  if (!found) return std::unexpected(found.error());
  Task task = **found;
  if (const std::string type = operation.text("type"); !type.empty() && type != task.type) {
    return refused(ErrorCode::parameterMismatch, "type", "A task keeps its type, " + task.type + ": create another.");
  }
  if (const auto taken = takeFields(operation, task); !taken) return std::unexpected(taken.error());
  ++task.generation;
  task.updated = operation.now;
  task.nextRun = task.runAfter(operation.now);
  return keep(std::move(task));
}

Result<Outcome> deleteTask(const Operation& operation) {
  const auto found = taskOf(operation);
  if (!found) return std::unexpected(found.error());
  const auto isCleaner = [](const auto& entry) { return entry.second.type == kCleanerTask; };
  if ((*found)->type == kCleanerTask && std::ranges::count_if(operation.state.tasks, isCleaner) == 1) {
    return fail(ErrorCode::apiConflict, "The site keeps one clean-up task: disable it instead. Nothing was changed.");
  }
  return Outcome{.body = {{"success", true}, {"status", "success"}, {"taskId", (*found)->id}},
                 .calls = {RemoveData{taskFile((*found)->id)}},
                 .apply = [id = (*found)->id](State& state) { state.tasks.erase(id); }};
}

Result<Outcome> enableTask(const Operation& operation) { return setActive(operation, true); }
Result<Outcome> disableTask(const Operation& operation) { return setActive(operation, false); }

Result<Outcome> listTaskRuns(const Operation& operation) {
  const auto task = taskOf(operation);
  if (!task) return std::unexpected(task.error());
  Json list = Json::array();
  for (auto run = (*task)->runs.rbegin(); run != (*task)->runs.rend(); ++run) list.push_back(runResource(**task, *run));
  return Outcome{.body = {{"result", std::move(list)}}};
}

Result<Outcome> showTaskRun(const Operation& operation) {
  const auto task = taskOf(operation);
  if (!task) return std::unexpected(task.error());
  const auto run = runOf(operation, **task);
  if (!run) return std::unexpected(run.error());
  return Outcome{.body = runResource(**task, **run)};
}

namespace {

/// A copy of the task, and the run of it that the address names, while no job works for that.
Result<std::pair<Task, std::string>> idleRun(const Operation& operation) {
  const auto task = taskOf(operation);
  if (!task) return std::unexpected(task.error());
  const auto run = runOf(operation, **task);
  if (!run) return std::unexpected(run.error());
  const auto job = operation.state.jobs.find((*run)->jobId);
  if (job != operation.state.jobs.end() && !job->second.hasEnded()) {
    return fail(ErrorCode::apiConflict, "The run's job " + job->first +
                                            " has not ended, and says what comes of the run: cancel it, or wait for "
                                            "its end. Nothing was changed.");
  }
  return std::pair{**task, (*run)->id};
}

Outcome keepRuns(Task task, const std::string& runId) {
  Outcome outcome = keep(std::move(task));
  outcome.body["runId"] = runId;
  return outcome;
}

}  // namespace

Result<Outcome> updateTaskRun(const Operation& operation) {
  auto found = idleRun(operation);
  if (!found) return std::unexpected(found.error());
  auto& [task, runId] = *found;
  TaskRun& run = *std::ranges::find(task.runs, runId, &TaskRun::id);
  run.status = operation.text("status");
  if (member(operation.parameters.values, "result") != nullptr) run.result = operation.text("result");
  run.modified = operation.now;
  return keepRuns(std::move(task), runId);
}

Result<Outcome> deleteTaskRun(const Operation& operation) {
  auto found = idleRun(operation);
  if (!found) return std::unexpected(found.error());
  auto& [task, runId] = *found;
  std::erase_if(task.runs, [&](const TaskRun& each) { return each.id == runId; });
  return keepRuns(std::move(task), runId);
}

Result<Outcome> runTask(const Operation& operation) {
  const auto task = taskOf(operation);
  if (!task) return std::unexpected(task.error());
  auto outcome = runNow(operation.state, operation.options, **task, operation.now, operation.random);
  if (outcome) outcome->body = {{"success", true}, {"status", "success"}, {"taskId", (*task)->id}};
  return outcome;
}

}  // namespace holdfast::site
