// The rules of design sections 4 and 5 and of the API's pages.
#include "api/validate.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace holdfast::api {
namespace {

constexpr EpochMs kNow = 1'800'000'000'000;

Validation check(std::string_view operation, Json values, std::string_view passcode = "fifteen letters",
                 std::string_view version = "12.0", bool isWhole = true) {
  Parameters parameters{.values = std::move(values)};
  parameters.secrets.emplace("passcode", SecretBytes(bytesOf(passcode)));
  return validate(*findEndpoint(operation), parameters, kNow, parseVersion(version), isWhole);
}

std::vector<std::string> named(const std::vector<Error>& findings) {
  std::vector<std::string> names;
  for (const Error& one : findings) names.push_back(one.parameter + ":" + std::string(entryOf(one.code).name));
  return names;
}

using Names = std::vector<std::string>;

TEST(ValidateCreate, TakesTheDocumentedSample) {
  const auto found =
      check("createBackup",
            {{"storeName", "default"}, {"name", "backup_first"}, {"description", ""}, {"retentionDate", 1635945710988}},
            "passcode");
  EXPECT_EQ(named(found.issues), Names{});
  EXPECT_EQ(named(found.advice), (Names{"passcode:parameter_too_short", "retentionDate:parameter_range"}));
}

TEST(ValidateCreate, TellsAllFaultsAtOnce) {
  const auto found =
      check("createBackup", {{"storeName", ".."}, {"name", ""}, {"retentionDate", 1.5}, {"extra", 1}}, "short");
  EXPECT_EQ(named(found.issues),
            (Names{"storeName:parameter_characters", "name:parameter_required", "passcode:parameter_too_short",
                   "retentionDate:parameter_type", "extra:parameter_version"}));
  const auto refused = refuse(found);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().faults.size(), 5U);
  EXPECT_EQ(refused.error().message.find("short"), std::string::npos);
}

TEST(ValidateCreate, RefusesNamesThatCannotStandInAnAddress) {
  for (const std::string& name :
       Names{"a/b", "a\\b", "a?", "a#b", "50%", ".", "..", " a", "a ", "a\n", std::string("a\0b", 3), "\x7f", "\xff"}) {
    EXPECT_FALSE(check("createBackup", {{"storeName", "default"}, {"name", name}}).issues.empty()) << name;
  }
  EXPECT_FALSE(check("createBackup", {{"storeName", "d"}, {"name", std::string(256, 'a')}}).issues.empty());
  EXPECT_TRUE(check("createBackup", {{"storeName", "d"}, {"name", std::string(255, 'a')}}).issues.empty());
  const auto unusual = check("createBackup", {{"storeName", "d"}, {"name", "vor dem Größten"}});
  EXPECT_EQ(named(unusual.issues), Names{});
  EXPECT_EQ(named(unusual.advice), Names{"name:parameter_characters"});
}

TEST(ValidateCreate, CountsThePasscodeInCodePoints) {
  const Json values = {{"storeName", "d"}, {"name", "n"}};
  EXPECT_FALSE(check("createBackup", values, "äöüßäöü").issues.empty());
  EXPECT_TRUE(check("createBackup", values, "äöüßäöüß").issues.empty());
  EXPECT_TRUE(check("createBackup", values, std::string(100'000, 'x')).issues.empty());
  EXPECT_EQ(named(check("createBackup", values, "\xff\xfe long enough").issues), Names{"passcode:parameter_encoding"});
  EXPECT_EQ(named(check("createBackup", values, " blank at the ends ").advice), Names{"passcode:parameter_characters"});
  EXPECT_EQ(named(check("createBackup", values, "").issues), Names{"passcode:parameter_required"});
}

TEST(ValidateCreate, ReadsTheRetentionDate) {
  for (const Json& good :
       {Json(-1), Json(nullptr), Json(""), Json("-1"), Json(kNow + 1), Json("1900000000000"), Json(1.0)}) {
    EXPECT_TRUE(check("createBackup", {{"storeName", "d"}, {"name", "n"}, {"retentionDate", good}}).issues.empty())
        << good;
  }
  for (const Json& bad :
       {Json(0), Json(-2), Json("soon"), Json(true), Json(1.5), Json("12x"), Json(9'000'000'000'000'000)}) {
    EXPECT_FALSE(check("createBackup", {{"storeName", "d"}, {"name", "n"}, {"retentionDate", bad}}).issues.empty())
        << bad;
  }
}

TEST(ValidateVersions, RefusesWhatTheServerIsTooOldFor) {
  EXPECT_EQ(named(check("updateStore", {{"storeName", "d"}, {"settings", {{"default", true}}}}, "", "10.9").issues),
            Names{":parameter_version"});
  EXPECT_EQ(named(check("createBackup", {{"storeName", "d"}, {"name", "n"}, {"retentionDate", kNow}}, "fifteen letters",
                        "10.9")
                      .issues),
            Names{"retentionDate:parameter_version"});
  EXPECT_EQ(
      named(check("deleteBackup", {{"storeName", "d"}, {"backupName", "n"}, {"async", true}}, "", "10.9.1").issues),
      Names{"async:parameter_version"});
  EXPECT_EQ(named(check("updateSettings", {{"settings", {{"timeoutInSeconds", 60}}}}, "", "10.9.1").issues),
            Names{"settings.timeoutInSeconds:parameter_version"});
}

TEST(ValidateStore, KnowsEveryStorageType) {
  const Json hosted = {{"type", "HOSTED"},
                       {"storageConfig", {{"provisioningType", "DYNAMIC"}, {"storageClass", "gp2"}, {"size", "64Gi"}}}};
  const auto cloud = [](std::string type, std::string provider, Json connection) {
    return Json{{"type", type},
                {"provider",
                 {{"name", provider},
                  {"cloudServices", Json::array({{{"name", "x"},
                                                  {"type", "objectStore"},
                                                  {"usage", "BACKUP"},
                                                  {"category", "storage"},
                                                  {"connection", connection}}})}}}};
  };
  const Json s3 = {{"bucketName", "b"},
                   {"region", "r"},
                   {"rootDir", "d"},
                   {"credential", {{"type", "ACCESS-KEY"}, {"secret", {{"accessKey", "a"}, {"secretKey", "s"}}}}}};
  const Json role = {{"bucketName", "b"}, {"region", "r"}, {"rootDir", "d"}, {"credential", {{"type", "IAM-ROLE"}}}};
  const Json azure = {{"containerName", "c"},
                      {"rootDir", "d"},
                      {"accountEndpointUrl", "https://a.blob.core.windows.net"},
                      {"credential",
                       {{"type", "USER-ASSIGNED-IDENTITY"},
                        {"managedIdentityClientId", "i"},
                        {"secret", {{"storageAccountName", "n"}}}}}};
  const auto issues = [](const Json& settings, std::string_view version) {
    return named(
        check("registerStore", {{"storeName", "s"}, {"settings", settings}, {"isDefault", false}}, "", version).issues);
  };
  EXPECT_EQ(issues(hosted, "10.9.1"), Names{});
  EXPECT_EQ(issues(cloud("S3", "AWS", s3), "11.2"), Names{});
  EXPECT_EQ(issues(cloud("S3", "AWS", role), "12.0"), Names{});
  EXPECT_EQ(issues(cloud("AZURE_BLOBSTORE", "AZURE", azure), "11.2"), Names{});
  EXPECT_EQ(issues(cloud("S3", "AWS", s3), "11.0"), Names{"settings.type:parameter_version"});
  EXPECT_EQ(issues({{"type", "HOSTED"}, {"storageConfig", {{"provisioningType", "SOME"}, {"size", "1Gi"}}}}, "11.4"),
            (Names{"settings.storageConfig.provisioningType:parameter_range",
                   "settings.storageConfig.size:parameter_range"}));
  EXPECT_EQ(issues(cloud("S3", "AWS", {{"bucketName", "b"}, {"credential", {{"type", "NONE"}}}}), "11.4"),
            (Names{"settings.provider.cloudServices[0].connection.region:parameter_required",
                   "settings.provider.cloudServices[0].connection.rootDir:parameter_required",
                   "settings.provider.cloudServices[0].connection.credential.type:parameter_range"}));
}

TEST(ValidateTask, AsksForOneOfTheDayFieldsOnly) {
  const Json both = {{"dayOfMonth", "1"}, {"dayOfWeek", "MON"}};
  EXPECT_EQ(named(check("updateTask", both, "", "11.4", false).issues), (Names{"dayOfWeek:parameter_mismatch"}));
  EXPECT_TRUE(check("updateTask", {{"dayOfMonth", "1"}, {"dayOfWeek", "?"}}, "", "11.4", false).issues.empty());
  EXPECT_TRUE(check("updateTask", {{"dayOfMonth", "1"}}, "", "11.4", false).issues.empty());
}

TEST(ValidateTask, AsksForWhatEveryBackupIsMadeWithWhenItIsNew) {
  Json values = {{"type", "CreateBackup"}, {"parameters", {{"storeName", "default"}}},
                 {"minute", "0"},          {"hour", "22"},
                 {"dayOfMonth", "*"},      {"month", "*"},
                 {"dayOfWeek", "?"}};
  EXPECT_EQ(named(check("createTask", values, "", "11.4").issues),
            (Names{"parameters.name:parameter_required", "parameters.passcode:parameter_required"}));
  EXPECT_TRUE(check("updateTask", {{"parameters", {{"storeName", "default"}}}}, "", "11.4", false).issues.empty());
  EXPECT_EQ(named(check("updateTask", {{"parameters", {{"name", ""}, {"passcode", ""}}}}, "", "11.4", false).issues),
            (Names{"parameters.name:parameter_required", "parameters.passcode:parameter_required"}));
  values["parameters"] = {{"name", "nightly"}, {"passcode", "short"}};
  EXPECT_EQ(named(check("createTask", values, "", "11.4").issues), (Names{"parameters.passcode:parameter_too_short"}));
}

TEST(ValidateTask, ReadsCronFields) {
  const auto issues = [](std::string parameter, std::string field) {
    Json values = {{"type", "BackupRetentionCleaner"},
                   {"parameters", Json::object()},
                   {"minute", "0"},
                   {"hour", "22"},
                   {"dayOfMonth", "?"},
                   {"month", "*"},
                   {"dayOfWeek", "?"}};
    values[parameter] = field;
    return check("createTask", values, "", "11.4").issues.size();
  };
  for (const auto& [parameter, field] : std::vector<std::pair<std::string, std::string>>{{"minute", "0/15"},
                                                                                         {"hour", "8-18"},
                                                                                         {"dayOfMonth", "L"},
                                                                                         {"dayOfMonth", "15W"},
                                                                                         {"dayOfMonth", "LW"},
                                                                                         {"dayOfWeek", "6#3"},
                                                                                         {"dayOfWeek", "MON-FRI"},
                                                                                         {"month", "JAN,JUL"},
                                                                                         {"dayOfWeek", "5L"}}) {
    EXPECT_EQ(issues(parameter, field), 0U) << parameter << " " << field;
  }
  for (const auto& [parameter, field] : std::vector<std::pair<std::string, std::string>>{{"minute", "60"},
                                                                                         {"hour", "24"},
                                                                                         {"dayOfMonth", "32"},
                                                                                         {"month", "13"},
                                                                                         {"dayOfWeek", "8"},
                                                                                         {"minute", "?"},
                                                                                         {"hour", "L"},
                                                                                         {"dayOfWeek", "6#6"},
                                                                                         {"minute", "1,,2"},
                                                                                         {"minute", "x"},
                                                                                         {"minute", "*/0"}}) {
    EXPECT_EQ(issues(parameter, field), 1U) << parameter << " " << field;
  }
}

}  // namespace
}  // namespace holdfast::api
