// The whole age test kit (C2SP/CCTV): every case, in pieces of every size, each failing in the layer it should.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

#include "age/age.h"
#include "base/hex.h"
#include "support/vectors.h"

namespace holdfast::age {
namespace {

using holdfast::testing::AgeCase;
using holdfast::testing::ageKit;

constexpr std::size_t kCases = 143;
constexpr std::ptrdiff_t kPassphraseCases = 26;

const std::vector<AgeCase>& kit() {
  static const std::vector<AgeCase> cases = ageKit();
  return cases;
}

struct Outcome {
  Result<void> result;
  Bytes plain;
};

Outcome openInPieces(Opener opener, ByteView sealed, std::size_t pieceSize) {
  Outcome outcome;
  while (!sealed.empty() && outcome.result) {
    const ByteView piece = sealed.first(std::min(pieceSize, sealed.size()));
    outcome.result = opener.open(piece, outcome.plain);
    sealed = sealed.subspan(piece.size());
  }
  if (outcome.result) outcome.result = opener.finish(outcome.plain);
  return outcome;
}

Opener openerFor(const AgeCase& test) {
  if (!test.passphrase) return Opener::withFileKey(SecretBytes(test.fileKey));
  return Opener(SecretBytes(bytesOf(*test.passphrase)), {.workFactor = kMaxWorkFactor});
}

/// Whether `test` fails in a stanza for another recipient than a passcode, which the file key goes around.
bool failsInOtherRecipient(const AgeCase& test) {
  const bool isOther =
      test.name.starts_with("x25519") || test.name.starts_with("hybrid") || test.name == "armor_no_match";
  const bool isGrammar = test.name.ends_with("_not_canonical_body");
  return isOther && !isGrammar && (test.expect == "header failure" || test.expect == "no match");
}

/// The code of a header failure: a fault of the scrypt stanza is told from one of the grammar around it.
ErrorCode expectedHeaderCode(const AgeCase& test) {
  if (test.name == "scrypt_work_factor_23" || test.name == "scrypt_work_factor_overflow") {
    return ErrorCode::workFactorTooHigh;
  }
  const bool isOfStanza = test.name.starts_with("scrypt_") && !test.name.ends_with("_not_canonical_body");
  return isOfStanza ? ErrorCode::stanzaMalformed : ErrorCode::headerMalformed;
}

/// Where the last chunk is a whole inner one, or has fewer bytes than a tag.
constexpr std::array kCutOffCases = {"stream_no_chunks",   "stream_no_final_full", "stream_no_final_two_chunks_full",
                                     "stream_missing_tag", "stream_short_chunk",   "stream_short_second_chunk"};

/// The code that names the layer where `test` must fail; none where it must open.
std::optional<ErrorCode> expectedCode(const AgeCase& test) {
  if (test.expect == "success" || failsInOtherRecipient(test)) return std::nullopt;
  if (test.expect == "header failure") return expectedHeaderCode(test);
  if (test.expect == "armor failure") return ErrorCode::armorMalformed;
  if (test.expect == "HMAC failure") return ErrorCode::headerDamaged;
  if (test.expect == "payload failure") {
    const bool isCutOff = std::ranges::find(kCutOffCases, test.name) != kCutOffCases.end();
    return isCutOff ? ErrorCode::payloadCutOff : ErrorCode::payloadDamaged;
  }
  EXPECT_EQ(test.expect, "no match");
  return test.name == "scrypt_uppercase" ? ErrorCode::stanzaUnsupported : ErrorCode::passcodeWrong;
}

template <class T>
void expectAsKitSays(const AgeCase& test, const Result<T>& result) {
  const auto expected = expectedCode(test);
  if (result) {
    EXPECT_FALSE(expected) << "opened, but should not";
  } else {
    EXPECT_EQ(expected, result.error().code) << result.error().message;
  }
}

TEST(AgeKit, HoldsEveryCase) {
  ASSERT_EQ(kit().size(), kCases) << "the age test kit is not unpacked or has changed: run `npm ci` and build again";
  EXPECT_EQ(std::ranges::count_if(kit(), [](const AgeCase& test) { return test.passphrase.has_value(); }),
            kPassphraseCases);
}

class AgeKitInPieces : public ::testing::TestWithParam<std::size_t> {};

TEST_P(AgeKitInPieces, FailsInTheRightLayerAndReleasesTheRightBytes) {
  std::size_t ran = 0;
  for (const AgeCase& test : kit()) {
    SCOPED_TRACE(test.name);
    const Outcome outcome = openInPieces(openerFor(test), test.sealed, GetParam());
    expectAsKitSays(test, outcome.result);
    if (!test.payload.empty()) EXPECT_EQ(encodeHex(crypto::sha256(outcome.plain)), test.payload);
    ++ran;
  }
  EXPECT_EQ(ran, kCases);
}

INSTANTIATE_TEST_SUITE_P(Pieces, AgeKitInPieces, ::testing::Values(std::size_t{1} << 30, 1000, 7, 1),
                         [](const auto& tested) { return std::to_string(tested.param); });

TEST(AgeKit, NeverSpeaksOfThePasscodeWhereTheFileIsForOthers) {
  for (const AgeCase& test : kit()) {
    if (test.passphrase) continue;
    SCOPED_TRACE(test.name);
    const Outcome outcome = openInPieces(Opener(SecretBytes(bytesOf("passcode"))), test.sealed, 4096);
    ASSERT_FALSE(outcome.result);
    EXPECT_NE(outcome.result.error().code, ErrorCode::passcodeWrong);
  }
}

TEST(AgeKit, ChecksAPasscodeFromTheHeaderAlone) {
  for (const AgeCase& test : kit()) {
    if (!test.passphrase) continue;
    SCOPED_TRACE(test.name);
    const SecretBytes passcode(bytesOf(*test.passphrase));
    expectAsKitSays(test, checkPasscode(test.sealed, passcode, {.workFactor = kMaxWorkFactor}));
  }
}

TEST(AgeKit, ArmorReencodesToTheSameText) {
  std::size_t ran = 0;
  for (const AgeCase& test : kit()) {
    if (!test.armored) continue;
    SCOPED_TRACE(test.name);
    ArmorDecoder decoder;
    Bytes bytes;
    Result<void> decoded = decoder.decode(test.sealed, bytes);
    if (decoded) decoded = decoder.finish(bytes);
    ASSERT_EQ(decoded.has_value(), test.expect != "armor failure");
    if (!decoded) continue;
    ++ran;
    ArmorEncoder encoder;
    Bytes text;
    encoder.encode(bytes, text);
    encoder.finish(text);
    EXPECT_EQ(text.size(), armoredSize(bytes.size()));
    // Blanks around the armor, CRLF, and a missing last line end are what may differ.
    std::string original(textOf(test.sealed));
    std::erase(original, '\r');
    original = original.substr(original.find('-'));
    original = original.substr(0, original.rfind('-') + 1) + "\n";
    EXPECT_EQ(textOf(text), original);
  }
  EXPECT_EQ(ran, 11u);
}

TEST(AgeKit, HeaderAndPayloadReencodeToTheSameBytes) {
  std::size_t payloads = 0;
  for (const AgeCase& test : kit()) {
    SCOPED_TRACE(test.name);
    Bytes sealed = test.sealed;
    if (test.armored) {
      sealed.clear();
      if (!ArmorDecoder().decode(test.sealed, sealed)) continue;
    }
    HeaderParser parser;
    const auto size = parser.parse(sealed);
    if (!size || !parser.isComplete()) {
      EXPECT_TRUE(test.expect == "header failure" || test.expect == "armor failure") << test.expect;
      continue;
    }
    const Header header = parser.take();
    EXPECT_EQ(encodeCovered(header.stanzas), header.covered);
    EXPECT_TRUE(std::ranges::equal(encodeHeader(header.covered, header.mac), ByteView(sealed).first(*size)));

    if (test.expect != "success") continue;
    const SecretBytes fileKey((ByteView(test.fileKey)));
    const auto nonce = ByteView(sealed).subspan(*size).first<kPayloadNonceSize>();
    const ByteView payload = ByteView(sealed).subspan(*size + kPayloadNonceSize);
    PayloadOpener opener(fileKey, nonce);
    Bytes plain;
    ASSERT_TRUE(opener.open(payload, plain));
    ASSERT_TRUE(opener.finish(plain));
    PayloadSealer sealer(fileKey, nonce);
    Bytes again;
    sealer.seal(plain, again);
    sealer.finish(again);
    EXPECT_TRUE(std::ranges::equal(again, payload));
    EXPECT_EQ(sealedPayloadSize(plain.size()), payload.size());
    EXPECT_EQ(plainPayloadSize(payload.size()), plain.size());
    ++payloads;
  }
  EXPECT_EQ(payloads, 26u);
}

}  // namespace
}  // namespace holdfast::age
