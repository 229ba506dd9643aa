// The payload of an age v1 file (C2SP age.md, "Payload"): STREAM over 64 KiB chunks, push-style both ways; knows
// nothing of headers, stanzas or armor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/chacha20_poly1305.h"

namespace holdfast::age {

inline constexpr std::size_t kPayloadNonceSize = 16;
inline constexpr std::size_t kChunkSize = std::size_t{64} * 1024;
inline constexpr std::size_t kSealedChunkSize = kChunkSize + crypto::ChaCha20Poly1305::kTagSize;

using PayloadNonce = std::span<const std::uint8_t, kPayloadNonceSize>;

/// How many sealed bytes follow the payload nonce for `plain` bytes.
[[nodiscard]] std::uint64_t sealedPayloadSize(std::uint64_t plain);
/// How many plain bytes `sealed` bytes after the payload nonce hold; nothing where no payload has that size.
[[nodiscard]] std::optional<std::uint64_t> plainPayloadSize(std::uint64_t sealed);

/// The nonce of chunk after chunk: an 11-byte big-endian counter and the mark of the final chunk.
class ChunkNonce {
 public:
  enum class Chunk : std::uint8_t { inner = 0, final = 1 };

  [[nodiscard]] crypto::ChaCha20Poly1305::Nonce of(Chunk chunk);
  void next();
  [[nodiscard]] bool isFirst() const;

 private:
  std::array<std::uint8_t, crypto::ChaCha20Poly1305::kNonceSize> bytes_ = {};
};

/// Seals what is pushed into it. Holds back one chunk at most.
class PayloadSealer {
 public:
  PayloadSealer(const SecretBytes& fileKey, PayloadNonce nonce);

  /// Appends to `sealed` the chunks that `plain` completes.
  void seal(ByteView plain, Bytes& sealed);
  /// Appends the final chunk.
  void finish(Bytes& sealed);

 private:
  void sealChunk(ByteView plain, ChunkNonce::Chunk chunk, Bytes& sealed);

  crypto::ChaCha20Poly1305 aead_;
  ChunkNonce nonce_;
  SecretBytes held_{kChunkSize};
  std::size_t heldSize_ = 0;
};

/// Opens what is pushed into it. Holds back one chunk at most: only at the end it is known to be the final one.
class PayloadOpener {
 public:
  PayloadOpener(const SecretBytes& fileKey, PayloadNonce nonce);

  /// Appends to `plain` the chunks that `sealed` completes; every byte appended is authenticated. Fails with
  /// `payloadDamaged`.
  [[nodiscard]] Result<void> open(ByteView sealed, Bytes& plain);
  /// Appends the final chunk. Fails with `payloadCutOff` and `payloadDamaged`.
  [[nodiscard]] Result<void> finish(Bytes& plain);

 private:
  [[nodiscard]] Result<void> openInnerChunk(ByteView sealed, Bytes& plain);
  [[nodiscard]] bool openChunk(ByteView sealed, ChunkNonce::Chunk chunk, Bytes& plain);

  crypto::ChaCha20Poly1305 aead_;
  ChunkNonce nonce_;
  Bytes held_;
};

}  // namespace holdfast::age
