// The status resource (API page status; codes and states as design section 5 decides them).
#include <algorithm>
#include <utility>

#include "base/time.h"
#include "site/jobs.h"
#include "site/stored_json.h"

namespace holdfast::site {
namespace {

std::pair<int, std::string_view> stateOf(const Job& job) {
  if (!job.hasEnded()) return {1, "in_progress"};
  if (job.status != "COMPLETED") return {2, "failed"};
  if (!job.messages.empty() || textMember(job.result, "state") == "completed_with_warnings")
    return {4, "completed_with_warnings"};
  return {3, "success"};
}

std::string joined(const std::vector<std::string>& messages) {
  std::string text;
  for (const std::string& message : messages) text += (text.empty() ? "" : " ") + message;
  return text;
}

/// What 10.9 has in place of stages: what became of each, and what the job says, `{code, message, when}`.
Json messagesOf(const Job& job, int code) {
  Json messages = Json::array();
  for (const Json& stage : job.stages) {
    messages.push_back({{"code", code},
                        {"message", textOr(stage, "name") + ": " + textOr(stage, "state")},
                        {"when", numberOr(stage, "lastUpdated")}});
  }
  for (const std::string& message : job.messages) {
    messages.push_back({{"code", code}, {"message", message}, {"when", job.updatedTime}});
  }
  return messages;
}

Json statusOf(const Operation& operation, bool isOld) {
  const Job* const job = operation.state.lastRecoveryJob();
  if (job == nullptr) {
    Json idle = {{"code", 0}, {"state", "no_op"}};
    if (isOld) idle["messages"] = Json::array();
    return idle;
  }
  const auto [code, state] = stateOf(*job);
  const EpochMs until = job->hasEnded() ? job->endTime : operation.now;
  Json status = {{"code", code},
                 {"state", std::string(state)},
                 {"operation", job->kind == "backup" ? "Backup" : "Restore"},
                 {"scheduleType", job->scheduleType},
                 {"backupStore", job->storeName},
                 {"backupName", job->backupName},
                 {"startTime", job->startTime},
                 {"completeTime", job->endTime},
                 {"overallDuration", overallDurationText(until - job->startTime)},
                 {"message", joined(job->messages)},
                 {"stages", job->stages}};
  if (isOld) status["messages"] = messagesOf(*job, code);
  return status;
}

}  // namespace

Result<Outcome> showRecoveryStatus(const Operation& operation) {
  const bool isOld = std::ranges::find(operation.request.segments, "backuprestore") != operation.request.segments.end();
  return Outcome{.body = {{"status", statusOf(operation, isOld)}}};
}

}  // namespace holdfast::site
