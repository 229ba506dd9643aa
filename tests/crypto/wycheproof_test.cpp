// Wycheproof's vectors for what age is made of; PBKDF2, which only scrypt uses, is reached through Crypto++ itself.
#include <cryptopp/pwdbased.h>
#include <cryptopp/sha.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/hex.h"
#include "crypto/chacha20_poly1305.h"
#include "crypto/hkdf.h"
#include "crypto/hmac.h"
#include "support/vectors.h"

namespace holdfast::crypto {
namespace {

using holdfast::testing::fromHex;
using holdfast::testing::wycheproof;

Bytes bytesAt(const Json& test, const char* name) { return fromHex(test.at(name).get<std::string>()); }

/// Runs `check` on each case of `file` and expects it to answer whether the case is valid; returns how many ran.
int runFile(const Json& file, const std::function<bool(const Json& group, const Json& test)>& check) {
  int ran = 0;
  for (const Json& group : file.at("testGroups")) {
    for (const Json& test : group.at("tests")) {
      EXPECT_EQ(check(group, test), test.at("result") == "valid") << test.at("tcId") << " " << test.at("comment");
      ++ran;
    }
  }
  return ran;
}

constexpr const char* kAbsent = "Wycheproof's vectors are not there; say where they are with HOLDFAST_VECTORS";

TEST(Wycheproof, ChaCha20Poly1305) {
  const auto file = wycheproof("chacha20_poly1305_test.json");
  if (!file) GTEST_SKIP() << kAbsent;
  const int ran = runFile(*file, [](const Json&, const Json& test) {
    const Bytes nonce = bytesAt(test, "iv");
    // The type of the nonce keeps other sizes out.
    if (nonce.size() != ChaCha20Poly1305::kNonceSize) return false;
    const Bytes plain = bytesAt(test, "msg");
    Bytes sealed = bytesAt(test, "ct");
    append(sealed, bytesAt(test, "tag"));
    ChaCha20Poly1305 aead{SecretBytes(bytesAt(test, "key"))};
    const ChaCha20Poly1305::Nonce fixed(nonce);
    Bytes again(plain.size() + ChaCha20Poly1305::kTagSize);
    aead.seal(fixed, bytesAt(test, "aad"), plain, again);
    Bytes opened(plain.size());
    return aead.open(fixed, bytesAt(test, "aad"), sealed, opened) && opened == plain && again == sealed;
  });
  EXPECT_EQ(ran, 325);
}

TEST(Wycheproof, HkdfSha256) {
  const auto file = wycheproof("hkdf_sha256_test.json");
  if (!file) GTEST_SKIP() << kAbsent;
  const int ran = runFile(*file, [](const Json&, const Json& test) {
    const auto derived = hkdfSha256(SecretBytes(bytesAt(test, "ikm")), bytesAt(test, "salt"), bytesAt(test, "info"),
                                    test.at("size").get<std::size_t>());
    return derived && encodeHex(derived->reveal()) == test.at("okm").get<std::string>();
  });
  EXPECT_EQ(ran, 86);
}

TEST(Wycheproof, HmacSha256) {
  const auto file = wycheproof("hmac_sha256_test.json");
  if (!file) GTEST_SKIP() << kAbsent;
  const int ran = runFile(*file, [](const Json& group, const Json& test) {
    const HmacTag tag = hmacSha256(SecretBytes(bytesAt(test, "key")), bytesAt(test, "msg"));
    const auto size = group.at("tagSize").get<std::size_t>() / 8;
    return equalInConstantTime(ByteView(tag).first(size), bytesAt(test, "tag"));
  });
  EXPECT_EQ(ran, 174);
}

TEST(Wycheproof, Pbkdf2HmacSha256) {
  const auto file = wycheproof("pbkdf2_hmacsha256_test.json");
  if (!file) GTEST_SKIP() << kAbsent;
  const int ran = runFile(*file, [](const Json&, const Json& test) {
    const Bytes password = bytesAt(test, "password");
    const Bytes salt = bytesAt(test, "salt");
    Bytes derived(test.at("dkLen").get<std::size_t>());
    CryptoPP::PKCS5_PBKDF2_HMAC<CryptoPP::SHA256>().DeriveKey(derived.data(), derived.size(), 0, password.data(),
                                                              password.size(), salt.data(), salt.size(),
                                                              test.at("iterationCount").get<unsigned>(), 0);
    return encodeHex(derived) == test.at("dk").get<std::string>();
  });
  EXPECT_EQ(ran, 60);
}

}  // namespace
}  // namespace holdfast::crypto
