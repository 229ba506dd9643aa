// Sealing, opening and checking from end to end: sizes, pieces, limits, and what is asked for before work is done.
#include "age/age.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "age/self_test.h"
#include "support/counting_random.h"
#include "support/sealed_file.h"

namespace holdfast::age {
namespace {

using tests::CountingRandom;
using tests::kQuickWorkFactor;
using tests::openFile;
using tests::passcode;
using tests::plainOf;
using tests::SealedFile;
using tests::sealFile;

TEST(Sealing, GoesRoundAtEverySizeAroundAChunk) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kChunkSize - 1, kChunkSize, kChunkSize + 1,
                                 2 * kChunkSize - 1, 2 * kChunkSize, 2 * kChunkSize + 1}) {
    SCOPED_TRACE(size);
    const Bytes plain = plainOf(size);
    const SealedFile file = sealFile(plain);
    EXPECT_EQ(file.headerSize, headerSizeFor(kQuickWorkFactor));
    EXPECT_EQ(file.bytes.size(), sealedSize(size, file.headerSize));
    EXPECT_EQ(plainSize(file.bytes.size(), file.headerSize), size);
    EXPECT_EQ(workFactorOf(file.bytes).value(), kQuickWorkFactor);
    EXPECT_EQ(openFile(file.bytes).value(), plain);
    EXPECT_EQ(sealFile(plain, 1000).bytes, file.bytes);

    const Bytes armored = tests::armor(file.bytes);
    EXPECT_EQ(armored.size(), sealedSize(size, file.headerSize, Form::armored));
    EXPECT_EQ(openFile(armored).value(), plain);
    EXPECT_EQ(workFactorOf(armored).value(), kQuickWorkFactor);
  }
}

TEST(Sealing, HasAHeaderOneByteLongerFromAWorkFactorOfTen) {
  EXPECT_EQ(headerSizeFor(9) + 1, headerSizeFor(10));
  EXPECT_EQ(headerSizeFor(22), headerSizeFor(10));
}

TEST(Sealing, KnowsWhichSizesNoFileHas) {
  EXPECT_EQ(plainPayloadSize(15), std::nullopt);
  EXPECT_EQ(plainPayloadSize(16), 0u);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize), kChunkSize);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize + 1), std::nullopt);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize + 16), std::nullopt);
  EXPECT_EQ(plainPayloadSize(kSealedChunkSize + 17), kChunkSize + 1);
  EXPECT_EQ(plainSize(10, 200), std::nullopt);
  EXPECT_EQ(plainSize(10, 200, Form::armored), std::nullopt);
}

TEST(Sealing, KnowsThePlainSizeOfAnArmoredFileToTwoBytes) {
  const std::size_t header = headerSizeFor(kDefaultWorkFactor);
  for (const std::uint64_t start : {std::uint64_t{0}, std::uint64_t{kChunkSize - 100}}) {
    for (std::uint64_t size = start; size < start + 200; ++size) {
      const auto found = plainSize(sealedSize(size, header, Form::armored), header, Form::armored);
      ASSERT_TRUE(found) << size;
      ASSERT_LE(size, *found);
      ASSERT_LE(*found, size + 2);
    }
  }
}

TEST(Armor, KnowsItsSizeBothWays) {
  for (std::uint64_t size = 0; size < 500; ++size) {
    const std::uint64_t armored = armoredSize(size);
    EXPECT_EQ(largestUnarmoredSize(armored), (size + 2) / 3 * 3);
    Bytes text;
    ArmorEncoder encoder;
    encoder.encode(plainOf(static_cast<std::size_t>(size)), text);
    encoder.finish(text);
    EXPECT_EQ(text.size(), armored);
  }
  const std::uint64_t none = armoredSize(0);
  for (const std::uint64_t odd : {std::uint64_t{0}, none - 1, none + 1, none + 4, none + 6, none + 66, none + 67}) {
    EXPECT_EQ(largestUnarmoredSize(odd), std::nullopt) << odd;
  }
}

TEST(Sealing, RefusesWhatItCannotSealWith) {
  CountingRandom random;
  EXPECT_EQ(Sealer::create(SecretBytes(), 1, random).error().code, ErrorCode::parameterRequired);
  EXPECT_EQ(Sealer::create(passcode(), 0, random).error().code, ErrorCode::parameterRange);
  EXPECT_EQ(Sealer::create(passcode(), 23, random).error().code, ErrorCode::parameterRange);
}

TEST(Sealing, SealsNothingBehindTheEnd) {
  CountingRandom random;
  Sealer sealer = Sealer::create(passcode(), kQuickWorkFactor, random).value();
  Bytes sealed;
  ASSERT_TRUE(sealer.finish(sealed));
  EXPECT_FALSE(sealer.seal(plainOf(1), sealed));
  EXPECT_FALSE(sealer.finish(sealed));
}

/// A file that asks for `workFactor` and could not be opened by any passcode.
Bytes fileAskingFor(std::string_view workFactor) {
  const std::string text = "age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ " + std::string(workFactor) +
                           "\ngUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n--- " + std::string(42, 'A') + "A\n";
  const ByteView bytes = bytesOf(text);
  return {bytes.begin(), bytes.end()};
}

TEST(Limits, OfTheWorkFactorAreTwentyUnlessAskedForAndTwentyTwoAtMost) {
  // workFactorOf decides all that is decided before scrypt runs.
  EXPECT_EQ(workFactorOf(fileAskingFor("20")).value(), 20);
  EXPECT_EQ(workFactorOf(fileAskingFor("21")).error().code, ErrorCode::workFactorTooHigh);
  EXPECT_EQ(workFactorOf(fileAskingFor("22"), {.workFactor = 22}).value(), 22);
  EXPECT_EQ(workFactorOf(fileAskingFor("23"), {.workFactor = 23}).error().code, ErrorCode::workFactorTooHigh);
  EXPECT_EQ(workFactorOf(fileAskingFor("23"), {.workFactor = 1000}).error().code, ErrorCode::workFactorTooHigh);
  EXPECT_EQ(workFactorOf(fileAskingFor("99999999999999999999")).error().code, ErrorCode::workFactorTooHigh);
  EXPECT_EQ(workFactorOf(fileAskingFor("16"), {.workFactor = 15}).error().code, ErrorCode::workFactorTooHigh);
  EXPECT_EQ(workFactorOf(fileAskingFor("017")).error().code, ErrorCode::stanzaMalformed);
}

TEST(Limits, AreDecidedBeforeWorkIsDone) {
  // 4 GiB of memory and half a minute would be needed to find out otherwise.
  Opener opener(passcode());
  Bytes plain;
  EXPECT_EQ(opener.open(fileAskingFor("22"), plain).error().code, ErrorCode::workFactorTooHigh);
  EXPECT_EQ(checkPasscode(fileAskingFor("22"), passcode()).error().code, ErrorCode::workFactorTooHigh);
}

TEST(CheckPasscode, AsksForMoreUntilTheHeaderIsWhole) {
  const SealedFile file = sealFile(plainOf(10));
  const std::size_t needed = file.headerSize - kPayloadNonceSize;
  for (std::size_t size = 0; size < needed; ++size) {
    const ByteView start = ByteView(file.bytes).first(size);
    EXPECT_EQ(checkPasscode(start, passcode()), HeaderCheck::moreBytesNeeded);
    EXPECT_EQ(checkPasscode(start, passcode(), {}, {.isWhole = true}).error().code, ErrorCode::headerMalformed);
  }
  EXPECT_EQ(checkPasscode(ByteView(file.bytes).first(needed), passcode()), HeaderCheck::opens);
}

TEST(CheckPasscode, AsksForThePayloadNonceWhereTheHashCoversIt) {
  const SealedFile file = sealFile(plainOf(10));
  const ByteView header = ByteView(file.bytes).first(file.headerSize);
  const FileFacts facts{.headerSha256 = crypto::sha256(header)};
  EXPECT_EQ(checkPasscode(header.first(header.size() - 1), passcode(), {}, facts), HeaderCheck::moreBytesNeeded);
  EXPECT_EQ(checkPasscode(header, passcode(), {}, facts), HeaderCheck::opens);
  EXPECT_EQ(checkPasscode(tests::armor(file.bytes), passcode(), {}, facts), HeaderCheck::opens);
}

TEST(CheckFileKey, KnowsTheKeyThatUnlockFoundFromAnotherAndAnotherFileFromTheRecorded) {
  const SealedFile file = sealFile(plainOf(10));
  const ByteView header = ByteView(file.bytes).first(file.headerSize);
  const FileFacts facts{.isWhole = true, .headerSha256 = crypto::sha256(header)};
  const auto fileKey = unlock(header, passcode(), {}, facts);
  EXPECT_EQ(checkFileKey(header, **fileKey, facts), HeaderCheck::opens);
  EXPECT_EQ(checkFileKey(header.first(20), **fileKey), HeaderCheck::moreBytesNeeded);
  EXPECT_EQ(checkFileKey(header, SecretBytes(kFileKeySize), facts).error().code, ErrorCode::headerDamaged);
  Bytes turned(header.begin(), header.end());
  turned[60] ^= 1;
  EXPECT_EQ(checkFileKey(turned, **fileKey, facts).error().code, ErrorCode::fileChanged);
}

TEST(Opener, RepeatsItsFirstError) {
  Opener opener(passcode());
  Bytes plain;
  ASSERT_TRUE(opener.open(bytesOf("no age file"), plain));
  ASSERT_EQ(opener.finish(plain).error().code, ErrorCode::headerMalformed);
  EXPECT_EQ(opener.open(sealFile({}).bytes, plain).error().code, ErrorCode::headerMalformed);
  EXPECT_EQ(opener.finish(plain).error().code, ErrorCode::headerMalformed);
}

TEST(Opener, LooksForTheArmorInTheFirstKilobyteAlone) {
  const Bytes armored = tests::armor(sealFile(plainOf(10)).bytes);
  const auto codeBehind = [&](std::size_t garbage) {
    Bytes file(garbage, 'x');
    append(file, armored);
    return openFile(file).error().code;
  };
  EXPECT_EQ(codeBehind(1), ErrorCode::armorMalformed);
  EXPECT_EQ(codeBehind(900), ErrorCode::armorMalformed);
  EXPECT_EQ(codeBehind(kArmorLookahead), ErrorCode::headerMalformed);
  Bytes marked = {0xef, 0xbb, 0xbf};  // a byte order mark, as some editors put before text
  append(marked, armored);
  EXPECT_EQ(openFile(marked).error().code, ErrorCode::armorMalformed);
}

TEST(SelfTest, Passes) { EXPECT_TRUE(selfTest()); }

}  // namespace
}  // namespace holdfast::age
