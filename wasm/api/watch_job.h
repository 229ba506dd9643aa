// Watches a job to its end and believes COMPLETED only when the other witnesses agree (design section 3, 6 and 7).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/call.h"
#include "api/pace.h"
#include "api/subject.h"

namespace holdfast::api {

/// Ends with the backup (of a create), or the job's result; fails with `jobFailed`, `jobCancelled`, `jobTimedOut`,
/// `jobStatusUnknown` (the server kept saying a status no documentation knows), `jobUnconfirmed` (the witnesses went on
/// to disagree), or where the account may not ask. Network faults and busy servers do not end it. Its updates are the
/// `JobUpdate` of the JavaScript module. A job without id is watched through the status resource.
class WatchJob final : public Sequence {
 public:
  /// `random` must outlive the flow.
  WatchJob(std::shared_ptr<Session> session, std::string jobId, Subject subject, Random& random);

  Action start(EpochMs now) override;
  Action woke(EpochMs now) override;
  std::vector<Json> takeUpdates() override { return std::exchange(updates_, {}); }

 private:
  enum class Step { job, status, backup };

  Action poll(EpochMs now);
  Action ended(Result<Json> outcome, EpochMs now) override;
  Action faulted(const Error& error, EpochMs now);
  Action sawJob(const Json& job, EpochMs now);
  Action sawStatus(const Json& status, EpochMs now);
  Action sawBackup(const Result<Json>& outcome, EpochMs now);
  Action again(EpochMs now);
  Action confirming(EpochMs now);
  Action succeeded(Json result);
  Action failed(Error error);
  void takeName(const Json& status);
  void adopt(const Json& source);
  void report();

  std::string jobId_;
  Subject subject_;
  Random& random_;
  std::unique_ptr<Pace> pace_;
  Step step_ = Step::job;
  Json update_;
  Json result_;
  std::vector<Json> updates_;
  std::optional<EpochMs> jobStart_;
  EpochMs doubtSince_ = 0;
  int missing_ = 0;
  bool isCompleted_ = false;
};

}  // namespace holdfast::api
