// Scheduled tasks over months of a clock in the test's hand; each test names its section of the reference or its rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site_host.h"

namespace holdfast::site {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kTasks = std::string(kAdmin) + "/system/tasks";
const std::string kBackups = std::string(kStore) + "/backups";
constexpr EpochMs kMinute = 60'000;
constexpr EpochMs kHour = 60 * kMinute;
constexpr EpochMs kDay = 24 * kHour;

/// Daily at 02:30 GMT, kept for 14 days.
Fields nightly() {
  return {{"title", "Nightly"},
          {"type", "CreateBackup"},
          {"parameters",
           R"({"name":"schedule1","passcode":"correct horse","storeName":"default","retentionOffset":1209600000,)"
           R"("metaData":{"recurring":true,"startTime":"02:30","retention":{"type":"day","value":14}}})"},
          {"minute", "30"},
          {"hour", "2"},
          {"dayOfMonth", "*"},
          {"month", "*"},
          {"dayOfWeek", "?"}};
}

Fields with(Fields fields, const std::string& name, const std::string& value) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  fields.emplace_back(name, value);
  return fields;
}

int codeOf(const Json& reply) {
  const Json* const error = member(reply, "error");
  return error == nullptr ? 0 : static_cast<int>(integerMember(*error, "code").value_or(-1));
}

class Tasks : public testing::Test {
 protected:
  Tasks() {
    host.hashPasswordsCheaply();
    host.signIn();
  }

  std::string create(const Fields& fields) {
    const Json reply = host.post(kTasks + "/createTask", fields);
    EXPECT_EQ(reply["success"], true) << reply.dump();
    return textMember(reply, "taskId").value_or("");
  }
  Json task(const std::string& id) { return host.get(kTasks + "/" + id); }
  Json runs(const std::string& id) { return host.get(kTasks + "/" + id + "/runs")["result"]; }
  Json cleaner() {
    for (const Json& each : host.get(kTasks)["result"]) {
      if (each["taskType"] == "BackupRetentionCleaner") return each;
    }
    return {};
  }
  /// As the driver does: once a minute would do, once at the time is enough. Tokens end meanwhile.
  void tickAt(EpochMs time) {
    host.now = time;
    (void)host.settle(host.site->tick(time, host.random));
    host.signIn();
  }

  SiteHost host;                               // its clock starts at 2023-11-14T22:13:20Z, a Tuesday
  const EpochMs firstRun = 1'700'015'400'000;  // date -u -d '2023-11-15 02:30' +%s
};

// Section 8: the members of the resource.
TEST_F(Tasks, AreCreatedAndShownWithoutTheirPasscode) {
  const std::string id = create(nightly());
  EXPECT_EQ(id.size(), 32U);
  const Json shown = task(id);
  EXPECT_EQ(shown["taskId"], id);
  EXPECT_EQ(shown["taskTitle"], "Nightly");
  EXPECT_EQ(shown["taskType"], "CreateBackup");
  EXPECT_EQ(shown["type"], "CREATE_BACKUP_TASK_TYPE");
  EXPECT_EQ(shown["taskState"], "active");
  EXPECT_EQ(shown["active"], true);
  EXPECT_EQ(shown["ownerId"], "admin");
  EXPECT_EQ(shown["cronExpression"], "0 30 2 * * ?");
  EXPECT_EQ(shown["cronSchedule"].dump(), R"({"minute":"30","hour":"2","dayOfMonth":"*","month":"*","dayOfWeek":"?"})");
  EXPECT_EQ(shown["maxOccurrences"], -1);
  EXPECT_EQ(shown["runIntervalSeconds"], 86400);
  EXPECT_EQ(shown["nextRun"], firstRun);
  EXPECT_EQ(shown["parameters"]["name"], "schedule1");
  EXPECT_THAT(host.get(kTasks).dump(), Not(HasSubstr("correct horse")));
  for (const auto& [path, bytes] : host.files) {
    EXPECT_THAT(std::string(textOf(bytes)), Not(HasSubstr("correct horse"))) << path;
  }
}

// Section 8: the name is the prefix and the time; section 11.2: the offset is added to the run's time.
TEST_F(Tasks, MakeABackupWhenTheyAreDue) {
  const std::string id = create(nightly());
  tickAt(firstRun - 1);
  EXPECT_TRUE(host.started.empty());
  tickAt(firstRun);
  ASSERT_EQ(host.started.size(), 1U);
  const Json input = parseJson(host.inputs.back()).value();
  EXPECT_EQ(input["backupName"], "schedule1-2023-11-15-02-30-00");
  EXPECT_EQ(input["retentionDate"], firstRun + 14 * kDay);
  EXPECT_EQ(input["scheduleType"], "SCHEDULED");
  EXPECT_EQ(runs(id)[0]["status"], "executing");
  EXPECT_EQ(runs(id)[0]["jobId"], host.started[0]);
  EXPECT_EQ(task(id)["nextRun"], firstRun + kDay);
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs/" + host.started[0])["operationURI"],
            "/arcgis/admin/system/tasks/" + id);

  host.endBackup("schedule1-2023-11-15-02-30-00");
  EXPECT_EQ(runs(id)[0]["status"], "succeeded");
  tickAt(firstRun + kDay);
  EXPECT_EQ(host.started.size(), 2U);
}

// API pages run, edit-run and delete-run: a run is told with its task, and edited and deleted once its job has ended.
TEST_F(Tasks, ShowEditAndDeleteTheirRuns) {
  const std::string id = create(nightly());
  tickAt(firstRun);
  const Json run = runs(id)[0];
  const std::string runId = textMember(run, "runId").value();
  const std::string path = kTasks + "/" + id + "/runs/" + runId;
  EXPECT_THAT(runId, testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(run["created"], firstRun);
  EXPECT_EQ(run["modified"], firstRun);
  EXPECT_EQ(run["url"], "");
  EXPECT_EQ(run["task"], task(id));
  EXPECT_EQ(codeOf(host.post(path + "/update", {{"status", "failed"}})), 409) << "its job has not ended";
  EXPECT_EQ(codeOf(host.post(path + "/delete", {})), 409);
  host.endBackup("schedule1-2023-11-15-02-30-00");

  host.now += kMinute;
  EXPECT_EQ(host.post(path + "/update", {{"status", "submitfailed"}, {"result", "seen to"}})["status"], "success");
  const Json edited = host.get(path);
  EXPECT_EQ(edited["status"], "submitfailed");
  EXPECT_EQ(edited["result"], "seen to");
  EXPECT_EQ(edited["created"], firstRun);
  EXPECT_EQ(edited["modified"], host.now);
  EXPECT_EQ(host.post(path + "/update", {{"status", "skipped"}})["status"], "success");
  EXPECT_EQ(host.get(path)["result"], "seen to") << "what is not given stays";
  EXPECT_EQ(codeOf(host.post(path + "/update", {{"status", "done"}})), 400);
  EXPECT_EQ(codeOf(host.post(path + "/update", {{"result", "no status"}})), 400);
  host.start();
  host.signIn();
  EXPECT_EQ(host.get(path)["status"], "skipped") << "it outlasts a restart";
  EXPECT_EQ(host.post(path + "/delete", {})["status"], "success");
  EXPECT_EQ(codeOf(host.get(path)), 404);
}

TEST_F(Tasks, CountMonthsByTheCalendar) {
  create(with(with(nightly(), "parameters",
                   R"({"name":"m","passcode":"correct horse","metaData":{"retention":{"type":"month","value":3}}})"),
              "dayOfMonth", "30"));
  const EpochMs run = 1'701'311'400'000;  // 2023-11-30 02:30; three months later there is no 30 February
  tickAt(run);
  EXPECT_EQ(parseJson(host.inputs.back()).value()["retentionDate"], 1'709'173'800'000);  // 2024-02-29 02:30
}

// task_runs.h: a run that is due while a job runs waits for its end.
TEST_F(Tasks, WaitForTheRunningJob) {
  create(nightly());
  host.now = firstRun - kMinute;
  host.signIn();
  host.post(kBackups + "/create", {{"name", "by-hand"}, {"passcode", "passcode"}});
  tickAt(firstRun);
  EXPECT_EQ(host.started.size(), 1U);
  host.endBackup("by-hand");
  tickAt(firstRun + kMinute);
  EXPECT_EQ(host.started.size(), 2U);
}

// task_runs.h: missed runs are made up for by one.
TEST_F(Tasks, MakeUpForMissedRunsOnce) {
  const std::string id = create(nightly());
  host.now = firstRun + 10 * kDay + kHour;
  host.start();
  tickAt(host.now);
  ASSERT_EQ(host.started.size(), 1U);
  EXPECT_THAT(runs(id)[0]["result"].dump(), HasSubstr("It was due at 2023-11-15T02:30"));
  EXPECT_EQ(task(id)["nextRun"], firstRun + 11 * kDay);
}

TEST_F(Tasks, SkipAMissedRunAfterTheirEnd) {
  const std::string id = create(with(nightly(), "endDate", std::to_string(firstRun + kHour)));
  host.now = firstRun + kDay;
  host.start();
  tickAt(host.now);
  EXPECT_TRUE(host.started.empty());
  EXPECT_EQ(runs(id)[0]["status"], "skipped");
  EXPECT_EQ(task(id)["active"], false);
}

TEST_F(Tasks, EndAfterTheirOccurrences) {
  const std::string id = create(with(nightly(), "maxOccurrences", "2"));
  for (int day = 0; day < 4; ++day) {
    const std::size_t before = host.started.size();
    tickAt(firstRun + day * kDay);
    if (host.started.size() > before) {
      host.endBackup(textMember(parseJson(host.inputs.back()).value(), "backupName").value());
    }
  }
  EXPECT_EQ(host.started.size(), 2U);
  EXPECT_EQ(task(id)["taskState"], "paused");
}

TEST_F(Tasks, AreInterruptedWithTheirJob) {
  const std::string id = create(nightly());
  tickAt(firstRun);
  host.start();
  host.signIn();
  EXPECT_EQ(runs(id)[0]["status"], "failed");
  EXPECT_THAT(runs(id)[0]["result"].dump(), HasSubstr("interrupted"));
}

TEST_F(Tasks, ArePausedResumedChangedAndDeleted) {
  const std::string id = create(nightly());
  EXPECT_EQ(host.post(kTasks + "/" + id + "/disable", {})["success"], true);
  EXPECT_EQ(task(id)["taskState"], "paused");
  tickAt(firstRun);
  EXPECT_TRUE(host.started.empty());
  EXPECT_EQ(host.post(kTasks + "/" + id + "/enable", {})["success"], true);
  EXPECT_EQ(task(id)["nextRun"], firstRun + kDay) << "a paused task makes up for nothing";

  EXPECT_EQ(host.post(kTasks + "/" + id + "/update", {{"hour", "4"}})["success"], true);
  EXPECT_EQ(task(id)["nextRun"], firstRun + 2 * kHour);
  EXPECT_EQ(task(id)["generation"], 2);
  EXPECT_EQ(task(id)["parameters"]["name"], "schedule1");
  tickAt(firstRun + 2 * kHour);
  ASSERT_EQ(host.started.size(), 1U) << "the passcode is kept by an update without one";

  EXPECT_EQ(host.post(kTasks + "/" + id + "/delete", {})["success"], true);
  EXPECT_EQ(codeOf(task(id)), 404);
}

TEST_F(Tasks, RefuseWhatCannotRun) {
  const Fields good = nightly();
  EXPECT_EQ(codeOf(host.post(kTasks + "/createTask", with(good, "minute", "60"))), 400);
  EXPECT_EQ(codeOf(host.post(kTasks + "/createTask", with(with(good, "dayOfMonth", "1"), "dayOfWeek", "MON"))), 400);
  EXPECT_EQ(codeOf(host.post(kTasks + "/createTask", with(good, "parameters", R"({"name":"x"})"))), 400);
  EXPECT_EQ(codeOf(host.post(kTasks + "/createTask", with(good, "parameters", R"({"passcode":"correct horse"})"))),
            400);
  EXPECT_EQ(
      codeOf(host.post(kTasks + "/createTask",
                       with(good, "parameters", R"({"name":"x","passcode":"correct horse","storeName":"absent"})"))),
      404);
  EXPECT_EQ(codeOf(host.post(kTasks + "/createTask", with(good, "type", "CleanGPJobs"))), 501);
  EXPECT_EQ(codeOf(host.post(kTasks + "/" + create(good) + "/update", {{"type", "BackupRetentionCleaner"}})), 400);
  EXPECT_EQ(host.get(kTasks)["result"].size(), 2U) << "the clean-up and the one that was created";
}

// Design section 5: hourly, and only backups whose date has passed.
TEST_F(Tasks, CleanUpWhatHasEnded) {
  host.makeBackup("kept-for-ever");
  host.makeBackup("ended");
  host.makeBackup("not-yet");
  host.post(kBackups + "/ended/update", {{"retentionDate", std::to_string(host.now + kMinute)}});
  host.post(kBackups + "/not-yet/update", {{"retentionDate", std::to_string(host.now + 3 * kDay)}});
  const EpochMs fullHour = 1'700'002'800'000;  // 2023-11-14 23:00
  EXPECT_EQ(cleaner()["nextRun"], fullHour);
  tickAt(fullHour);
  const Json left = host.get(kBackups)["backups"];
  ASSERT_EQ(left.size(), 2U);
  EXPECT_THAT(left.dump(), Not(HasSubstr("\"ended\"")));
  EXPECT_THAT(host.removed, testing::Contains("stores/default/ended"));
  EXPECT_EQ(cleaner()["nextRun"], fullHour + kHour);
  const std::string id = textMember(cleaner(), "id").value();
  EXPECT_THAT(runs(id)[0]["result"].dump(), HasSubstr("Removed default/ended"));

  host.now = fullHour + 3 * kDay;
  host.signIn();
  EXPECT_EQ(host.post(kTasks + "/" + id + "/run", {})["success"], true);
  EXPECT_EQ(host.get(kBackups)["backups"].size(), 1U);
  EXPECT_EQ(codeOf(host.post(kTasks + "/" + id + "/delete", {})), 409) << "there is always one clean-up";
}

// A clean-up that a store's missing disk stops says so, keeps what it could not remove, and holds up no backup.
TEST_F(Tasks, SayWhyACleanUpFailed) {
  host.makeBackup("ended");
  host.post(kBackups + "/ended/update", {{"retentionDate", std::to_string(host.now + kMinute)}});
  create(with(with(nightly(), "minute", "0"), "hour", "*"));
  host.failure = Error{.code = ErrorCode::storageUnreadable, .message = "Its folder is not there."};
  host.failsRemovals = true;
  const EpochMs fullHour = 1'700'002'800'000;
  tickAt(fullHour);
  const std::string id = textMember(cleaner(), "id").value();
  EXPECT_EQ(runs(id)[0]["status"], "failed");
  EXPECT_THAT(runs(id)[0]["result"].dump(), HasSubstr("Its folder is not there."));
  EXPECT_EQ(cleaner()["nextRun"], fullHour + kHour);
  EXPECT_EQ(host.get(kBackups)["backups"].size(), 1U);
  const std::size_t startedBefore = host.started.size();
  tickAt(fullHour + kMinute);
  EXPECT_EQ(host.started.size(), startedBefore + 1);
}

// A clock that jumps by years removes nothing at once.
TEST_F(Tasks, DoubtTheClock) {
  host.makeBackup("ends-in-a-year");
  host.post(kBackups + "/ends-in-a-year/update", {{"retentionDate", std::to_string(host.now + 365 * kDay)}});
  tickAt(host.now + kHour);
  tickAt(host.now + 20 * 365 * kDay);
  EXPECT_EQ(host.get(kBackups)["backups"].size(), 1U);
  EXPECT_EQ(runs(textMember(cleaner(), "id").value())[0]["status"], "skipped");
}

TEST_F(Tasks, SayThatTheirPasscodeCannotBeOpened) {
  const std::string id = create(nightly());
  host.files["tasks/key"] = Bytes(32, 7);
  host.start();
  tickAt(firstRun);
  EXPECT_TRUE(host.started.empty());
  EXPECT_EQ(runs(id)[0]["status"], "failed");
  EXPECT_THAT(runs(id)[0]["result"].dump(), HasSubstr("give the task its passcode again"));
}

}  // namespace
}  // namespace holdfast::site
