// The two kinds of runs: a backup's job is started, backups whose retention has ended are removed.
#include "site/task_runs.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "site/backup_job.h"
#include "site/backups.h"
#include "site/jobs.h"
#include "site/task_passcode.h"

namespace holdfast::site {
namespace {

constexpr EpochMs kMinute = 60'000;
constexpr EpochMs kDay = 1440 * kMinute;
/// Instead of the time a run was due at.
constexpr EpochMs kOnDemand = 0;
/// A clean-up this long after the one before is more likely a clock set wrong.
constexpr EpochMs kUnlikely = 366 * kDay;

/// What runs add up to.
struct Effects {
  std::vector<HostCall> calls = {};
  std::vector<std::function<void(State&)>> changes = {};
  std::vector<JobToStart> jobs = {};
  /// The clean-up tasks as they are where a removal fails; the runs they end with say why by then.
  std::vector<Task> uncleaned = {};

  Outcome outcome() && {
    return {.calls = std::move(calls),
            .apply =
                [made = std::move(changes)](State& state) {
                  for (const auto& change : made) change(state);
                },
            .jobs = std::move(jobs)};
  }
};

EpochMs addMonths(EpochMs time, std::int64_t count) {
  using namespace std::chrono;
  const sys_time<milliseconds> point{milliseconds(time)};
  const auto midnight = floor<days>(point);
  year_month_day date = year_month_day(midnight) + months(count);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return (sys_days(date) + (point - midnight)).time_since_epoch().count();
}

/// Reference section 8: `retentionOffset`, else `metaData.retention`; -1 where there is neither.
EpochMs retentionOf(const Json& parameters, EpochMs now) {
  if (const auto offset = integerMember(parameters, "retentionOffset"); offset && *offset > 0) return now + *offset;
  const Json* const metaData = member(parameters, "metaData");
  const Json* const retention = metaData == nullptr ? nullptr : member(*metaData, "retention");
  if (retention == nullptr) return -1;
  const auto value = integerMember(*retention, "value").value_or(0);
  const std::string type = textMember(*retention, "type").value_or("");
  if (value < 1 || value > 36'500) return -1;
  if (type == "month") return addMonths(now, value);
  return now + value * (type == "week" ? 7 * kDay : kDay);
}

Result<void> startBackupOf(const State& state, const SiteOptions& options, const Task& task, TaskRun& run,
                           Effects& effects, Random& random) {
  auto passcode = openTaskPasscode(state.taskKey, task.id, task.sealedPasscode);
  if (!passcode) return std::unexpected(passcode.error());
  const Store* const byDefault = state.defaultStore();
  const std::string store = textMember(task.parameters, "storeName").value_or(byDefault ? byDefault->name : "");
  if (state.findStore(store) == nullptr) {
    return fail(ErrorCode::apiNotFound, "There is no store called " + store + " any more. Give the task another one.");
  }
  auto started = startBackup(state, options,
                             {.store = store,
                              .name = textMember(task.parameters, "name").value_or("") + "-" + nameTime(run.created),
                              .description = textMember(task.parameters, "description").value_or(""),
                              .retentionDate = retentionOf(task.parameters, run.created),
                              .scheduleType = "SCHEDULED",
                              .operationUri = "/" + options.context + "/admin/system/tasks/" + task.id,
                              .username = task.owner,
                              .passcode = std::move(*passcode)},
                             run.created, random);
  if (!started) return std::unexpected(started.error());
  run.status = "executing";
  run.jobId = started->job.id;
  effects.calls.push_back(writeJob(started->job));
  effects.changes.push_back([job = started->job](State& changed) { changed.jobs.insert_or_assign(job.id, job); });
  effects.jobs.push_back(std::move(started->toStart));
  return {};
}

void cleanUp(const State& state, TaskRun& run, Effects& effects) {
  const Job* const running = state.runningJob();
  std::vector<std::pair<std::string, std::string>> ended;
  for (const Store& store : state.stores) {
    const auto backups = state.backups.find(store.name);
    if (backups == state.backups.end()) continue;
    for (const auto& [name, manifest] : backups->second) {
      const auto date = integerMember(manifest, "retentionDate").value_or(-1);
      const bool isInUse = running != nullptr && running->storeName == store.name && running->backupName == name;
      if (date > 0 && date <= run.created && !isInUse) ended.emplace_back(store.name, name);
    }
  }
  run.result = ended.empty() ? "No backup's retention had ended." : "Removed";
  for (const auto& [store, name] : ended) {
    effects.calls.push_back(RemoveData{manifestFile(store, name)});
    effects.calls.push_back(RemoveData{backupFolder(store, name)});
    run.result.append(" ").append(store).append("/").append(name);
  }
  effects.changes.push_back([ended](State& changed) {
    for (const auto& [store, name] : ended) changed.backups[store].erase(name);
  });
  run.status = "succeeded";
}

void run(const State& state, const SiteOptions& options, Task task, EpochMs due, EpochMs now, Effects& effects,
         Random& random) {
  TaskRun made{.id = randomTaskId(random), .created = now, .modified = now};
  const auto leaveOff = [&](std::string_view how, std::string why) {
    made.status = how;
    made.result = std::move(why);
  };
  if (due != kOnDemand && task.endDate > 0 && now > task.endDate) {
    leaveOff("skipped", "It was due at " + isoTime(due) + " while the site was not running; the task has ended since.");
  } else if (task.type == kCreateBackupTask) {
    if (due != kOnDemand && now - due > 2 * kMinute) made.result = "It was due at " + isoTime(due) + ".";
    if (const auto started = startBackupOf(state, options, task, made, effects, random); !started) {
      leaveOff("failed", started.error().message);
    }
  } else if (due != kOnDemand && task.lastStart > 0 && now - task.lastStart > kUnlikely) {
    leaveOff("skipped",
             "More than a year lies between this run and the one before: check the clock. Nothing was "
             "removed; the next run cleans up.");
  } else {
    cleanUp(state, made, effects);
  }
  task.lastStart = now;
  if (due != kOnDemand) {
    ++task.occurrences;
    task.nextRun = task.runAfter(now);
    task.isActive = task.nextRun > 0;
  }
  if (task.type == kCleanerTask) {
    effects.uncleaned.push_back(task);
    effects.uncleaned.back().add({.id = made.id, .status = "failed", .created = now, .modified = now});
  }
  task.add(std::move(made));
  effects.calls.push_back(writeTask(task));
  effects.changes.push_back([task = std::move(task)](State& changed) {
    // Deleted meanwhile: it stays so.
    if (changed.tasks.contains(task.id)) changed.tasks.insert_or_assign(task.id, task);
  });
}

}  // namespace

std::optional<Outcome> runDueTasks(const State& state, const SiteOptions& options, EpochMs now, Random& random) {
  Effects effects;
  for (const auto& [id, task] : state.tasks) {
    if (!task.isActive || task.nextRun == 0 || task.nextRun > now) continue;
    const bool isBusy = state.runningJob() != nullptr || !effects.jobs.empty();
    if (task.type == kCreateBackupTask && isBusy) continue;
    run(state, options, task, task.nextRun, now, effects, random);
  }
  if (effects.calls.empty()) return std::nullopt;
  // Where a store's disk is gone, the clean-up has failed until its next turn; what else was due is a minute later.
  const auto otherwise = [uncleaned = std::move(effects.uncleaned)](const Error& error) {
    Effects failed;
    for (Task task : uncleaned) {
      task.runs.back().result = error.message;
      failed.calls.push_back(writeTask(task));
      failed.changes.push_back([task](State& changed) {
        if (changed.tasks.contains(task.id)) changed.tasks.insert_or_assign(task.id, task);
      });
    }
    return std::move(failed).outcome();
  };
  Outcome outcome = std::move(effects).outcome();
  outcome.otherwise = otherwise;
  return outcome;
}

Result<Outcome> runNow(const State& state, const SiteOptions& options, const Task& task, EpochMs now, Random& random) {
  if (task.type == kCreateBackupTask) {
    if (const auto free = refuseSecondJob(state); !free) return std::unexpected(free.error());
  }
  Effects effects;
  run(state, options, task, kOnDemand, now, effects, random);
  return std::move(effects).outcome();
}

void endTaskRun(State& state, const Job& job, std::vector<HostCall>& calls) {
  for (auto& [id, task] : state.tasks) {
    const auto found = std::ranges::find(task.runs, job.id, &TaskRun::jobId);
    if (job.id.empty() || found == task.runs.end() || found->status != "executing") continue;
    found->status = job.status == "COMPLETED" ? "succeeded" : "failed";
    found->modified = job.endTime;
    for (const std::string& message : job.messages) found->result += (found->result.empty() ? "" : " ") + message;
    calls.push_back(writeTask(task));
    return;
  }
}

}  // namespace holdfast::site
