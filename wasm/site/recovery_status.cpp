// The status resource (API page status; codes and states as design section 5 decides them).
#include <utility>

#include "base/time.h"
#include "site/jobs.h"

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

}  // namespace

Result<Outcome> showRecoveryStatus(const Operation& operation) {
  const Job* const job = operation.state.lastRecoveryJob();
  if (job == nullptr) return Outcome{.body = {{"status", {{"code", 0}, {"state", "no_op"}}}}};
  const auto [code, state] = stateOf(*job);
  const EpochMs until = job->hasEnded() ? job->endTime : operation.now;
  return Outcome{.body = {{"status",
                           {{"code", code},
                            {"state", std::string(state)},
                            {"operation", job->kind == "backup" ? "Backup" : "Restore"},
                            {"scheduleType", job->scheduleType},
                            {"backupStore", job->storeName},
                            {"backupName", job->backupName},
                            {"startTime", job->startTime},
                            {"completeTime", job->endTime},
                            {"overallDuration", overallDurationText(until - job->startTime)},
                            {"message", joined(job->messages)},
                            {"stages", job->stages}}}}};
}

}  // namespace holdfast::site
