// A backup as one file: put together and found again, and what is no such file; and an archive against its manifest.
#include "site/backup_bundle.h"

#include <gtest/gtest.h>

#include <string>

#include "archive/tar.h"
#include "base/hex.h"
#include "base/json.h"
#include "support/collected_entries.h"

namespace holdfast::site {
namespace {

const std::string kArchive(70'000, 'a');

Json manifest() {
  return {{"backupName", "first"},
          {"completeTime", 1'700'000'000'123},
          {"holdfast",
           {{"size", kArchive.size()},
            {"headerSize", 100},
            {"sha256", encodeHex(crypto::sha256(bytesOf(kArchive)))},
            {"headerSha256", encodeHex(crypto::sha256(bytesOf(kArchive.substr(0, 100))))}}}};
}

Bytes bundle() {
  BundleFrame frame = frameBundle(writeJson(manifest())).value();
  Bytes bytes = frame.head;
  append(bytes, bytesOf(kArchive));
  append(bytes, frame.tail);
  return bytes;
}

TEST(BackupBundle, IsATarOfTheBackupsFolder) {
  tests::CollectedEntries collected;
  archive::TarReader reader(collected);
  ASSERT_TRUE(reader.push(bundle()).has_value());
  ASSERT_TRUE(reader.finish().has_value());
  ASSERT_EQ(collected.entries.size(), 2U);
  EXPECT_EQ(collected.entries[0].path, "first/backup.json");
  EXPECT_EQ(collected.entries[1].path, "first/content.tar.zst.age");
  EXPECT_EQ(collected.entries[1].modifiedSeconds, 1'700'000'000);
  EXPECT_EQ(collected.contents.at("first/backup.json"), writeJson(manifest()));
  EXPECT_EQ(collected.contents.at("first/content.tar.zst.age"), kArchive);
}

TEST(BackupBundle, IsFoundAgainOnceItsStartIsThere) {
  const Bytes bytes = bundle();
  const auto found = findBundle(bytes);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->manifest, writeJson(manifest()));
  EXPECT_EQ(found->size, kArchive.size());
  const auto offset = static_cast<std::size_t>(found->offset);
  EXPECT_EQ(textOf(bytes).substr(offset, static_cast<std::size_t>(found->size)), kArchive);
  EXPECT_EQ(findBundle(ByteView(bytes).first(offset)).value().offset, offset);
  EXPECT_EQ(findBundle(ByteView(bytes).first(offset - 1)).error(), BundleStart::moreBytesNeeded);
  EXPECT_EQ(findBundle({}).error(), BundleStart::moreBytesNeeded);
}

TEST(BackupBundle, IsNotSeenInAnythingElse) {
  EXPECT_EQ(findBundle(bytesOf(std::string(1000, 'x'))).error(), BundleStart::none);
  Bytes other;
  archive::appendTarHeader({.path = "first/content.tar.zst.age", .size = 4, .linkTarget = {}}, other);
  EXPECT_EQ(findBundle(other).error(), BundleStart::none) << "an archive without a manifest before it";
  other.clear();
  archive::appendTarHeader({.path = "notes.txt", .size = 4, .linkTarget = {}}, other);
  EXPECT_EQ(findBundle(other).error(), BundleStart::none);
  EXPECT_EQ(findBundle(Bytes(3U << 20, 0)).error(), BundleStart::none) << "zeros without an end";
}

TEST(BackupBundle, NeedsAManifestThatRecordsItsArchive) {
  Json nameless = manifest();
  nameless.erase("backupName");
  EXPECT_EQ(frameBundle(writeJson(nameless)).error().code, ErrorCode::fileChanged);
  EXPECT_EQ(frameBundle("{}").error().code, ErrorCode::fileChanged);
  EXPECT_EQ(frameBundle("{").error().code, ErrorCode::jsonMalformed);
}

TEST(RecordedCheck, TellsTheRecordedArchiveFromAnyOther) {
  const RecordedArchive recorded = recordedArchive(manifest()).value();
  const auto check = [&](std::string_view archive) {
    RecordedCheck found(recorded);
    found.push(bytesOf(archive.substr(0, 10)));
    found.push(bytesOf(archive.substr(10)));
    return found.finish();
  };
  EXPECT_TRUE(check(kArchive).has_value());
  std::string turned = kArchive;
  turned.back() = 'b';
  for (const std::string& other : {turned, kArchive + "a", kArchive.substr(1)}) {
    ASSERT_FALSE(check(other).has_value());
    EXPECT_EQ(check(other).error().code, ErrorCode::fileChanged);
  }
}

}  // namespace
}  // namespace holdfast::site
