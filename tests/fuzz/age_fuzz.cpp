// A whole file, armored or not, under the file key of the age test kit and under a passcode: in pieces of any size it
// fails with the same error after the same bytes, and no input is too much for it.
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "age/age.h"

using namespace holdfast;

namespace {

struct Outcome {
  std::optional<ErrorCode> failure;
  Bytes plain;
  bool operator==(const Outcome&) const = default;
};

Outcome open(age::Opener opener, ByteView sealed, std::size_t pieceSize) {
  Outcome outcome;
  Result<void> opened;
  while (opened && !sealed.empty()) {
    const ByteView piece = sealed.first(std::min(pieceSize, sealed.size()));
    opened = opener.open(piece, outcome.plain);
    sealed = sealed.subspan(piece.size());
  }
  if (opened) opened = opener.finish(outcome.plain);
  if (!opened) outcome.failure = opened.error().code;
  return outcome;
}

template <class Make>
void opensAlikeInPieces(Make make, ByteView sealed) {
  const Outcome whole = open(make(), sealed, sealed.size() + 1);
  if (whole != open(make(), sealed, 1) || whole != open(make(), sealed, 61)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView sealed(data, size);
  opensAlikeInPieces([] { return age::Opener::withFileKey(SecretBytes(bytesOf("YELLOW SUBMARINE"))); }, sealed);
  // A work factor of 5 at most keeps scrypt out of the way.
  opensAlikeInPieces([] { return age::Opener(SecretBytes(bytesOf("password")), {.workFactor = 5}); }, sealed);
  return 0;
}
