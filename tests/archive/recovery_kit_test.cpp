// The recovery kit's JSON and its sealing: one spelling, faults that name their member, and answers that are not mixed
// up.
#include "archive/recovery_kit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "archive/sealed_kit.h"
#include "support/sealed_file.h"

namespace holdfast::archive {
namespace {

using testing::HasSubstr;

/// A kit as a person would write it down by the schema; no code had a part in its text.
constexpr std::string_view kWritten = R"({
  "kit": 1,
  "madeAt": 1795600800000,
  "organization": {
    "name": "Zürich",
    "root": "https://organization.example.com/context/admin"
  },
  "store": {
    "name": "default",
    "type": null,
    "location": {
      "size": "64Gi"
    }
  },
  "backups": [
    {
      "name": "before-upgrade",
      "release": "11.4",
      "startTime": 1795600000000,
      "completeTime": 1795600700000,
      "archive": {
        "file": "stores/default/before-upgrade/content.tar.zst.age",
        "size": 12345,
        "sha256": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "header": "YWdl"
      }
    }
  ],
  "settings": {
    "release": "11.4",
    "address": "organization.example.com/context",
    "registry": null,
    "namespace": null,
    "clusterDomain": null,
    "dnsSuffix": null,
    "groups": null
  },
  "passcodeKept": ""
}
)";

std::string replaced(std::string_view found, std::string_view by) {
  std::string text(kWritten);
  const auto at = text.find(found);
  EXPECT_NE(at, std::string::npos) << found;
  return text.replace(at, found.size(), by);
}

/// The message of the fault in `text`, or "" where there is none.
std::string faultOf(std::string_view text) {
  const auto kit = parseKit(text);
  if (kit) return {};
  EXPECT_EQ(kit.error().code, ErrorCode::kitMalformed);
  return kit.error().message;
}

TEST(RecoveryKit, reads_what_is_written_and_writes_the_same) {
  const auto kit = parseKit(kWritten);
  ASSERT_TRUE(kit) << kit.error().message;
  EXPECT_EQ(kit->organization, "Zürich");
  EXPECT_EQ(kit->storeType, std::nullopt);
  ASSERT_EQ(kit->backups.size(), 1);
  EXPECT_EQ(kit->backups[0].startTime, 1'795'600'000'000);
  EXPECT_EQ(kit->backups[0].archive->sha256[31], 0x1f);
  EXPECT_EQ(textOf(*kit->backups[0].archive->header), "age");
  EXPECT_EQ(kit->settings[Setting::address], "organization.example.com/context");
  EXPECT_EQ(kit->settings[Setting::groups], std::nullopt);
  EXPECT_EQ(encodeKit(*kit), kWritten);
}

TEST(RecoveryKit, has_one_spelling) {
  for (const auto& other :
       {replaced("\"kit\": 1,", "\"kit\":1,"), replaced("Zürich", "Z\\u00fcrich"), replaced("12345", "12345.0"),
        replaced("\"passcodeKept\": \"\"\n}\n", "\"passcodeKept\": \"\"\n}"),
        replaced("    \"name\": \"default\",\n    \"type\": null,",
                 "    \"type\": null,\n    \"name\": \"default\",")}) {
    EXPECT_NE(faultOf(other), "") << other;
  }
  EXPECT_THAT(faultOf(replaced("Zürich", "Z\\u00fcrich")),
              HasSubstr("not spelled as one: from byte " + std::to_string(kWritten.find("ü")) + " on"));
}

TEST(RecoveryKit, names_the_member_at_fault) {
  EXPECT_THAT(faultOf(replaced("12345", "-1")), HasSubstr("backups[0].archive.size must be a whole number from 0"));
  EXPECT_THAT(faultOf(replaced("\"YWdl\"", "\"YWd\"")), HasSubstr("backups[0].archive.header must be null or"));
  EXPECT_THAT(faultOf(replaced("0001020", "0001Z20")), HasSubstr("backups[0].archive.sha256 must be 64 lower-case"));
  EXPECT_THAT(faultOf(replaced("\"type\": null,", "")), HasSubstr("store lacks the member \"type\""));
  EXPECT_THAT(faultOf(replaced("\"kit\": 1,", "\"kit\": 1,\n  \"passcode\": \"x\",")),
              HasSubstr("has a member \"passcode\" of no meaning"));
  EXPECT_THAT(faultOf(replaced("https://organization", "file://organization")), HasSubstr("organization.root must be"));
  EXPECT_THAT(faultOf(replaced("\"kit\": 1", "\"kit\": 2")), HasSubstr("version 2, and this Holdfast reads version 1"));
  EXPECT_THAT(faultOf("{}"), HasSubstr("not a recovery kit"));
  EXPECT_THAT(faultOf("{"), HasSubstr("not well-formed JSON"));
  EXPECT_THAT(faultOf(std::string(kMaxKitSize + 1, ' ')), HasSubstr("longer than"));
  EXPECT_THAT(faultOf(replaced("\"size\": \"64Gi\"", "\"size\": \"64Gi\",\n      \"size\": \"1Gi\"")),
              HasSubstr("twice"));
}

Kit kitOf(const tests::SealedFile& file) {
  Kit kit = parseKit(kWritten).value();
  kit.backups[0].archive->header = Bytes(file.bytes.begin(), file.bytes.begin() + static_cast<long>(file.headerSize));
  return kit;
}

TEST(SealedKit, opens_with_its_passcode_alone) {
  tests::CountingRandom random;
  const Kit kit = kitOf(tests::sealFile(tests::plainOf(10)));
  const auto sealed = sealKit(kit, tests::passcode(), tests::kQuickWorkFactor, random);
  ASSERT_TRUE(sealed) << sealed.error().message;
  EXPECT_EQ(openKit(sealed->file, tests::passcode(), {}, sealed->sha256), kit);
  EXPECT_EQ(openKit(sealed->file, SecretBytes(bytesOf("another"))).error().code, ErrorCode::passcodeWrong);
}

TEST(SealedKit, is_damaged_or_changed_whatever_the_passcode) {
  tests::CountingRandom random;
  const auto sealed = sealKit(kitOf(tests::sealFile({})), tests::passcode(), tests::kQuickWorkFactor, random).value();
  for (std::size_t index = 0; index < sealed.file.size(); ++index) {
    Bytes changed = sealed.file;
    changed[index] ^= 1;
    for (const std::string_view passcode : {"correct horse", "another"}) {
      const auto opened = openKit(changed, SecretBytes(bytesOf(passcode)), {}, sealed.sha256);
      ASSERT_EQ(opened.error().code, ErrorCode::fileChanged) << index;
    }
  }
}

TEST(SealedKit, refuses_a_passcode_that_opens_not_its_backups_and_one_that_would_be_printed) {
  tests::CountingRandom random;
  Kit kit = kitOf(tests::sealFile({}));
  const auto other = sealKit(kit, SecretBytes(bytesOf("another")), tests::kQuickWorkFactor, random);
  EXPECT_EQ(other.error().code, ErrorCode::passcodeWrong);
  EXPECT_THAT(other.error().message, HasSubstr("before-upgrade"));
  kit.passcodeKept = "it is \"correct horse\"";
  EXPECT_EQ(sealKit(kit, tests::passcode(), tests::kQuickWorkFactor, random).error().parameter, "passcodeKept");
}

}  // namespace
}  // namespace holdfast::archive
