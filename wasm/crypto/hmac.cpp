// HMAC-SHA-256 through Crypto++.
#include "crypto/hmac.h"

#include <cryptopp/hmac.h>
#include <cryptopp/sha.h>

namespace holdfast::crypto {

HmacTag hmacSha256(const SecretBytes& key, ByteView message) {
  CryptoPP::HMAC<CryptoPP::SHA256> hmac(key.reveal().data(), key.size());
  hmac.Update(message.data(), message.size());
  HmacTag tag;
  hmac.Final(tag.data());
  return tag;
}

}  // namespace holdfast::crypto
