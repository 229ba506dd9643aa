// A submission and what becomes of it when its reply is lost, in every branch.
#include "api/submit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/script.h"

namespace holdfast::api {
namespace {

using test::jsonReply;
using test::lostReply;
using test::Script;

constexpr auto kIdle = R"({"status":{"code":0,"state":"no_op"}})";
constexpr auto kRunning =
    R"({"status":{"code":1,"state":"in_progress","operation":"Backup","backupStore":"s","backupName":"b","startTime":9000}})";
constexpr auto kEarlier =
    R"({"status":{"code":3,"state":"success","operation":"Backup","backupStore":"s","backupName":"b","startTime":5000}})";
const std::string kCreate = "system/disasterrecovery/stores/s/backups/create";
const std::string kStatus = "system/disasterrecovery/status";
const std::string kBackups = "system/disasterrecovery/stores/s/backups";

struct SubmitTest : testing::Test {
  std::shared_ptr<Session> session = test::openSession();
  Script script{session};

  Result<Json> create() {
    Parameters parameters{.values = {{"storeName", "s"}, {"name", "b"}}};
    parameters.secrets.emplace("passcode", SecretBytes(bytesOf("correct horse battery")));
    Submit flow(session, "createBackup", std::move(parameters));
    return script.run(flow);
  }
  [[nodiscard]] auto sent() const { return std::ranges::count(script.requests, "POST " + kCreate); }
};

TEST_F(SubmitTest, TakesTheStub) {
  script.on(kStatus, {jsonReply(kIdle)}).on("jobs", {jsonReply(R"({"jobs":[]})")});
  script.on(kCreate, {jsonReply(R"({"jobsUrl":"https://evil.example/jobs/j1","jobid":"j1","status":"SUBMITTED"})")});
  const auto job = create();
  ASSERT_TRUE(job.has_value());
  EXPECT_EQ(job->at("jobid"), "j1");
  EXPECT_EQ(job->at("subject").at("backupName"), "b");
  for (const std::string& address : script.addresses) EXPECT_TRUE(address.starts_with("https://host.example/"));
}

TEST_F(SubmitTest, ReadsTheIdOutOfAnAddressBelowTheRootOnly) {
  script.on(kStatus, {jsonReply(kIdle)}).on("jobs", {jsonReply(R"({"jobs":[]})")});
  script.on(kCreate, {jsonReply(R"({"jobsUrl":"https://host.example/context/admin/jobs/j2"})"),
                      jsonReply(R"({"jobsUrl":"https://host.example.evil/context/admin/jobs/j3"})")});
  EXPECT_EQ(create()->at("jobid"), "j2");
  EXPECT_EQ(create()->at("jobid"), "");
}

TEST_F(SubmitTest, FindsTheJobOfALostReply) {
  script.on(kStatus, {jsonReply(kIdle)}).on(kCreate, {lostReply()});
  script.on("jobs", {jsonReply(R"({"jobs":["old"]})"), jsonReply(R"({"jobs":["old","other","mine"]})")});
  script.on("jobs/other", {jsonReply(R"({"status":"EXECUTING","operationURI":"/context/admin/system/tasks/x"})")});
  script.on(
      "jobs/mine",
      {jsonReply(
          R"({"status":"EXECUTING","operationURI":"/context/admin/system/disasterrecovery/stores/s/backups/create"})")});
  const auto job = create();
  ASSERT_TRUE(job.has_value()) << job.error().message;
  EXPECT_EQ(job->at("jobid"), "mine");
  EXPECT_EQ(sent(), 1);
}

TEST_F(SubmitTest, FindsItInTheStatusWhereJobsAreForbidden) {
  script.on(kStatus, {jsonReply(kEarlier), jsonReply(kRunning)}).on(kCreate, {jsonReply("", 502)});
  script.on("jobs", {jsonReply(R"({"error":{"code":403,"message":"no","details":[]}})")});
  const auto job = create();
  ASSERT_TRUE(job.has_value());
  EXPECT_EQ(job->at("jobid"), "");
  EXPECT_EQ(sent(), 1);
}

TEST_F(SubmitTest, FindsItAmongTheBackups) {
  script.on(kStatus, {jsonReply(kIdle)}).on("jobs", {jsonReply(R"({"jobs":[]})")}).on(kCreate, {lostReply()});
  script.on(kBackups,
            {jsonReply(R"({"backups":[]})"), jsonReply(R"({"backups":[{"backupName":"b","startTime":9000}]})")});
  EXPECT_TRUE(create().has_value());
}

TEST_F(SubmitTest, SaysThatItWasSurelyNotAccepted) {
  script.on(kStatus, {jsonReply(kEarlier)}).on("jobs", {jsonReply(R"({"jobs":["old"]})")}).on(kCreate, {lostReply()});
  script.on(kBackups, {jsonReply(R"({"backups":[]})")});
  const auto job = create();
  ASSERT_FALSE(job.has_value());
  EXPECT_EQ(job.error().code, ErrorCode::networkFailed);
  EXPECT_NE(job.error().message.find("did not accept"), std::string::npos);
  EXPECT_EQ(script.delays, (std::vector<EpochMs>{3000, 3000, 3000}));
  EXPECT_EQ(sent(), 1);
}

TEST_F(SubmitTest, SaysWhenItCannotBeFoundOut) {
  script.on(kStatus, {jsonReply(kIdle), lostReply()}).on("jobs", {jsonReply(R"({"jobs":[]})"), lostReply()});
  script.on(kCreate, {lostReply()}).on(kBackups, {lostReply()});
  const auto job = create();
  ASSERT_FALSE(job.has_value());
  EXPECT_EQ(job.error().code, ErrorCode::outcomeUnknown);
  EXPECT_EQ(sent(), 1);
}

TEST_F(SubmitTest, DoesNotReconcileARefusal) {
  script.on(kStatus, {jsonReply(kIdle)}).on("jobs", {jsonReply(R"({"jobs":[]})")});
  script.on(kCreate, {jsonReply(R"({"error":{"code":409,"message":"a job is running","details":[]}})")});
  EXPECT_EQ(create().error().code, ErrorCode::apiConflict);
  EXPECT_EQ(script.requests.size(), 3U);
}

TEST_F(SubmitTest, SendsNothingWithoutAConnection) {
  script.on(kStatus, {lostReply()});
  EXPECT_EQ(create().error().code, ErrorCode::networkFailed);
  EXPECT_EQ(sent(), 0);
}

}  // namespace
}  // namespace holdfast::api
