// Tar against GNU tar, both ways, and what a malformed archive is answered with.
#include "archive/tar.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "support/collected_entries.h"

namespace holdfast::archive {
namespace {

using Collected = tests::CollectedEntries;

const std::vector<std::pair<Entry, std::string>>& samples() {
  static const std::vector<std::pair<Entry, std::string>> kSamples = {
      {{.path = "folder", .kind = EntryKind::folder, .mode = 0750, .modifiedSeconds = 1'600'000'000, .linkTarget = {}},
       ""},
      {{.path = "folder/\xe4\xb8\x96\xe7\x95\x8c",
        .size = 5,
        .mode = 0640,
        .modifiedSeconds = 1'700'000'000,
        .modifiedNanoseconds = 123456789,
        .linkTarget = {}},
       "hello"},
      {{.path = "folder/" + std::string(150, 'a'), .size = 512, .mode = 0600, .modifiedSeconds = 1, .linkTarget = {}},
       std::string(512, 'z')},
      {{.path = "old",
        .size = 0,
        .mode = 0444,
        .modifiedSeconds = -2,
        .modifiedNanoseconds = 500'000'000,
        .linkTarget = {}},
       ""},
      {{.path = "short", .kind = EntryKind::link, .mode = 0777, .modifiedSeconds = 5, .linkTarget = "folder"}, ""},
      {{.path = "long",
        .kind = EntryKind::link,
        .mode = 0777,
        .modifiedSeconds = 5,
        .linkTarget = std::string(180, 'q')},
       ""},
  };
  return kSamples;
}

Bytes writeSamples() {
  Bytes tar;
  for (const auto& [entry, content] : samples()) {
    appendTarHeader(entry, tar);
    append(tar, bytesOf(content));
    appendTarPadding(content.size(), tar);
  }
  appendTarEnd(tar);
  return tar;
}

void expectSamples(const Collected& read) {
  ASSERT_EQ(read.entries.size(), samples().size());
  for (std::size_t index = 0; index < samples().size(); ++index) {
    const auto& [expected, content] = samples()[index];
    const Entry& entry = read.entries[index];
    EXPECT_EQ(entry.path, expected.path);
    EXPECT_EQ(entry.kind, expected.kind);
    EXPECT_EQ(entry.mode, expected.mode);
    EXPECT_EQ(entry.modifiedSeconds, expected.modifiedSeconds) << entry.path;
    EXPECT_EQ(entry.modifiedNanoseconds, expected.modifiedNanoseconds) << entry.path;
    EXPECT_EQ(entry.linkTarget, expected.linkTarget);
    EXPECT_EQ(entry.size, content.size());
  }
}

TEST(Tar, ReadsWhatItWroteInPiecesOfAnySize) {
  const Bytes tar = writeSamples();
  for (const std::size_t size : {std::size_t{1}, std::size_t{511}, std::size_t{512}, std::size_t{513}, tar.size()}) {
    Collected collected;
    TarReader reader(collected);
    for (ByteView rest = tar; !rest.empty(); rest = rest.subspan(std::min(size, rest.size()))) {
      ASSERT_TRUE(reader.push(rest.first(std::min(size, rest.size()))).has_value());
    }
    ASSERT_TRUE(reader.finish().has_value());
    expectSamples(collected);
    EXPECT_EQ(collected.contents.at("folder/\xe4\xb8\x96\xe7\x95\x8c"), "hello");
  }
}

class WithGnuTar : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __EMSCRIPTEN__
    GTEST_SKIP() << "WebAssembly starts no tar.";
#endif
    std::string pattern = (std::filesystem::temp_directory_path() / "holdfast-tar-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  int run(const std::string& command) const {
    return std::system(("cd '" + folder_.string() + "' && " + command).c_str());
  }
  std::filesystem::path folder_;
};

TEST_F(WithGnuTar, GnuTarExtractsSilently) {
  const Bytes tar = writeSamples();
  std::ofstream(folder_ / "a.tar", std::ios::binary)
      .write(textOf(tar).data(), static_cast<std::streamsize>(tar.size()));
  ASSERT_EQ(run("mkdir out && tar -xf a.tar -C out 2>errors; ! grep -v 'implausibly old time stamp' errors"), 0);
  EXPECT_EQ(run("test \"$(cat out/folder/*世界*)\" = hello"), 0);
  EXPECT_EQ(
      run("test \"$(stat -c %a out/folder)\" = 750 && test \"$(stat -c %.9Y out/folder/世界)\" = 1700000000.123456789"),
      0);
  EXPECT_EQ(run("test \"$(readlink out/short)\" = folder && test \"$(readlink out/long | wc -c)\" = 181"), 0);
  EXPECT_EQ(run("test \"$(stat -c %Y out/old)\" = -2"), 0);
}

TEST_F(WithGnuTar, ReadsWhatGnuTarWrote) {
  ASSERT_EQ(run("mkdir -p in/deep/empty && printf hello >'in/deep/世界' && ln -s deep in/link && printf x "
                ">in/deep/$(printf 'n%.0s' $(seq 180))"),
            0);
  for (const char* format : {"gnu", "posix", "ustar"}) {
    // ustar has no room for a name of 180 bytes.
    const std::string exclusion = std::string_view(format) == "ustar" ? " --exclude='nnn*'" : "";
    const std::string command = std::string("tar --format=") + format + exclusion + " -cf a.tar -C in .";
    ASSERT_EQ(run(command), 0) << format;
    std::ifstream file(folder_ / "a.tar", std::ios::binary);
    const std::string tar((std::istreambuf_iterator<char>(file)), {});
    // The first entry is the folder itself, "./", which an archive of ours never has.
    Collected collected;
    TarReader reader(collected);
    ASSERT_TRUE(reader.push(bytesOf(std::string_view(tar).substr(std::string_view(format) == "posix" ? 1536 : 512)))
                    .has_value())
        << format;
    ASSERT_TRUE(reader.finish().has_value()) << format;
    EXPECT_EQ(collected.contents.at("deep/世界"), "hello") << format;
    EXPECT_EQ(collected.contents.size(), std::string_view(format) == "ustar" ? 1U : 2U) << format;
  }
}

TEST(Tar, RefusesWhatIsDamagedOrLeadsOutside) {
  const Bytes tar = writeSamples();
  for (std::size_t index = 0; index < 512; ++index) {
    if (index == 154 || index == 155) continue;  // the zero and the blank behind the checksum say nothing
    Bytes damaged = tar;
    damaged[index] ^= 0x20;
    Collected collected;
    TarReader reader(collected);
    EXPECT_FALSE(reader.push(damaged).has_value()) << index;
  }
  for (const char* path : {"../out", "/etc/passwd", "a/../../b", "a/.."}) {
    Bytes outside;
    appendTarHeader({.path = path, .linkTarget = {}}, outside);
    Collected collected;
    TarReader reader(collected);
    const auto pushed = reader.push(outside);
    ASSERT_FALSE(pushed.has_value()) << path;
    EXPECT_EQ(pushed.error().code, ErrorCode::archiveMalformed);
  }
}

TEST(Tar, NoticesAnArchiveThatWasCut) {
  const Bytes tar = writeSamples();
  for (std::size_t size = 0; size + 512 < tar.size(); size += 256) {
    Collected collected;
    TarReader reader(collected);
    ASSERT_TRUE(reader.push(ByteView(tar).first(size)).has_value());
    ASSERT_FALSE(reader.finish().has_value());
    EXPECT_EQ(reader.finish().error().code, ErrorCode::archiveCutOff);
  }
}

}  // namespace
}  // namespace holdfast::archive
