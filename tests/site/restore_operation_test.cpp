// Restore and verify as operations: what is refused before a job begins, what the site shows while and after it runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "age/age.h"
#include "site_host.h"

namespace holdfast::site {
namespace {

const std::string kBackup = std::string(kStore) + "/backups/first";
const std::string kStatus = std::string(kAdmin) + "/system/disasterrecovery/status";

std::int64_t codeOf(const Json& reply) {
  const Json* const error = member(reply, "error");
  return error == nullptr ? 0 : integerMember(*error, "code").value_or(-1);
}

/// A site with one backup, which the passcode "the passcode" opens.
struct WithBackup : SiteHost {
  WithBackup() {
    signIn();
    makeBackup("first");
    auto sealer = age::Sealer::create(SecretBytes(bytesOf("the passcode")), 2, random);
    Bytes sealed(sealer->header().begin(), sealer->header().end());
    EXPECT_TRUE(sealer->finish(sealed));
    files["stores/default/first/content.tar.zst.age"] = sealed;
    now += 1000;
  }
  Json start(std::string_view operation, Fields more = {}) {
    more.emplace_back("passcode", "the passcode");
    return post(kBackup + "/" + std::string(operation), more);
  }
  void end(Result<std::string> outcome) { settle(site->jobEnded(started.back(), std::move(outcome), now)); }
  void setManifest(const Json& more) {
    Json manifest = *parseJson(textOf(files["stores/default/first/backup.json"]));
    manifest.update(more);
    const std::string text = writeJson(manifest);
    files["stores/default/first/backup.json"] = Bytes(text.begin(), text.end());
    SiteHost::start();
    signIn();
  }
};

TEST(RestoreOperation, StartsItsJobWithTheFileKeyThatThePasscodeOpened) {
  WithBackup host;
  const std::size_t jobs = host.started.size();
  const Json refused = host.post(kBackup + "/restore", {{"passcode", "another passcode"}});
  EXPECT_EQ(codeOf(refused), 400);
  EXPECT_EQ(refused["error"]["messageCode"], "passcode_wrong");
  EXPECT_EQ(host.started.size(), jobs);
  for (const char* operation : {"restore", "verify"}) {
    host.start(operation);
    Bytes plain;
    auto opener = age::Opener::withFileKey(std::move(host.secrets.back()));
    EXPECT_TRUE(opener.open(host.files["stores/default/first/content.tar.zst.age"], plain)) << operation;
    EXPECT_TRUE(opener.finish(plain)) << operation;
    host.end(fail(ErrorCode::jobCancelled, "cancelled"));
  }
}

TEST(RestoreOperation, AnswersNobodyWhileTheContentIsSwapped) {
  WithBackup host;
  ASSERT_EQ(host.start("restore")["status"], "success");
  host.settle(host.site->jobReported(host.started.back(), R"({"stages":[],"swapping":true})", host.now));
  const auto reply = host.send("GET", std::string(kAdmin) + "?f=json", {}, host.bearer());
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(api::headerValue(reply.headers, "Retry-After").has_value());
  host.settle(host.site->jobReported(host.started.back(), R"({"stages":[]})", host.now));
  EXPECT_EQ(codeOf(host.get(kStatus)), 0);
  host.settle(host.site->jobReported(host.started.back(), R"({"stages":[],"swapping":true})", host.now));
  host.end(R"({"state":"completed_with_warnings","messages":["one thing"]})");
  EXPECT_EQ(host.get(kStatus)["status"]["state"], "completed_with_warnings");
  EXPECT_EQ(host.get(kStatus)["status"]["operation"], "Restore");
}

TEST(RestoreOperation, RefusesABackupOfANewerReleaseOrAnotherNamespace) {
  WithBackup host;
  const std::size_t jobs = host.started.size();
  for (const Json& other : {Json{{"release", "99.0"}}, Json{{"release", "11.4.0"}, {"namespace", "elsewhere"}}}) {
    host.setManifest(other);
    EXPECT_EQ(codeOf(host.start("restore")), 400) << other.dump();
    EXPECT_EQ(host.started.size(), jobs);
  }
  host.setManifest({{"release", "10.9.1"}, {"namespace", "holdfast"}});
  EXPECT_EQ(host.start("restore")["status"], "success");
}

TEST(RestoreOperation, ReadsInterruptedAtItsStageAfterAKill) {
  WithBackup host;
  host.start("restore");
  const std::string stages = R"({"stages":[{"name":"Restore Object store","state":"in_progress"}]})";
  host.settle(host.site->jobReported(host.started.back(), stages, host.now));
  host.SiteHost::start();
  host.signIn();
  const Json job = host.get(std::string(kAdmin) + "/jobs/" + host.started.back());
  EXPECT_EQ(job["status"], "FAILED");
  EXPECT_NE(job["messages"].dump().find("interrupted at stage Restore Object store"), std::string::npos);
}

TEST(RestoreOperation, ClearsAwayWhatABrokenWorkerLeft) {
  WithBackup host;
  host.start("restore");
  const Answer answer =
      host.site->jobEnded(host.started.back(), fail(ErrorCode::internalError, "its Worker ended too early"), host.now);
  EXPECT_TRUE(std::ranges::any_of(answer.calls,
                                  [](const HostCall& call) { return std::holds_alternative<DiscardStaging>(call); }));
}

TEST(VerifyOperation, TakesALevelFromOneToFour) {
  WithBackup host;
  for (const char* level : {"0", "5", "-1", "three"}) {
    EXPECT_EQ(codeOf(host.start("verify", {{"level", level}})), 400) << level;
  }
  for (const char* level : {"1", "4"}) {
    EXPECT_EQ(host.start("verify", {{"level", level}})["status"], "SUBMITTED");
    EXPECT_EQ((*parseJson(host.inputs.back()))["level"], level[0] - '0');
    host.end(fail(ErrorCode::jobCancelled, "cancelled"));
  }
  host.start("verify");
  EXPECT_FALSE(parseJson(host.inputs.back())->contains("level"));
}

TEST(VerifyOperation, KeepsDateAndLevelOnTheBackup) {
  WithBackup host;
  EXPECT_FALSE(host.get(kBackup).contains("verified"));
  host.start("verify");
  host.end(fail(ErrorCode::jobCancelled, "cancelled"));
  EXPECT_FALSE(host.get(kBackup).contains("verified")) << "what was not carried out says nothing";
  host.start("verify");
  host.now += 5000;
  host.end(R"({"level":3,"state":"success"})");
  const Json good = {{"date", host.now}, {"state", "success"}, {"level", 3}};
  EXPECT_EQ(host.get(kBackup)["verified"], good);
  host.SiteHost::start();
  host.signIn();
  EXPECT_EQ(host.get(kBackup)["verified"], good) << "after a restart";
  host.start("verify");
  host.end(fail(ErrorCode::fileChanged, "The archive is another."));
  EXPECT_EQ(host.get(kBackup)["verified"]["state"], "failed");
}

TEST(JobHistory, KeepsTheNewestThousandAndEverythingOfNinetyDays) {
  SiteHost host;
  constexpr EpochMs kDay = EpochMs{24} * 60 * 60 * 1000;
  const auto add = [&](const std::string& id, EpochMs started) {
    const Json job = {{"id", id},           {"kind", "backup"},      {"status", "COMPLETED"}, {"startTime", started},
                      {"endTime", started}, {"storeName", "default"}};
    const std::string text = writeJson(job);
    host.files["jobs/" + id + ".json"] = Bytes(text.begin(), text.end());
  };
  for (int index = 0; index < 990; ++index) add("young-" + std::to_string(index), host.now - kDay);
  for (int index = 0; index < 30; ++index) add("old-" + std::to_string(index), host.now - (100 + index) * kDay);
  host.start();
  host.signIn();
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs")["jobs"].size(), 1000U);
  EXPECT_TRUE(host.files.contains("jobs/old-9.json"));
  EXPECT_FALSE(host.files.contains("jobs/old-10.json"));
  for (int index = 0; index < 100; ++index) add("more-" + std::to_string(index), host.now - kDay);
  host.start();
  host.signIn();
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs")["jobs"].size(), 1090U) << "none younger than 90 days goes";
}

}  // namespace
}  // namespace holdfast::site
