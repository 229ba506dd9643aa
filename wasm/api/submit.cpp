// The steps of a submission. What is asked before sending is the base line that makes an answer afterwards certain.
#include "api/submit.h"

#include "api/response.h"
#include "api/sentences.h"

namespace holdfast::api {
namespace {

constexpr int kLooks = 4;
constexpr EpochMs kBetweenLooks = 3000;

Parameters ofStore(const Subject& subject) { return {.values = {{"storeName", subject.storeName}}}; }

std::set<std::string> idsOf(const Json& jobs) {
  std::set<std::string> ids;
  for (const Json& id : *member(jobs, "jobs")) {
    if (id.is_string()) ids.insert(id.get<std::string>());
  }
  return ids;
}

}  // namespace

Submit::Submit(std::shared_ptr<Session> session, std::string_view operation, Parameters parameters)
    : Sequence(std::move(session)), operation_(operation), parameters_(std::move(parameters)) {
  const bool isCreate = operation_ == "createBackup";
  subject_.operation = isCreate ? "backup" : "restore";
  subject_.storeName = textMember(parameters_.values, "storeName").value_or("");
  subject_.backupName = textMember(parameters_.values, isCreate ? "name" : "backupName").value_or("");
}

Action Submit::start(EpochMs now) {
  const Endpoint& endpoint = *findEndpoint(operation_);
  if (auto valid = refuse(validate(endpoint, parameters_, now, session().version())); !valid) {
    return Finished{fail(valid)};
  }
  return go(Step::statusBefore, now);
}

Action Submit::go(Step step, EpochMs now) {
  step_ = step;
  switch (step) {
    case Step::statusBefore:
    case Step::statusAfter: return begin("status", {}, now);
    case Step::jobsBefore:
    case Step::jobsAfter: return begin("jobs", {}, now);
    case Step::submit: return begin(operation_, std::move(parameters_), now);
    case Step::jobAfter: return begin("job", {.values = {{"jobId", candidate_}}}, now);
    case Step::backupsAfter: break;
  }
  return begin("backups", ofStore(subject_), now);
}

Action Submit::ended(Result<Json> outcome, EpochMs now) {
  switch (step_) {
    case Step::statusBefore:
      // Without a connection or a token nothing is sent; a status that cannot be read for other reasons is no obstacle.
      if (!outcome && (outcome.error().code == ErrorCode::networkFailed || !lastCall().wasSent() ||
                       isTokenRefused(outcome.error()))) {
        return Finished{std::move(outcome)};
      }
      if (outcome) subject_.previousStartTime = startOf(*member(*outcome, "status")).value_or(0);
      return go(Step::jobsBefore, now);
    case Step::jobsBefore:
      knowsJobsBefore_ = outcome.has_value() && member(*outcome, "jobs")->is_array();
      if (knowsJobsBefore_) jobsBefore_ = idsOf(*outcome);
      return go(Step::submit, now);
    case Step::submit: return submitted(std::move(outcome), now);
    case Step::statusAfter: return lookedAtStatus(outcome, now);
    case Step::jobsAfter: return lookedAtJobs(outcome, now);
    case Step::jobAfter: return lookedAtJob(outcome, now);
    case Step::backupsAfter: break;
  }
  return lookedAtBackups(outcome, now);
}

Action Submit::submitted(Result<Json> outcome, EpochMs now) {
  if (outcome) return accepted(jobIdOf(*outcome));
  if (!lastCall().wasSent() || !isReplyLost(outcome.error())) return Finished{std::move(outcome)};
  lost_ = std::move(outcome.error());
  return go(Step::statusAfter, now);
}

Action Submit::lookedAtStatus(const Result<Json>& outcome, EpochMs now) {
  isDenied_ = outcome.has_value() && subject_.previousStartTime.has_value();
  isAccepted_ = isDenied_ && speaksOf(*member(*outcome, "status"), subject_, std::nullopt);
  return go(Step::jobsAfter, now);
}

Action Submit::lookedAtJobs(const Result<Json>& outcome, EpochMs now) {
  newJobs_.clear();
  if (outcome && knowsJobsBefore_ && member(*outcome, "jobs")->is_array()) {
    for (const std::string& id : idsOf(*outcome)) {
      if (!jobsBefore_.contains(id)) newJobs_.insert(id);
    }
  } else if (!session().version() || *session().version() >= k10_9_1) {
    isDenied_ = false;
  }
  return nextJob(now);
}

Action Submit::nextJob(EpochMs now) {
  if (newJobs_.empty()) {
    if (isAccepted_) return accepted({});
    // A restore leaves no trace among the backups.
    return subject_.operation == "backup" ? go(Step::backupsAfter, now) : concluded(now);
  }
  candidate_ = *newJobs_.begin();
  newJobs_.erase(newJobs_.begin());
  return go(Step::jobAfter, now);
}

Action Submit::lookedAtJob(const Result<Json>& outcome, EpochMs now) {
  if (!outcome) {
    isDenied_ = false;
    return nextJob(now);
  }
  const std::string address = textMember(*outcome, "operationURI").value_or("");
  const std::string store = "/stores/" + subject_.storeName + "/backups/";
  const std::string tail = subject_.operation == "backup" ? "create" : subject_.backupName + "/restore";
  if (address.ends_with(store + tail)) return accepted(candidate_);
  return nextJob(now);
}

Action Submit::lookedAtBackups(const Result<Json>& outcome, EpochMs now) {
  const Json* const backups = outcome ? member(*outcome, "backups") : nullptr;
  if (backups == nullptr || !backups->is_array()) {
    isDenied_ = false;
    return concluded(now);
  }
  for (const Json& backup : *backups) {
    // A backup of this name that the store had before would have been refused, or is another caller's: not told apart.
    if (textMember(backup, "backupName") == subject_.backupName) {
      const auto start = integerMember(backup, "startTime");
      const bool isNew = start && subject_.previousStartTime && *start > *subject_.previousStartTime;
      if (isNew) return accepted({});
      isDenied_ = false;
    }
  }
  return concluded(now);
}

Action Submit::concluded(EpochMs) {
  // The server may still be taking the request in: only the last look can say no.
  if (++looks_ < kLooks) return Wait{kBetweenLooks};
  Error error = isDenied_ ? say(ErrorCode::networkFailed, Sentence::replyLost)
                          : Error{.code = ErrorCode::outcomeUnknown,
                                  .message =
                                      "The reply was lost, and it could not be found out whether the server "
                                      "accepted the request; look at its jobs and backups before sending it "
                                      "again."};
  error.parameter = lost_.parameter;
  error.details = lost_.details;
  error.apiCode = lost_.apiCode;
  return Finished{std::unexpected(std::move(error))};
}

Action Submit::woke(EpochMs now) { return go(Step::statusAfter, now); }

Action Submit::accepted(std::string jobId) const {
  return Finished{Json{{"jobid", std::move(jobId)}, {"status", "SUBMITTED"}, {"subject", subject_.toJson()}}};
}

std::string Submit::jobIdOf(const Json& answer) const {
  if (auto id = textMember(answer, "jobid")) return *id;
  // Only the id is taken from an address: the job is always asked for below the root, so no token goes elsewhere.
  const std::string address = textMember(answer, "jobsUrl").value_or("");
  const auto slash = address.rfind('/');
  return address.starts_with(session().root() + "/") ? address.substr(slash + 1) : std::string{};
}

}  // namespace holdfast::api
