// The members of the resource and of the file.
#include "site/task.h"

#include <algorithm>
#include <utility>

#include "api/cron.h"
#include "base/hex.h"
#include "site/state.h"
#include "site/stored_json.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kMostRuns = 100;

Json scheduleOf(const Task& task) {
  Json schedule = Json::object();
  for (std::size_t index = 0; index < task.cron.size(); ++index) {
    schedule[std::string(api::kCronParts[index])] = task.cron[index];
  }
  return schedule;
}

/// From one run to the following one; 0 where there are no two.
EpochMs intervalOf(const Task& task) {
  const auto schedule = api::Cron::parse(task.cron);
  if (!schedule) return 0;
  const auto first = schedule->nextAfter(std::max(task.nextRun - 1, task.updated));
  const auto second = first ? schedule->nextAfter(*first) : std::nullopt;
  return second ? *second - *first : 0;
}

Json runFile(const TaskRun& run) {
  return {{"runId", run.id},          {"status", run.status}, {"created", run.created},
          {"modified", run.modified}, {"result", run.result}, {"jobId", run.jobId}};
}

}  // namespace

std::string randomTaskId(Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  return encodeHex(bytes);
}

EpochMs Task::runAfter(EpochMs time) const {
  if (!isActive || (maxOccurrences > 0 && occurrences >= maxOccurrences)) return 0;
  const auto schedule = api::Cron::parse(cron);
  if (!schedule) return 0;
  const EpochMs next = schedule->nextAfter(std::max(time, startDate - 1)).value_or(0);
  return endDate > 0 && next > endDate ? 0 : next;
}

void Task::add(TaskRun run) {
  runs.push_back(std::move(run));
  if (runs.size() > kMostRuns) runs.erase(runs.begin());
}

Json taskResource(const Task& task) {
  const bool isBackup = task.type == kCreateBackupTask;
  const auto schedule = api::Cron::parse(task.cron);
  Json resource = {{"id", task.id},
                   {"taskId", task.id},
                   {"taskTitle", task.title},
                   {"taskType", task.type},
                   {"type", isBackup ? "CREATE_BACKUP_TASK_TYPE" : "BACKUP_RETENTION_CLEANER_TASK_TYPE"},
                   {"taskState", task.isActive ? "active" : "paused"},
                   {"active", task.isActive},
                   {"ownerId", task.owner},
                   {"orgId", kOrganization},
                   {"itemId", ""},
                   {"cronSchedule", scheduleOf(task)},
                   {"cronExpression", schedule ? schedule->expression() : ""},
                   {"maxOccurrences", task.maxOccurrences},
                   {"generation", task.generation},
                   {"created", task.created},
                   {"updated", task.updated},
                   {"lastStart", task.lastStart},
                   {"startDate", task.startDate}};
  resource["runIntervalSeconds"] = intervalOf(task) / 1000;
  if (task.endDate > 0) resource["endDate"] = task.endDate;
  if (task.nextRun > 0) resource["nextRun"] = task.nextRun;
  resource["parameters"] = task.parameters;
  // `run` is this site's own; a client offers it where it is listed.
  resource["operations"] = {"update", "delete", "enable", "disable", "run"};
  return resource;
}

Json runResource(const Task& task, const TaskRun& run) {
  Json resource = runFile(run);
  if (run.jobId.empty()) resource.erase("jobId");
  resource["url"] = "";
  resource["task"] = taskResource(task);
  return resource;
}

std::string taskFile(std::string_view taskId) { return "tasks/" + std::string(taskId) + ".json"; }

HostCall writeTask(const Task& task) {
  Json runs = Json::array();
  for (const TaskRun& run : task.runs) runs.push_back(runFile(run));
  return replaceJson(taskFile(task.id), {{"version", 1},
                                         {"id", task.id},
                                         {"title", task.title},
                                         {"type", task.type},
                                         {"cron", task.cron},
                                         {"startDate", task.startDate},
                                         {"endDate", task.endDate},
                                         {"maxOccurrences", task.maxOccurrences},
                                         {"occurrences", task.occurrences},
                                         {"active", task.isActive},
                                         {"generation", task.generation},
                                         {"created", task.created},
                                         {"updated", task.updated},
                                         {"lastStart", task.lastStart},
                                         {"nextRun", task.nextRun},
                                         {"owner", task.owner},
                                         {"parameters", task.parameters},
                                         {"sealedPasscode", encodeHex(task.sealedPasscode)},
                                         {"runs", runs}});
}

Result<Task> readTask(std::string_view text) {
  const auto json = parseJson(text);
  if (!json) return std::unexpected(json.error());
  Task task;
  task.id = textOr(*json, "id");
  task.type = textOr(*json, "type");
  const Json* const cron = member(*json, "cron");
  auto sealed = decodeHex(textOr(*json, "sealedPasscode"));
  const bool isWhole = !task.id.empty() && !task.type.empty() && cron != nullptr && cron->is_array() &&
                       cron->size() == task.cron.size() && sealed &&
                       std::ranges::all_of(*cron, [](const Json& field) { return field.is_string(); });
  if (!isWhole) {
    return fail(ErrorCode::jsonMalformed, "A task lacks its id, type, cron fields or passcode, or has a wrong one.");
  }
  for (std::size_t index = 0; index < task.cron.size(); ++index) task.cron[index] = (*cron)[index].get<std::string>();
  task.title = textOr(*json, "title");
  task.startDate = numberOr(*json, "startDate");
  task.endDate = numberOr(*json, "endDate");
  task.maxOccurrences = numberOr(*json, "maxOccurrences", -1);
  task.occurrences = numberOr(*json, "occurrences");
  task.isActive = booleanMember(*json, "active").value_or(false);
  task.generation = numberOr(*json, "generation");
  task.created = numberOr(*json, "created");
  task.updated = numberOr(*json, "updated");
  task.lastStart = numberOr(*json, "lastStart");
  task.nextRun = numberOr(*json, "nextRun");
  task.owner = textOr(*json, "owner");
  task.parameters = valueOr(*json, "parameters", Json::object());
  task.sealedPasscode = std::move(*sealed);
  for (const Json& run : valueOr(*json, "runs", Json::array())) {
    const EpochMs created = numberOr(run, "created");
    task.runs.push_back({textOr(run, "runId"), textOr(run, "status"), created, numberOr(run, "modified", created),
                         textOr(run, "jobId"), textOr(run, "result")});
  }
  return task;
}

}  // namespace holdfast::site
