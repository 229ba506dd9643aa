// Looking into sealed files of any origin: what is told of archives, of files that are none, and of lists that do not
// fit.
#include "archive/sealed_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "archive/backup_archive.h"
#include "support/collected_entries.h"
#include "support/sealed_file.h"

namespace holdfast::archive {
namespace {

using tests::CollectedEntries;

Bytes bytesFrom(std::string_view text) {
  const ByteView bytes = bytesOf(text);
  return {bytes.begin(), bytes.end()};
}

Bytes tarOf(const std::vector<std::pair<Entry, std::string>>& entries) {
  Bytes tar;
  for (const auto& [entry, content] : entries) {
    appendTarHeader(entry, tar);
    append(tar, bytesOf(content));
    appendTarPadding(content.size(), tar);
  }
  appendTarEnd(tar);
  return tar;
}

Bytes compressed(ByteView plain, std::string_view frame = {}) {
  Bytes result;
  auto compressor = Compressor::create().value();
  compressor.push(plain, result).value();
  compressor.endFrame(result).value();
  if (!frame.empty()) appendSkippableFrame(bytesOf(frame), result);
  return result;
}

/// An archive as a backup writes it.
Bytes backup(const std::vector<std::pair<Entry, std::string>>& entries) {
  tests::CountingRandom random;
  Bytes sealed;
  auto writer = BackupWriter::create(tests::passcode(), tests::kQuickWorkFactor, random, sealed).value();
  for (const auto& [entry, content] : entries) {
    writer.begin(entry, sealed).value();
    writer.write(bytesOf(content), sealed).value();
    writer.end(sealed).value();
  }
  writer.finish(sealed).value();
  return sealed;
}

const std::vector<std::pair<Entry, std::string>>& samples() {
  static const std::vector<std::pair<Entry, std::string>> kSamples = {
      {{.path = "folder", .kind = EntryKind::folder, .linkTarget = {}}, ""},
      {{.path = "folder/file", .size = 7, .linkTarget = {}}, "content"},
      {{.path = "large", .size = 300'000, .linkTarget = {}}, std::string(300'000, 'L')},
      {{.path = "link", .kind = EntryKind::link, .linkTarget = "large"}, ""},
      {{.path = "nothing", .linkTarget = {}}, ""},
  };
  return kSamples;
}

struct Seen {
  CollectedEntries collected;
  std::optional<Contents> contents;
  bool isListed = false;
};

/// Reads `sealed` in pieces of `size` bytes, unpacking at most `most` at once.
Result<Seen> look(ByteView sealed, std::size_t size = std::numeric_limits<std::size_t>::max(),
                  std::size_t most = std::size_t{1} << 20) {
  Seen seen;
  SealedFileReader reader(age::Opener(tests::passcode()), seen.collected);
  const auto proceed = [&]() -> Result<void> {
    while (true) {
      const auto more = reader.proceed(most);
      if (!more) return std::unexpected(more.error());
      if (!*more) return {};
    }
  };
  while (!sealed.empty()) {
    const ByteView piece = sealed.first(std::min(size, sealed.size()));
    sealed = sealed.subspan(piece.size());
    if (auto taken = reader.take(piece); !taken) return fail(taken);
    if (auto proceeded = proceed(); !proceeded) return fail(proceeded);
  }
  if (auto ended = reader.takeEnd(); !ended) return fail(ended);
  if (auto proceeded = proceed(); !proceeded) return fail(proceeded);
  const auto totals = reader.totals();
  if (!totals) return std::unexpected(totals.error());
  seen.contents = reader.contents();
  seen.isListed = reader.isListed();
  return seen;
}

Result<Seen> lookIntoPlain(ByteView plain, std::size_t size = std::numeric_limits<std::size_t>::max(),
                           std::size_t most = std::size_t{1} << 20) {
  return look(tests::sealFile(plain).bytes, size, most);
}

void expectSamples(const Seen& seen) {
  ASSERT_EQ(seen.collected.entries.size(), samples().size());
  for (std::size_t index = 0; index < samples().size(); ++index) {
    const auto& [entry, content] = samples()[index];
    EXPECT_EQ(seen.collected.entries[index].path, entry.path);
    EXPECT_EQ(seen.collected.entries[index].kind, entry.kind);
    EXPECT_EQ(seen.collected.entries[index].size, content.size());
    if (!content.empty()) EXPECT_EQ(seen.collected.contents.at(entry.path), content);
  }
}

TEST(SealedFile, TellsOfABackupAndOfArchivesOfOthersWhateverThePieces) {
  const Bytes tar = tarOf(samples());
  for (const std::size_t size : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20}) {
    for (const std::size_t most : {std::size_t{1}, std::size_t{1} << 20}) {
      const auto own = look(backup(samples()), size, most);
      ASSERT_TRUE(own.has_value()) << own.error().message;
      EXPECT_EQ(own->contents, Contents::compressedTar);
      EXPECT_TRUE(own->isListed);
      expectSamples(*own);

      const auto zstd = lookIntoPlain(compressed(tar), size, most);
      ASSERT_TRUE(zstd.has_value()) << zstd.error().message;
      EXPECT_EQ(zstd->contents, Contents::compressedTar);
      EXPECT_FALSE(zstd->isListed);
      expectSamples(*zstd);

      const auto plain = lookIntoPlain(tar, size, most);
      ASSERT_TRUE(plain.has_value()) << plain.error().message;
      EXPECT_EQ(plain->contents, Contents::tar);
      expectSamples(*plain);
    }
  }
}

TEST(SealedFile, GivesOutWhatIsNoArchiveAsItIs) {
  Bytes image(50'000, 0);
  append(image, bytesOf("behind many zeros"));
  Bytes almost = tarOf(samples());
  almost[0] ^= 1;
  for (const Bytes& plain : {Bytes{}, bytesFrom("text"), image, compressed(image), compressed(bytesOf("text")), almost,
                             Bytes{0x28, 0xb5, 0x2f, 0xfd}, Bytes(512, 0), Bytes(1025, 0), Bytes(20'480, 0)}) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{1} << 20}) {
      const auto seen = lookIntoPlain(plain, size);
      ASSERT_TRUE(seen.has_value()) << seen.error().message;
      EXPECT_EQ(seen->contents, Contents::file);
      EXPECT_FALSE(seen->isListed);
      ASSERT_EQ(seen->collected.entries.size(), 1U);
      EXPECT_EQ(seen->collected.entries[0].path, "");
      const auto found = seen->collected.contents.find("");
      EXPECT_EQ(found == seen->collected.contents.end() ? "" : found->second, textOf(plain));
    }
  }
}

TEST(SealedFile, KnowsAnArchiveOfNothing) {
  for (const Bytes& plain : {tarOf({}), Bytes(10'240, 0), compressed(Bytes(10'240, 0))}) {
    const auto seen = lookIntoPlain(plain);
    ASSERT_TRUE(seen.has_value());
    EXPECT_NE(seen->contents, Contents::file);
    EXPECT_TRUE(seen->collected.entries.empty());
  }
  EXPECT_TRUE(look(backup({}))->isListed);
}

TEST(SealedFile, RefusesAListThatDoesNotFitAndAnArchiveThatEndsEarly) {
  const Bytes tar = tarOf({{{.path = "file", .size = 4, .linkTarget = {}}, "text"}});
  const auto codeOf = [](const Result<Seen>& seen) { return seen ? ErrorCode::internalError : seen.error().code; };
  const std::string other = R"({"entries": [{"path": "file", "size": 4, "sha256": "00"}]})";
  EXPECT_EQ(codeOf(lookIntoPlain(compressed(tar, other))), ErrorCode::archiveMismatch);
  EXPECT_EQ(codeOf(lookIntoPlain(compressed(tar, R"({"totals": {"files": 2}})"))), ErrorCode::archiveMismatch);
  EXPECT_EQ(codeOf(lookIntoPlain(compressed(tar, R"({"entries": []})"))), ErrorCode::archiveCutOff);
  EXPECT_TRUE(lookIntoPlain(compressed(tar, "of another program")).has_value());
  EXPECT_EQ(codeOf(lookIntoPlain(ByteView(tar).first(1024))), ErrorCode::archiveCutOff);
  const Bytes zstd = compressed(tarOf(samples()));
  EXPECT_EQ(codeOf(lookIntoPlain(ByteView(zstd).first(zstd.size() - 3))), ErrorCode::compressionDamaged);
}

TEST(SealedFile, TellsOfWhatIsNeverUnpacked) {
  Bytes tar = tarOf({{{.path = "../out", .size = 600, .linkTarget = {}}, std::string(600, 'o')},
                     {{.path = "/etc/passwd", .size = 4, .linkTarget = {}}, "root"},
                     {{.path = "./", .kind = EntryKind::folder, .linkTarget = {}}, ""},
                     {{.path = "pipe", .linkTarget = {}}, ""},
                     {{.path = "in", .size = 2, .linkTarget = {}}, "in"}});
  // No writer of ours makes a pipe: its type is put into the header, and the checksum set right (POSIX ustar, field
  // chksum).
  const std::size_t pipe = 512 + 1024 + 512 + 512 + 512;
  ASSERT_EQ(textOf(tar).substr(pipe, 4), "pipe");
  tar[pipe + 156] = '6';
  unsigned sum = 8 * ' ';
  for (std::size_t index = 0; index < 512; ++index) {
    if (index < 148 || index >= 156) sum += tar[pipe + index];
  }
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  std::copy_n(digits, 7, tar.begin() + static_cast<std::ptrdiff_t>(pipe + 148));
  const auto seen = lookIntoPlain(tar);
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  const auto& entries = seen->collected.entries;
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0].kind, EntryKind::other);
  EXPECT_EQ(entries[1].path, "etc/passwd");
  EXPECT_EQ(entries[2].kind, EntryKind::other);
  EXPECT_EQ(seen->collected.contents, (std::map<std::string, std::string>{{"etc/passwd", "root"}, {"in", "in"}}));
}

}  // namespace
}  // namespace holdfast::archive
