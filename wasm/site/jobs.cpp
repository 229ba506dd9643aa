// The life of a job, and the resources that show it.
#include "site/jobs.h"

#include <algorithm>
#include <array>
#include <functional>
#include <ranges>

#include "base/hex.h"

namespace holdfast::site {
namespace {

constexpr std::size_t kJobsKept = 1000;
constexpr EpochMs kYoungest = EpochMs{90} * 24 * 60 * 60 * 1000;

void setStages(Job& job, const Json& reported) {
  if (const Json* const stages = member(reported, "stages"); stages != nullptr && stages->is_array()) {
    job.stages = *stages;
  }
}

/// The name of the stage that was reached last; empty before the first.
std::string currentStage(const Job& job) {
  return job.stages.empty() ? "" : textMember(job.stages.back(), "name").value_or("");
}

}  // namespace

std::string randomUuid(Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string uuid = encodeHex(bytes);
  for (const std::size_t position : {8U, 13U, 18U, 23U}) uuid.insert(position, 1, '-');
  return uuid;
}

Job makeJob(std::string_view kind, std::string_view store, std::string_view backup, EpochMs now, Random& random) {
  Job job;
  job.id = "j" + randomUuid(random);
  job.kind = kind;
  job.startTime = now;
  job.updatedTime = now;
  job.storeName = store;
  job.backupName = backup;
  return job;
}

Job makeJob(const Operation& operation, std::string_view kind, std::string_view store, std::string_view backup) {
  Job job = makeJob(kind, store, backup, operation.now, operation.random);
  job.operationUri = operation.request.path;
  job.username = operation.account.name;
  return job;
}

Result<void> refuseSecondJob(const State& state) {
  const Job* const running = state.runningJob();
  if (running == nullptr) return {};
  return fail(ErrorCode::apiConflict, "The job " + running->id + " (" + running->kind + " of " + running->backupName +
                                          ") is running. Try again when it has ended; nothing was changed.");
}

Json jobStub(const Operation& operation, const Job& job) {
  return {{"jobsUrl", operation.request.origin + "/" + operation.options.context + "/admin/jobs/" + job.id},
          {"jobid", job.id},
          {"status", "SUBMITTED"}};
}

Json jobResource(const Job& job) {
  Json resource = {{"jobid", job.id},
                   {"status", job.status},
                   {"operationURI", job.operationUri},
                   {"username", job.username},
                   {"starttime", job.startTime},
                   {"endtime", job.endTime},
                   {"updatedtime", job.updatedTime}};
  if (job.hasEnded()) {
    resource["result"] = job.result;
    resource["result"]["stages"] = job.stages;
  } else if (job.progress.is_object()) {
    resource["progress"] = job.progress;
  }
  if (!job.messages.empty()) resource["messages"] = job.messages;
  return resource;
}

bool report(Job& job, const Json& reported, EpochMs now) {
  const std::string before = currentStage(job);
  if (job.status == "SUBMITTED") job.status = "EXECUTING";
  job.updatedTime = now;
  setStages(job, reported);
  if (const Json* const progress = member(reported, "progress"); progress != nullptr) job.progress = *progress;
  return currentStage(job) != before;
}

void end(Job& job, const Result<Json>& outcome, EpochMs now) {
  job.endTime = now;
  job.updatedTime = now;
  job.progress = nullptr;
  if (!outcome) {
    job.status = outcome.error().code == ErrorCode::jobCancelled ? "CANCELLED" : "FAILED";
    job.messages = {outcome.error().message};
    job.messages.insert(job.messages.end(), outcome.error().details.begin(), outcome.error().details.end());
    return;
  }
  job.status = "COMPLETED";
  setStages(job, *outcome);
  if (const Json* const messages = member(*outcome, "messages"); messages != nullptr && messages->is_array()) {
    for (const Json& message : *messages) {
      if (message.is_string()) job.messages.push_back(message.get<std::string>());
    }
  }
  for (const auto& [name, value] : outcome->items()) {
    if (name != "stages" && name != "messages" && name != "manifest") job.result[name] = value;
  }
}

void endInterrupted(Job& job, bool isDone, EpochMs now) {
  job.endTime = now;
  job.updatedTime = now;
  job.status = isDone ? "COMPLETED" : "FAILED";
  if (isDone) return;
  const std::string stage = currentStage(job);
  job.messages.push_back(
      "The site ended while the job ran; it was interrupted " +
      (stage.empty() ? std::string("before its first stage") : "at stage " + stage) + ". Nothing half-made is left. " +
      (job.kind == "restore" ? "The content is whole: the former one, or the backup's if it had been "
                               "put in place already. "
                             : "") +
      "Start it again.");
}

std::vector<HostCall> trimHistory(State& state, EpochMs now) {
  if (state.jobs.size() <= kJobsKept) return {};
  std::vector<const Job*> jobs;
  jobs.reserve(state.jobs.size());
  for (const auto& [id, job] : state.jobs) jobs.push_back(&job);
  std::ranges::sort(jobs, std::greater(), &Job::startTime);
  std::vector<HostCall> calls;
  std::vector<std::string> forgotten;
  for (const Job* const job : jobs | std::views::drop(kJobsKept)) {
    if (!job->hasEnded() || now - job->endTime < kYoungest) continue;
    calls.emplace_back(RemoveData{jobFile(job->id)});
    forgotten.push_back(job->id);
  }
  for (const std::string& id : forgotten) state.jobs.erase(id);
  return calls;
}

Result<Outcome> listJobs(const Operation& operation) {
  std::vector<const Job*> jobs;
  jobs.reserve(operation.state.jobs.size());
  for (const auto& [id, job] : operation.state.jobs) jobs.push_back(&job);
  std::ranges::sort(jobs, {}, &Job::startTime);
  Json ids = Json::array();
  for (const Job* const job : jobs) ids.push_back(job->id);
  return Outcome{.body = {{"jobs", std::move(ids)}}};
}

namespace {

Result<const Job*> jobOf(const Operation& operation) {
  const std::string id = operation.text("jobId");
  const auto found = operation.state.jobs.find(id);
  if (found != operation.state.jobs.end()) return &found->second;
  return fail(ErrorCode::apiNotFound, "There is no job " + id + ". The resource jobs lists those there are.");
}

}  // namespace

Result<Outcome> showJob(const Operation& operation) {
  const auto job = jobOf(operation);
  if (!job) return std::unexpected(job.error());
  return Outcome{.body = jobResource(**job)};
}

Result<Outcome> cancelJob(const Operation& operation) {
  const auto job = jobOf(operation);
  if (!job) return std::unexpected(job.error());
  if ((*job)->hasEnded()) {
    return fail(ErrorCode::apiConflict, "The job " + (*job)->id + " has ended (" + (*job)->status + ") already.");
  }
  const std::string id = (*job)->id;
  const auto apply = [id, now = operation.now](State& state) {
    Job& cancelled = state.jobs.at(id);
    if (cancelled.hasEnded()) return;
    cancelled.status = "CANCELLING";
    cancelled.updatedTime = now;
  };
  return Outcome{.body = succeeded(), .apply = apply, .cancel = {id}};
}

}  // namespace holdfast::site
