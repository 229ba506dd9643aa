// Damage never passes, and is never called a wrong passcode where it can be known that it is damage.
#include <gtest/gtest.h>

#include <algorithm>

#include "age/age.h"
#include "age/self_test.h"
#include "support/counting_random.h"

namespace holdfast::age {
namespace {

constexpr int kQuickWorkFactor = 1;

using tests::CountingRandom;

SecretBytes passcode() { return SecretBytes(bytesOf("correct horse")); }

Bytes plainOf(std::size_t size) {
  Bytes plain(size);
  for (std::size_t index = 0; index < size; ++index) plain[index] = static_cast<std::uint8_t>(index * 7 + index / 251);
  return plain;
}

struct SealedFile {
  Bytes bytes;
  std::size_t headerSize = 0;
};

SealedFile sealFile(ByteView plain, std::size_t pieceSize = std::size_t{1} << 20) {
  CountingRandom random;
  Sealer sealer = Sealer::create(passcode(), kQuickWorkFactor, random).value();
  SealedFile file;
  append(file.bytes, sealer.header());
  file.headerSize = file.bytes.size();
  while (!plain.empty()) {
    const ByteView piece = plain.first(std::min(pieceSize, plain.size()));
    EXPECT_TRUE(sealer.seal(piece, file.bytes));
    plain = plain.subspan(piece.size());
  }
  EXPECT_TRUE(sealer.finish(file.bytes));
  return file;
}

Result<Bytes> openFile(ByteView sealed) {
  Opener opener(passcode());
  Bytes plain;
  if (auto opened = opener.open(sealed, plain); !opened) return fail(opened);
  if (auto finished = opener.finish(plain); !finished) return fail(finished);
  return plain;
}

ErrorCode judged(Error failure, const SealedFile& whole, ByteView found) {
  return judgeFailure(std::move(failure), crypto::sha256(whole.bytes), crypto::sha256(found)).code;
}

TEST(Sealing, GoesRoundAtEverySizeAroundAChunk) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kChunkSize - 1, kChunkSize, kChunkSize + 1,
                                 2 * kChunkSize - 1, 2 * kChunkSize, 2 * kChunkSize + 1}) {
    SCOPED_TRACE(size);
    const Bytes plain = plainOf(size);
    const SealedFile file = sealFile(plain);
    EXPECT_EQ(file.bytes.size(), sealedSize(size, file.headerSize));
    EXPECT_EQ(plainSize(file.bytes.size(), file.headerSize), size);
    EXPECT_EQ(headerSize(file.bytes).value(), file.headerSize);
    EXPECT_EQ(workFactorOf(file.bytes).value(), kQuickWorkFactor);
    EXPECT_EQ(openFile(file.bytes).value(), plain);
    EXPECT_EQ(sealFile(plain, 1000).bytes, file.bytes);
  }
}

TEST(Sealing, KnowsWhichSizesNoFileHas) {
  EXPECT_EQ(plainPayloadSize(15), std::nullopt);
  EXPECT_EQ(plainPayloadSize(16), 0u);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize), kChunkSize);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize + 16), std::nullopt);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize + 17), kChunkSize + 1);
}

TEST(Sealing, RefusesWhatItCannotSealWith) {
  CountingRandom random;
  EXPECT_EQ(Sealer::create(SecretBytes(), 1, random).error().code, ErrorCode::parameterRequired);
  EXPECT_EQ(Sealer::create(passcode(), 0, random).error().code, ErrorCode::parameterRange);
  EXPECT_EQ(Sealer::create(passcode(), 23, random).error().code, ErrorCode::parameterRange);
}

TEST(Damage, OfAnyByteOfTheHeaderIsSeen) {
  const SealedFile file = sealFile(plainOf(100));
  for (std::size_t index = 0; index < file.headerSize; ++index) {
    for (const std::uint8_t flip : {std::uint8_t{0x01}, std::uint8_t{0x20}, std::uint8_t{0x80}}) {
      SCOPED_TRACE(index);
      Bytes damaged = file.bytes;
      damaged[index] ^= flip;
      const auto opened = openFile(damaged);
      ASSERT_FALSE(opened);
      // A flipped bit of salt or wrapped key looks like another passcode, unless the recorded hash is at hand.
      EXPECT_EQ(judged(opened.error(), file, damaged), ErrorCode::fileChanged);
    }
  }
}

TEST(Damage, OfEveryRegionOfThePayloadIsSeen) {
  const SealedFile file = sealFile(plainOf(3 * kChunkSize + 5));
  for (std::size_t index = file.headerSize; index < file.bytes.size(); index += 997) {
    SCOPED_TRACE(index);
    Bytes damaged = file.bytes;
    damaged[index] ^= 1;
    const auto opened = openFile(damaged);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::payloadDamaged);
    EXPECT_EQ(judged(opened.error(), file, damaged), ErrorCode::fileChanged);
  }
}

TEST(Damage, ByCuttingIsSeenAtEveryBoundary) {
  const SealedFile file = sealFile(plainOf(3 * kChunkSize));
  std::vector<std::size_t> cuts;
  for (std::size_t size = 0; size < file.headerSize; ++size) cuts.push_back(size);
  for (std::size_t chunk = 0; chunk < 3; ++chunk) {
    const std::size_t boundary = file.headerSize + chunk * kSealedChunkSize;
    for (const std::size_t size : {boundary, boundary + 1, boundary + 15, boundary + 16, boundary + 17}) {
      cuts.push_back(size);
    }
  }
  cuts.push_back(file.bytes.size() - 1);
  for (const std::size_t size : cuts) {
    SCOPED_TRACE(size);
    const ByteView cut = ByteView(file.bytes).first(size);
    const auto opened = openFile(cut);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().code, ErrorCode::passcodeWrong);
    EXPECT_EQ(judged(opened.error(), file, cut), ErrorCode::fileChanged);
  }
}

TEST(Damage, IsNotMixedUpWithAWrongPasscode) {
  const SealedFile file = sealFile(plainOf(10));
  const auto checked = checkPasscode(file.bytes, SecretBytes(bytesOf("Correct horse")));
  ASSERT_FALSE(checked);
  EXPECT_EQ(judged(checked.error(), file, file.bytes), ErrorCode::passcodeWrong);
}

TEST(CheckPasscode, AsksForMoreUntilTheHeaderIsWhole) {
  const SealedFile file = sealFile(plainOf(10));
  const std::size_t needed = file.headerSize - kPayloadNonceSize;
  for (std::size_t size = 0; size < needed; ++size) {
    EXPECT_EQ(checkPasscode(ByteView(file.bytes).first(size), passcode()), HeaderCheck::moreBytesNeeded);
  }
  EXPECT_EQ(checkPasscode(ByteView(file.bytes).first(needed), passcode()), HeaderCheck::opens);
}

TEST(Opener, RepeatsItsFirstError) {
  Opener opener(passcode());
  Bytes plain;
  ASSERT_EQ(opener.open(bytesOf("no age file"), plain).error().code, ErrorCode::headerMalformed);
  EXPECT_EQ(opener.open(sealFile({}).bytes, plain).error().code, ErrorCode::headerMalformed);
  EXPECT_EQ(opener.finish(plain).error().code, ErrorCode::headerMalformed);
}

TEST(SelfTest, Passes) { EXPECT_TRUE(selfTest()); }

}  // namespace
}  // namespace holdfast::age
