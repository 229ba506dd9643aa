// Asks the platform through `getentropy`, which Emscripten backs with `crypto.getRandomValues`.
#include "bindings/random.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace holdfast::bindings {
namespace {

constexpr std::size_t kMostAtOnce = 256;  // getentropy(3) refuses more in one call

class PlatformRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    while (!bytes.empty()) {
      const std::size_t size = std::min(bytes.size(), kMostAtOnce);
      // A platform without randomness cannot make a key; there is no answer that would be safe.
      if (getentropy(bytes.data(), size) != 0) std::abort();
      bytes = bytes.subspan(size);
    }
  }
};

}  // namespace

Random& platformRandom() {
  static PlatformRandom random;
  return random;
}

}  // namespace holdfast::bindings
