// Randomness for tests: bytes that differ from call to call and are the same in every run.
#pragma once

#include <cstdint>
#include <span>

#include "base/random.h"

namespace holdfast::tests {

class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::uint8_t>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

}  // namespace holdfast::tests
