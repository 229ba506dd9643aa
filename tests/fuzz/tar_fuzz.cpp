// Reads any bytes as a tar archive, whole and in two pieces: both must tell the same, and no path may lead outside.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/tar.h"

namespace {

using namespace holdfast;

struct Told final : archive::EntrySink {
  std::string text;
  Result<void> began(const archive::Entry& entry) override {
    if (entry.path.empty() || entry.path.starts_with('/') || ("/" + entry.path + "/").contains("/../")) std::abort();
    text += entry.path + '\n' + entry.linkTarget + '\n' + std::to_string(entry.size) + '\n';
    return {};
  }
  Result<void> content(ByteView piece) override {
    text += textOf(piece);
    return {};
  }
  Result<void> ended() override {
    text += "\nended\n";
    return {};
  }
};

std::string tell(ByteView bytes, std::size_t cut) {
  Told told;
  archive::TarReader reader(told);
  auto read = reader.push(bytes.first(cut));
  if (read) read = reader.push(bytes.subspan(cut));
  if (read) read = reader.finish();
  return told.text + (read ? "whole" : read.error().message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (tell(bytes, 0) != tell(bytes, size / 2)) std::abort();
  return 0;
}
