// What scheduled tasks do when they are due; called with the time, keeps none.
//
// A run that is due while another disaster recovery job runs waits for its end. Runs that were missed (the site was
// not running) are made up for by one run at the next start; after the task's end date they are skipped.
#pragma once

#include <optional>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "site/operation.h"
#include "site/state.h"

namespace holdfast::site {

/// Everything that is due at `now`, or nothing.
[[nodiscard]] std::optional<Outcome> runDueTasks(const State& state, const SiteOptions& options, EpochMs now,
                                                 Random& random);

/// One run of `task` at once. Fails with `apiConflict` where it would make a backup while a job runs.
[[nodiscard]] Result<Outcome> runNow(const State& state, const SiteOptions& options, const Task& task, EpochMs now,
                                     Random& random);

/// Ends the run that waits for `job`, which has ended, and appends what writes it down.
void endTaskRun(State& state, const Job& job, std::vector<HostCall>& calls);

}  // namespace holdfast::site
