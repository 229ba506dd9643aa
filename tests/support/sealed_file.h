// Small sealed files for tests, at a work factor that takes no time; knows no manifest and no archive.
#pragma once

#include <algorithm>
#include <cstddef>

#include "age/age.h"
#include "support/counting_random.h"

namespace holdfast::tests {

inline constexpr int kQuickWorkFactor = 1;

/// The passcode of every file of `sealFile`.
inline SecretBytes passcode() { return SecretBytes(bytesOf("correct horse")); }

/// `size` bytes without a period; a shorter run is the start of a longer one.
inline Bytes plainOf(std::size_t size) {
  Bytes plain(size);
  for (std::size_t index = 0; index < size; ++index) plain[index] = static_cast<std::uint8_t>(index * 7 + index / 251);
  return plain;
}

struct SealedFile {
  Bytes bytes;
  /// Payload nonce included.
  std::size_t headerSize = 0;
};

inline SealedFile sealFile(ByteView plain, std::size_t pieceSize = std::size_t{1} << 20) {
  CountingRandom random;
  age::Sealer sealer = age::Sealer::create(passcode(), kQuickWorkFactor, random).value();
  SealedFile file;
  append(file.bytes, sealer.header());
  file.headerSize = file.bytes.size();
  while (!plain.empty()) {
    const ByteView piece = plain.first(std::min(pieceSize, plain.size()));
    sealer.seal(piece, file.bytes).value();
    plain = plain.subspan(piece.size());
  }
  sealer.finish(file.bytes).value();
  return file;
}

inline Bytes armor(ByteView bytes) {
  Bytes text;
  age::ArmorEncoder encoder;
  encoder.encode(bytes, text);
  encoder.finish(text);
  return text;
}

inline Result<Bytes> openFile(ByteView sealed) {
  age::Opener opener(passcode());
  Bytes plain;
  if (auto opened = opener.open(sealed, plain); !opened) return fail(opened);
  if (auto finished = opener.finish(plain); !finished) return fail(finished);
  return plain;
}

}  // namespace holdfast::tests
