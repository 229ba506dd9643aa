// STREAM over ChaCha20-Poly1305: whole chunks go straight from the caller's piece into the caller's output.
#include "age/payload.h"

#include <algorithm>

#include "crypto/hkdf.h"

namespace holdfast::age {
namespace {

using crypto::ChaCha20Poly1305;
using Chunk = ChunkNonce::Chunk;

constexpr std::size_t kTagSize = ChaCha20Poly1305::kTagSize;

SecretBytes derivePayloadKey(const SecretBytes& fileKey, PayloadNonce nonce) {
  // 32 bytes are within HKDF's range: this cannot fail.
  return *crypto::hkdfSha256(fileKey, nonce, bytesOf("payload"), ChaCha20Poly1305::kKeySize);
}

std::unexpected<Error> damaged(const char* message) { return fail(ErrorCode::payloadDamaged, message); }

}  // namespace

std::uint64_t sealedPayloadSize(std::uint64_t plain) {
  const std::uint64_t chunks = plain == 0 ? 1 : (plain - 1) / kChunkSize + 1;
  return plain + chunks * kTagSize;
}

std::optional<std::uint64_t> plainPayloadSize(std::uint64_t sealed) {
  if (sealed < kTagSize) return std::nullopt;
  const std::uint64_t chunks = (sealed - 1) / kSealedChunkSize + 1;
  const std::uint64_t lastChunk = sealed - (chunks - 1) * kSealedChunkSize;
  const bool isEmptyAfterOthers = chunks > 1 && lastChunk == kTagSize;
  if (lastChunk < kTagSize || isEmptyAfterOthers) return std::nullopt;
  return sealed - chunks * kTagSize;
}

ChaCha20Poly1305::Nonce ChunkNonce::of(Chunk chunk) {
  bytes_.back() = static_cast<std::uint8_t>(chunk);
  return bytes_;
}

void ChunkNonce::next() {
  // Eleven bytes count further than any file reaches.
  for (std::size_t index = bytes_.size() - 1; index-- > 0;) {
    if (++bytes_[index] != 0) return;
  }
}

bool ChunkNonce::isFirst() const {
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t byte) { return byte == 0; });
}

PayloadSealer::PayloadSealer(const SecretBytes& fileKey, PayloadNonce nonce)
    : aead_(derivePayloadKey(fileKey, nonce)) {}

void PayloadSealer::seal(ByteView plain, Bytes& sealed) {
  while (!plain.empty()) {
    // A full chunk is inner only if something follows it.
    if (heldSize_ == kChunkSize) {
      sealChunk(held_.reveal(), Chunk::inner, sealed);
      heldSize_ = 0;
    }
    if (heldSize_ == 0 && plain.size() > kChunkSize) {
      sealChunk(plain.first(kChunkSize), Chunk::inner, sealed);
      plain = plain.subspan(kChunkSize);
    } else {
      const ByteView part = plain.first(std::min(plain.size(), kChunkSize - heldSize_));
      std::ranges::copy(part, held_.writable().subspan(heldSize_).begin());
      heldSize_ += part.size();
      plain = plain.subspan(part.size());
    }
  }
}

void PayloadSealer::finish(Bytes& sealed) { sealChunk(held_.reveal().first(heldSize_), Chunk::final, sealed); }

void PayloadSealer::sealChunk(ByteView plain, Chunk chunk, Bytes& sealed) {
  const std::size_t start = sealed.size();
  sealed.resize(start + plain.size() + kTagSize);
  aead_.seal(nonce_.of(chunk), {}, plain, std::span(sealed).subspan(start));
  nonce_.next();
}

PayloadOpener::PayloadOpener(const SecretBytes& fileKey, PayloadNonce nonce) : aead_(derivePayloadKey(fileKey, nonce)) {
  held_.reserve(kSealedChunkSize);
}

Result<void> PayloadOpener::open(ByteView sealed, Bytes& plain) {
  while (!sealed.empty()) {
    // A full chunk is inner only if something follows it.
    if (held_.size() == kSealedChunkSize) {
      if (auto opened = openInnerChunk(held_, plain); !opened) return opened;
      held_.clear();
    }
    if (held_.empty() && sealed.size() > kSealedChunkSize) {
      if (auto opened = openInnerChunk(sealed.first(kSealedChunkSize), plain); !opened) return opened;
      sealed = sealed.subspan(kSealedChunkSize);
    } else {
      const ByteView part = sealed.first(std::min(sealed.size(), kSealedChunkSize - held_.size()));
      append(held_, part);
      sealed = sealed.subspan(part.size());
    }
  }
  return {};
}

Result<void> PayloadOpener::finish(Bytes& plain) {
  if (held_.size() < kTagSize) return fail(ErrorCode::payloadCutOff, "The file ends before its final chunk.");
  if (held_.size() == kTagSize && !nonce_.isFirst()) return damaged("The final chunk is empty, as none may be.");
  if (openChunk(held_, Chunk::final, plain)) return {};
  if (held_.size() == kSealedChunkSize && openChunk(held_, Chunk::inner, plain)) {
    return fail(ErrorCode::payloadCutOff, "The file ends before its final chunk.");
  }
  return damaged("The last chunk of the file fails its authentication: it is damaged or cut off.");
}

Result<void> PayloadOpener::openInnerChunk(ByteView sealed, Bytes& plain) {
  if (openChunk(sealed, Chunk::inner, plain)) return {};
  if (openChunk(sealed, Chunk::final, plain)) return damaged("Something follows the final chunk of the file.");
  return damaged("A chunk of the file fails its authentication: it is damaged or was changed.");
}

bool PayloadOpener::openChunk(ByteView sealed, Chunk chunk, Bytes& plain) {
  const std::size_t start = plain.size();
  plain.resize(start + sealed.size() - kTagSize);
  const bool fits = aead_.open(nonce_.of(chunk), {}, sealed, std::span(plain).subspan(start));
  if (fits) {
    nonce_.next();
  } else {
    plain.resize(start);
  }
  return fits;
}

}  // namespace holdfast::age
