// HKDF-SHA-256 through Crypto++.
#include "crypto/hkdf.h"

#include <cryptopp/hkdf.h>
#include <cryptopp/sha.h>

namespace holdfast::crypto {

Result<SecretBytes> hkdfSha256(const SecretBytes& keyMaterial, ByteView salt, ByteView info, std::size_t size) {
  if (size == 0 || size > kHkdfSha256MaxSize) {
    return fail(ErrorCode::parameterRange, "HKDF-SHA-256 gives from 1 to 8160 bytes.", "size");
  }
  SecretBytes derived(size);
  CryptoPP::HKDF<CryptoPP::SHA256>().DeriveKey(derived.writable().data(), size, keyMaterial.reveal().data(),
                                               keyMaterial.size(), salt.data(), salt.size(), info.data(), info.size());
  return derived;
}

}  // namespace holdfast::crypto
