// One poll is: the job, then while it runs the status resource for its stages, then after COMPLETED the backup itself.
#include "api/watch_job.h"

#include <algorithm>
#include <array>

#include "api/response.h"
#include "api/sentences.h"

namespace holdfast::api {
namespace {

constexpr EpochMs kDoubtLimit = EpochMs{10} * 60 * 1000;
constexpr int kMissingLimit = 3;

constexpr std::array<std::string_view, 8> kKnown{"SUBMITTED", "EXECUTING", "CANCELLING", "CANCELLED",
                                                 "FAILED",    "COMPLETED", "TIMED OUT",  "UNAVAILABLE"};

bool isKnown(std::string_view status) { return std::ranges::find(kKnown, status) != kKnown.end(); }

/// The job status the words of the status resource stand for; what is not an end is running (as Esri's own client has
/// it).
std::string_view jobStatusOf(std::string_view state) {
  if (state == "success" || state == "completed_with_warnings") return "COMPLETED";
  return state == "failed" ? "FAILED" : "EXECUTING";
}

/// What a job is about, out of the address of the operation that started it (`/<context>/admin/…`).
Subject subjectOf(std::string_view address) {
  constexpr std::string_view kStores = "/stores/";
  constexpr std::string_view kBackups = "/backups/";
  const auto stores = address.find(kStores);
  const auto backups = address.find(kBackups);
  if (stores == std::string_view::npos || backups == std::string_view::npos || backups < stores) return {};
  const auto storeAt = stores + kStores.size();
  Subject subject;
  subject.storeName = address.substr(storeAt, backups - storeAt);
  const std::string_view rest = address.substr(backups + kBackups.size());
  if (rest == "create") {
    subject.operation = "backup";
  } else if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    subject.backupName = rest.substr(0, slash);
    subject.operation = rest.substr(slash + 1);
  }
  return subject;
}

Json orNull(std::optional<EpochMs> time) { return time && *time > 0 ? Json(*time) : Json(nullptr); }

}  // namespace

WatchJob::WatchJob(std::shared_ptr<Session> session, std::string jobId, Subject subject, Random& random)
    : Sequence(std::move(session)), jobId_(std::move(jobId)), subject_(std::move(subject)), random_(random) {
  update_ = {{"status", "SUBMITTED"},     {"serverStatus", ""},   {"stages", Json::array()}, {"progress", nullptr},
             {"messages", Json::array()}, {"startTime", nullptr}, {"endTime", nullptr},      {"waiting", nullptr}};
}

Action WatchJob::start(EpochMs now) {
  if (jobId_.empty() && subject_.backupName.empty()) {
    return Finished{fail(ErrorCode::parameterRequired, "A job needs its id, or the backup it is about.", "jobId")};
  }
  pace_ = std::make_unique<Pace>(random_, now);
  return poll(now);
}

Action WatchJob::woke(EpochMs now) { return poll(now); }

Action WatchJob::poll(EpochMs now) {
  step_ = jobId_.empty() ? Step::status : Step::job;
  return step_ == Step::job ? begin("job", {.values = {{"jobId", jobId_}}}, now) : begin("status", {}, now);
}

Action WatchJob::ended(Result<Json> outcome, EpochMs now) {
  if (step_ == Step::backup) return sawBackup(outcome, now);
  if (!outcome) {
    const bool isBesides = step_ == Step::status && !jobId_.empty() && !isPassing(outcome.error());
    return isBesides ? sawStatus(Json::object(), now) : faulted(outcome.error(), now);
  }
  missing_ = 0;
  update_["waiting"] = nullptr;
  return step_ == Step::job ? sawJob(*outcome, now) : sawStatus(*member(*outcome, "status"), now);
}

Action WatchJob::faulted(const Error& error, EpochMs now) {
  const bool isMissing = error.code == ErrorCode::apiNotFound && ++missing_ < kMissingLimit;
  // An organization that is being restored refuses with anything: only the ways to say "not you" end the watch.
  const bool isRestoring = subject_.operation == "restore" && error.code == ErrorCode::apiError;
  if (!isPassing(error) && !isMissing && !isRestoring) return Finished{std::unexpected(error)};
  const EpochMs delay = pace_->afterFault(lastCall().retryAfter());
  update_["waiting"] = {{"reason", error.message},
                        {"code", std::string(entryOf(error.code).name)},
                        {"sentence", std::string(error.sentence)},
                        {"until", now + delay}};
  report();
  return Wait{delay};
}

Action WatchJob::sawJob(const Json& job, EpochMs now) {
  const std::string status = textMember(job, "status").value_or("");
  if (subject_.operation.empty()) subject_ = subjectOf(textMember(job, "operationURI").value_or(""));
  update_["serverStatus"] = status;
  update_["status"] = isKnown(status) ? status : "UNKNOWN";
  jobStart_ = integerMember(job, "starttime");
  update_["startTime"] = orNull(jobStart_);
  update_["endTime"] = orNull(integerMember(job, "endtime"));
  adopt(job);
  if (const Json* const result = member(job, "result"); result != nullptr && result->is_object()) {
    result_ = *result;
    adopt(*result);
  }
  isCompleted_ = status == "COMPLETED";
  if (status == "FAILED") return failed({.code = ErrorCode::jobFailed, .message = "The job failed."});
  if (status == "CANCELLED") return failed({.code = ErrorCode::jobCancelled, .message = "The job was cancelled."});
  if (status == "TIMED OUT") {
    return failed({.code = ErrorCode::jobTimedOut,
                   .message = "The job took longer than the server allows (timeoutInSeconds) and was ended."});
  }
  if (!isKnown(status)) {
    if (doubtSince_ == 0) doubtSince_ = now;
    if (now - doubtSince_ >= kDoubtLimit) {
      return failed({.code = ErrorCode::jobStatusUnknown,
                     .message = "The server keeps saying \"" + status +
                                "\", which no documentation knows; look at the job on the server."});
    }
    return again(now);
  }
  if (!isCompleted_) doubtSince_ = 0;
  const bool isBackup = subject_.operation == "backup";
  if (isCompleted_ && !isBackup) return succeeded(result_.is_null() ? job : result_);
  const bool hasStages = !update_["stages"].empty();
  if (!isCompleted_ && (hasStages || (!isBackup && subject_.operation != "restore"))) return again(now);
  step_ = Step::status;
  return begin("status", {}, now);
}

Action WatchJob::sawStatus(const Json& status, EpochMs now) {
  takeName(status);
  const bool isOurs = status.is_object() && !status.empty() && speaksOf(status, subject_, jobStart_);
  if (!isOurs && jobId_.empty()) return confirming(now);  // still that of an earlier job
  std::string_view told = "EXECUTING";
  std::string state;
  if (isOurs) {
    state = textMember(status, "state").value_or("");
    told = jobStatusOf(state);
    adopt(status);
    if (jobId_.empty()) {
      update_["serverStatus"] = state;
      update_["startTime"] = orNull(startOf(status));
      update_["endTime"] = orNull(integerMember(status, "completeTime"));
    }
    if (const auto message = textMember(status, "message"); message && !message->empty()) {
      update_["messages"] = Json::array({*message});
    }
    if (told == "FAILED") return failed({.code = ErrorCode::jobFailed, .message = "The job failed."});
  }
  if (jobId_.empty()) {
    update_["status"] = std::string(told);
    doubtSince_ = 0;
    isCompleted_ = told == "COMPLETED";
    if (isCompleted_ && subject_.operation != "backup") return succeeded(status);
  }
  if (!isCompleted_) return again(now);
  if (isOurs && told == "EXECUTING") {
    doubtSince_ = now;  // it runs, whatever the job says: no reason yet to give up
    return confirming(now);
  }
  if (subject_.backupName.empty() || subject_.storeName.empty()) return confirming(now);
  step_ = Step::backup;
  return begin("backup", {.values = {{"storeName", subject_.storeName}, {"backupName", subject_.backupName}}}, now);
}

Action WatchJob::sawBackup(const Result<Json>& outcome, EpochMs now) {
  if (!outcome) {
    return outcome.error().code == ErrorCode::apiNotFound ? confirming(now) : faulted(outcome.error(), now);
  }
  const auto status = textMember(*outcome, "status");
  if (status == "completed" || status == "completed_with_warnings") return succeeded(*outcome);
  if (status == "failed") return failed(say(ErrorCode::jobFailed, Sentence::backupFailed));
  return confirming(now);
}

Action WatchJob::again(EpochMs now) {
  report();
  return Wait{pace_->afterAnswer(now)};
}

Action WatchJob::confirming(EpochMs now) {
  if (doubtSince_ == 0) doubtSince_ = now;
  if (isCompleted_) update_["status"] = "CONFIRMING";
  if (now - doubtSince_ < kDoubtLimit) return again(now);
  if (!isCompleted_) return failed(say(ErrorCode::jobUnconfirmed, Sentence::jobUnheard));
  return failed({.code = ErrorCode::jobUnconfirmed,
                 .message = "The job reads COMPLETED, but the status resource and the backup do not confirm it; look "
                            "at the store's backups."});
}

Action WatchJob::succeeded(Json result) {
  update_["status"] = "COMPLETED";
  report();
  return Finished{std::move(result)};
}

Action WatchJob::failed(Error error) {
  if (error.code == ErrorCode::jobFailed) update_["status"] = "FAILED";
  report();
  for (const Json& words : update_["messages"]) error.details.push_back(words.get<std::string>());
  if (!error.details.empty()) error.message += " The server says: " + error.details.front();
  return Finished{std::unexpected(std::move(error))};
}

void WatchJob::takeName(const Json& status) {
  if (!subject_.backupName.empty() || !jobStart_ || !speaksOf(status, subject_, jobStart_)) return;
  if (subject_.operation != "backup" || !textMember(status, "operation")) return;
  subject_.storeName = textMember(status, "backupStore").value_or(subject_.storeName);
  subject_.backupName = textMember(status, "backupName").value_or("");
}

void WatchJob::adopt(const Json& source) {
  if (const Json* const stages = member(source, "stages"); stages != nullptr && stages->is_array()) {
    update_["stages"] = *stages;
  }
  if (const Json* const progress = member(source, "progress"); progress != nullptr && progress->is_object()) {
    update_["progress"] = *progress;
  }
  const Json* const messages = member(source, "messages");
  if (messages == nullptr || !messages->is_array() || messages->empty()) return;
  Json words = Json::array();
  for (const Json& message : *messages) {
    words.push_back(message.is_string() ? message.get<std::string>()
                                        : textMember(message, "message").value_or(writeJson(message)));
  }
  update_["messages"] = std::move(words);
}

void WatchJob::report() { updates_.push_back(update_); }

}  // namespace holdfast::api
