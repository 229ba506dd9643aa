// Zstandard streams against the zstd program, and against frames that are cut off, damaged or too large.
#include "archive/zstd_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace holdfast::archive {
namespace {

/// What a decompressor told, in order: data runs joined, skippable frames apart.
struct Told final : FrameSink {
  std::string data_;
  std::vector<std::string> frames;
  Result<void> data(ByteView plain) override {
    data_ += textOf(plain);
    return {};
  }
  Result<void> skippable(ByteView content) override {
    frames.push_back(std::to_string(data_.size()) + ":" + std::string(textOf(content)));
    return {};
  }
};

Result<void> read(ByteView compressed, std::size_t piece, Told& told) {
  auto decompressor = Decompressor::create();
  if (!decompressor) return fail(decompressor);
  for (; !compressed.empty(); compressed = compressed.subspan(std::min(piece, compressed.size()))) {
    if (auto pushed = decompressor->push(compressed.first(std::min(piece, compressed.size())), told); !pushed) {
      return pushed;
    }
  }
  return decompressor->finish();
}

/// Text that does not compress to nothing and is the same in every run.
std::string sample(std::size_t size) {
  std::string text(size, ' ');
  std::uint32_t state = 1;
  for (char& byte : text) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>('a' + (state >> 28));
  }
  return text;
}

Bytes twoFrames(const std::string& first, const std::string& second) {
  Bytes compressed;
  auto compressor = Compressor::create();
  EXPECT_TRUE(compressor.has_value());
  EXPECT_TRUE(compressor->push(bytesOf(first), compressed).has_value());
  EXPECT_TRUE(compressor->endFrame(compressed).has_value());
  appendSkippableFrame(bytesOf("list"), compressed);
  EXPECT_TRUE(compressor->push(bytesOf(second), compressed).has_value());
  EXPECT_TRUE(compressor->endFrame(compressed).has_value());
  appendSkippableFrame({}, compressed);
  return compressed;
}

TEST(ZstdStream, GivesBackDataAndSkippableFramesInPiecesOfAnySize) {
  const std::string first = sample(700'001);
  const Bytes compressed = twoFrames(first, "second");
  EXPECT_LT(compressed.size(), first.size());
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{65'536}, compressed.size()}) {
    Told told;
    const auto done = read(compressed, piece, told);
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_EQ(told.data_, first + "second");
    EXPECT_EQ(told.frames, (std::vector<std::string>{"700001:list", "700007:"}));
  }
}

// `printf hello | zstd -3` (zstd 1.5), with its checksum.
TEST(ZstdStream, TellsNoMoreAtOnceThanAskedForHoweverFarItExpands) {
  const std::string zeros(std::size_t{64} << 20, '\0');
  const Bytes compressed = twoFrames(zeros, "end");
  ASSERT_LT(compressed.size(), 10'000U);
  auto decompressor = Decompressor::create();
  ASSERT_TRUE(decompressor.has_value());
  Told told;
  ByteView rest = compressed;
  std::size_t before = 0;
  for (bool hasMore = true; hasMore; before = told.data_.size()) {
    const auto pushed = decompressor->pushSome(rest, told, 1 << 20);
    ASSERT_TRUE(pushed.has_value());
    hasMore = *pushed;
    EXPECT_LE(told.data_.size() - before, (1U << 20) + (128U << 10));
  }
  EXPECT_TRUE(decompressor->finish().has_value());
  EXPECT_TRUE(told.data_ == zeros + "end");
}

TEST(ZstdStream, ReadsAFrameOfTheZstdProgram) {
  const Bytes frame = {0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x29, 0x00, 0x00,
                       'h',  'e',  'l',  'l',  'o',  0xa3, 0x6d, 0x9f, 0x88};
  Told told;
  const auto done = read(frame, frame.size(), told);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(told.data_, "hello");
}

TEST(ZstdStream, NoticesACutInsideAnyFrame) {
  const Bytes compressed = twoFrames("first", "second");
  std::size_t whole = 0;
  for (std::size_t size = 1; size < compressed.size(); ++size) {
    Told told;
    if (read(ByteView(compressed).first(size), size, told).has_value()) ++whole;
  }
  EXPECT_EQ(whole, 3U) << "only the three ends of frames are ends of a stream";
}

TEST(ZstdStream, DoesNotTakeAHeaderForASkippableFrame) {
  // What follows the magic number reads as an empty skippable frame, which zstd would find at the start of its input.
  constexpr std::uint8_t kFrame[] = {0x28, 0xb5, 0x2f, 0xfd, 0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0};
  for (const std::size_t piece : {std::size_t{1}, std::size_t{4}, std::size_t{6}, sizeof kFrame}) {
    Told told;
    EXPECT_FALSE(read(kFrame, piece, told)) << "the frame ends before its last block";
  }
}

TEST(ZstdStream, NoticesDamageInTheData) {
  const std::string text = sample(20'000);
  Bytes compressed = twoFrames(text, "");
  compressed[compressed.size() / 2] ^= 0x10;
  Told told;
  const auto done = read(compressed, compressed.size(), told);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::compressionDamaged);
}

TEST(ZstdStream, RefusesWhatIsNotZstdAndWhatIsTooLarge) {
  const Bytes wideWindow = {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x01, 0x00, 0x00};  // a window of 128 MiB
  const Bytes longFrame = {0x50, 0x2a, 0x4d, 0x18, 0x01, 0x00, 0x00, 0x01};         // 16 MiB and one byte
  const std::string text = "neither a frame nor a skippable one";
  for (const ByteView bytes : {ByteView(wideWindow), ByteView(longFrame), bytesOf(text)}) {
    Told told;
    const auto done = read(bytes, bytes.size(), told);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, ErrorCode::compressionDamaged);
  }
}

}  // namespace
}  // namespace holdfast::archive
