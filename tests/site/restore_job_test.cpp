// The restore job over a host in memory: what it gives back, what it refuses, and that the content is the old or the
// new one whatever call fails or is the last.
#include "site/restore_job.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "archive/backup_archive.h"
#include "base/hex.h"
#include "base/json.h"
#include "support/first_backup.h"

namespace holdfast::site {
namespace {

using archive::Entry;
using archive::EntryKind;
using tests::ContentFile;
using tests::CountingRandom;
using tests::kArchivePath;
using tests::kManifestPath;
using tests::kPasscode;
using tests::MemoryHost;
using Content = std::map<std::string, ContentFile>;

bool isSame(const Content& one, const Content& other) {
  return std::ranges::equal(one, other, [](const auto& left, const auto& right) {
    return left.first == right.first && left.second.facts == right.second.facts &&
           left.second.content == right.second.content;
  });
}

/// A host with a backup of `kept` and another content since.
struct Restorable {
  MemoryHost host;
  Content kept, changed;
};

Restorable backedUp() {
  Restorable made;
  MemoryHost& host = made.host;
  host.addFolder("empty");
  host.addFolder("folder");
  host.addFile("folder/\xff\xfe not UTF-8", "bytes");
  host.addFile("folder/large", std::string(1'500'000, 'L'), 0400);
  host.addFolder("folder/within");
  host.addFile("folder/within/" + std::string(200, 'n'), "long name", 0600);
  host.addFile("folder.txt", "sorted between the folder and what it holds");
  host.addFile("nothing", "");
  host.addLink("outside", "../../etc/passwd");
  host.content.at("folder").facts.mode = 0555;
  tests::backUp(host);
  made.kept = host.content;
  host.content.clear();
  host.addFile("written since", "and in no backup");
  host.addFile("nothing", "something");
  made.changed = host.content;
  return made;
}

/// A job with the file key of the backup that `host` has.
std::unique_ptr<HostedJob> makeJob(const MemoryHost& host) {
  auto job =
      makeRestoreJob({{"storeName", "default"}, {"backupName", "first"}}, tests::fileKeyOf(host.data.at(kArchivePath)));
  EXPECT_TRUE(job.has_value());
  return std::move(*job);
}

/// Puts an archive of these entries, files empty, into the place of the backup, with a manifest that fits it.
void replaceBackup(MemoryHost& host, const std::vector<Entry>& entries) {
  CountingRandom random;
  Bytes sealed;
  auto writer = archive::BackupWriter::create(SecretBytes(bytesOf(kPasscode)), 2, random, sealed);
  ASSERT_TRUE(writer.has_value());
  const std::size_t headerSize = sealed.size();
  for (const Entry& entry : entries) {
    ASSERT_TRUE(writer->begin(entry, sealed) && writer->end(sealed));
  }
  ASSERT_TRUE(writer->finish(sealed).has_value());
  const archive::Totals& totals = writer->totals();
  const Json manifest = {{"holdfast",
                          {{"size", sealed.size()},
                           {"sha256", encodeHex(crypto::sha256(sealed))},
                           {"headerSize", headerSize},
                           {"headerSha256", encodeHex(crypto::sha256(ByteView(sealed).first(headerSize)))},
                           {"files", totals.files},
                           {"folders", totals.folders},
                           {"links", totals.links},
                           {"contentBytes", totals.bytes}}}};
  const std::string text = writeJson(manifest);
  host.data[kArchivePath] = sealed;
  host.data[kManifestPath] = Bytes(text.begin(), text.end());
}

TEST(RestoreJob, GivesBackEveryNameKindModeTimeLinkAndByteAndNothingElse) {
  Restorable made = backedUp();
  const auto before = made.host.data;
  const auto outcome = made.host.run(*makeJob(made.host));
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_TRUE(isSame(made.host.content, made.kept));
  EXPECT_EQ(made.host.data, before);
  EXPECT_FALSE(made.host.staged.has_value());
  const Json result = *parseJson(*outcome);
  EXPECT_EQ(result["state"], "success");
  EXPECT_EQ(result["files"], 5);
  EXPECT_EQ(result["folders"], 3);
  EXPECT_EQ(result["links"], 1);
  ASSERT_EQ(result["stages"].size(), 4U);
  for (const Json& stage : result["stages"]) EXPECT_EQ(stage["state"], "completed");
}

TEST(RestoreJob, TellsOfTheSwapAndOfNothingElseAsOne) {
  Restorable made = backedUp();
  std::vector<std::string> kinds;
  made.host.before = [&](std::size_t, const HostCall& call) {
    if (const auto* told = std::get_if<Report>(&call)) {
      const bool isSwapping = booleanMember(*parseJson(told->json), "swapping").value_or(false);
      kinds.emplace_back(isSwapping ? "told" : "other");
    }
    if (std::holds_alternative<SwapContent>(call)) kinds.emplace_back("swap");
  };
  ASSERT_TRUE(made.host.run(*makeJob(made.host)).has_value());
  const auto told = std::ranges::find(kinds, "told");
  ASSERT_NE(told, kinds.end());
  EXPECT_EQ(*std::next(told), "swap");
  EXPECT_EQ(std::ranges::count(kinds, "told"), 1);
}

TEST(RestoreJob, DropsTheBitsThatWouldLendARestoredProgramItsOwner) {
  Restorable made = backedUp();
  replaceBackup(made.host, {{.path = "program", .mode = 06755, .linkTarget = {}},
                            {.path = "shared", .kind = EntryKind::folder, .mode = 02775, .linkTarget = {}}});
  ASSERT_TRUE(made.host.run(*makeJob(made.host)).has_value());
  EXPECT_EQ(made.host.content.at("program").facts.mode, 0755U);
  EXPECT_EQ(made.host.content.at("shared").facts.mode, 02775U);
}

TEST(RestoreJob, RefusesAnotherFileKeyAndAnyChangedByteAndLeavesTheContent) {
  const Restorable whole = backedUp();
  MemoryHost host = whole.host;
  const auto other = makeRestoreJob({{"storeName", "default"}, {"backupName", "first"}}, SecretBytes(std::size_t{16}));
  EXPECT_EQ(host.run(**other).error().code, ErrorCode::headerDamaged);
  EXPECT_TRUE(isSame(host.content, whole.changed));
  const std::size_t size = whole.host.data.at(kArchivePath).size();
  for (const std::size_t at : {std::size_t{40}, size / 2, size - 1}) {
    host = whole.host;
    host.data.at(kArchivePath)[at] ^= 1;
    const auto outcome = host.run(*makeJob(whole.host));
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, ErrorCode::fileChanged) << at;
    EXPECT_TRUE(isSame(host.content, whole.changed));
    EXPECT_FALSE(host.staged.has_value());
  }
}

TEST(RestoreJob, RefusesNamesThatLeadOutOfTheStagingPlace) {
  const Entry folder{.path = "folder", .kind = EntryKind::folder, .mode = 0755, .linkTarget = {}};
  const Entry link{.path = "link", .kind = EntryKind::link, .linkTarget = "/etc"};
  const auto file = [](const char* path) { return Entry{.path = path, .linkTarget = {}}; };
  const std::vector<std::vector<Entry>> hostile = {{file("../outside")},
                                                   {file("/etc/outside")},
                                                   {folder, file("folder/../../outside")},
                                                   {link, file("link/outside")},
                                                   {file("file"), file("file/below")},
                                                   {folder, file("after"), file("folder/too late")},
                                                   {file("in no folder/file")},
                                                   {file("twice"), file("twice")}};
  const Restorable whole = backedUp();
  for (const auto& entries : hostile) {
    MemoryHost host = whole.host;
    replaceBackup(host, entries);
    const auto outcome = host.run(*makeJob(host));
    EXPECT_FALSE(outcome.has_value()) << entries.back().path;
    EXPECT_TRUE(isSame(host.content, whole.changed)) << entries.back().path;
    EXPECT_FALSE(host.staged.has_value()) << entries.back().path;
  }
}

TEST(RestoreJob, LeavesTheOldOrTheNewContentWhicheverCallFails) {
  const Restorable whole = backedUp();
  MemoryHost counted = whole.host;
  ASSERT_TRUE(counted.run(*makeJob(counted)).has_value());
  ASSERT_GT(counted.calls, 20U);
  for (std::size_t failing = 0; failing < counted.calls; ++failing) {
    MemoryHost host = whole.host;
    host.fault = [&](std::size_t number) -> std::optional<Error> {
      if (number != failing) return std::nullopt;
      return Error{.code = ErrorCode::storageFull, .message = "the disk is full"};
    };
    const auto outcome = host.run(*makeJob(whole.host));
    if (outcome) {
      EXPECT_TRUE(isSame(host.content, whole.kept)) << failing;
      EXPECT_EQ((*parseJson(*outcome))["state"], "completed_with_warnings") << failing;
    } else {
      EXPECT_EQ(outcome.error().code, ErrorCode::storageFull) << failing;
      EXPECT_TRUE(isSame(host.content, whole.changed)) << failing;
      EXPECT_FALSE(host.staged.has_value()) << failing;
    }
  }
}

TEST(RestoreJob, LeavesTheOldOrTheNewContentWhereverItIsKilled) {
  const Restorable whole = backedUp();
  MemoryHost counted = whole.host;
  ASSERT_TRUE(counted.run(*makeJob(counted)).has_value());
  for (std::size_t last = 0; last < counted.calls; ++last) {
    MemoryHost host = whole.host;
    const auto job = makeJob(whole.host);
    bool isSwapped = false;
    HostCall call = job->start(host.clock);
    for (std::size_t made = 0; made < last && !std::holds_alternative<Ended>(call); ++made) {
      isSwapped = isSwapped || std::holds_alternative<SwapContent>(call);
      call = job->next(host.perform(call), host.clock);
    }
    ASSERT_TRUE(host.perform(DiscardStaging{}).has_value());  // as a host does when it is opened again
    EXPECT_TRUE(isSame(host.content, isSwapped ? whole.kept : whole.changed)) << last;
    EXPECT_FALSE(host.staged.has_value());
  }
}

TEST(RestoreJob, LeavesNothingBehindWheneverItIsCancelledBeforeTheSwap) {
  const Restorable whole = backedUp();
  MemoryHost counted = whole.host;
  ASSERT_TRUE(counted.run(*makeJob(counted)).has_value());
  std::size_t cancelled = 0;
  for (std::size_t moment = 0; moment < counted.calls; ++moment) {
    MemoryHost host = whole.host;
    const auto job = makeJob(whole.host);
    host.before = [&](std::size_t number, const HostCall&) {
      if (number == moment) job->cancel();
    };
    const auto outcome = host.run(*job);
    EXPECT_TRUE(isSame(host.content, outcome ? whole.kept : whole.changed)) << moment;
    EXPECT_FALSE(host.staged.has_value()) << moment;
    if (outcome) continue;
    ++cancelled;
    EXPECT_EQ(outcome.error().code, ErrorCode::jobCancelled);
    EXPECT_LE(host.calls, moment + 2) << "one call to clean up, and no other";
  }
  EXPECT_GE(cancelled + 3, counted.calls) << "only swap, report and clean-up are not heard";
}

TEST(RestoreJob, NeedsTheNamesOfStoreAndBackup) {
  EXPECT_EQ(makeRestoreJob({{"storeName", "default"}}, {}).error().parameter, "backupName");
}

}  // namespace
}  // namespace holdfast::site
