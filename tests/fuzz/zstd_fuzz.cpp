// Reads any bytes as a zstd stream, whole and in two pieces: both must tell the same, up to a bound on what comes out.
// Whatever is a whole stream, written anew, tells the same again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "archive/zstd_stream.h"

namespace {

using namespace holdfast;

constexpr std::size_t kMostTold = std::size_t{1} << 20;

struct Run {
  bool isSkippable = false;
  Bytes bytes;
  bool operator==(const Run&) const = default;
};

/// The data between skippable frames as one run each, however many frames it came in.
struct Told final : archive::FrameSink {
  std::vector<Run> runs;
  std::size_t size = 0;

  Result<void> data(ByteView plain) override {
    if (plain.empty()) return {};
    if (runs.empty() || runs.back().isSkippable) runs.push_back({});
    append(runs.back().bytes, plain);
    return count(plain.size());
  }
  Result<void> skippable(ByteView content) override {
    runs.push_back({.isSkippable = true, .bytes = Bytes(content.begin(), content.end())});
    return count(content.size());
  }
  Result<void> count(std::size_t more) {
    size += more;
    if (size > kMostTold) return fail(ErrorCode::archiveMalformed, "enough was told");
    return {};
  }
};

/// What was told, and whether the bytes are a whole stream; a damaged frame may be noticed earlier or later.
struct Outcome {
  std::vector<Run> runs;
  bool isWhole;
};

Outcome tell(ByteView bytes, std::size_t cut) {
  auto decompressor = archive::Decompressor::create();
  if (!decompressor) std::abort();
  Told told;
  auto read = decompressor->push(bytes.first(cut), told);
  if (read) read = decompressor->push(bytes.subspan(cut), told);
  if (read) read = decompressor->finish();
  return {std::move(told.runs), read.has_value()};
}

Bytes compress(const std::vector<Run>& runs) {
  auto compressor = archive::Compressor::create();
  if (!compressor) std::abort();
  Bytes compressed;
  for (const Run& run : runs) {
    if (run.isSkippable) {
      archive::appendSkippableFrame(run.bytes, compressed);
    } else if (!compressor->push(run.bytes, compressed) || !compressor->endFrame(compressed)) {
      std::abort();
    }
  }
  return compressed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const Outcome whole = tell(bytes, 0);
  const Outcome halves = tell(bytes, size / 2);
  if (whole.isWhole != halves.isWhole || (whole.isWhole && whole.runs != halves.runs)) std::abort();
  if (!whole.isWhole) return 0;
  const Outcome again = tell(compress(whole.runs), 0);
  if (!again.isWhole || again.runs != whole.runs) std::abort();
  return 0;
}
