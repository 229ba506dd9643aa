// Counts failed sign-ins: five in a row lock a name for fifteen minutes; knows neither accounts nor passwords.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace holdfast::site {

/// The failed sign-ins under one key since the last good one.
struct Failures {
  int count = 0;
  /// When the last one was.
  EpochMs last = 0;
  /// Until when nobody signs in; 0 where the name was not locked yet.
  EpochMs lockedUntil = 0;
};

/// Failures by a key that stands for the name tried. Names without an account are counted like all others, so that a
/// lock tells nothing; of more than a thousand keys those with the fewest failures are forgotten first.
class SignInGuard {
 public:
  /// When the name may be tried again, where it is locked at `now`.
  [[nodiscard]] std::optional<EpochMs> lockedUntil(std::string_view key, EpochMs now) const;
  /// Whether this failure locks the name: what must not be lost, while a count below five may begin anew.
  bool failed(std::string_view key, EpochMs now);
  void succeeded(std::string_view key);
  /// Forgets what is older than a day.
  void forgetOld(EpochMs now);

  [[nodiscard]] const std::map<std::string, Failures, std::less<>>& failures() const { return failures_; }
  /// Takes in what was kept before a restart; a clock that was set back since prolongs no lock.
  void restore(std::string key, Failures failures, EpochMs now);

 private:
  std::map<std::string, Failures, std::less<>> failures_;
};

}  // namespace holdfast::site
