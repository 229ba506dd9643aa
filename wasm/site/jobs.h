// Jobs of the local site: made, told about, ended; knows not what they do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "site/operation.h"
#include "site/state.h"

namespace holdfast::site {

/// A job submitted by `operation`, with an id of its own (`j` and a UUID).
[[nodiscard]] Job makeJob(const Operation& operation, std::string_view kind, std::string_view store,
                          std::string_view backup);
[[nodiscard]] Job makeJob(std::string_view kind, std::string_view store, std::string_view backup, EpochMs now,
                          Random& random);
/// Success, or `apiConflict` while a job runs: there is one at a time.
[[nodiscard]] Result<void> refuseSecondJob(const State& state);

/// The stub: `{jobsUrl, jobid, status: "SUBMITTED"}`.
[[nodiscard]] Json jobStub(const Operation& operation, const Job& job);
/// The resource (API page job).
[[nodiscard]] Json jobResource(const Job& job);

/// Takes in what the worker reports; true where the job has reached another stage.
bool report(Job& job, const Json& reported, EpochMs now);
/// Ends `job` as `outcome` says: `{stages, messages, state, manifest, …}`, each optional, or why it failed.
void end(Job& job, const Result<Json>& outcome, EpochMs now);
/// Forgets the jobs that ended more than 90 days ago, but for the newest 1,000 of all; the calls remove their files.
[[nodiscard]] std::vector<HostCall> trimHistory(State& state, EpochMs now);
/// Ends a job the site was not there to end; COMPLETED where `isDone`.
void endInterrupted(Job& job, bool isDone, EpochMs now);

[[nodiscard]] Result<Outcome> listJobs(const Operation& operation);
[[nodiscard]] Result<Outcome> showJob(const Operation& operation);
[[nodiscard]] Result<Outcome> cancelJob(const Operation& operation);

/// The resource `status` (API page status), of the last recovery job.
[[nodiscard]] Result<Outcome> showRecoveryStatus(const Operation& operation);

/// `8-4-4-4-12` hexadecimal digits of a random UUID (RFC 9562, version 4).
[[nodiscard]] std::string randomUuid(Random& random);

}  // namespace holdfast::site
