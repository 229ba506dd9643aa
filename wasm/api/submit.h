// Submits the two operations that start a job and must not be sent twice, create and restore; a lost reply is
// reconciled, not retried. Watches nothing.
#pragma once

#include <set>
#include <string>

#include "api/call.h"
#include "api/subject.h"

namespace holdfast::api {

/// Ends with `{jobid, status, subject}`; `jobid` is empty where the server names none. A lost reply is looked for in
/// the status resource, the jobs and the store's backups: fails with `networkFailed` where the server surely did not
/// accept the request, with `outcomeUnknown` where it could not be found out.
class Submit final : public Sequence {
 public:
  /// `operation` is `createBackup` or `restoreBackup`, with its parameters.
  Submit(std::shared_ptr<Session> session, std::string_view operation, Parameters parameters);

  Action start(EpochMs now) override;
  Action woke(EpochMs now) override;

 private:
  enum class Step { statusBefore, jobsBefore, submit, statusAfter, jobsAfter, jobAfter, backupsAfter };

  Action go(Step step, EpochMs now);
  Action ended(Result<Json> outcome, EpochMs now) override;
  Action submitted(Result<Json> outcome, EpochMs now);
  Action lookedAtStatus(const Result<Json>& outcome, EpochMs now);
  Action lookedAtJobs(const Result<Json>& outcome, EpochMs now);
  Action lookedAtJob(const Result<Json>& outcome, EpochMs now);
  Action lookedAtBackups(const Result<Json>& outcome, EpochMs now);
  Action nextJob(EpochMs now);
  Action concluded(EpochMs now);
  Action accepted(std::string jobId) const;
  [[nodiscard]] std::string jobIdOf(const Json& answer) const;

  std::string operation_;
  Parameters parameters_;
  Subject subject_;
  Step step_ = Step::statusBefore;
  std::set<std::string> jobsBefore_;
  bool knowsJobsBefore_ = false;
  std::set<std::string> newJobs_;
  std::string candidate_;
  Error lost_;
  int looks_ = 0;
  bool isAccepted_ = false;
  /// Whether every witness of this look could be asked and none knows of the job.
  bool isDenied_ = true;
};

}  // namespace holdfast::api
