// The import job over a host in memory: a backup that another site made comes over as it was, and of one that is not
// what its manifest says nothing stays, whatever call fails or is the last.
#include "site/import_job.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "site/verify_job.h"
#include "support/first_backup.h"

namespace holdfast::site {
namespace {

using tests::kArchivePath;
using tests::kManifestPath;
using tests::MemoryHost;

constexpr std::string_view kInto = "stores/other/first/";

/// What another site made: the archive and the text of its manifest.
struct Made {
  Bytes archive;
  std::string manifest;
};

const Made& made() {
  static const Made kMade = [] {
    MemoryHost host;
    host.addFolder("folder");
    std::string noise(2'500'000, '\0');
    std::uint32_t state = 1;
    for (char& byte : noise) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    host.addFile("folder/large", noise);
    tests::backUp(host);
    return Made{host.data.at(kArchivePath), std::string(textOf(host.data.at(kManifestPath)))};
  }();
  return kMade;
}

std::unique_ptr<HostedJob> makeJob(const Json& changes = Json::object()) {
  auto manifest = judgeManifest(made().manifest);
  EXPECT_TRUE(manifest.has_value()) << manifest.error().message;
  manifest->update(changes);
  auto job = makeImportJob({{"storeName", "other"}, {"backupName", "first"}, {"manifest", *manifest}});
  EXPECT_TRUE(job.has_value());
  return std::move(*job);
}

/// A host to which `archive` is handed over.
MemoryHost receiving(Bytes archive) {
  MemoryHost host;
  host.source = std::move(archive);
  return host;
}

TEST(ImportJob, BringsTheBackupOverAsItWasAndItVerifies) {
  MemoryHost host = receiving(made().archive);
  const auto outcome = host.run(*makeJob());
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(host.data.at(std::string(kInto) + "content.tar.zst.age"), made().archive);
  Json expected = parseJson(made().manifest).value();
  expected["backupStore"] = "other";
  EXPECT_EQ(parseJson(textOf(host.data.at(std::string(kInto) + "backup.json"))).value(), expected);

  const Json result = parseJson(*outcome).value();
  EXPECT_EQ(result["state"], "success");
  EXPECT_EQ(result["manifest"], expected);
  EXPECT_EQ(result["stages"].size(), 2U);
  const Json last = parseJson(host.reports.back()).value();
  EXPECT_EQ(last["progress"]["bytesDone"], made().archive.size());
  EXPECT_EQ(last["progress"]["bytesTotal"], made().archive.size());

  const auto verify =
      makeVerifyJob({{"storeName", "other"}, {"backupName", "first"}, {"level", 3}}, tests::fileKeyOf(made().archive));
  EXPECT_TRUE(host.run(**verify).has_value());
}

/// Why `archive` is refused; nothing of it stays.
Error refusal(const Bytes& archive) {
  MemoryHost host = receiving(archive);
  const auto outcome = host.run(*makeJob());
  EXPECT_FALSE(outcome.has_value());
  EXPECT_TRUE(host.data.empty());
  return outcome ? Error{} : outcome.error();
}

TEST(ImportJob, RefusesAnyOtherArchiveAndSaysWhy) {
  Bytes foreign = made().archive;
  foreign[60] ^= 1;
  Bytes turned = made().archive;
  turned.back() ^= 1;
  Bytes shorter = made().archive;
  shorter.pop_back();
  Bytes longer = made().archive;
  longer.push_back(0);
  const std::array<std::pair<Bytes, std::string_view>, 5> cases = {{{foreign, "does not belong to this manifest"},
                                                                    {turned, "SHA-256 is another one"},
                                                                    {shorter, "cut off"},
                                                                    {longer, "has more than the"},
                                                                    {{}, "0 bytes instead of"}}};
  for (const auto& [archive, why] : cases) {
    const Error error = refusal(archive);
    EXPECT_EQ(error.code, ErrorCode::fileChanged);
    EXPECT_NE(error.message.find(why), std::string::npos) << error.message;
  }
}

TEST(ImportJob, LeavesOffAtAForeignHeaderBeforeTheRestIsCopied) {
  Bytes foreign = made().archive;
  foreign[60] ^= 1;
  MemoryHost host = receiving(foreign);
  EXPECT_FALSE(host.run(*makeJob()).has_value());
  EXPECT_LT(host.sourceRead, foreign.size());
}

TEST(ImportJob, LeavesNothingWhicheverCallFailsOrIsCancelled) {
  MemoryHost whole = receiving(made().archive);
  ASSERT_TRUE(whole.run(*makeJob()).has_value());
  const std::size_t calls = whole.calls;
  for (std::size_t failing = 0; failing < calls; ++failing) {
    MemoryHost host = receiving(made().archive);
    host.fault = [&](std::size_t number) {
      return number == failing ? std::optional(Error{.code = ErrorCode::storageFull, .message = "full"}) : std::nullopt;
    };
    const auto outcome = host.run(*makeJob());
    ASSERT_FALSE(outcome.has_value()) << failing;
    EXPECT_EQ(outcome.error().code, ErrorCode::storageFull);
    EXPECT_TRUE(host.data.empty()) << failing;
  }
  for (std::size_t last = 0; last + 1 < calls; ++last) {
    MemoryHost host = receiving(made().archive);
    const auto job = makeJob();
    host.before = [&](std::size_t number, const HostCall&) {
      if (number == last) job->cancel();
    };
    const auto outcome = host.run(*job);
    ASSERT_FALSE(outcome.has_value()) << last;
    EXPECT_EQ(outcome.error().code, ErrorCode::jobCancelled);
    EXPECT_TRUE(host.data.empty()) << last;
  }
}

TEST(ImportJob, ReadsBackWhatItWrote) {
  MemoryHost host = receiving(made().archive);
  host.before = [&](std::size_t, const HostCall& call) {
    if (std::holds_alternative<CloseData>(call)) host.data.begin()->second.back() ^= 1;
  };
  const auto outcome = host.run(*makeJob());
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::storageFailed);
  EXPECT_TRUE(host.data.empty());
}

TEST(ImportJob, KeepsARetentionToComeAndLiftsOneThatHasEnded) {
  const auto dateAfter = [](std::int64_t date, std::string_view state) {
    MemoryHost host = receiving(made().archive);
    const Json result = parseJson(host.run(*makeJob({{"retentionDate", date}})).value()).value();
    EXPECT_EQ(result["state"], state);
    return integerMember(result["manifest"], "retentionDate");
  };
  EXPECT_EQ(dateAfter(1'900'000'000'000, "success"), 1'900'000'000'000);
  EXPECT_EQ(dateAfter(-1, "success"), -1);
  EXPECT_EQ(dateAfter(1'600'000'000'000, "completed_with_warnings"), -1);
}

TEST(ImportedManifest, IsRefusedWithTheMemberThatIsNotAsItWasWritten) {
  const Json good = parseJson(made().manifest).value();
  const auto refused = [&](std::string_view name, const Json& value) {
    Json bad = good;
    Json* place = &bad;
    std::string last(name);
    if (const auto dot = last.find('.'); dot != std::string::npos) {
      place = &bad[last.substr(0, dot)];
      last = last.substr(dot + 1);
    }
    if (value.is_null()) place->erase(last);
    else (*place)[last] = value;
    const auto judged = judgeManifest(writeJson(bad));
    EXPECT_FALSE(judged.has_value()) << name << " " << value;
    return judged ? Error{} : judged.error();
  };
  for (const std::string_view name :
       {"backupName", "status", "startTime", "holdfast.file", "holdfast.sha256", "holdfast.size"}) {
    EXPECT_EQ(refused(name, nullptr).code, ErrorCode::parameterRequired);
    const Error error = refused(name, Json::object());
    EXPECT_EQ(error.code, ErrorCode::parameterType);
    EXPECT_EQ(error.parameter, name);
    EXPECT_NE(error.message.find(name), std::string::npos);
  }
  for (const std::string_view name : {"description", "retentionDate", "objectStore", "verified", "holdfast.files"}) {
    EXPECT_EQ(refused(name, true).code, ErrorCode::parameterType);
  }
  EXPECT_EQ(refused("holdfast", nullptr).code, ErrorCode::fileChanged);
  EXPECT_EQ(refused("holdfast.sha256", "00").code, ErrorCode::fileChanged);
  EXPECT_EQ(refused("holdfast.version", 2).code, ErrorCode::apiUnsupported);
  EXPECT_EQ(refused("holdfast.file", "../other").code, ErrorCode::parameterRange);
  EXPECT_EQ(refused("holdfast.size", 0).code, ErrorCode::parameterRange);
  EXPECT_EQ(refused("status", "failed").code, ErrorCode::parameterRange);
  EXPECT_EQ(judgeManifest("[]").error().code, ErrorCode::jsonMalformed);
  EXPECT_EQ(judgeManifest("{\"backupName\"").error().code, ErrorCode::jsonMalformed);
  EXPECT_EQ(judgeManifest(std::string(1 << 19, ' ')).error().code, ErrorCode::jsonMalformed);
}

}  // namespace
}  // namespace holdfast::site
