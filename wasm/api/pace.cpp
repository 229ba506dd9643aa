// The delays, and their jitter.
#include "api/pace.h"

#include <algorithm>
#include <array>

namespace holdfast::api {

EpochMs Pace::afterAnswer(EpochMs now) {
  faults_ = 0;
  const EpochMs elapsed = now - startedAt_;
  return spread(elapsed < 30'000 ? 2'000 : elapsed < 300'000 ? 5'000 : 10'000);
}

EpochMs Pace::afterFault(std::optional<EpochMs> retryAfter) {
  const EpochMs delay = std::min<EpochMs>(EpochMs{2'000} << std::min(faults_++, 5), 60'000);
  return retryAfter ? *retryAfter : spread(delay);
}

EpochMs Pace::spread(EpochMs delay) {
  std::array<std::uint8_t, 1> byte{};
  random_.fill(byte);
  return delay - delay / 10 + delay / 5 * byte[0] / 255;
}

}  // namespace holdfast::api
