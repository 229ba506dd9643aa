// The polling machine: its timing, its witnesses, and the quirks of servers (reference section 11.5).
#include "api/watch_job.h"

#include <gtest/gtest.h>

#include "support/script.h"

namespace holdfast::api {
namespace {

using test::jsonReply;
using test::lostReply;
using test::Script;
using Words = std::vector<std::string>;

const std::string kStatus = "system/disasterrecovery/status";
const std::string kBackup = "system/disasterrecovery/stores/s/backups/b";
constexpr auto kExecuting = R"({"jobid":"j","status":"EXECUTING","starttime":100000,"endtime":0})";
constexpr auto kCompleted = R"({"jobid":"j","status":"COMPLETED","starttime":100000,"endtime":200000})";
constexpr auto kListed = R"({"backupName":"b","backupStore":"s","status":"completed"})";

std::string status(std::string_view state, std::string_view operation = "Backup", EpochMs start = 100'000) {
  return R"({"status":{"code":1,"operation":")" + std::string(operation) + R"(","state":")" + std::string(state) +
         R"(","backupStore":"s","backupName":"b","startTime":)" + std::to_string(start) +
         R"(,"stages":[{"name":"Validation","state":"completed"}]}})";
}

struct WatchJobTest : testing::Test {
  std::shared_ptr<Session> session = test::openSession();
  Script script{session};
  test::SteadyRandom random;

  Result<Json> watch(std::string id = "j", Subject subject = {"backup", "s", "b", {}}) {
    WatchJob flow(session, std::move(id), std::move(subject), random);
    return script.run(flow);
  }
  [[nodiscard]] Words states() const {
    Words words;
    for (const Json& update : script.updates) words.push_back(update.at("status"));
    return words;
  }
};

TEST_F(WatchJobTest, ReadsStagesFromTheStatusWhileItRuns) {
  script.on("jobs/j",
            {jsonReply(R"({"jobid":"j","status":"SUBMITTED"})"), jsonReply(kExecuting), jsonReply(kCompleted)});
  script.on(kStatus, {jsonReply(status("success", "Backup", 1)), jsonReply(status("in_progress")),
                      jsonReply(status("success"))});
  script.on(kBackup, {jsonReply(kListed)});
  const auto result = watch("j", {"backup", "s", "b", 1});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->at("backupName"), "b");
  EXPECT_EQ(states(), (Words{"SUBMITTED", "EXECUTING", "COMPLETED"}));
  EXPECT_TRUE(script.updates[0].at("stages").empty());
  EXPECT_EQ(script.updates[1].at("stages").size(), 1U);
}

TEST_F(WatchJobTest, DoesNotBelieveACompletedThatComesTooEarly) {
  script.on("jobs/j", {jsonReply(kCompleted)});
  script.on(kStatus,
            {jsonReply(status("in_progress")), jsonReply(status("in_progress")), jsonReply(status("success"))});
  script.on(kBackup, {jsonReply(kListed)});
  EXPECT_TRUE(watch().has_value());
  EXPECT_EQ(states(), (Words{"CONFIRMING", "CONFIRMING", "COMPLETED"}));
}

TEST_F(WatchJobTest, WaitsForTheBackupToBeListed) {
  script.on("jobs/j", {jsonReply(kCompleted)}).on(kStatus, {jsonReply(status("success"))});
  script.on(kBackup, {jsonReply(R"({"error":{"code":404,"message":"none","details":[]}})"), jsonReply(kListed)});
  EXPECT_TRUE(watch().has_value());
  EXPECT_EQ(states(), (Words{"CONFIRMING", "COMPLETED"}));
}

TEST_F(WatchJobTest, GivesUpConfirmingInTheEnd) {
  script.on("jobs/j", {jsonReply(kCompleted)}).on(kStatus, {jsonReply(status("success"))});
  EXPECT_EQ(watch().error().code, ErrorCode::jobUnconfirmed);
}

TEST_F(WatchJobTest, BelievesTheStatusThatSaysFailed) {
  script.on("jobs/j", {jsonReply(kCompleted)}).on(kStatus, {jsonReply(status("failed"))});
  EXPECT_EQ(watch().error().code, ErrorCode::jobFailed);
}

TEST_F(WatchJobTest, TellsEveryBadEndApart) {
  const auto codeOf = [&](std::string_view word) {
    Script one(session);
    one.on("jobs/j", {jsonReply(R"({"jobid":"j","status":")" + std::string(word) + R"(","messages":["why"]})")});
    WatchJob flow(session, "j", {"backup", "s", "b", {}}, random);
    const auto result = one.run(flow);
    EXPECT_EQ(result.error().details, Words{"why"});
    return result.error().code;
  };
  EXPECT_EQ(codeOf("FAILED"), ErrorCode::jobFailed);
  EXPECT_EQ(codeOf("CANCELLED"), ErrorCode::jobCancelled);
  EXPECT_EQ(codeOf("TIMED OUT"), ErrorCode::jobTimedOut);
  EXPECT_EQ(codeOf("WAITING FOR GODOT"), ErrorCode::jobStatusUnknown);
}

TEST_F(WatchJobTest, SaysAnUnknownStatusAndGoesOn) {
  script.on("jobs/j", {jsonReply(R"({"jobid":"j","status":"PAUSED"})"), jsonReply(kCompleted)});
  script.on(kStatus, {jsonReply(status("success"))}).on(kBackup, {jsonReply(kListed)});
  EXPECT_TRUE(watch().has_value());
  EXPECT_EQ(script.updates[0].at("status"), "UNKNOWN");
  EXPECT_EQ(script.updates[0].at("serverStatus"), "PAUSED");
}

TEST_F(WatchJobTest, KeepsThePaceOfTheDesign) {
  std::vector<Script::Reply> replies(80, jsonReply(kExecuting));
  replies.push_back(jsonReply(R"({"jobid":"j","status":"FAILED"})"));
  script.on("jobs/j", replies).on(kStatus, {jsonReply(status("in_progress"))});
  (void)watch();
  const auto within = [](EpochMs delay, EpochMs about) { return delay >= about * 9 / 10 && delay <= about * 11 / 10; };
  EpochMs elapsed = 0;
  for (const EpochMs delay : script.delays) {
    EXPECT_TRUE(within(delay, elapsed < 29'000                        ? 2'000
                              : elapsed > 31'000 && elapsed < 295'000 ? 5'000
                                                                      : delay))
        << elapsed;
    if (elapsed > 305'000) EXPECT_TRUE(within(delay, 10'000)) << elapsed;
    elapsed += delay;
  }
  EXPECT_GT(elapsed, 400'000);
}

TEST_F(WatchJobTest, FaultsBackOffAndDoNotEndIt) {
  auto busy = jsonReply("", 503);
  busy.headers.push_back({"Retry-After", "90"});
  script.on("jobs/j",
            {lostReply(), lostReply(), lostReply(), lostReply(), lostReply(), lostReply(), busy,
             jsonReply(R"({"jobid":"j","status":"UNAVAILABLE"})"), jsonReply("<html>"), jsonReply(kCompleted)});
  script.on(kStatus, {jsonReply(status("success"))}).on(kBackup, {jsonReply(kListed)});
  EXPECT_TRUE(watch().has_value());
  const std::vector<EpochMs> about{2'000, 4'000, 8'000, 16'000, 32'000, 60'000};
  for (std::size_t i = 0; i < about.size(); ++i)
    EXPECT_NEAR(static_cast<double>(script.delays[i]), static_cast<double>(about[i]),
                static_cast<double>(about[i]) / 10);
  EXPECT_EQ(script.delays[6], 90'000);
  EXPECT_FALSE(script.updates[0].at("waiting").is_null());
  EXPECT_TRUE(script.updates.back().at("waiting").is_null());
}

TEST_F(WatchJobTest, AnExpiredTokenIsRenewed) {
  script.tokens = {"one", "two"};
  script.on("jobs/j",
            {jsonReply(R"({"error":{"code":498,"message":"Invalid token.","details":[]}})"), jsonReply(kCompleted)});
  script.on(kStatus, {jsonReply(status("success"))}).on(kBackup, {jsonReply(kListed)});
  EXPECT_TRUE(watch().has_value());
  EXPECT_EQ(script.signIns, 2);
}

TEST_F(WatchJobTest, WatchesARestoreWithoutIdThroughTheStatus) {
  script.on(kStatus, {jsonReply(status("success", "Backup", 5)), lostReply(), jsonReply("", 503),
                      jsonReply(status("in_progress", "Restore", 9)),
                      jsonReply(status("completed_with_warnings", "Restore", 9))});
  const auto result = watch("", {"restore", "s", "b", 5});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->at("state"), "completed_with_warnings");
  EXPECT_EQ(states().back(), "COMPLETED");
}

TEST_F(WatchJobTest, ReportsTheProgressOfTheLocalSite) {
  script.on(
      "jobs/j",
      {jsonReply(
           R"({"jobid":"j","status":"EXECUTING","progress":{"filesDone":1,"filesTotal":2,"bytesDone":3,"bytesTotal":4}})"),
       jsonReply(R"({"jobid":"j","status":"FAILED"})")});
  script.on(kStatus, {jsonReply(status("in_progress"))});
  (void)watch();
  EXPECT_EQ(script.updates[0].at("progress").at("bytesTotal"), 4);
}

TEST_F(WatchJobTest, FindsOutByItselfWhatAJobIsAbout) {
  script.on(
      "jobs/j",
      {jsonReply(
          R"({"jobid":"j","status":"COMPLETED","starttime":100000,"operationURI":"/context/admin/system/disasterrecovery/stores/s/backups/create"})")});
  script.on(kStatus, {jsonReply(status("success"))}).on(kBackup, {jsonReply(kListed)});
  const auto result = watch("j", {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->at("backupName"), "b");
}

TEST_F(WatchJobTest, EndsWhereTheJobDoesNotExist) { EXPECT_EQ(watch().error().code, ErrorCode::apiNotFound); }

}  // namespace
}  // namespace holdfast::api
