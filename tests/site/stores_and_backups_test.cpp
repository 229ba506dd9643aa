// What happens to stores and backups after the first one was made; each test names its section of the reference.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "age/age.h"
#include "site/routes.h"
#include "site_host.h"

namespace holdfast::site {
namespace {

const std::string kRecovery = std::string(kAdmin) + "/system/disasterrecovery";
const std::string kStores = kRecovery + "/stores";
const std::string kBackups = std::string(kStore) + "/backups";
constexpr std::string_view kHosted =
    R"({"type":"HOSTED","storageConfig":{"provisioningType":"DYNAMIC","storageClass":"folder","size":"64Gi"}})";

int codeOf(const Json& reply) {
  const Json* const error = member(reply, "error");
  return error == nullptr ? 0 : static_cast<int>(integerMember(*error, "code").value_or(-1));
}

Fields registration(const std::string& name, std::string_view settings) {
  return {{"storeName", name}, {"settings", std::string(settings)}, {"isDefault", "False"}};
}

// Every operation of sections 2 to 8 has an address here.
TEST(Routes, CoverTheContract) {
  for (const api::Endpoint& endpoint : api::endpoints()) {
    const bool isThere = std::ranges::any_of(routes(), [&](const Route& route) { return route.endpoint == &endpoint; });
    EXPECT_TRUE(isThere) << endpoint.operation;
  }
}

// Sections 4.3 to 4.6.
TEST(Stores, AreRegisteredUpdatedValidatedAndUnregistered) {
  SiteHost host;
  host.signIn();
  EXPECT_EQ(host.post(kStores + "/register", registration("second", kHosted))["status"], "success");
  EXPECT_EQ(codeOf(host.post(kStores + "/register", registration("second", kHosted))), 409);
  EXPECT_EQ(codeOf(host.post(kStores + "/register", registration("a/b", kHosted))), 400);
  EXPECT_EQ(codeOf(host.post(kStores + "/register", {{"settings", std::string(kHosted)}, {"isDefault", "false"}})),
            400);
  EXPECT_NE(codeOf(host.post(kStores + "/register", registration("cloud", R"({"type":"S3"})"))), 0);
  EXPECT_EQ(host.post(kStores + "/second/update", {{"settings", R"({"default":true})"}})["status"], "success");
  EXPECT_EQ(codeOf(host.post(kStores + "/second/update", {{"settings", R"({"type":"S3"})"}})), 400) << "nothing known";
  EXPECT_EQ(host.get(kStores + "/second")["default"], true);
  EXPECT_EQ(host.get(kStore)["default"], false);
  EXPECT_EQ(host.post(kStores + "/second/validate", {}).dump(), R"({"isReady":true,"status":"success"})");
  EXPECT_EQ(host.post(kStores + "/second/unregister", {})["status"], "success");
  EXPECT_EQ(codeOf(host.get(kStores + "/second")), 404);
  EXPECT_EQ(host.get(kStore)["default"], true);
}

TEST(Stores, KeepTheirBackupsWhileUnregistered) {
  SiteHost host;
  host.signIn();
  host.makeBackup("first");
  host.post(std::string(kStore) + "/unregister", {});
  EXPECT_EQ(codeOf(host.get(kBackups)), 404);
  host.start();
  host.signIn();
  host.post(kStores + "/register", registration("default", kHosted));
  EXPECT_EQ(host.get(kBackups)["backups"][0]["backupName"], "first");
}

constexpr std::string_view kElsewhere =
    R"({"type":"HOSTED","storageConfig":{"provisioningType":"STATIC","size":"64Gi"},"rootDir":"/mnt/backups/one"})";

// Section 4.3: only where the operator allows it.
TEST(Stores, LieElsewhereWhereTheOperatorAllowsIt) {
  SiteHost host;
  host.signIn();
  const Json refused = host.post(kStores + "/register", registration("far", kElsewhere));
  EXPECT_EQ(codeOf(refused), 400);
  EXPECT_THAT(refused.dump(), testing::HasSubstr("--allow-store"));
  EXPECT_FALSE(host.get(kRecovery).contains("storeFolders"));

  host.options.storeFolders = {"/mnt/backups"};
  host.elsewhere["/mnt/backups/one"] = {{"old", R"({"backupName":"old","backupStore":"another","retentionDate":-1})"},
                                        {"torn", "{"}};
  host.start();
  host.signIn();
  EXPECT_EQ(host.get(kRecovery)["storeFolders"], Json::array({"/mnt/backups"}));
  EXPECT_EQ(host.post(kStores + "/register", registration("far", kElsewhere))["status"], "success");
  EXPECT_EQ(host.get(kStores + "/far")["rootDir"], "/mnt/backups/one");
  const Json backups = host.get(kStores + "/far/backups")["backups"];
  ASSERT_EQ(backups.size(), 1U) << "a manifest that cannot be read is left out";
  EXPECT_EQ(backups[0]["backupStore"], "far");
  EXPECT_EQ(codeOf(host.post(kStores + "/register", registration("same", kElsewhere))), 409);

  host.post(kStores + "/far/unregister", {});
  EXPECT_THAT(host.removed, testing::IsEmpty());
  const Json again = host.post(kStores + "/register", registration("near", kElsewhere));
  EXPECT_EQ(again["status"], "success") << again.dump();
  EXPECT_EQ(host.get(kStores + "/near/backups")["backups"][0]["backupStore"], "near");
}

TEST(Stores, WhoseFolderIsGoneAreToldOfAndNotWrittenTo) {
  SiteHost host;
  host.options.storeFolders = {"/mnt/backups"};
  host.start();
  host.signIn();
  host.post(kStores + "/register", registration("far", kElsewhere));
  host.attached = {{"far", "/mnt/backups/one is not there."}, {"forgotten", ""}};
  host.start();
  host.signIn();
  EXPECT_THAT(host.warnings, testing::Contains(testing::HasSubstr("/mnt/backups/one is not there")));
  EXPECT_THAT(host.detached, testing::ElementsAre("stores/forgotten"));
  const Json created = host.post(kStores + "/far/backups/create", {{"name", "new"}, {"passcode", "passcode"}});
  EXPECT_THAT(created.dump(), testing::HasSubstr("is not there"));
  EXPECT_THAT(host.started, testing::IsEmpty());
  EXPECT_THAT(host.get(kStores + "/far/backups").dump(), testing::HasSubstr("is not there"));
  EXPECT_THAT(host.get(kStores + "/far/backups/old").dump(), testing::HasSubstr("is not there"));
}

TEST(Stores, AreTakenUpAgainByValidatingThemOnceTheirFolderIsBack) {
  SiteHost host;
  host.options.picksStoreFolders = true;
  host.start();
  host.signIn();
  host.post(kStores + "/register", registration("far", kElsewhere));
  host.attached = {{"far", "/mnt/backups/one is not there."}};
  host.start();
  host.signIn();
  host.failure = Error{.code = ErrorCode::storageUnreadable, .message = "Still not there."};
  EXPECT_THAT(host.post(kStores + "/far/validate", {}).dump(), testing::HasSubstr("Still not there."));
  host.failure.reset();
  EXPECT_THAT(host.get(kStores + "/far/backups").dump(), testing::HasSubstr("cannot be used"));
  host.elsewhere["/mnt/backups/one"] = {{"old", R"({"backupName":"old","backupStore":"another"})"}};
  EXPECT_EQ(host.post(kStores + "/far/validate", {})["isReady"], true);
  EXPECT_EQ(host.get(kStores + "/far/backups/old")["backupStore"], "far");
  host.post(kStores + "/far/backups/create", {{"name", "new"}, {"passcode", "passcode"}});
  EXPECT_EQ(host.started.size(), 1U);
}

TEST(Stores, WhoseFolderTheHostKnowsNoMoreAreToldOf) {
  SiteHost host;
  host.options.picksStoreFolders = true;
  host.start();
  host.signIn();
  host.post(kStores + "/register", registration("far", kElsewhere));
  host.start();
  host.signIn();
  EXPECT_THAT(host.warnings, testing::Contains(testing::HasSubstr("/mnt/backups/one is not known here any more")));
  EXPECT_NE(codeOf(host.get(kStores + "/far/backups")), 0);
}

// Sections 5.4 and 5.5, and the addresses of 10.9 (section 1).
TEST(Backups, AreKeptLongerAndDeleted) {
  SiteHost host;
  host.signIn();
  host.makeBackup("first");
  host.makeBackup("second");
  EXPECT_EQ(host.post(kBackups + "/first/update", {{"retentionDate", "1800000000000"}})["status"], "success");
  host.start();
  host.signIn();
  EXPECT_EQ(host.get(kBackups + "/first")["retentionDate"], 1'800'000'000'000);
  EXPECT_EQ(host.post(kBackups + "/first/delete", {})["status"], "success");
  EXPECT_EQ(codeOf(host.get(kBackups + "/first")), 404);
  EXPECT_EQ(host.get(kRecovery + "/backuprestore/backups")["backups"].size(), 1U);
  const Json stub = host.post(kRecovery + "/backuprestore/backups/second/delete", {{"async", "TRUE"}});
  const std::string id = textMember(stub, "jobid").value();
  EXPECT_EQ(host.get(std::string(kAdmin) + "/jobs/" + id)["status"], "COMPLETED");
  EXPECT_EQ(host.get(kBackups).dump(), R"({"backups":[]})");
  const Json created = host.post(kRecovery + "/backuprestore/backup",
                                 {{"name", "old"}, {"storeName", "default"}, {"passcode", "passcode"}});
  EXPECT_EQ(created["status"], "SUBMITTED");
}

// Section 5.6 and design section 5: a wrong passcode is refused before anything changes.
TEST(Restore, StartsOnlyWithTheRightPasscode) {
  SiteHost host;
  host.signIn();
  host.makeBackup("first");
  auto sealer = age::Sealer::create(SecretBytes(bytesOf("the passcode")), 2, host.random);
  ASSERT_TRUE(sealer);
  Bytes sealed(sealer->header().begin(), sealer->header().end());
  ASSERT_TRUE(sealer->finish(sealed));
  host.files["stores/default/first/content.tar.zst.age"] = sealed;
  const std::size_t before = host.started.size();
  EXPECT_EQ(codeOf(host.post(kBackups + "/first/restore", {{"passcode", "another one"}})), 400);
  EXPECT_EQ(host.started.size(), before);
  EXPECT_EQ(host.post(kBackups + "/first/restore", {{"passcode", "the passcode"}})["status"], "success");
  ASSERT_EQ(host.started.size(), before + 1);
  EXPECT_EQ(host.get(kRecovery + "/status")["status"]["operation"], "Restore");
  EXPECT_EQ(codeOf(host.post(kBackups + "/first/delete", {})), 409) << "a job works on it";
  EXPECT_EQ(host.post(std::string(kAdmin) + "/jobs/" + host.started.back() + "/cancel", {})["status"], "success");
  EXPECT_THAT(host.cancelled, testing::ElementsAre(host.started.back()));
}

// Section 6.
TEST(Settings, AreKept) {
  SiteHost host;
  host.signIn();
  host.post(kRecovery + "/settings/update", {{"settings", R"({"timeoutInSeconds":600})"}});
  host.start();
  host.signIn();
  EXPECT_EQ(host.get(kRecovery + "/settings")["timeoutInSeconds"], 600);
}

TEST(Settings, KeepOnlyWhatIsDocumented) {
  SiteHost host;
  host.signIn();
  const std::string update = kRecovery + "/settings/update";
  EXPECT_EQ(codeOf(host.post(update, {{"settings", R"({"passcode":"a passcode by mistake"})"}})), 400);
  EXPECT_EQ(codeOf(host.post(update, {{"settings", "{}"}})), 400);
  host.post(update, {{"settings", R"({"timeoutInSeconds":600,"passcode":"a passcode by mistake"})"}});
  EXPECT_FALSE(host.get(kRecovery + "/settings").contains("passcode"));
  EXPECT_FALSE(textOf(host.files["site.json"]).contains("mistake"));
}

TEST(Settings, TakeATimeoutOfAnyLength) {
  SiteHost host;
  host.signIn();
  host.post(kRecovery + "/settings/update", {{"settings", R"({"timeoutInSeconds":9223372036854775807})"}});
  host.post(std::string(kStore) + "/backups/create", {{"name", "long"}, {"passcode", "passcode"}});
  ASSERT_EQ(host.started.size(), 1U);
  host.settle(host.site->tick(host.now + 8'000'000, host.random));
  EXPECT_TRUE(host.cancelled.empty());
}

// Whatever arrives is answered, and the site stays up.
TEST(Requests, OfAnyBytesAreAnswered) {
  SiteHost host;
  host.signIn();
  const std::string pieces[] = {"/arcgis",
                                "/admin",
                                "/system/disasterrecovery",
                                "/stores",
                                "/default",
                                "/backups",
                                "/create",
                                "/..",
                                "/%2e%2e",
                                "/%ff",
                                "//",
                                "?",
                                "f=json",
                                "&",
                                "token=",
                                host.token,
                                "name=a",
                                "=",
                                "passcode=passcode",
                                "%",
                                "#",
                                "settings=",
                                std::string(1000, '['),
                                "\xff\xfe",
                                "/jobs",
                                "/sharing/rest/",
                                "generateToken",
                                std::string(9000, 'n')};
  const std::string methods[] = {"GET", "POST", "HEAD", "PUT", ""};
  std::uint32_t seed = 7;
  const auto draw = [&](std::size_t below) { return (seed = seed * 1664525 + 1013904223) / 65536 % below; };
  const auto text = [&] {
    std::string made;
    for (std::size_t count = draw(12); count > 0; --count) made += pieces[draw(std::size(pieces))];
    return made;
  };
  for (int round = 0; round < 5000; ++round) {
    const std::string url = text();
    EXPECT_GE(host.send(methods[draw(5)], url, text()).status, 200) << url;
  }
  EXPECT_EQ(codeOf(host.get(kStore)), 0);
}

}  // namespace
}  // namespace holdfast::site
