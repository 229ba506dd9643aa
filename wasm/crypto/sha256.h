// SHA-256 (FIPS 180-4), of bytes that arrive in pieces; knows nothing of what is hashed.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.h"

namespace holdfast::crypto {

/// The 32 bytes of a SHA-256 sum.
using Sha256Digest = std::array<std::uint8_t, 32>;

/// Hashes pieces as they come, keeping none of them.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(ByteView piece);
  /// The digest of all pieces so far; the next `update` starts a new one.
  [[nodiscard]] Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of `bytes`.
[[nodiscard]] Sha256Digest sha256(ByteView bytes);

}  // namespace holdfast::crypto
