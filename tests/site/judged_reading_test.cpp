// What is said of a sealed file with its manifest beside it: damage is told from a change, and a whole file from
// another one.
#include "site/judged_reading.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/json.h"
#include "support/collected_entries.h"
#include "support/first_backup.h"

namespace holdfast::site {
namespace {

struct Made {
  Bytes archive;
  Json manifest;
};

const Made& made() {
  static const Made kMade = [] {
    tests::MemoryHost host;
    host.addFile("large", std::string(3'000'000, 'L'));
    host.addFile("small", "content");
    tests::backUp(host);
    return Made{host.data.at(tests::kArchivePath), *parseJson(textOf(host.data.at(tests::kManifestPath)))};
  }();
  return kMade;
}

/// Reads `archive` with or without `manifest`; answers the error, or nothing.
std::optional<ErrorCode> fault(ByteView archive, const Json* manifest) {
  tests::CollectedEntries collected;
  std::optional<RecordedArchive> recorded;
  if (manifest != nullptr) recorded = recordedArchive(*manifest).value();
  JudgedReading reading(tests::fileKeyOf(made().archive), recorded, collected);
  const auto proceed = [&]() -> Result<bool> {
    while (true) {
      if (auto more = reading.proceed(1 << 20); !more || !*more) return more;
    }
  };
  while (!archive.empty()) {
    const ByteView piece = archive.first(std::min<std::size_t>(100'000, archive.size()));
    archive = archive.subspan(piece.size());
    if (const auto taken = reading.take(piece); !taken) return taken.error().code;
    if (const auto proceeded = proceed(); !proceeded) return proceeded.error().code;
  }
  if (const auto taken = reading.takeEnd(); !taken) return taken.error().code;
  if (const auto proceeded = proceed(); !proceeded) return proceeded.error().code;
  const auto totals = reading.totals();
  if (!totals) return totals.error().code;
  EXPECT_EQ(collected.contents.at("small"), "content");
  return std::nullopt;
}

Json withRecorded(std::string_view name, const Json& value) {
  Json manifest = made().manifest;
  manifest["holdfast"][std::string(name)] = value;
  return manifest;
}

TEST(JudgedReading, FindsAWholeFileWholeWithItsManifestAndWithout) {
  EXPECT_EQ(fault(made().archive, nullptr), std::nullopt);
  EXPECT_EQ(fault(made().archive, &made().manifest), std::nullopt);
}

TEST(JudgedReading, CallsAFaultDamageByItselfAndAChangeByTheManifest) {
  const std::size_t size = made().archive.size();
  for (const std::size_t at : {size / 2, size - 1}) {
    Bytes turned = made().archive;
    turned[at] ^= 1;
    EXPECT_EQ(fault(turned, nullptr), ErrorCode::payloadDamaged) << at;
    EXPECT_EQ(fault(turned, &made().manifest), ErrorCode::fileChanged) << at;
  }
  const ByteView cut = ByteView(made().archive).first(size - 1);
  EXPECT_EQ(fault(cut, &made().manifest), ErrorCode::fileChanged);
}

TEST(JudgedReading, LeavesAFaultAsItIsInTheVeryFileThatTheManifestRecords) {
  Bytes turned = made().archive;
  turned[turned.size() / 2] ^= 1;
  const Json manifest = withRecorded("sha256", encodeHex(crypto::sha256(turned)));
  EXPECT_EQ(fault(turned, &manifest), ErrorCode::payloadDamaged);
}

TEST(JudgedReading, RefusesAWholeFileThatIsNotTheRecordedOne) {
  for (const auto& manifest :
       {withRecorded("sha256", std::string(64, '0')), withRecorded("size", 1), withRecorded("files", 3)}) {
    EXPECT_EQ(fault(made().archive, &manifest), ErrorCode::fileChanged);
  }
}

}  // namespace
}  // namespace holdfast::site
