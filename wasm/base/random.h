// Where random bytes come from; the core has no randomness of its own.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast {

/// A source of random bytes: the platform's in production, a fixed one in tests.
class Random {
 public:
  virtual ~Random() = default;
  /// Fills `bytes` with bytes fit for keys.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace holdfast
