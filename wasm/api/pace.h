// When to ask for a job's state again (design section 3, point 6); knows no server and no clock.
#pragma once

#include <optional>

#include "base/random.h"
#include "base/time.h"

namespace holdfast::api {

class Pace {
 public:
  /// `random` spreads the delays by a tenth, so that many watchers do not ask at once; it must outlive the pace.
  Pace(Random& random, EpochMs startedAt) : random_(random), startedAt_(startedAt) {}

  /// The delay after a good answer at `now`: 2 s in the first 30 s, 5 s up to 5 minutes, then 10 s. Clears the faults.
  [[nodiscard]] EpochMs afterAnswer(EpochMs now);
  /// The delay after a fault: 2 s, doubled with each further one up to 60 s; what the server asked for (`retryAfter`)
  /// wins.
  [[nodiscard]] EpochMs afterFault(std::optional<EpochMs> retryAfter);

 private:
  [[nodiscard]] EpochMs spread(EpochMs delay);

  Random& random_;
  EpochMs startedAt_;
  int faults_ = 0;
};

}  // namespace holdfast::api
