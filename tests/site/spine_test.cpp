// The way from signing in to a backup that is listed, as the reference tells it; each test names its section.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site_host.h"

namespace holdfast::site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::string kBackups = std::string(kStore) + "/backups";
const std::string kCreate = kBackups + "/create";

int codeOf(const Json& reply) {
  const Json* const error = member(reply, "error");
  return error == nullptr ? 0 : static_cast<int>(integerMember(*error, "code").value_or(-1));
}

std::string textOfReply(const api::HttpReply& reply) { return std::string(textOf(reply.body)); }

// Section 9.
TEST(SignIn, GivesATokenThatExpires) {
  SiteHost host;
  const Json reply = host.signIn();
  EXPECT_EQ(textMember(reply, "token")->size(), 64U);
  EXPECT_EQ(integerMember(reply, "expires"), host.now + 60 * 60'000);
  EXPECT_EQ(booleanMember(reply, "ssl"), false);
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  host.now += 60 * 60'000;
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
}

TEST(SignIn, RefusesInTheDocumentedWords) {
  SiteHost host;
  const auto details = [&](const Fields& fields) {
    const Json reply = host.post("/arcgis/sharing/rest/generateToken", fields);
    EXPECT_EQ(codeOf(reply), 400);
    EXPECT_EQ(reply["error"]["message"], "Unable to generate token.");
    return reply["error"]["details"].dump();
  };
  EXPECT_EQ(details({{"username", "admin"}, {"password", "wrong password"}}), R"(["Invalid username or password."])");
  EXPECT_EQ(details({{"username", "nobody"}, {"password", "wrong password"}}), R"(["Invalid username or password."])");
  EXPECT_EQ(details({{"password", "x"}}), R"(["'username' must be specified."])");
  EXPECT_EQ(details({{"username", "admin"}}), R"(["'password' must be specified."])");
  const auto inQuery = host.send("POST", "/arcgis/sharing/rest/generateToken?f=json&username=admin&password=x");
  EXPECT_EQ(codeOf(SiteHost::bodyOf(inQuery)), 400);
}

// Design section 5, accounts.
TEST(SignIn, LocksAfterFiveFailuresForFifteenMinutes) {
  SiteHost host;
  for (int attempt = 0; attempt < 5; ++attempt) host.signIn("admin", "wrong password");
  EXPECT_THAT(host.signIn().dump(), HasSubstr("locked"));
  host.now += 15 * 60'000;
  EXPECT_EQ(codeOf(host.signIn()), 0);
}

// Section 9: body, query of a GET and two headers; a bound referer is not insisted on.
// Design section 5: whoever opens the storage of a site in a browser needs no password.
TEST(SignIn, IsNotNeededByWhoeverOpenedTheSite) {
  SiteHost host;
  const auto granted = host.site->grant("admin", host.now, host.random);
  ASSERT_TRUE(granted);
  EXPECT_EQ(granted->expires, host.now + 24 * 60 * 60'000);
  host.token = textOf(granted->token.reveal());
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  host.now = granted->expires;
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  EXPECT_FALSE(host.site->grant("nobody", host.now, host.random));
}

TEST(Token, TravelsInBodyQueryAndHeaders) {
  SiteHost host;
  const Json reply = host.post("/arcgis/sharing/rest/generateToken", {{"username", "admin"},
                                                                      {"password", std::string(kPassword)},
                                                                      {"client", "referer"},
                                                                      {"referer", "https://page.example"}});
  const std::string token = textMember(reply, "token").value();
  const std::string address = std::string(kStore) + "?f=json";
  const auto ask = [&](const std::string& url, std::vector<api::Header> headers) {
    return codeOf(SiteHost::bodyOf(host.send("GET", url, {}, std::move(headers))));
  };
  EXPECT_EQ(ask(address + "&token=" + token, {}), 0);
  EXPECT_EQ(ask(address, {{"authorization", "Bearer " + token}}), 0);
  EXPECT_EQ(ask(address, {{"X-Esri-Authorization", "Bearer " + token}}), 0);
  EXPECT_EQ(ask(address, {{"Authorization", "Bearer " + token}, {"Referer", "https://page.example/a"}}), 0);
  EXPECT_EQ(ask(address, {{"Authorization", "Bearer " + token}, {"Referer", "https://other.example/"}}), 498);
  EXPECT_EQ(ask(address, {}), 499);
  EXPECT_EQ(ask(address + "&token=wrong", {}), 498);
  EXPECT_EQ(codeOf(SiteHost::bodyOf(host.send("POST", kCreate + "?f=json&token=" + token, "name=a&passcode=passcode"))),
            499);
}

// Sections 0, 2, 4.1, 4.2.
TEST(Resources, ShowRootRecoveryAndStore) {
  SiteHost host;
  host.signIn();
  EXPECT_TRUE(textMember(host.get(kAdmin), "currentVersion"));
  EXPECT_EQ(host.get(std::string(kAdmin) + "/system/disasterrecovery").dump(),
            R"({"operations":["status"],"resources":["stores","settings"]})");
  const Json stores = host.get(std::string(kAdmin) + "/system/disasterrecovery/stores");
  ASSERT_EQ(stores["backupStores"].size(), 1U);
  const Json& store = stores["backupStores"][0];
  EXPECT_EQ(store["name"], "default");
  EXPECT_EQ(store["default"], true);
  EXPECT_EQ(store["type"], "HOSTED");
  EXPECT_THAT(store["identity"].get<std::string>(), MatchesRegex("[a-z0-9]{20}"));
  EXPECT_EQ(host.get(kStore), store);
}

// Design section 5: the documented sample request works as it stands.
TEST(Create, TakesTheDocumentedSample) {
  SiteHost host;
  host.signIn();
  const auto reply = host.send(
      "POST", kCreate,
      "name=backup_first&passcode=passcode&description=&retentionDate=1635945710988&f=pjson&token=" + host.token,
      {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(reply.status, 200);
  const Json stub = SiteHost::bodyOf(reply);
  const std::string id = textMember(stub, "jobid").value();
  EXPECT_THAT(id, MatchesRegex("j[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"));
  EXPECT_EQ(textMember(stub, "jobsUrl"), std::string(kOrigin) + "/arcgis/admin/jobs/" + id);
  EXPECT_EQ(textMember(stub, "status"), "SUBMITTED");
  EXPECT_EQ(stub.size(), 3U);
  ASSERT_THAT(host.started, ElementsAre(id));
  const Json input = parseJson(host.inputs.back()).value();
  EXPECT_EQ(input["retentionDate"], 1635945710988);
  EXPECT_EQ(input["description"], "");
}

// Sections 3, 5.1, 7.
TEST(Create, IsWatchedToItsEnd) {
  SiteHost host;
  host.signIn();
  EXPECT_EQ(host.get(std::string(kAdmin) + "/system/disasterrecovery/status").dump(),
            R"({"status":{"code":0,"state":"no_op"}})");
  const std::string id = textMember(host.post(kCreate, {{"name", "first"}, {"passcode", "passcode"}}), "jobid").value();
  const std::string job = std::string(kAdmin) + "/jobs/" + id;
  EXPECT_EQ(host.get(job)["status"], "SUBMITTED");
  EXPECT_EQ(host.get(job)["endtime"], 0);
  EXPECT_EQ(host.get(kBackups).dump(), R"({"backups":[]})");

  const Json reported = {{"stages", {{{"name", "Validation"}, {"state", "in_progress"}}}},
                         {"progress", {{"filesDone", 3}}}};
  (void)host.settle(host.site->jobReported(id, writeJson(reported), host.now + 5));
  EXPECT_EQ(host.get(job)["status"], "EXECUTING");
  EXPECT_EQ(host.get(job)["progress"]["filesDone"], 3);
  const Json running = host.get(std::string(kAdmin) + "/system/disasterrecovery/status")["status"];
  EXPECT_EQ(running["code"], 1);
  EXPECT_EQ(running["state"], "in_progress");
  EXPECT_EQ(running["stages"][0]["name"], "Validation");

  host.now += 64'221;
  host.endBackup("first");
  EXPECT_EQ(host.get(job)["status"], "COMPLETED");
  EXPECT_EQ(host.get(job)["endtime"], host.now);
  const Json status = host.get(std::string(kAdmin) + "/system/disasterrecovery/status")["status"];
  EXPECT_EQ(status["code"], 3);
  EXPECT_EQ(status["state"], "success");
  EXPECT_EQ(status["operation"], "Backup");
  EXPECT_EQ(status["overallDuration"], "00hr:01min:04sec:221millisec");
  EXPECT_EQ(host.get(kBackups)["backups"][0]["backupName"], "first");
  EXPECT_EQ(host.get(kBackups + "/first")["status"], "completed");
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs")["jobs"].dump(), "[\"" + id + "\"]");
}

// Design section 5: names, conflicts, dates, repeated parameters.
TEST(Create, RefusesWithoutChangingAnything) {
  SiteHost host;
  host.signIn();
  const auto code = [&](const Fields& fields) { return codeOf(host.post(kCreate, fields)); };
  EXPECT_EQ(code({{"passcode", "passcode"}}), 400);
  EXPECT_EQ(code({{"name", "a"}}), 400);
  EXPECT_EQ(code({{"name", "a"}, {"passcode", "short"}}), 400);
  EXPECT_EQ(code({{"name", "../a"}, {"passcode", "passcode"}}), 400);
  EXPECT_EQ(code({{"name", ".a"}, {"passcode", "passcode"}}), 400);
  EXPECT_EQ(code({{"name", std::string(129, 'a')}, {"passcode", "passcode"}}), 400);
  EXPECT_EQ(code({{"name", "a"}, {"passcode", "passcode"}, {"retentionDate", "0"}}), 400);
  EXPECT_EQ(code({{"name", "a"}, {"passcode", "passcode"}, {"retentionDate", "soon"}}), 400);
  EXPECT_EQ(code({{"name", "a"}, {"name", "a"}, {"passcode", "passcode"}}), 400);
  EXPECT_EQ(code({{"name", "a"}, {"passcode", "passcode"}, {"storeName", "other"}}), 400);
  EXPECT_TRUE(host.started.empty());
  EXPECT_EQ(code({{"name", "a"}, {"passcode", "passcode"}, {"storeName", "default"}, {"unknown", "x"}}), 0);
  EXPECT_EQ(code({{"name", "b"}, {"passcode", "passcode"}}), 409) << "a job runs";
  host.endBackup("a");
  EXPECT_EQ(code({{"name", "a"}, {"passcode", "passcode"}}), 409) << "the name is taken";
  EXPECT_EQ(codeOf(host.get(kBackups + "/none")), 404);
  EXPECT_EQ(codeOf(host.get(std::string(kAdmin) + "/jobs/none")), 404);
  EXPECT_EQ(codeOf(host.get(std::string(kAdmin) + "/nothing")), 404);
}

TEST(Create, ChangesNothingWhereTheDiskFails) {
  SiteHost host;
  host.signIn();
  host.failure = Error{.code = ErrorCode::storageFull, .message = "The disk is full."};
  EXPECT_EQ(codeOf(host.post(kCreate, {{"name", "a"}, {"passcode", "passcode"}})), 500);
  EXPECT_TRUE(host.started.empty());
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs").dump(), R"({"jobs":[]})");
}

// Section 10: all three members, HTTP 200; a page for html, escaped.
TEST(Errors, HaveTheDocumentedShape) {
  SiteHost host;
  const auto reply = host.send("GET", std::string(kStore) + "?f=json");
  EXPECT_EQ(reply.status, 200);
  const Json error = SiteHost::bodyOf(reply)["error"];
  EXPECT_TRUE(error["code"].is_number_integer() && error["message"].is_string() && error["details"].is_array());
  const auto page = host.send("POST", kCreate, "name=%3Cscript%3E&token=x");
  EXPECT_EQ(page.status, 401);
  EXPECT_THAT(textOfReply(page), testing::StartsWith("<!doctype html>"));
  const auto lost = host.send("POST", "/<script>alert(1)</script>");
  EXPECT_THAT(textOfReply(lost), testing::Not(HasSubstr("<script")));
  const auto resource = host.send("GET", kBackups);
  EXPECT_EQ(resource.status, 303);
  EXPECT_EQ(api::headerValue(resource.headers, "location"), "/#/stores/default/backups");
}

TEST(Requests, ThatAreMalformedAreRefusedClearly) {
  SiteHost host;
  host.signIn();
  const auto code = [&](std::string_view body, std::string type = "application/x-www-form-urlencoded") {
    return codeOf(SiteHost::bodyOf(host.send("POST", kCreate + "?f=json", body, {{"Content-Type", std::move(type)}})));
  };
  EXPECT_EQ(code("name=%FF&token=x"), 400);
  EXPECT_EQ(code("name=%G1"), 400);
  EXPECT_EQ(code("--b\r\n", "multipart/form-data; boundary=b"), 400);
  EXPECT_EQ(code("{}", "application/json"), 400);
  EXPECT_EQ(code(std::string(2 << 20, 'a')), 413);
  EXPECT_EQ(codeOf(SiteHost::bodyOf(host.send("DELETE", kCreate + "?f=json"))), 405);
  EXPECT_EQ(codeOf(host.get(kStore, "f=xml")), 0) << "an unknown f is answered by a page";
}

// Design section 4: secrets reach no file, reply or input of a job.
TEST(Secrets, StayOutOfFilesAndReplies) {
  SiteHost host;
  host.signIn();
  const Json stub = host.post(kCreate, {{"name", "a"}, {"passcode", "correct horse battery"}});
  host.endBackup("a");
  std::string everything =
      stub.dump() + host.inputs.back() + host.get(std::string(kAdmin) + "/jobs/" + host.started[0]).dump();
  for (const auto& [path, bytes] : host.files) everything += path + std::string(textOf(bytes));
  EXPECT_THAT(everything, testing::Not(HasSubstr("correct horse")));
  EXPECT_THAT(everything, testing::Not(HasSubstr(std::string(kPassword))));
  EXPECT_THAT(everything, testing::Not(HasSubstr(host.token)));
}

TEST(Restart, KeepsEverythingAndEndsWhatWasInterrupted) {
  SiteHost host;
  host.signIn();
  host.makeBackup("kept");
  const Json store = host.get(kStore);
  const std::string id = textMember(host.post(kCreate, {{"name", "cut"}, {"passcode", "passcode"}}), "jobid").value();
  (void)host.settle(
      host.site->jobReported(id, R"({"stages":[{"name":"Stage Object store","state":"in_progress"}]})", host.now));
  host.files["stores/default/cut/content.tar.zst.age"] = {1};
  host.folders = {"stores/default/kept", "stores/default/cut"};
  host.start();
  EXPECT_EQ(host.get(kStore), store);
  EXPECT_EQ(host.get(kBackups)["backups"].size(), 1U);
  const Json job = host.get(std::string(kAdmin) + "/jobs/" + id);
  EXPECT_EQ(job["status"], "FAILED");
  EXPECT_THAT(job["messages"].dump(), HasSubstr("interrupted at stage Stage Object store"));
  EXPECT_THAT(host.removed, testing::Contains("stores/default/cut"));
  EXPECT_FALSE(host.files.contains("stores/default/cut/content.tar.zst.age"));
  EXPECT_TRUE(host.files.contains("stores/default/kept/backup.json"));
}

}  // namespace
}  // namespace holdfast::site
