// The verify job over a backup in memory: what each level notices, and that a fault is named for what it is.
#include "site/verify_job.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "support/first_backup.h"

namespace holdfast::site {
namespace {

using tests::kArchivePath;
using tests::kManifestPath;
using tests::MemoryHost;

/// A host whose store holds one whole backup.
MemoryHost backedUp() {
  MemoryHost host;
  host.addFolder("folder");
  host.addFile("folder/large", std::string(3'000'000, 'L'));
  host.addFile("small", "content");
  host.addLink("link", "small");
  tests::backUp(host);
  return host;
}

/// A job with the file key of every `backedUp`, whose random bytes are the same.
std::unique_ptr<HostedJob> makeJob(int level) {
  static const SecretBytes fileKey = tests::fileKeyOf(backedUp().data.at(kArchivePath));
  auto job = makeVerifyJob({{"storeName", "default"}, {"backupName", "first"}, {"level", level}}, fileKey.copy());
  EXPECT_TRUE(job.has_value());
  return std::move(*job);
}

ErrorCode codeOf(MemoryHost& host, int level) {
  const auto outcome = host.run(*makeJob(level));
  EXPECT_FALSE(outcome.has_value());
  return outcome ? ErrorCode::internalError : outcome.error().code;
}

/// Writes another value into the manifest's own part.
void record(MemoryHost& host, std::string_view name, const Json& value) {
  Json manifest = *parseJson(textOf(host.data.at(kManifestPath)));
  manifest["holdfast"][std::string(name)] = value;
  const std::string text = writeJson(manifest);
  host.data[kManifestPath] = Bytes(text.begin(), text.end());
}

TEST(VerifyJob, SaysThatAWholeBackupIsWholeAtEveryLevelAndChangesNothing) {
  for (const int level : {1, 2, 3, 4}) {
    MemoryHost host = backedUp();
    const auto before = host.data;
    const auto outcome = host.run(*makeJob(level));
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
    const Json result = *parseJson(*outcome);
    EXPECT_EQ(result["state"], "success");
    EXPECT_EQ(result["level"], level);
    EXPECT_EQ(result["verified"], host.clock);
    EXPECT_EQ(result["stages"].size(), level == 1 ? 1U : 2U);
    EXPECT_EQ(result.contains("files"), level >= 3);
    EXPECT_EQ(host.data, before);
    EXPECT_EQ(host.content.size(), 4U);
    EXPECT_FALSE(host.staged.has_value());
  }
}

TEST(VerifyJob, CountsWhatItHashed) {
  MemoryHost host = backedUp();
  const Json result = *parseJson(*host.run(*makeJob(3)));
  EXPECT_EQ(result["files"], 2);
  EXPECT_EQ(result["folders"], 1);
  EXPECT_EQ(result["links"], 1);
  EXPECT_EQ(result["contentBytes"], 3'000'007);
}

TEST(VerifyJob, TellsAnotherFileKeyFromAChangedFile) {
  MemoryHost host = backedUp();
  for (const int level : {1, 2, 3}) {
    const Json input = {{"storeName", "default"}, {"backupName", "first"}, {"level", level}};
    EXPECT_EQ(host.run(**makeVerifyJob(input, SecretBytes(std::size_t{16}))).error().code, ErrorCode::headerDamaged);
  }
  host.data.at(kArchivePath)[40] ^= 1;
  for (const int level : {1, 2, 3}) EXPECT_EQ(codeOf(host, level), ErrorCode::fileChanged);
}

TEST(VerifyJob, NoticesAnyChangedByteAndAnyCutFromTheSecondLevelOn) {
  MemoryHost whole = backedUp();
  const std::size_t size = whole.data.at(kArchivePath).size();
  for (const int level : {2, 3}) {
    for (const std::size_t at : {size - 1, size / 2, size - 17}) {
      MemoryHost host = whole;
      host.data.at(kArchivePath)[at] ^= 1;
      EXPECT_EQ(codeOf(host, level), ErrorCode::fileChanged) << at;
    }
    MemoryHost cut = whole;
    cut.data.at(kArchivePath).resize(size - 1);
    EXPECT_EQ(codeOf(cut, level), ErrorCode::fileChanged);
    MemoryHost longer = whole;
    longer.data.at(kArchivePath).push_back(0);
    EXPECT_EQ(codeOf(longer, level), ErrorCode::fileChanged);
  }
}

TEST(VerifyJob, NoticesAManifestThatContradictsTheArchive) {
  const MemoryHost whole = backedUp();
  MemoryHost host = whole;
  record(host, "files", 3);
  EXPECT_EQ(codeOf(host, 3), ErrorCode::fileChanged);
  host = whole;
  record(host, "sha256", std::string(64, '0'));
  EXPECT_EQ(codeOf(host, 2), ErrorCode::fileChanged);
  host = whole;
  record(host, "headerSha256", std::string(64, '0'));
  EXPECT_EQ(codeOf(host, 1), ErrorCode::fileChanged);
  for (const char* name : {"sha256", "headerSha256", "headerSize"}) {
    host = whole;
    record(host, name, nullptr);
    EXPECT_EQ(codeOf(host, 1), ErrorCode::fileChanged) << name;
  }
  host = whole;
  host.data[kManifestPath] = Bytes{'{'};
  EXPECT_EQ(codeOf(host, 1), ErrorCode::fileChanged);
}

TEST(VerifyJob, PassesOnWhateverCallFailsAndNeverSaysWhole) {
  MemoryHost whole = backedUp();
  ASSERT_TRUE(whole.run(*makeJob(3)).has_value());
  const std::size_t calls = whole.calls;
  ASSERT_GT(calls, 5U);
  for (std::size_t failing = 0; failing < calls; ++failing) {
    MemoryHost host = backedUp();
    host.fault = [&](std::size_t number) -> std::optional<Error> {
      if (number != failing) return std::nullopt;
      return Error{.code = ErrorCode::storageUnreadable, .message = "the disk cannot be read"};
    };
    EXPECT_EQ(codeOf(host, 3), ErrorCode::storageUnreadable) << failing;
  }
}

TEST(VerifyJob, RemovesItsTrialRestoreWhateverFailsAndWheneverItIsCancelled) {
  MemoryHost whole = backedUp();
  ASSERT_TRUE(whole.run(*makeJob(4)).has_value());
  for (std::size_t moment = 0; moment < whole.calls; ++moment) {
    MemoryHost host = backedUp();
    const auto job = makeJob(4);
    host.before = [&](std::size_t number, const HostCall&) {
      if (number == moment) job->cancel();
    };
    const bool isDone = host.run(*job).has_value();
    EXPECT_EQ(isDone, moment + 1 == whole.calls) << "only the last call, which removes it, is not heard";
    EXPECT_FALSE(host.staged.has_value()) << moment;

    host = backedUp();
    host.fault = [&](std::size_t number) -> std::optional<Error> {
      if (number != moment) return std::nullopt;
      return Error{.code = ErrorCode::storageFull, .message = "the disk is full"};
    };
    EXPECT_EQ(codeOf(host, 4), ErrorCode::storageFull) << moment;
    EXPECT_EQ(host.staged.has_value(), moment + 1 == whole.calls) << moment;
  }
}

TEST(VerifyJob, EndsAtTheNextCallOnceItIsCancelled) {
  MemoryHost whole = backedUp();
  ASSERT_TRUE(whole.run(*makeJob(3)).has_value());
  for (std::size_t moment = 0; moment < whole.calls; ++moment) {
    MemoryHost host = backedUp();
    const auto job = makeJob(3);
    host.before = [&](std::size_t number, const HostCall&) {
      if (number == moment) job->cancel();
    };
    const auto outcome = host.run(*job);
    ASSERT_FALSE(outcome.has_value()) << moment;
    EXPECT_EQ(outcome.error().code, ErrorCode::jobCancelled);
    EXPECT_EQ(host.calls, moment + 1);
  }
}

TEST(VerifyJob, RefusesAnInputThatLacksAMemberOrAsksForAnotherLevel) {
  EXPECT_EQ(makeVerifyJob({{"storeName", "default"}}, {}).error().parameter, "backupName");
  for (const int level : {0, 5, -1}) {
    const auto job = makeVerifyJob({{"storeName", "s"}, {"backupName", "b"}, {"level", level}}, {});
    ASSERT_FALSE(job.has_value());
    EXPECT_EQ(job.error().code, ErrorCode::parameterRange);
  }
}

}  // namespace
}  // namespace holdfast::site
