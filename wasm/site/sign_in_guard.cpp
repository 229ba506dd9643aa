// Counting, and keeping the count bounded.
#include "site/sign_in_guard.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace holdfast::site {
namespace {

constexpr int kFailuresToLock = 5;
constexpr EpochMs kLockTime = EpochMs{15} * 60'000;
constexpr EpochMs kDay = EpochMs{24} * 3'600'000;
constexpr std::size_t kMostKeys = 1000;

}  // namespace

std::optional<EpochMs> SignInGuard::lockedUntil(std::string_view key, EpochMs now) const {
  const auto found = failures_.find(key);
  if (found == failures_.end() || found->second.lockedUntil <= now) return std::nullopt;
  return found->second.lockedUntil;
}

bool SignInGuard::failed(std::string_view key, EpochMs now) {
  if (!failures_.contains(key) && failures_.size() >= kMostKeys) {
    const auto weight = [](const auto& entry) {
      return std::tuple(entry.second.lockedUntil, entry.second.count, entry.second.last);
    };
    failures_.erase(std::ranges::min_element(failures_, {}, weight));
  }
  Failures& failures = failures_[std::string(key)];
  failures.last = now;
  if (++failures.count < kFailuresToLock) return false;
  failures = {.count = 0, .last = now, .lockedUntil = now + kLockTime};
  return true;
}

void SignInGuard::succeeded(std::string_view key) {
  if (const auto found = failures_.find(key); found != failures_.end()) failures_.erase(found);
}

void SignInGuard::forgetOld(EpochMs now) {
  std::erase_if(failures_, [&](const auto& entry) { return entry.second.last + kDay <= now; });
}

void SignInGuard::restore(std::string key, Failures failures, EpochMs now) {
  failures.lockedUntil = std::min(failures.lockedUntil, now + kLockTime);
  failures.last = std::min(failures.last, now);
  failures_.insert_or_assign(std::move(key), failures);
}

}  // namespace holdfast::site
