// Keeps what a tar or archive reader tells of, for tests to compare.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "archive/tar.h"

namespace holdfast::tests {

struct CollectedEntries final : archive::EntrySink {
  std::vector<archive::Entry> entries;
  /// What each file holds, by its path.
  std::map<std::string, std::string> contents;

  Result<void> began(const archive::Entry& entry) override {
    entries.push_back(entry);
    return {};
  }
  Result<void> content(ByteView piece) override {
    contents[entries.back().path] += textOf(piece);
    return {};
  }
  Result<void> ended() override { return {}; }
};

}  // namespace holdfast::tests
