// Damage never passes, and is never called a wrong passcode where it can be known that it is damage.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "age/age.h"
#include "support/sealed_file.h"

namespace holdfast::age {
namespace {

using tests::openFile;
using tests::passcode;
using tests::plainOf;
using tests::SealedFile;
using tests::sealFile;

crypto::Sha256Digest recordedHeader(const SealedFile& file) {
  return crypto::sha256(ByteView(file.bytes).first(file.headerSize));
}

ErrorCode judged(Error failure, const SealedFile& whole, ByteView found) {
  return judgeFailure(std::move(failure), crypto::sha256(whole.bytes), crypto::sha256(found)).code;
}

/// The code a check of `found` by its header alone fails with, the recorded hash at hand; none where it opens.
std::optional<ErrorCode> checkedAgainst(const SealedFile& whole, ByteView found) {
  const FileFacts facts{.isWhole = true, .headerSha256 = recordedHeader(whole)};
  const auto checked = checkPasscode(found, passcode(), {}, facts);
  return checked ? std::nullopt : std::optional(checked.error().code);
}

/// Where the fields of the header lie that can be damaged without breaking its grammar.
struct Fields {
  std::size_t type, salt, workFactor, wrappedKey, mac, nonce, end;
};

Fields fieldsOf(const SealedFile& file) {
  const std::string_view header = textOf(ByteView(file.bytes).first(file.headerSize));
  const std::size_t type = header.find("scrypt");
  const std::size_t salt = type + 7;
  const std::size_t wrappedKey = header.find('\n', salt) + 1;
  return {.type = type,
          .salt = salt,
          .workFactor = header.find(' ', salt) + 1,
          .wrappedKey = wrappedKey,
          .mac = header.find("---") + 4,
          .nonce = file.headerSize - kPayloadNonceSize,
          .end = file.headerSize};
}

/// The codes that damage to the byte at `index` of the header may be given; no hash is at hand.
std::set<ErrorCode> codesOfHeaderDamage(const Fields& at, std::size_t index) {
  using enum ErrorCode;
  const auto isWithin = [index](std::size_t begin, std::size_t end) { return begin <= index && index < end; };
  if (isWithin(at.nonce, at.end)) return {payloadDamaged};
  // Another character of the right kind gives a salt or wrapped key that is as good as any, but for the passcode.
  if (isWithin(at.salt, at.workFactor - 1)) return {passcodeWrong, stanzaMalformed, headerMalformed};
  if (isWithin(at.wrappedKey, at.mac - 5)) return {passcodeWrong, headerMalformed, stanzaMalformed};
  if (index == at.workFactor) return {passcodeWrong, stanzaMalformed, workFactorTooHigh, headerMalformed};
  if (isWithin(at.type, at.type + 6)) return {stanzaUnsupported, headerMalformed};
  if (index == at.type + 6) return {stanzaUnsupported, headerMalformed, stanzaMalformed};
  if (index == at.workFactor - 1 || index == at.workFactor + 1) return {stanzaMalformed, headerMalformed};
  if (isWithin(at.mac, at.nonce - 1)) return {headerDamaged, headerMalformed};
  return {headerMalformed, armorMalformed, stanzaMalformed};
}

TEST(Damage, OfAnyBitOfTheHeaderIsSeen) {
  const SealedFile file = sealFile(plainOf(100));
  const Fields fields = fieldsOf(file);
  std::size_t passcodes = 0;
  for (std::size_t index = 0; index < file.headerSize; ++index) {
    for (int bit = 0; bit < 8; ++bit) {
      SCOPED_TRACE("byte " + std::to_string(index) + ", bit " + std::to_string(bit));
      Bytes damaged = file.bytes;
      damaged[index] ^= static_cast<std::uint8_t>(1 << bit);
      const auto opened = openFile(damaged);
      ASSERT_FALSE(opened);
      const ErrorCode code = opened.error().code;
      EXPECT_TRUE(codesOfHeaderDamage(fields, index).contains(code)) << opened.error().message;
      if (code == ErrorCode::passcodeWrong) ++passcodes;
      EXPECT_EQ(judged(opened.error(), file, damaged), ErrorCode::fileChanged);
      EXPECT_EQ(checkedAgainst(file, damaged), ErrorCode::fileChanged);
    }
  }
  EXPECT_GT(passcodes, 0u) << "no damage was like a wrong passcode: the test has lost its point";
}

TEST(Damage, OfArmorIsSeen) {
  const SealedFile file = sealFile(plainOf(100));
  const Bytes armored = tests::armor(file.bytes);
  for (std::size_t index = 0; index < armored.size(); ++index) {
    SCOPED_TRACE(index);
    Bytes damaged = armored;
    damaged[index] ^= 0x01;
    const auto opened = openFile(damaged);
    ASSERT_FALSE(opened);
    EXPECT_EQ(judgeFailure(opened.error(), crypto::sha256(armored), crypto::sha256(damaged)).code,
              ErrorCode::fileChanged);
    if (const auto code = checkedAgainst(file, damaged)) EXPECT_EQ(code, ErrorCode::fileChanged);
  }
}

TEST(Damage, OfEveryRegionOfThePayloadIsSeen) {
  constexpr std::size_t kLast = 5;
  const SealedFile file = sealFile(plainOf(3 * kChunkSize + kLast));
  std::vector<std::size_t> places;
  for (std::size_t chunk = 0; chunk <= 3; ++chunk) {
    const std::size_t begin = file.headerSize + chunk * kSealedChunkSize;
    const std::size_t tag = begin + (chunk < 3 ? kChunkSize : kLast);
    for (const std::size_t place : {begin, begin + 1, (begin + tag) / 2, tag - 1}) places.push_back(place);
    for (std::size_t byte = 0; byte < 16; ++byte) places.push_back(tag + byte);
  }
  for (const std::size_t place : places) {
    SCOPED_TRACE(place);
    Bytes damaged = file.bytes;
    damaged[place] ^= 1;
    Opener opener(passcode());
    Bytes plain;
    auto opened = opener.open(damaged, plain);
    if (opened) opened = opener.finish(plain);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::payloadDamaged);
    EXPECT_EQ(judged(opened.error(), file, damaged), ErrorCode::fileChanged);
    EXPECT_EQ(checkedAgainst(file, damaged), std::nullopt) << "the header is whole";
    // What was released before the damage is the plain text, chunk by chunk.
    EXPECT_EQ(plain.size(), (place - file.headerSize) / kSealedChunkSize * kChunkSize);
    EXPECT_TRUE(std::ranges::equal(plain, ByteView(plainOf(plain.size()))));
  }
}

/// Sizes to cut a file down to: within the header, at each boundary and around it, and within the last 17 bytes.
std::vector<std::size_t> cutsOf(const SealedFile& file) {
  std::set<std::size_t> cuts;
  for (std::size_t size = 0; size <= file.headerSize; ++size) cuts.insert(size);
  for (std::size_t boundary = file.headerSize; boundary < file.bytes.size(); boundary += kSealedChunkSize) {
    for (const std::size_t more : {0U, 1U, 15U, 16U, 17U})
      cuts.insert(std::min(boundary + more, file.bytes.size() - 1));
    if (boundary > file.headerSize) cuts.insert(boundary - 1);
  }
  for (std::size_t fewer = 1; fewer <= 17; ++fewer) cuts.insert(file.bytes.size() - fewer);
  return {cuts.begin(), cuts.end()};
}

TEST(Damage, ByCuttingIsSeenWhereverTheCutIs) {
  for (const std::size_t plainSize : {std::size_t{0}, std::size_t{1}, 3 * kChunkSize, 3 * kChunkSize + 40}) {
    const SealedFile file = sealFile(plainOf(plainSize));
    for (const std::size_t size : cutsOf(file)) {
      SCOPED_TRACE(std::to_string(plainSize) + " bytes, cut to " + std::to_string(size));
      const ByteView cut = ByteView(file.bytes).first(size);
      const auto opened = openFile(cut);
      ASSERT_FALSE(opened);
      const std::set<ErrorCode> expected = size < file.headerSize
                                               ? std::set{ErrorCode::headerMalformed}
                                               : std::set{ErrorCode::payloadCutOff, ErrorCode::payloadDamaged};
      EXPECT_TRUE(expected.contains(opened.error().code)) << opened.error().message;
      EXPECT_EQ(judged(opened.error(), file, cut), ErrorCode::fileChanged);
      const auto checked = checkedAgainst(file, cut);
      if (size < file.headerSize) EXPECT_EQ(checked, ErrorCode::fileChanged);
      if (size >= file.headerSize) EXPECT_EQ(checked, std::nullopt);
    }
  }
}

TEST(Damage, ByAppendingIsSeen) {
  for (const std::size_t plainSize : {std::size_t{0}, kChunkSize - 1, kChunkSize}) {
    SealedFile file = sealFile(plainOf(plainSize));
    file.bytes.push_back(0);
    EXPECT_EQ(openFile(file.bytes).error().code, ErrorCode::payloadDamaged);
  }
}

TEST(Damage, BySwappingChunksIsSeen) {
  const SealedFile file = sealFile(plainOf(3 * kChunkSize));
  Bytes swapped = file.bytes;
  const auto first = swapped.begin() + static_cast<std::ptrdiff_t>(file.headerSize);
  std::swap_ranges(first, first + kSealedChunkSize, first + kSealedChunkSize);
  EXPECT_EQ(openFile(swapped).error().code, ErrorCode::payloadDamaged);
}

TEST(Damage, IsNotMixedUpWithAWrongPasscode) {
  const SealedFile file = sealFile(plainOf(10));
  const SecretBytes wrong(bytesOf("Correct horse"));
  const auto checked = checkPasscode(file.bytes, wrong);
  ASSERT_FALSE(checked);
  EXPECT_EQ(judged(checked.error(), file, file.bytes), ErrorCode::passcodeWrong);
  const FileFacts facts{.headerSha256 = recordedHeader(file)};
  EXPECT_EQ(checkPasscode(file.bytes, wrong, {}, facts).error().code, ErrorCode::passcodeWrong);
  EXPECT_EQ(checkPasscode(tests::armor(file.bytes), wrong, {}, facts).error().code, ErrorCode::passcodeWrong);
}

}  // namespace
}  // namespace holdfast::age
