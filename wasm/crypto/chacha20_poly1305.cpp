// ChaCha20-Poly1305 through Crypto++; the cipher objects live as long as the key, so that a chunk allocates nothing.
#include "crypto/chacha20_poly1305.h"

#include <cryptopp/chachapoly.h>

namespace holdfast::crypto {

struct ChaCha20Poly1305::State {
  explicit State(ByteView key) {
    constexpr std::uint8_t kNoNonceYet[kNonceSize] = {};
    sealing.SetKeyWithIV(key.data(), key.size(), kNoNonceYet, kNonceSize);
    opening.SetKeyWithIV(key.data(), key.size(), kNoNonceYet, kNonceSize);
  }

  CryptoPP::ChaCha20Poly1305::Encryption sealing;
  CryptoPP::ChaCha20Poly1305::Decryption opening;
};

ChaCha20Poly1305::ChaCha20Poly1305(const SecretBytes& key) : state_(std::make_unique<State>(key.reveal())) {}
ChaCha20Poly1305::ChaCha20Poly1305(ChaCha20Poly1305&&) noexcept = default;
ChaCha20Poly1305& ChaCha20Poly1305::operator=(ChaCha20Poly1305&&) noexcept = default;
ChaCha20Poly1305::~ChaCha20Poly1305() = default;

void ChaCha20Poly1305::seal(Nonce nonce, ByteView associated, ByteView plain, std::span<std::uint8_t> sealed) {
  std::uint8_t* const tag = sealed.data() + plain.size();
  state_->sealing.EncryptAndAuthenticate(sealed.data(), tag, kTagSize, nonce.data(), static_cast<int>(nonce.size()),
                                         associated.data(), associated.size(), plain.data(), plain.size());
}

bool ChaCha20Poly1305::open(Nonce nonce, ByteView associated, ByteView sealed, std::span<std::uint8_t> plain) {
  if (sealed.size() < kTagSize) return false;
  const ByteView tag = sealed.last(kTagSize);
  const bool fits =
      state_->opening.DecryptAndVerify(plain.data(), tag.data(), kTagSize, nonce.data(), static_cast<int>(nonce.size()),
                                       associated.data(), associated.size(), sealed.data(), plain.size());
  if (!fits) wipe(plain);
  return fits;
}

}  // namespace holdfast::crypto
