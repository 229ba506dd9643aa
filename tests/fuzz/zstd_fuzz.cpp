// Reads any bytes as a zstd stream, whole and in two pieces: both must tell the same, up to a bound on what comes out.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/zstd_stream.h"

namespace {

using namespace holdfast;

constexpr std::size_t kMostTold = std::size_t{1} << 20;

struct Told final : archive::FrameSink {
  std::string text;
  Result<void> data(ByteView plain) override {
    text += textOf(plain);
    if (text.size() > kMostTold) return fail(ErrorCode::archiveMalformed, "enough was told");
    return {};
  }
  Result<void> skippable(ByteView content) override { return data(content); }
};

/// What was told, and whether the bytes are a whole stream; a damaged frame may be noticed earlier or later.
struct Outcome {
  std::string text;
  bool isWhole;
};

Outcome tell(ByteView bytes, std::size_t cut) {
  auto decompressor = archive::Decompressor::create();
  if (!decompressor) std::abort();
  Told told;
  auto read = decompressor->push(bytes.first(cut), told);
  if (read) read = decompressor->push(bytes.subspan(cut), told);
  if (read) read = decompressor->finish();
  return {std::move(told.text), read.has_value()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const Outcome whole = tell(bytes, 0);
  const Outcome halves = tell(bytes, size / 2);
  if (whole.isWhole != halves.isWhole || (whole.isWhole && whole.text != halves.text)) std::abort();
  return 0;
}
