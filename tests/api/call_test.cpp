// One call: versions, tokens, addresses; and that no secret leaves by another way than the body or the header.
#include "api/call.h"

#include <gtest/gtest.h>

#include "api/sign_in.h"
#include "api/update_store.h"
#include "support/script.h"

namespace holdfast::api {
namespace {

using test::jsonReply;
using test::lostReply;
using test::openSession;
using test::Script;
using Requests = std::vector<std::string>;

constexpr auto kRefused = R"({"error":{"code":498,"message":"Invalid token.","details":[]}})";

Result<Json> call(Script& script, const std::shared_ptr<Session>& session, std::string_view operation, Json values) {
  Call flow(session, *findEndpoint(operation), {.values = std::move(values)});
  return script.run(flow);
}

TEST(Call, LearnsTheVersionOnceAndUsesItsAddresses) {
  const auto session = openSession("");
  Script script(session);
  script.on("", {jsonReply(R"({"currentVersion":"10.9"})")})
      .on("system/disasterrecovery/backuprestore/status", {jsonReply(R"({"status":{"code":0,"state":"no_op"}})")});
  EXPECT_TRUE(call(script, session, "status", {}).has_value());
  EXPECT_TRUE(call(script, session, "status", {}).has_value());
  EXPECT_EQ(script.requests, (Requests{"GET ", "GET system/disasterrecovery/backuprestore/status",
                                       "GET system/disasterrecovery/backuprestore/status"}));
}

TEST(Call, GoesOnWithoutAVersionWhereTheRootPrintsNoJson) {
  const auto session = openSession("");
  Script script(session);
  script.on("", {jsonReply(R"({"currentVersion":10.9.1})")})
      .on("system/disasterrecovery/status", {jsonReply(R"({"status":{"state":"no_op"}})")});
  EXPECT_TRUE(call(script, session, "status", {}).has_value());
}

TEST(Call, FindsDeleteAtTheAddressItsPagePrints) {
  const auto session = openSession("11.4");
  Script script(session);
  script.on("system/disasterrecovery/backuprestore/backups/b/delete", {jsonReply(R"({"status":"success"})")});
  EXPECT_TRUE(call(script, session, "deleteBackup", {{"storeName", "s"}, {"backupName", "b"}}).has_value());
  EXPECT_EQ(script.requests.size(), 2U);
}

TEST(Call, RefreshesOnceAndRetriesOnce) {
  const auto session = openSession();
  Script script(session);
  script.tokens = {"old", "new"};
  script.on("jobs", {jsonReply(kRefused), jsonReply(R"({"jobs":[]})")});
  EXPECT_TRUE(call(script, session, "jobs", {}).has_value());
  EXPECT_EQ(script.signIns, 2);

  Script stubborn(session);
  stubborn.on("jobs", {jsonReply(kRefused)});
  const auto answer = call(stubborn, session, "jobs", {});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::tokenExpired);
  EXPECT_EQ(stubborn.requests.size(), 2U);
}

TEST(Call, HandsOnWhatIsAnAnswerAndTellsWhatIsNone) {
  const auto session = openSession();
  Script script(session);
  constexpr auto kList = R"({"backups":[{"backupName":"a","status":"failed"},{"error":{"code":498}}]})";
  script.tokens = {"old", "new"};
  script.on(
      "system/disasterrecovery/stores/s/backups",
      {jsonReply(kRefused), jsonReply(kList), jsonReply(R"({"backups":[],"error":{"code":409,"message":"busy"}})")});
  const auto handOn = [&] {
    Call flow(session, *findEndpoint("backups"), {.values = {{"storeName", "s"}}}, Call::Ending::handOn);
    return script.run(flow);
  };
  EXPECT_EQ(handOn().value(), parseJson(kList).value());
  EXPECT_TRUE(script.delays.empty());
  EXPECT_EQ(script.signIns, 2);
  const auto refused = handOn();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::apiConflict);
}

TEST(Call, ReadsALargeAnswerInPiecesAndLeavesNothingOut) {
  const auto session = openSession();
  const std::string backup = R"({"backupName":"a","description":")" + std::string(1000, 'd') + R"("})";
  std::string list = R"({"backups":[)" + backup;
  for (int index = 1; index < 2000; ++index) list += "," + backup;
  const std::string refusal = R"(],"error":{"code":409,"message":"busy"}})";
  Script script(session);
  script.on("system/disasterrecovery/stores/s/backups",
            {jsonReply(list + "]}"), jsonReply(list + refusal), jsonReply(list + ",]}"), jsonReply(list)});
  const auto handOn = [&] {
    Call flow(session, *findEndpoint("backups"), {.values = {{"storeName", "s"}}}, Call::Ending::handOn);
    return script.run(flow);
  };
  EXPECT_EQ(handOn().value()["backups"].size(), 2000U);
  EXPECT_GT(script.delays.size(), 2U);
  EXPECT_EQ(handOn().error().code, ErrorCode::apiConflict);
  EXPECT_EQ(handOn().error().code, ErrorCode::replyNotJson);
  EXPECT_EQ(handOn().error().code, ErrorCode::replyCutOff);
}

TEST(Call, PutsNoSecretIntoAnAddress) {
  const auto session = openSession();
  Script script(session);
  script.on("system/disasterrecovery/stores/s/backups/b/restore", {jsonReply(R"({"status":"success"})")});
  Parameters parameters{.values = {{"storeName", "s"}, {"backupName", "b"}}};
  parameters.secrets.emplace("passcode", SecretBytes(bytesOf("pass & code")));
  Call flow(session, *findEndpoint("restoreBackup"), std::move(parameters));
  EXPECT_TRUE(script.run(flow).has_value());
  EXPECT_EQ(script.bodies.back(), "passcode=pass+%26+code&f=json&token=token-1");
  EXPECT_EQ(script.addresses.back(),
            "https://host.example/context/admin/system/disasterrecovery/stores/s/backups/b/restore");
}

TEST(Call, EncodesNamesIntoThePath) {
  const auto session = openSession();
  Script script(session);
  script.on("system/disasterrecovery/stores/a%20b/backups/%C3%A9", {jsonReply(R"({"backupName":"é"})")});
  EXPECT_TRUE(call(script, session, "backup", {{"storeName", "a b"}, {"backupName", "é"}}).has_value());
}

TEST(UpdateStore, KeepsSpatiotemporalBackupsAsTheyAre) {
  const auto session = openSession("12.0");
  Script script(session);
  script.on("system/disasterrecovery/stores/s", {jsonReply(R"({"name":"s","supportBDSBackup":true})")})
      .on("system/disasterrecovery/stores/s/update", {jsonReply(R"({"status":"success"})")});
  UpdateStore flow(session, {.values = {{"storeName", "s"}, {"settings", {{"default", true}}}}});
  EXPECT_TRUE(script.run(flow).has_value());
  EXPECT_EQ(script.bodies.back(),
            "settings=%7B%22default%22%3Atrue%2C%22supportBDSBackup%22%3Atrue%7D&f=json&token=token-1");
}

TEST(UpdateStore, SendsNothingNewToAnOlderServer) {
  const auto session = openSession("11.4");
  Script script(session);
  script.on("system/disasterrecovery/stores/s/update", {jsonReply(R"({"status":"success"})")});
  UpdateStore flow(session, {.values = {{"storeName", "s"}, {"settings", {{"default", true}}}}});
  EXPECT_TRUE(script.run(flow).has_value());
  EXPECT_EQ(script.requests.size(), 1U);
}

TEST(SignIn, SendsTheAccountInTheBodyAndKeepsTheToken) {
  const auto session = openSession();
  SignIn flow(session);
  EXPECT_TRUE(std::holds_alternative<AskCredentials>(flow.start(1000)));
  Credentials account;
  account.username = "admin";
  account.password = SecretBytes(bytesOf("p&w"));
  const Action action = flow.credentialed(std::move(account), 1000);
  const auto& request = std::get<Send>(action).request;
  EXPECT_EQ(request.url, "https://host.example/context/sharing/rest/generateToken");
  EXPECT_EQ(textOf(request.body.reveal()), "username=admin&password=p%26w&client=requestip&expiration=60&f=json");
  const Action last = flow.replied(jsonReply(R"({"token":"t","expires":3601000,"ssl":true})"), 1000);
  EXPECT_TRUE(std::get<Finished>(last).outcome.has_value());
  EXPECT_FALSE(session->needsToken(1000));
  EXPECT_FALSE(session->needsToken(3'300'999));
  EXPECT_TRUE(session->needsToken(3'301'000));  // five minutes early
  EXPECT_TRUE(session->hasToken(3'301'000));
}

TEST(SignIn, DoesNotOfferARefusedTokenAgain) {
  const auto session = openSession();
  session->grant(SecretBytes(bytesOf("t")), 0, 0);
  session->refuse(session->generation());
  SignIn flow(session);
  Credentials same;
  same.token = SecretBytes(bytesOf("t"));
  (void)flow.start(0);
  const Action action = flow.credentialed(std::move(same), 0);
  EXPECT_EQ(std::get<Finished>(action).outcome.error().code, ErrorCode::tokenExpired);
}

}  // namespace
}  // namespace holdfast::api
