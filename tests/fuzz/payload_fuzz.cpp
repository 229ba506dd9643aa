// The payload: the first 16 bytes are the file key, the next 16 the nonce. Whatever opens seals to the same bytes
// again; the input taken as plain text goes round, and does not once any byte of it is changed or its end cut off.
#include <algorithm>
#include <cstdlib>

#include "age/payload.h"

using holdfast::Bytes;
using holdfast::ByteView;
using namespace holdfast::age;

namespace {

constexpr std::size_t kFuzzFileKeySize = 16;

struct Keys {
  holdfast::SecretBytes fileKey;
  PayloadNonce nonce;
};

Bytes sealAll(const Keys& keys, ByteView plain, std::size_t cut) {
  PayloadSealer sealer(keys.fileKey, keys.nonce);
  Bytes sealed;
  sealer.seal(plain.first(cut), sealed);
  sealer.seal(plain.subspan(cut), sealed);
  sealer.finish(sealed);
  return sealed;
}

bool openAll(const Keys& keys, ByteView sealed, std::size_t cut, Bytes& plain) {
  PayloadOpener opener(keys.fileKey, keys.nonce);
  return opener.open(sealed.first(cut), plain) && opener.open(sealed.subspan(cut), plain) && opener.finish(plain);
}

void opensAlikeInPieces(const Keys& keys, ByteView sealed) {
  Bytes whole;
  Bytes halves;
  const bool opens = openAll(keys, sealed, 0, whole);
  if (opens != openAll(keys, sealed, sealed.size() / 2, halves) || whole != halves) std::abort();
  if (opens && !std::ranges::equal(sealAll(keys, whole, 0), sealed)) std::abort();
}

void goesRound(const Keys& keys, ByteView plain) {
  Bytes sealed = sealAll(keys, plain, plain.size() / 3);
  if (sealed.size() != sealedPayloadSize(plain.size()) || plainPayloadSize(sealed.size()) != plain.size()) std::abort();
  if (sealed != sealAll(keys, plain, 0)) std::abort();
  Bytes again;
  if (!openAll(keys, sealed, sealed.size() / 3, again) || !std::ranges::equal(again, plain)) std::abort();

  const std::size_t at = (keys.nonce[0] + keys.nonce[1] * 256U) % sealed.size();
  if (openAll(keys, ByteView(sealed).first(at), 0, again)) std::abort();
  sealed[at] ^= static_cast<std::uint8_t>(1U << keys.nonce[2] % 8);
  if (openAll(keys, sealed, 0, again)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kFuzzFileKeySize + kPayloadNonceSize) return 0;
  const ByteView bytes(data, size);
  const Keys keys{.fileKey = holdfast::SecretBytes(bytes.first(kFuzzFileKeySize)),
                  .nonce = bytes.subspan(kFuzzFileKeySize).first<kPayloadNonceSize>()};
  const ByteView rest = bytes.subspan(kFuzzFileKeySize + kPayloadNonceSize);
  opensAlikeInPieces(keys, rest);
  goesRound(keys, rest);
  return 0;
}
