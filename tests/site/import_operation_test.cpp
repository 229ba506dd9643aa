// Adding a backup that was made elsewhere, as an operation of the site: what it takes, what it refuses and says, and
// what becomes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site_host.h"
#include "support/first_backup.h"

namespace holdfast::site {
namespace {

using testing::HasSubstr;
using tests::MemoryHost;

class ImportOperation : public testing::Test {
 protected:
  ImportOperation() { host.signIn(); }

  /// The manifest of a backup that another site made, with `changes`.
  static std::string manifest(const Json& changes = Json::object()) {
    MemoryHost other;
    other.addFile("file", "content");
    tests::backUp(other);
    Json made = parseJson(textOf(other.data.at(tests::kManifestPath))).value();
    made.update(changes);
    return writeJson(made);
  }

  Result<Answer> import(std::string text, std::string store = "default") {
    return host.site->importBackup({.store = std::move(store), .manifest = std::move(text), .username = "admin"},
                                   host.now, host.random);
  }

  /// The refusal, after which nothing runs and nothing is listed.
  Error refusal(Result<Answer> answer) {
    EXPECT_FALSE(answer.has_value());
    EXPECT_TRUE(host.started.empty());
    return answer ? Error{} : answer.error();
  }

  Json backups() { return host.get(std::string(kStore) + "/backups")["backups"]; }

  SiteHost host;
};

TEST_F(ImportOperation, IsAJobThatListsTheBackupAtItsEnd) {
  auto answer = import(manifest());
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  const Json stub = SiteHost::bodyOf(*host.settle(std::move(*answer)));
  ASSERT_EQ(host.started.size(), 1U);
  EXPECT_EQ(stub["jobid"], host.started[0]);
  EXPECT_EQ(stub["backupName"], "first");
  EXPECT_EQ(backups().size(), 0U) << "not before its job has ended";
  const Json job = host.get(std::string(kAdmin) + "/jobs/" + host.started[0]);
  EXPECT_EQ(job["username"], "admin");
  EXPECT_EQ(job["operationURI"], std::string(kStore) + "/backups/first/import");
  const Json input = parseJson(host.inputs[0]).value();
  EXPECT_EQ(input["folder"], "stores/default/first");
  EXPECT_EQ(input["manifest"], parseJson(manifest()).value());

  host.settle(host.site->jobEnded(host.started[0], writeJson({{"manifest", input["manifest"]}}), host.now));
  ASSERT_EQ(backups().size(), 1U);
  EXPECT_EQ(backups()[0]["backupName"], "first");
  EXPECT_EQ(refusal([&] {
              host.started.clear();
              return import(manifest());
            }())
                .code,
            ErrorCode::apiConflict);
}

TEST_F(ImportOperation, LeavesNothingWhereItsJobFails) {
  host.settle(std::move(*import(manifest())));
  host.settle(host.site->jobEnded(host.started[0], fail(ErrorCode::fileChanged, "changed"), host.now));
  EXPECT_EQ(backups().size(), 0U);
  EXPECT_THAT(host.removed, testing::Contains("stores/default/first"));
}

TEST_F(ImportOperation, SaysWhatIsWrongWithTheName) {
  for (const std::string name : {"../first", "", ".hidden", "a b", "create"}) {
    const Error error = refusal(import(manifest({{"backupName", name}})));
    EXPECT_EQ(error.code, ErrorCode::parameterCharacters) << name;
    EXPECT_THAT(error.message, HasSubstr("\"" + name + "\""));
    EXPECT_THAT(error.message, HasSubstr("Give it such a name"));
  }
  EXPECT_EQ(refusal(import(manifest({{"backupName", std::string(129, 'n')}}))).code, ErrorCode::parameterCharacters);
}

TEST_F(ImportOperation, NeedsAStoreAnAccountAndAWholeManifest) {
  EXPECT_EQ(refusal(import(manifest(), "none")).code, ErrorCode::apiNotFound);
  EXPECT_EQ(refusal(import("{")).code, ErrorCode::jsonMalformed);
  EXPECT_EQ(refusal(import(manifest({{"startTime", "yesterday"}}))).parameter, "startTime");
  const auto answer = host.site->importBackup({.store = "default", .manifest = manifest(), .username = "nobody"},
                                              host.now, host.random);
  EXPECT_EQ(refusal(answer ? Result<Answer>(Answer{}) : Result<Answer>(std::unexpected(answer.error()))).code,
            ErrorCode::apiNotFound);
}

TEST_F(ImportOperation, WaitsForNoOtherJob) {
  host.post(std::string(kStore) + "/backups/create", {{"name", "running"}, {"passcode", "passcode"}});
  host.started.clear();
  EXPECT_EQ(refusal(import(manifest())).code, ErrorCode::apiConflict);
}

// A backup whose manifest is damaged is not listed, but its archive is there: no other takes its place.
TEST_F(ImportOperation, OverwritesNoBackupThatCannotBeRead) {
  host.files["stores/default/first/backup.json"] = {'{'};
  host.files["stores/default/first/content.tar.zst.age"] = {1, 2, 3};
  host.folders = {"stores/default/first"};
  host.start();
  host.signIn();
  const Error error = refusal(import(manifest()));
  EXPECT_EQ(error.code, ErrorCode::apiConflict);
  EXPECT_THAT(error.message, HasSubstr("whose manifest cannot be read"));
  const Json created =
      host.post(std::string(kStore) + "/backups/create", {{"name", "first"}, {"passcode", "passcode"}});
  EXPECT_EQ(integerMember(created["error"], "code"), 409);
  EXPECT_EQ(host.files["stores/default/first/content.tar.zst.age"], (Bytes{1, 2, 3}));
}

// An interruption leaves a folder without a manifest, which the next start removes.
TEST_F(ImportOperation, IsClearedAwayAfterAnInterruption) {
  host.settle(std::move(*import(manifest())));
  host.folders = {"stores/default/first"};
  host.start();
  host.signIn();
  EXPECT_THAT(host.removed, testing::Contains("stores/default/first"));
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs/" + host.started[0])["status"], "FAILED");
}

}  // namespace
}  // namespace holdfast::site
