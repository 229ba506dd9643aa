// The payload: the first 16 bytes are the file key, the next 16 the nonce. Whatever opens seals to the same bytes
// again, and the input taken as plain text goes round.
#include <algorithm>
#include <cstdlib>

#include "age/payload.h"

using holdfast::Bytes;
using holdfast::ByteView;
using namespace holdfast::age;

namespace {

constexpr std::size_t kFuzzFileKeySize = 16;

Bytes sealAll(const holdfast::SecretBytes& fileKey, PayloadNonce nonce, ByteView plain) {
  PayloadSealer sealer(fileKey, nonce);
  Bytes sealed;
  sealer.seal(plain, sealed);
  sealer.finish(sealed);
  return sealed;
}

bool openAll(const holdfast::SecretBytes& fileKey, PayloadNonce nonce, ByteView sealed, Bytes& plain) {
  PayloadOpener opener(fileKey, nonce);
  return opener.open(sealed, plain) && opener.finish(plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kFuzzFileKeySize + kPayloadNonceSize) return 0;
  const ByteView bytes(data, size);
  const holdfast::SecretBytes fileKey(bytes.first(kFuzzFileKeySize));
  const auto nonce = bytes.subspan(kFuzzFileKeySize).first<kPayloadNonceSize>();
  const ByteView rest = bytes.subspan(kFuzzFileKeySize + kPayloadNonceSize);

  Bytes plain;
  if (openAll(fileKey, nonce, rest, plain) && !std::ranges::equal(sealAll(fileKey, nonce, plain), rest)) std::abort();

  const Bytes sealed = sealAll(fileKey, nonce, rest);
  Bytes again;
  if (sealed.size() != sealedPayloadSize(rest.size())) std::abort();
  if (!openAll(fileKey, nonce, sealed, again) || !std::ranges::equal(again, rest)) std::abort();
  return 0;
}
