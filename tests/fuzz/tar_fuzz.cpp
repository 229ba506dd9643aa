// Reads any bytes as a tar archive, whole and in two pieces: both must tell the same, and no path may lead outside.
// Whatever reads to its end is written anew, which reads as the same again and is written as the same bytes again. Once
// as the bytes are, and once with every header's checksum mended, which no mutation would hit upon.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/tar.h"

namespace {

using namespace holdfast;

/// Writes down what it is told, and the archive of it.
struct Told final : archive::EntrySink {
  std::string text;
  Bytes written;
  std::uint64_t size = 0;

  Result<void> began(const archive::Entry& entry) override {
    if (entry.path.empty() || entry.path.starts_with('/') || ("/" + entry.path + "/").contains("/../")) std::abort();
    text += entry.path + '\n' + entry.linkTarget + '\n' + std::to_string(entry.size) + ' ' +
            std::to_string(static_cast<int>(entry.kind)) + ' ' + std::to_string(entry.mode) + ' ' +
            std::to_string(entry.modifiedSeconds) + '.' + std::to_string(entry.modifiedNanoseconds) + '\n';
    archive::appendTarHeader(entry, written);
    size = entry.size;
    return {};
  }
  Result<void> content(ByteView piece) override {
    text += textOf(piece);
    append(written, piece);
    return {};
  }
  Result<void> ended() override {
    text += "\nended\n";
    archive::appendTarPadding(size, written);
    return {};
  }
};

struct Outcome {
  Told told;
  bool isWhole = false;
};

Outcome tell(ByteView bytes, std::size_t cut) {
  Outcome outcome;
  archive::TarReader reader(outcome.told);
  auto read = reader.push(bytes.first(cut));
  if (read) read = reader.push(bytes.subspan(cut));
  if (read) read = reader.finish();
  outcome.isWhole = read.has_value();
  outcome.told.text += read ? "whole" : read.error().message;
  return outcome;
}

void readsAlike(ByteView bytes) {
  Outcome whole = tell(bytes, 0);
  if (whole.told.text != tell(bytes, bytes.size() / 2).told.text) std::abort();
  if (!whole.isWhole) return;

  archive::appendTarEnd(whole.told.written);
  Outcome again = tell(whole.told.written, 0);
  archive::appendTarEnd(again.told.written);
  if (again.told.text != whole.told.text || again.told.written != whole.told.written) std::abort();
}

Bytes withChecksums(ByteView bytes) {
  constexpr std::size_t kBlock = 512;
  constexpr std::size_t kChecksum = 148;
  Bytes mended(bytes.begin(), bytes.end());
  for (std::size_t start = 0; start + kBlock <= mended.size(); start += kBlock) {
    const std::span block = std::span(mended).subspan(start, kBlock);
    if (!textOf(block.subspan(257)).starts_with("ustar")) continue;
    std::ranges::fill(block.subspan(kChecksum, 8), std::uint8_t{' '});
    unsigned sum = 0;
    for (const std::uint8_t byte : block) sum += byte;
    for (std::size_t digit = 6; digit-- > 0; sum >>= 3) {
      block[kChecksum + digit] = static_cast<std::uint8_t>('0' + (sum & 7));
    }
  }
  return mended;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  readsAlike(bytes);
  readsAlike(withChecksums(bytes));
  return 0;
}
