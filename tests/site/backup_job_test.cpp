// The backup job over a host in memory: what it keeps, what it names, and that it leaves nothing half made.
#include "site/backup_job.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "archive/backup_archive.h"
#include "base/hex.h"
#include "base/json.h"
#include "crypto/sha256.h"
#include "support/collected_entries.h"
#include "support/first_backup.h"

namespace holdfast::site {
namespace {

using tests::CountingRandom;
using tests::kArchivePath;
using tests::kManifestPath;
using tests::kPasscode;
using tests::MemoryHost;

std::unique_ptr<HostedJob> makeJob() {
  static CountingRandom random;
  auto job = makeBackupJob(tests::firstBackup(), SecretBytes(bytesOf(kPasscode)), random);
  EXPECT_TRUE(job.has_value());
  return std::move(*job);
}

void fill(MemoryHost& host) {
  host.addFolder("empty");
  host.addFolder("names");
  host.addFile("names/\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 \xe4\xb8\x96\xe7\x95\x8c", "greeting", 0600);
  host.addFile("names/\xff\xfe not UTF-8", "bytes");
  host.addFile("names/" + std::string(200, 'n'), "long name");
  host.addFile("nothing", "");
  host.addLink("outside", "../../etc/passwd");
  host.addFile("large", std::string(4'300'000, 'L'));
  host.addFile("script", "#!/bin/sh\n", 0755);
}

using Collected = tests::CollectedEntries;

Result<archive::Totals> read(const Bytes& sealed, Collected& collected, std::string_view passcode = kPasscode) {
  archive::BackupReader reader(age::Opener(SecretBytes(bytesOf(passcode))), collected);
  for (ByteView rest = sealed; !rest.empty();) {
    const ByteView piece = rest.first(std::min<std::size_t>(rest.size(), 70'001));
    if (auto pushed = reader.push(piece); !pushed) return fail(pushed);
    rest = rest.subspan(piece.size());
  }
  return reader.finish();
}

TEST(BackupJob, KeepsEveryFileNameModeTimeAndLink) {
  MemoryHost host;
  fill(host);
  const auto outcome = host.run(*makeJob());
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;

  Collected collected;
  const auto totals = read(host.data.at(kArchivePath), collected);
  ASSERT_TRUE(totals.has_value()) << totals.error().message;
  EXPECT_EQ(collected.entries.size(), host.content.size());
  EXPECT_TRUE(std::ranges::is_sorted(collected.entries, {}, [](const auto& entry) { return entry.path; }));
  for (const archive::Entry& entry : collected.entries) {
    const auto& file = host.content.at(entry.path);
    EXPECT_EQ(entry.mode, file.facts.mode) << entry.path;
    EXPECT_EQ(entry.modifiedSeconds, file.facts.modifiedSeconds) << entry.path;
    EXPECT_EQ(entry.modifiedNanoseconds, file.facts.modifiedNanoseconds) << entry.path;
    EXPECT_EQ(entry.linkTarget, file.facts.linkTarget) << entry.path;
    EXPECT_EQ(collected.contents[entry.path], file.content) << entry.path;
  }
  EXPECT_EQ(totals->files, 6U);
  EXPECT_EQ(totals->folders, 2U);
  EXPECT_EQ(totals->links, 1U);
}

TEST(BackupJob, CommitsAManifestThatTellsTheArchivesSizeAndHash) {
  MemoryHost host;
  fill(host);
  const auto outcome = host.run(*makeJob());
  ASSERT_TRUE(outcome.has_value());
  const Bytes& archive = host.data.at(kArchivePath);
  const Json manifest = *parseJson(textOf(host.data.at(kManifestPath)));
  EXPECT_EQ(manifest["backupName"], "first");
  EXPECT_EQ(manifest["backupType"], "FULL");
  EXPECT_EQ(manifest["status"], "completed");
  EXPECT_EQ(manifest["retentionDate"], -1);
  EXPECT_EQ(manifest["holdfast"]["size"], archive.size());
  EXPECT_EQ(manifest["holdfast"]["sha256"], encodeHex(crypto::sha256(archive)));
  EXPECT_EQ(manifest["holdfast"]["workFactor"], 2);
  const Json result = *parseJson(*outcome);
  EXPECT_EQ(result["state"], "success");
  EXPECT_EQ(result["manifest"], manifest);
  ASSERT_EQ(result["stages"].size(), 4U);
  EXPECT_EQ(result["stages"][1]["name"], "Stage Object store");
  EXPECT_EQ(result["stages"][3]["state"], "completed");
}

TEST(BackupJob, RefusesAnotherPasscode) {
  MemoryHost host;
  fill(host);
  ASSERT_TRUE(host.run(*makeJob()).has_value());
  Collected collected;
  const auto totals = read(host.data.at(kArchivePath), collected, "another passcode");
  ASSERT_FALSE(totals.has_value());
  EXPECT_EQ(totals.error().code, ErrorCode::passcodeWrong);
}

TEST(BackupJob, NoticesEveryCutAtTheEndOfTheArchive) {
  MemoryHost host;
  host.addFile("one", "1");
  ASSERT_TRUE(host.run(*makeJob()).has_value());
  const Bytes archive = host.data.at(kArchivePath);
  for (std::size_t size = 0; size < archive.size(); ++size) {
    Collected collected;
    EXPECT_FALSE(read({archive.begin(), archive.begin() + static_cast<std::ptrdiff_t>(size)}, collected).has_value())
        << size;
  }
}

TEST(BackupJob, LeavesNothingBehindWhateverCallFails) {
  MemoryHost whole;
  fill(whole);
  ASSERT_TRUE(whole.run(*makeJob()).has_value());
  for (std::size_t failing = 0; failing < whole.calls; ++failing) {
    MemoryHost host;
    fill(host);
    host.fault = [&](std::size_t number) -> std::optional<Error> {
      if (number != failing) return std::nullopt;
      return Error{.code = ErrorCode::storageFull, .message = "the disk is full"};
    };
    const auto outcome = host.run(*makeJob());
    if (outcome) {
      // Only a file or folder that could not be read may be passed over, and then it is named.
      const Json result = *parseJson(*outcome);
      EXPECT_TRUE(host.data.contains(kManifestPath));
      const bool wasOnlyCounted = result["messages"].empty();
      Collected collected;
      const auto totals = read(host.data.at(kArchivePath), collected);
      ASSERT_TRUE(totals.has_value()) << failing;
      EXPECT_TRUE(!wasOnlyCounted || collected.entries.size() == host.content.size()) << failing;
    } else {
      EXPECT_EQ(outcome.error().code, ErrorCode::storageFull) << failing;
      EXPECT_TRUE(host.data.empty()) << failing;
    }
  }
}

TEST(BackupJob, LeavesNothingBehindWheneverItIsCancelled) {
  MemoryHost whole;
  fill(whole);
  ASSERT_TRUE(whole.run(*makeJob()).has_value());
  std::size_t cancelled = 0;
  for (std::size_t moment = 0; moment < whole.calls; ++moment) {
    MemoryHost host;
    fill(host);
    const auto job = makeJob();
    host.before = [&](std::size_t number, const HostCall&) {
      if (number == moment) job->cancel();
    };
    const auto outcome = host.run(*job);
    if (outcome) {
      EXPECT_TRUE(host.data.contains(kManifestPath)) << moment;
      continue;
    }
    ++cancelled;
    EXPECT_EQ(outcome.error().code, ErrorCode::jobCancelled);
    EXPECT_TRUE(host.data.empty()) << moment;
  }
  EXPECT_GE(cancelled + 1, whole.calls) << "only the commit itself may not be cancelled";
}

TEST(BackupJob, ReadsASmallFileAgainThatChangedWhileItWasRead) {
  MemoryHost host;
  host.addFile("counter", "before");
  bool hasChanged = false;
  host.before = [&](std::size_t, const HostCall& call) {
    if (!hasChanged && std::holds_alternative<CloseContent>(call)) {
      hasChanged = true;
      host.addFile("counter", "and after");
    }
  };
  const auto outcome = host.run(*makeJob());
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ((*parseJson(*outcome))["state"], "success");
  Collected collected;
  ASSERT_TRUE(read(host.data.at(kArchivePath), collected).has_value());
  EXPECT_EQ(collected.contents["counter"], "and after");
}

TEST(BackupJob, NamesFilesThatChangeVanishOrCannotBeKept) {
  MemoryHost host;
  host.addFile("large", std::string(6'000'000, 'x'));
  host.addFile("vanishing", "soon gone");
  host.addOther("socket");
  int reads = 0;
  host.before = [&](std::size_t, const HostCall& call) {
    if (std::holds_alternative<ReadContent>(call) && ++reads == 3) host.addFile("large", "short");
    if (const auto* open = std::get_if<OpenContent>(&call); open != nullptr && open->path == "vanishing")
      host.content.erase("vanishing");
  };
  const auto outcome = host.run(*makeJob());
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  const Json result = *parseJson(*outcome);
  EXPECT_EQ(result["state"], "completed_with_warnings");
  const std::string messages = result["messages"].dump();
  for (const char* name : {"large", "vanishing", "socket"}) EXPECT_NE(messages.find(name), std::string::npos) << name;
  EXPECT_EQ(result["messages"].size(), 3U);
  Collected collected;
  EXPECT_TRUE(read(host.data.at(kArchivePath), collected).has_value());
}

TEST(BackupJob, NoticesAStoreThatDoesNotKeepWhatWasWritten) {
  MemoryHost host;
  fill(host);
  host.before = [&](std::size_t, const HostCall& call) {
    if (std::holds_alternative<ReadData>(call)) host.data.at(kArchivePath).back() ^= 1;
  };
  const auto outcome = host.run(*makeJob());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::storageFailed);
  EXPECT_TRUE(host.data.empty());
}

TEST(BackupJob, NeverWritesThePasscode) {
  MemoryHost host;
  fill(host);
  const auto outcome = host.run(*makeJob());
  ASSERT_TRUE(outcome.has_value());
  for (const auto& [path, bytes] : host.data) EXPECT_EQ(textOf(bytes).find(kPasscode), std::string_view::npos) << path;
  for (const std::string& report : host.reports) EXPECT_EQ(report.find(kPasscode), std::string::npos);
}

}  // namespace
}  // namespace holdfast::site
