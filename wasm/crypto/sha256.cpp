// SHA-256 through Crypto++.
#include "crypto/sha256.h"

#include <cryptopp/sha.h>

namespace holdfast::crypto {

struct Sha256::State {
  CryptoPP::SHA256 hash;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(ByteView piece) { state_->hash.Update(piece.data(), piece.size()); }

Sha256Digest Sha256::finish() {
  Sha256Digest digest;
  state_->hash.Final(digest.data());
  return digest;
}

Sha256Digest sha256(ByteView bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

}  // namespace holdfast::crypto
