// The examples of the RFCs: scrypt (RFC 7914), HKDF (RFC 5869), ChaCha20-Poly1305 (RFC 8439).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/hex.h"
#include "crypto/chacha20_poly1305.h"
#include "crypto/hkdf.h"
#include "crypto/scrypt.h"
#include "crypto/sha256.h"
#include "support/vectors.h"

namespace holdfast::crypto {
namespace {

using holdfast::testing::fromHex;

std::string scryptHex(std::string_view passcode, std::string_view salt, ScryptCost cost) {
  return encodeHex(scrypt(SecretBytes(bytesOf(passcode)), bytesOf(salt), cost, 64).value().reveal());
}

TEST(Scrypt, AnswersAsRfc7914Section12) {
  EXPECT_EQ(scryptHex("", "", {.workFactor = 4, .blockSize = 1, .parallelization = 1}),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
            "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
  EXPECT_EQ(scryptHex("password", "NaCl", {.workFactor = 10, .blockSize = 8, .parallelization = 16}),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
  EXPECT_EQ(scryptHex("pleaseletmein", "SodiumChloride", {.workFactor = 14, .blockSize = 8, .parallelization = 1}),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
            "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
}

TEST(Scrypt, AnswersAsRfc7914Section12WithOneGibibyte) {
  if (!std::getenv("HOLDFAST_SLOW")) GTEST_SKIP() << "needs 1 GiB of memory; set HOLDFAST_SLOW to run it";
  EXPECT_EQ(scryptHex("pleaseletmein", "SodiumChloride", {.workFactor = 20, .blockSize = 8, .parallelization = 1}),
            "2101cb9b6a511aaeaddbbe09cf70f881ec568d574a2ffd4dabe5ee9820adaa47"
            "8e56fd8f4ba5d09ffa1c6d927c40f4c337304049e8a952fbcbf45c6fa77a41a4");
}

TEST(Scrypt, RefusesBeforeItWorks) {
  const SecretBytes passcode(bytesOf("passcode"));
  const auto codeFor = [&](ScryptCost cost, std::size_t size) { return scrypt(passcode, {}, cost, size).error().code; };
  EXPECT_EQ(codeFor({.workFactor = 0}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = -1}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 64}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 16, .blockSize = 1}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 4, .blockSize = 0}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 4, .parallelization = 0}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 4, .parallelization = 1u << 30}, 32), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 4}, 0), ErrorCode::parameterRange);
  EXPECT_EQ(codeFor({.workFactor = 60}, 32), ErrorCode::outOfMemory);
}

TEST(Scrypt, SaysHowMuchMemoryItNeeds) {
  EXPECT_EQ(scryptMemory({.workFactor = 17}), std::uint64_t{128} * 8 * ((1u << 17) + 1));
}

TEST(Hkdf, AnswersAsRfc5869AppendixA) {
  const auto derive = [](std::string_view key, std::string_view salt, std::string_view info, std::size_t size) {
    return encodeHex(hkdfSha256(SecretBytes(fromHex(key)), fromHex(salt), fromHex(info), size).value().reveal());
  };
  EXPECT_EQ(
      derive("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(derive("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(ChaCha20Poly1305, AnswersAsRfc8439Section282) {
  const Bytes plain =
      fromHex(encodeHex(bytesOf("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                                "future, sunscreen would be it.")));
  const Bytes associated = fromHex("50515253c0c1c2c3c4c5c6c7");
  const Bytes nonce = fromHex("070000004041424344454647");
  ChaCha20Poly1305 aead(SecretBytes(fromHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")));
  Bytes sealed(plain.size() + ChaCha20Poly1305::kTagSize);
  aead.seal(ChaCha20Poly1305::Nonce(nonce), associated, plain, sealed);
  EXPECT_EQ(encodeHex(sealed),
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
            "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
            "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691");

  Bytes opened = sealed;  // in place
  const auto place = std::span(opened).first(plain.size());
  EXPECT_TRUE(aead.open(ChaCha20Poly1305::Nonce(nonce), associated, opened, place));
  EXPECT_TRUE(std::ranges::equal(place, plain));

  sealed.back() ^= 1;
  Bytes refused(plain.size(), 0xff);
  EXPECT_FALSE(aead.open(ChaCha20Poly1305::Nonce(nonce), associated, sealed, refused));
  EXPECT_TRUE(std::ranges::all_of(refused, [](std::uint8_t byte) { return byte == 0; }));
}

TEST(Sha256, HashesPiecesAsTheWhole) {
  Sha256 hash;
  hash.update(bytesOf("a"));
  hash.update(bytesOf("bc"));
  EXPECT_EQ(encodeHex(hash.finish()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(encodeHex(hash.finish()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace holdfast::crypto
