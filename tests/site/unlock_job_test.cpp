// The unlock job over a backup in memory: the key it finds opens the archive, and a wrong passcode is told from a
// changed file.
#include "site/unlock_job.h"

#include <gtest/gtest.h>

#include "support/first_backup.h"

namespace holdfast::site {
namespace {

using tests::kArchivePath;
using tests::kManifestPath;
using tests::kPasscode;
using tests::MemoryHost;

MemoryHost backedUp() {
  MemoryHost host;
  host.addFile("small", "content");
  tests::backUp(host);
  return host;
}

/// How the job ends, and what it hands over.
Ended unlock(MemoryHost& host, std::string_view passcode = kPasscode) {
  const auto job = makeUnlockJob({{"storeName", "default"}, {"backupName", "first"}}, SecretBytes(bytesOf(passcode)));
  HostCall call = (*job)->start(host.clock);
  while (!std::holds_alternative<Ended>(call)) call = (*job)->next(host.perform(call), host.clock);
  return std::get<Ended>(std::move(call));
}

/// The code of how it fails; what fails hands nothing over.
ErrorCode codeOf(MemoryHost& host, std::string_view passcode = kPasscode) {
  const Ended ended = unlock(host, passcode);
  EXPECT_EQ(ended.fileKey, nullptr);
  EXPECT_FALSE(ended.outcome.has_value());
  return ended.outcome ? ErrorCode::internalError : ended.outcome.error().code;
}

TEST(UnlockJob, HandsOverTheKeyThatOpensTheArchiveAndPutsNothingOfItIntoItsResult) {
  MemoryHost host = backedUp();
  const Ended ended = unlock(host);
  ASSERT_TRUE(ended.outcome.has_value()) << ended.outcome.error().message;
  EXPECT_EQ(*ended.outcome, "{}");
  ASSERT_NE(ended.fileKey, nullptr);
  Bytes plain;
  auto opener = age::Opener::withFileKey(ended.fileKey->copy());
  EXPECT_TRUE(opener.open(host.data.at(kArchivePath), plain).has_value());
  EXPECT_TRUE(opener.finish(plain).has_value());
  EXPECT_FALSE(plain.empty());
  EXPECT_TRUE(host.reports.empty());
}

TEST(UnlockJob, ReadsTheHeaderAndNotTheArchive) {
  MemoryHost host = backedUp();
  std::size_t read = 0;
  host.before = [&](std::size_t, const HostCall& call) {
    if (const auto* asked = std::get_if<ReadData>(&call); asked != nullptr && asked->path == kArchivePath) {
      read += asked->length;
    }
  };
  ASSERT_TRUE(unlock(host).outcome.has_value());
  EXPECT_LT(read, 200U);
}

TEST(UnlockJob, TellsAWrongPasscodeFromAChangedFile) {
  MemoryHost host = backedUp();
  EXPECT_EQ(codeOf(host, "another passcode"), ErrorCode::passcodeWrong);
  host.data.at(kArchivePath)[40] ^= 1;
  for (const std::string_view passcode : {kPasscode, std::string_view("another passcode")}) {
    EXPECT_EQ(codeOf(host, passcode), ErrorCode::fileChanged);
  }
}

TEST(UnlockJob, PassesOnWhateverCannotBeRead) {
  for (const std::size_t failing : {0U, 1U}) {
    MemoryHost host = backedUp();
    host.fault = [&](std::size_t number) -> std::optional<Error> {
      if (number != failing) return std::nullopt;
      return Error{.code = ErrorCode::storageUnreadable, .message = "the disk is gone"};
    };
    EXPECT_EQ(codeOf(host), ErrorCode::storageUnreadable) << failing;
  }
  MemoryHost host = backedUp();
  host.data[kManifestPath] = Bytes{'{'};
  EXPECT_EQ(codeOf(host), ErrorCode::fileChanged);
  EXPECT_EQ(makeUnlockJob({{"storeName", "default"}}, {}).error().parameter, "backupName");
}

}  // namespace
}  // namespace holdfast::site
