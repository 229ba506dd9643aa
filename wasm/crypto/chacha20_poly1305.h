// ChaCha20-Poly1305 (RFC 8439), in place or into the caller's buffer; counts no nonces and keeps no bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/secret.h"

namespace holdfast::crypto {

/// Seals and opens under one key. A nonce must never be used for two messages; seeing to that is the caller's part.
class ChaCha20Poly1305 {
 public:
  static constexpr std::size_t kKeySize = 32;
  static constexpr std::size_t kNonceSize = 12;
  static constexpr std::size_t kTagSize = 16;

  using Nonce = std::span<const std::uint8_t, kNonceSize>;

  /// `key` has 32 bytes.
  explicit ChaCha20Poly1305(const SecretBytes& key);
  ChaCha20Poly1305(ChaCha20Poly1305&&) noexcept;
  ChaCha20Poly1305& operator=(ChaCha20Poly1305&&) noexcept;
  ~ChaCha20Poly1305();

  /// Writes ciphertext and tag into `sealed`, which is `kTagSize` larger than `plain` and starts where `plain` does or
  /// does not overlap it.
  void seal(Nonce nonce, ByteView associated, ByteView plain, std::span<std::uint8_t> sealed);

  /// Writes the plaintext into `plain`, which is `kTagSize` smaller than `sealed` and starts where `sealed` does or
  /// does not overlap it. False, and `plain` all zeros, where the tag does not fit or `sealed` is shorter than a tag.
  [[nodiscard]] bool open(Nonce nonce, ByteView associated, ByteView sealed, std::span<std::uint8_t> plain);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::crypto
