// Accounts: the commands of whoever runs the site, what each role may do (reference section 0.1), and older data
// folders.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "api/endpoints.h"
#include "site_host.h"

namespace holdfast::site {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

int codeOf(const Json& reply) {
  const Json* const error = member(reply, "error");
  return error == nullptr ? 0 : static_cast<int>(integerMember(*error, "code").value_or(-1));
}

/// A host whose commands are answered, with passwords that are hashed as in production.
class Accounts : public testing::Test {
 protected:
  Json command(std::string action, std::string name = {}, std::string role = {}, std::string_view password = {}) {
    const AccountCommand command{std::move(action), std::move(name), std::move(role), SecretBytes(bytesOf(password))};
    const auto reply = host.settle(host.site->manageAccounts(command, host.now, host.random));
    return SiteHost::bodyOf(reply.value());
  }

  std::vector<std::string> names() {
    std::vector<std::string> names;
    const Json listed = command("list");
    for (const Json& account : listed["accounts"]) {
      names.push_back(account["name"].get<std::string>() + ":" + account["role"].get<std::string>());
    }
    return names;
  }

  SiteHost host;
};

TEST_F(Accounts, AreMadeListedChangedAndRemoved) {
  EXPECT_EQ(command("create", "ana", "infrastructure", "first password").dump(),
            R"({"status":"success","name":"ana","role":"infrastructure","signInsEnded":0})");
  EXPECT_EQ(codeOf(host.signIn("ana", "first password")), 0);
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  EXPECT_EQ(command("list")["accounts"][1].dump(),
            R"({"name":"ana","role":"infrastructure","signIns":1,"lockedUntil":null})");

  EXPECT_EQ(command("setPassword", "ana", "", "second password")["signInsEnded"], 1);
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  EXPECT_EQ(codeOf(host.signIn("ana", "first password")), 400);
  EXPECT_EQ(codeOf(host.signIn("ana", "second password")), 0);

  EXPECT_EQ(command("setRole", "ana", "member")["signInsEnded"], 1);
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  host.signIn("ana", "second password");
  EXPECT_EQ(codeOf(host.get(kStore)), 403);
  EXPECT_THAT(names(), ElementsAre("admin:administrator", "ana:member"));

  EXPECT_EQ(command("remove", "ana")["signInsEnded"], 1);
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  EXPECT_EQ(codeOf(host.signIn("ana", "second password")), 400);
  EXPECT_THAT(names(), ElementsAre("admin:administrator"));
}

TEST_F(Accounts, AChangeHoldsOverARestartAndStaysOutOfFiles) {
  command("create", "ana", "infrastructure", "first password");
  host.signIn("ana", "first password");
  command("setPassword", "ana", "", "second password");
  host.start();
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
  EXPECT_EQ(codeOf(host.signIn("ana", "second password")), 0);
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  for (const auto& [path, bytes] : host.files)
    EXPECT_THAT(std::string(textOf(bytes)), Not(HasSubstr("password\""))) << path;
  EXPECT_THAT(std::string(textOf(host.files["site.json"])), Not(HasSubstr("second")));
}

// A namesake made later is another account.
TEST_F(Accounts, ATokenDoesNotPassToANamesake) {
  command("create", "ana", "infrastructure", "first password");
  host.signIn("ana", "first password");
  command("remove", "ana");
  command("create", "ana", "infrastructure", "first password");
  EXPECT_EQ(codeOf(host.get(kStore)), 498);
}

TEST_F(Accounts, TheLastAdministratorStaysOne) {
  command("create", "ana", "infrastructure", "first password");
  for (const Json& refused : {command("remove", "admin"), command("setRole", "admin", "member")}) {
    EXPECT_EQ(codeOf(refused), 409);
    EXPECT_THAT(refused.dump(), HasSubstr("admin is the only administrator: make another account"));
  }
  EXPECT_EQ(codeOf(command("setRole", "admin", "administrator")), 0);
  EXPECT_EQ(codeOf(command("setRole", "ana", "administrator")), 0);
  EXPECT_EQ(codeOf(command("remove", "admin")), 0);
  EXPECT_EQ(codeOf(command("remove", "ana")), 409);
  EXPECT_THAT(names(), ElementsAre("ana:administrator"));
}

TEST_F(Accounts, RefuseWhatCannotBeWithWordsAndChangeNothing) {
  const auto before = host.files;
  const auto refused = [&](const Json& reply, int code, const char* words) {
    EXPECT_EQ(codeOf(reply), code) << reply.dump();
    EXPECT_THAT(reply.dump(), HasSubstr(words));
  };
  refused(command("create", "", "member", "long enough"), 400, "Name the account");
  for (const char* const name : {"a b", "-a", "a/b", "../a", "\xC3\xA4", "a\n"}) {
    refused(command("create", name, "member", "long enough"), 400, "letters of English");
  }
  refused(command("create", std::string(129, 'a'), "member", "long enough"), 400, "1 to 128");
  refused(command("create", "Admin", "member", "long enough"), 409, "called admin already");
  refused(command("create", "ana", "publisher", "long enough"), 400, "administrator, infrastructure or member");
  refused(command("create", "ana", "member"), 400, "missing");
  refused(command("create", "ana", "member", "seven77"), 400, "at least eight");
  refused(command("create", "ana", "member", "\xF0\x9F\x94\x91\xF0\x9F\x94\x91"), 400, "at least eight");
  refused(command("create", "ana", "member", std::string(1025, 'a')), 400, "1,024");
  refused(command("create", "ana", "member", "two\nlines of it"), 400, "line ends");
  refused(command("create", "ana", "member", "not utf-8 \xFF"), 400, "UTF-8");
  refused(command("create", "ana.maria", "member", "ana.maria"), 400, "another text");
  refused(command("remove", "ana"), 404, "There is no account called ana");
  refused(command("setPassword", "ana", "", "long enough"), 404, "There is no account called ana");
  refused(command("setRole", "admin", "owner"), 400, "administrator, infrastructure or member");
  refused(command("rename", "admin"), 400, "There is no such action");
  EXPECT_EQ(host.files, before);
}

TEST_F(Accounts, ChangeNothingWhereTheDiskFails) {
  host.signIn();
  host.failure = Error{.code = ErrorCode::storageFull, .message = "The disk is full: make room."};
  const Json reply = command("setPassword", "admin", "", "another password");
  EXPECT_EQ(codeOf(reply), 500);
  EXPECT_THAT(reply.dump(), HasSubstr("make room"));
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  host.failure.reset();
  EXPECT_EQ(codeOf(host.signIn()), 0);
}

// A crash between the two files of a change must leave no token good for the changed account.
TEST_F(Accounts, EndTheSignInsOnTheDiskFirst) {
  const Answer answer = host.site->manageAccounts(
      {.action = "setPassword", .name = "admin", .password = SecretBytes(bytesOf("another password"))}, host.now,
      host.random);
  ASSERT_EQ(answer.calls.size(), 2U);
  EXPECT_EQ(std::get<ReplaceData>(answer.calls[0]).path, "sign-ins.json");
  EXPECT_EQ(std::get<ReplaceData>(answer.calls[1]).path, "site.json");
  EXPECT_FALSE(answer.reply);
}

TEST_F(Accounts, AnotherPasswordEndsALock) {
  for (int attempt = 0; attempt < 5; ++attempt) host.signIn("admin", "wrong password");
  EXPECT_EQ(command("list")["accounts"][0]["lockedUntil"], host.now + 15 * 60'000);
  command("setPassword", "admin", "", "another password");
  EXPECT_TRUE(command("list")["accounts"][0]["lockedUntil"].is_null());
  EXPECT_EQ(codeOf(host.signIn("admin", "another password")), 0);
}

// Section 0.1: who may call what. The last three are the local site's own: they belong to what they work on.
TEST_F(Accounts, MayDoWhatTheirRoleAllows) {
  const std::set<std::string, std::less<>> ofAdministrators = {
      "tasks",       "createTask", "task",    "updateTask",    "deleteTask",    "enableTask",
      "disableTask", "taskRuns",   "taskRun", "updateTaskRun", "deleteTaskRun", "runTask"};
  command("create", "infra", "infrastructure", "long enough");
  command("create", "plain", "member", "long enough");
  std::map<std::string, std::string> tokens;
  for (const char* const name : {"infra", "plain"}) {
    host.signIn(name, "long enough");
    tokens[name] = host.token;
  }
  host.signIn();
  tokens["admin"] = host.token;

  for (const api::Endpoint& endpoint : api::endpoints()) {
    std::string path = std::string("/arcgis/admin") + (endpoint.path.empty() ? "" : "/");
    for (const char letter : endpoint.path) {
      if (letter != '{' && letter != '}') path.push_back(letter);
    }
    const auto codeFor = [&](const std::string& name) {
      host.token = tokens[name];
      return codeOf(endpoint.method == api::Method::post ? host.post(path, {}) : host.get(path));
    };
    EXPECT_NE(codeFor("admin"), 403) << endpoint.operation;
    EXPECT_EQ(codeFor("infra") == 403, ofAdministrators.contains(endpoint.operation)) << endpoint.operation;
    EXPECT_EQ(codeFor("plain"), 403) << endpoint.operation;
  }
}

// A data folder as the release before sign-ins were kept wrote it; the key is Node's crypto.scryptSync.
TEST_F(Accounts, OfAnOlderDataFolderSignIn) {
  const std::string older = R"({
  "version": 1,
  "accounts": [
    {
      "name": "admin",
      "role": "administrator",
      "salt": "000102030405060708090a0b0c0d0e0f",
      "key": "af86122e04f44d9c6bbdf76b4df2434db1eacbc7a823eed591bebad0515cc9c9",
      "workFactor": 15
    }
  ],
  "stores": [
    {
      "name": "default",
      "default": true,
      "storageConfig": {"provisioningType": "DYNAMIC", "storageClass": "folder", "size": "64Gi"},
      "identity": "abcdefghij0123456789",
      "identityKey": "AAAA",
      "versionCreated": "11.4.0",
      "supportBDSBackup": false
    }
  ],
  "settings": {"timeoutInSeconds": 7200}
})";
  host.files = {{"site.json", Bytes(older.begin(), older.end())}};
  host.start();
  EXPECT_THAT(host.warnings, testing::IsEmpty());
  EXPECT_EQ(codeOf(host.signIn()), 0);
  EXPECT_EQ(host.get(kStore)["identity"], "abcdefghij0123456789");
  EXPECT_EQ(codeOf(command("create", "ana", "infrastructure", "first password")), 0);
  host.start();
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
  EXPECT_THAT(names(), ElementsAre("admin:administrator", "ana:infrastructure"));
}

}  // namespace
}  // namespace holdfast::site
